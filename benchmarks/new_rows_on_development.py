"""How many new pieces, and how fast their rows should learn: chosen on development pairs, never on test pairs.

    .venv/bin/python benchmarks/new_rows_on_development.py runs/quickstart

reads the corpus and the chosen encoder of a finished run, sets 1,000 of its training pairs aside, adapts on 8,000 of
the others, and appends one line a setting to benchmarks/results/new_rows_on_development.jsonl. Settings that stand
there already are skipped.
"""

import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from lowres.data.examples import Pair
from lowres.data.prepare import PreparedCorpus
from lowres.files import default_cache, read_json, read_json_lines, write_json_lines
from lowres.metrics.retrieval import rank1, ranks
from lowres.models.pretrained import Pretrained, load_pretrained
from lowres.models.reference import resolve_model
from lowres.models.sentences import encode
from lowres.pipeline.vectors import Vectors
from lowres.progress import SilentProgress
from lowres.tasks.spelling import tokenizer_fertility
from lowres.training.adapt import AdaptationOutcome, adapt
from lowres.training.machinery import Machinery
from lowres.training.materials import Materials
from lowres.training.objectives.contrastive_distillation import ContrastiveDistillation
from lowres.training.parts.body import Body
from lowres.training.schedule import Schedule, WarmUp
from lowres.training.trainer import TrainingFolder
from lowres.vocabulary.align import align_new_rows
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.learn import learn_pieces

RESULTS = Path(__file__).parent / "results" / "new_rows_on_development.jsonl"
SETTINGS = [
    {"new_tokens": 0, "rows_learning_rate": 0.0},
    {"new_tokens": 500, "rows_learning_rate": 6e-3},
]
SEED = 17
LONGEST = 64
DEVELOPMENT_PAIRS = 1_000
TRAINING_PAIRS = 8_000


class Bench:
    """The pairs, the encoder and its teacher's vectors, shared by all settings."""

    def __init__(self, run: Path) -> None:
        pairs = PreparedCorpus(run / "01-prepare_corpus" / "corpus").training_pairs()
        order = random.Random(SEED).sample(pairs, len(pairs))
        self.development = order[:DEVELOPMENT_PAIRS]
        self.training = order[DEVELOPMENT_PAIRS:][:TRAINING_PAIRS]
        chosen = read_json(run / "03-select_model" / "result.json")["chosen"]
        self.model = resolve_model(chosen, default_cache(), run)
        self.teacher = Vectors(self.model, run / "cache", SilentProgress())

    def measure(self, setting: dict[str, Any]) -> dict[str, Any]:
        """Adapt with one setting and score it on the development pairs."""
        student = load_pretrained(self.model)
        with tempfile.TemporaryDirectory() as folder:
            if setting["new_tokens"]:
                student = self.extended(student, setting["new_tokens"], Path(folder) / "rows")
            schedule = Schedule(
                rows_learning_rate=setting["rows_learning_rate"] or 1e-3,
                longest_sentence_tokens=LONGEST,
                checkpoint_every_steps=1000,
            )
            done = self.adapted(student, schedule, Path(folder))
        return {**setting, "steps": done.training.steps, "tokens": done.tokens, **self.scores(student)}

    def adapted(self, student: Pretrained, schedule: Schedule, folder: Path) -> AdaptationOutcome:
        """The body and the new rows, trained by the encoder's own vectors of the translations."""
        materials = Materials(
            student=student,
            pairs=self.training,
            text=lambda: (),
            teacher=self.vectors,
            schedule=schedule,
            seed=SEED,
            scratch=folder,
            progress=SilentProgress(),
        )
        place = TrainingFolder(folder / "body", SilentProgress(), "adapting", SEED)
        return adapt(materials, [ContrastiveDistillation()], Body(), Machinery(), place)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The teacher's, which is let go of afterwards: training needs the room."""
        found = self.teacher(texts)
        self.teacher.release()
        return found

    def extended(self, student: Pretrained, new_tokens: int, folder: Path) -> Pretrained:
        """The encoder with new pieces, warmed up as the recipe does."""
        texts = [pair.target for pair in self.training]
        pieces = learn_pieces(texts, student.tokenizer, new_tokens).pieces
        generator = torch.Generator().manual_seed(SEED)
        longer = extend(student, pieces, MeanOfPieces(), Knowledge(texts, self.training), generator).pretrained
        warm_up = WarmUp(longest_sentence_tokens=LONGEST)
        sample = texts[: warm_up.steps * warm_up.batch_size]
        place = TrainingFolder(folder, SilentProgress(), "warming up", SEED)
        align_new_rows(longer, sample, self.teacher(sample), warm_up, place)
        return longer

    def scores(self, student: Pretrained) -> dict[str, float]:
        """Rank 1 in both directions, and pieces a word."""
        target, pivot = (encode(student, texts) for texts in _sides(self.development))
        fertility = tokenizer_fertility(student.tokenizer, [pair.target for pair in self.development])
        return {
            "fertility": fertility.tokens_per_word,
            "pivot_to_target": rank1(ranks(pivot, target)),
            "target_to_pivot": rank1(ranks(target, pivot)),
        }


def _sides(pairs: list[Pair]) -> tuple[list[str], list[str]]:
    return [pair.target for pair in pairs], [pair.pivot for pair in pairs]


def main() -> None:
    """Measure every setting that has no line yet."""
    run = Path(sys.argv[1])
    done = list(read_json_lines(RESULTS)) if RESULTS.exists() else []
    bench = Bench(run)
    for setting in SETTINGS:
        if any(setting.items() <= line.items() for line in done):
            continue
        done.append(bench.measure(setting))
        write_json_lines(RESULTS, done)
        print(done[-1], flush=True)


if __name__ == "__main__":
    main()
