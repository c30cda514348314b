"""Measure which way wins for a script that the model has never seen: romanising, new pieces, or both.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/unseen_scripts.py [--only LANGUAGE] [--way WAY]

Topics of SIB-200 (Adelani et al. 2024) in Tamasheq (Tifinagh), Dzongkha (Tibetan script) and Santali (Ol Chiki), by a
probe that knows English labels only; adaptation on the pairs of NLLB-Seed with English, where there are any. FOLDER
holds `data/sib200` and `corpora/nllb-seed` as published. Appends one line for each language and way to
benchmarks/results/unseen_scripts.jsonl; those that stand there are skipped. A language's centre is the mean of its
unlabelled training sentences. Settings were chosen on the training and validation sentences of Tamasheq
(`development`), never on test sentences.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from encoder import materials, model_folder, shared, sib200, teacher_vectors
from lines import add_line, has_line
from sib200 import ENGLISH, interval, probed, topics

from lowres.data.examples import Pair
from lowres.models.pretrained import Pretrained, load_pretrained
from lowres.progress import SilentProgress
from lowres.tasks.spelling import tokenizer_fertility
from lowres.training.adapt import adapt
from lowres.training.machinery import Machinery
from lowres.training.objectives.contrastive_distillation import ContrastiveDistillation
from lowres.training.objectives.objective import LearningObjective
from lowres.training.objectives.rehearsal import Rehearsal
from lowres.training.parts.body import Body
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers import Initialiser
from lowres.vocabulary.initialisers.alignment import Alignment
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.learn import learn_pieces
from lowres.vocabulary.romanisation.learn import learn_romanisation
from lowres.vocabulary.romanisation.tokenizer import respelt, romanised

RESULTS = Path(__file__).parent / "results" / "unseen_scripts.jsonl"
SEED = 17
NEW_TOKENS = 6_000
EPOCHS = 1
REHEARSAL = 0.25
TIFINAGH = "ⴰⴱⴲⴳⴴⴵⴶⴷⴸⴹⴺⴻⴼⴽⴾⴿⵀⵁⵂⵃⵄⵅⵆⵇⵈⵉⵊⵋⵌⵍⵎⵏⵐⵑⵒⵓⵔⵕⵖⵗⵘⵙⵚⵛⵜⵝⵞⵟⵠⵡⵢⵣⵤⵥ"
RESPELL = {  # SIB-200 and NLLB-Seed write Tamasheq in two spellings: one for both
    "taq_Tfng": {
        **{2 * letter: letter for letter in TIFINAGH},
        **dict.fromkeys(("<", "ⴻ"), "ⴰ"),
        **{"ⵢ": "ⵉ", "ⵡ": "ⵓ", "ⵋ": "ⵊ", "ⵥ": "ⵣ", "ⴹ": "ⴷ", "ⵟ": "ⵜ", "ⵕ": "ⵔ", "ⵚ": "ⵙ"},
        **{"ⵖ": "ⵗ", "ⴽ": "ⴾ"},
        **dict.fromkeys(("ⴳ", "ⴴ"), "ⴶ"),
        **dict.fromkeys(("ⵇ", "ⵆ", "ⵅ"), "ⵈ"),
        **dict.fromkeys(("ⵃ", "ⵀ"), "ⵂ"),
    }
}


@dataclass(frozen=True)
class Way:
    """What is done to the encoder before its vectors are probed."""

    romanise: bool = False
    initialiser: Initialiser | None = None
    epochs: int = 0
    rehearsal: float = 0
    """How many steps rehearse English for each step of distillation."""


WAYS = {
    "unadapted": Way(),
    "romanised": Way(romanise=True),
    "new pieces, mean": Way(initialiser=MeanOfPieces()),
    "new pieces, aligned": Way(initialiser=Alignment()),
    "romanised + new pieces, aligned": Way(romanise=True, initialiser=Alignment()),
    "romanised + distillation": Way(romanise=True, epochs=EPOCHS),
    "new pieces, mean + distillation": Way(initialiser=MeanOfPieces(), epochs=EPOCHS),
    "new pieces, aligned + distillation": Way(initialiser=Alignment(), epochs=EPOCHS),
    "romanised + new pieces, aligned + distillation": Way(romanise=True, initialiser=Alignment(), epochs=EPOCHS),
    "new pieces, aligned + distillation, rehearsal": Way(initialiser=Alignment(), epochs=EPOCHS, rehearsal=REHEARSAL),
    "romanised + new pieces, aligned + distillation, rehearsal": Way(
        romanise=True, initialiser=Alignment(), epochs=EPOCHS, rehearsal=REHEARSAL
    ),
}
LANGUAGES = {"taq_Tfng": True, "dzo_Tibt": True, "sat_Olck": False}
"""Whether there are sentence pairs."""


def pairs_of(language: str) -> list[Pair]:
    """NLLB-Seed: line n of every file says the same."""
    if not LANGUAGES[language]:
        return []
    folder = shared() / "corpora" / "nllb-seed"
    target, english = ((folder / name).read_text("utf-8").splitlines() for name in (language, "eng_Latn"))
    both = enumerate(zip(target, english, strict=True), start=1)
    return [Pair(f"nllb-seed:{line}", one, other, "") for line, (one, other) in both]


@cache
def english() -> np.ndarray:
    """Vectors of the English training sentences under the unadapted encoder, [sentences, hidden]."""
    return teacher_vectors(topics(sib200(), ENGLISH, "train").texts)


def measure(language: str, name: str) -> dict[str, Any]:
    """Adapt in one way, and score its vectors."""
    way, pairs, started = WAYS[name], pairs_of(language), time.perf_counter()
    unlabelled = topics(sib200(), language, "train").texts
    texts = [*(pair.target for pair in pairs), *unlabelled]
    student = written(load_pretrained(model_folder()), way, language, texts)
    rules: dict[str, int] = {}
    if way.initialiser:
        asked = min(NEW_TOKENS, len(texts))
        pieces = learn_pieces(texts, student.tokenizer, asked).pieces
        changed = extend(student, pieces, way.initialiser, Knowledge(texts, pairs), torch.Generator().manual_seed(SEED))
        student, rules = changed.pretrained, dict(changed.rules())
    vocabulary_seconds = time.perf_counter() - started
    if way.epochs:
        train(student, pairs, way)
    seconds = time.perf_counter() - started
    fertility = tokenizer_fertility(student.tokenizer, [*texts, *topics(sib200(), language, "test").texts])
    return {
        "language": language,
        "way": name,
        "pairs": len(pairs),
        "rules": rules,
        "unknown_rate": fertility.unknown_rate,
        "tokens_per_sentence": fertility.tokens / fertility.sentences,
        "vocabulary_seconds": round(vocabulary_seconds, 1),
        "seconds": round(seconds, 1),
        **scores(student, language),
        "seed": SEED,
        "epochs": way.epochs,
    }


def written(student: Pretrained, way: Way, language: str, texts: list[str]) -> Pretrained:
    """The encoder with its tokenizer romanised or respelt, where the way says so."""
    respell = RESPELL.get(language, {})
    if way.romanise:
        return replace(student, tokenizer=romanised(student.tokenizer, learn_romanisation(texts, respell)))
    if way.initialiser and respell:
        return replace(student, tokenizer=respelt(student.tokenizer, respell))
    return student


def train(student: Pretrained, pairs: list[Pair], way: Way) -> None:
    """Distil the English vectors of the pairs into the student, which may rehearse its own English beside that."""
    steps = round(way.epochs * (1 + way.rehearsal) * (len(pairs) // 32))
    objectives: list[LearningObjective] = [ContrastiveDistillation()]
    if way.rehearsal:
        objectives.append(Rehearsal(weight=way.rehearsal, loss="squared_distance"))
    schedule = Schedule(steps=steps, longest_sentence_tokens=64, checkpoint_every_steps=10_000)
    with tempfile.TemporaryDirectory() as folder:
        learnt = materials(student, pairs, (), schedule, SEED, Path(folder))
        place = TrainingFolder(Path(folder) / "checkpoints", SilentProgress(), "distilling", SEED)
        adapt(learnt, objectives, Body(), Machinery(), place)


def scores(student: Pretrained, language: str) -> dict[str, Any]:
    """Macro-F1 on test sentences with its interval, plain and centred, and on those that settings were chosen on."""
    found = probed(student, sib200(), language, english())
    names = {"plain": "macro_f1", "centred": "macro_f1_centred"}
    return {
        names[kind]: {**interval(sib200(), language, one.test, SEED), "crossed": round(one.crossed, 4)}
        for kind, one in found.items()
    }


def main() -> None:
    """Measure everything that has no line yet."""
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("--only", choices=LANGUAGES)
    wanted.add_argument("--way", choices=WAYS)
    asked = wanted.parse_args()
    for language in [asked.only] if asked.only else LANGUAGES:
        for name in [asked.way] if asked.way else WAYS:
            if has_line(RESULTS, {"language": language, "way": name}):
                continue
            needs_pairs = WAYS[name].epochs or isinstance(WAYS[name].initialiser, Alignment)
            if needs_pairs and not LANGUAGES[language]:
                continue
            add_line(RESULTS, measure(language, name))


if __name__ == "__main__":
    main()
