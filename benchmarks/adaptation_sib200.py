"""Adapt the encoder to ten languages, each in some 15 minutes of two cores at most, and probe it for topics.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/adaptation_sib200.py [--only LANGUAGE] [--system SYSTEM] [--seed N]

The probe knows English labels of SIB-200 (Adelani et al. 2024) only. FOLDER holds `data/sib200` and `corpora` as
published. Appends a line for each language, seed and system to benchmarks/results/adaptation_sib200.jsonl; those that
stand there are skipped. `macro_f1_centred` has each language on the mean of its own unlabelled training sentences;
`..._unweighted` is of a probe to which every sentence counts alike, in place of every class.
No test sentence of SIB-200 is in what is learnt. With `--development` nothing is tested, and lines go to
adaptation_on_development.jsonl: settings are chosen by `crossed_...`, of the language's training and validation
sentences, each labelled by a probe that has not learnt its translation (`--set NAME=VALUE` changes a setting). Lines
that have `development_...` are of an earlier day: that probe had learnt the translations, found them again, and scored
ten points more than it does on tests.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from encoder import materials, model_folder, shared, sib200
from lines import add_line, has_line
from parallel import LANGUAGES, lexicon_of, pairs_of, text_of
from sib200 import ENGLISH, Probed, interval, probed, topics

from lowres.adapters.architectures.lora import Lora
from lowres.data.examples import Pair
from lowres.data.leaks import Leaks, without_leaks
from lowres.files import write_text
from lowres.metrics.classification import macro_f1
from lowres.models.masked_language_model import with_head
from lowres.models.pretrained import Pretrained, load_pretrained
from lowres.progress import SilentProgress
from lowres.training.adapt import AdaptationOutcome, adapt
from lowres.training.machinery import Machinery
from lowres.training.materials import Materials
from lowres.training.objectives import Objective
from lowres.training.objectives.contrastive_distillation import ContrastiveDistillation
from lowres.training.objectives.masked_language_modelling import MaskedLanguageModelling
from lowres.training.objectives.rehearsal import Rehearsal
from lowres.training.parts.body import Body
from lowres.training.parts.part import Part
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder
from lowres.vocabulary.changed import Changed
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.alignment import Alignment
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.learn import learn_pieces
from lowres.vocabulary.respell import respell

RESULTS = Path(__file__).parent / "results" / "adaptation_sib200.jsonl"
ON_DEVELOPMENT = RESULTS.with_name("adaptation_on_development.jsonl")
SEED = 17
BATCH = 32
MANY_PAIRS = 10_000
"""From so many on, twice the tokens are worth their time; fewer are then seen three times over, and gain nothing
(chosen by `crossed_...`; benchmarks/README.md)."""


@dataclass(frozen=True)
class System:
    """How the encoder is adapted."""

    pieces: int = 0
    """New pieces, at most as many as there are sentences, started by alignment with pairs and lexicons; none in a
    language that the encoder was trained on."""
    respell: int = 0
    """Whether the tokenizer writes in one way what the pairs and other writers spell differently."""
    distillation: float = 0.0
    """Weights of the objectives; 0 leaves one out."""
    rehearsal: float = 0.0
    rehearsal_loss: Literal["contrastive", "squared_distance"] = "contrastive"
    masked: float = 0.0
    lexicon: float = 0.0
    epochs: float = 0.0
    longest: int = 64
    """Tokens at which a sentence is cut."""
    most_tokens: int = 600_000
    """What one core gets through in ten minutes, and half of it where there are many pairs; of masked language
    modelling, with its logits, it is less."""
    share_of_start: float = 0.0
    """How far the weights return to where they started when training has ended."""
    part: Part = Body()
    learning_rate: float = 2e-4
    rows_learning_rate: float = 6e-3


SYSTEMS = {
    "unadapted": System(),
    "adapted": System(respell=1, pieces=4_000, distillation=4, lexicon=1, rehearsal=2, epochs=3, share_of_start=0.4),
    "vocabulary_only": System(respell=1, pieces=4_000),
    "adapter_only": System(
        respell=1, distillation=4, lexicon=1, rehearsal=2, epochs=3, part=Lora(), learning_rate=1e-3
    ),
    "masked_language_model_only": System(respell=1, masked=1, epochs=3, most_tokens=250_000),
}


def measure(name: str, system: System, seed: int, on_development: bool) -> dict[str, Any]:
    """Adapt to a language: what it took, and the scores."""
    started = time.perf_counter()
    pairs, lines, dropped = learnt(name)
    student, rules = load_pretrained(model_folder()), {}
    if system.respell and LANGUAGES[name].respell:
        student = respell(student, LANGUAGES[name].respell).pretrained
    if system.pieces and not LANGUAGES[name].known:
        longer = with_pieces(student, system.pieces, name, (pairs, lines), seed)
        student, rules = longer.pretrained, dict(longer.rules())
    told: dict[str, Any] = {"pairs": len(pairs), "lines": len(lines), "dropped_as_tests": dropped, "rules": rules}
    if system.epochs:
        outcome = train(student, system, name, (pairs, lines), seed)
        student = outcome.pretrained
        told |= {"steps": outcome.training.steps, "tokens": outcome.tokens, "precision": outcome.training.precision}
        told |= {"loss": {key: curve[-1][1] for key, curve in outcome.training.losses.items()}}
    told |= {"seconds": round(time.perf_counter() - started, 1), "threads": torch.get_num_threads()}
    found = probed(student, sib200(), LANGUAGES[name].sib200)
    return {**told, **(chosen_by(found) if on_development else tested(found, name, seed))}


def with_pieces(student: Pretrained, count: int, name: str, text: tuple[list[Pair], list[str]], seed: int) -> Changed:
    """The student with new pieces of the language's text and lexicons, started where both say they are translated."""
    pairs, lines = text
    entries = words(name)
    texts = [*(pair.target for pair in pairs), *lines, *(word for word, _ in entries)]
    pieces = learn_pieces(texts, student.tokenizer, min(count, len(pairs) + len(lines))).pieces
    knowledge = Knowledge(texts, pairs)
    with tempfile.TemporaryDirectory() as folder:
        start = Alignment(lexicon=lexicon_file(entries, Path(folder)))
        return extend(student, pieces, start, knowledge, torch.Generator().manual_seed(seed))


def lexicon_file(entries: Sequence[tuple[str, str]], scratch: Path) -> Path:
    """Words with their translations, as methods read them."""
    file = scratch / "lexicon.tsv"
    write_text(file, "".join(f"{word}\t{english}\n" for word, english in entries))
    return file


def chosen_by(found: dict[str, Probed]) -> dict[str, float]:
    """The scores by which settings are chosen."""
    own = {f"crossed_{kind}": round(one.crossed, 4) for kind, one in found.items()}
    return {**own, "english_development": round(found["plain"].english_development, 4)}


def tested(found: dict[str, Probed], name: str, seed: int) -> dict[str, Any]:
    """The scores of a line."""
    language = LANGUAGES[name].sib200
    scores: dict[str, Any] = {}
    for kind, one in found.items():
        score = interval(sib200(), language, one.test, seed)
        scores |= {f"macro_f1_{kind}": score["value"], f"macro_f1_{kind}_interval": [score["low"], score["high"]]}
        scores[f"crossed_{kind}"] = round(one.crossed, 4)
    english = topics(sib200(), ENGLISH, "test").labels
    scores["english_macro_f1"] = round(macro_f1(english, found["plain"].english, found["plain"].labels), 4)
    scores["answers"] = {kind: answers(one.test, one.labels) for kind, one in found.items()}
    return scores


def answers(predicted: Sequence[str], labels: Sequence[str]) -> str:
    """A digit for each test sentence: the place of its predicted label among all, in the order of the alphabet."""
    return "".join(str(sorted(labels).index(one)) for one in predicted)


def train(
    student: Pretrained, system: System, name: str, text: tuple[list[Pair], list[str]], seed: int
) -> AdaptationOutcome:
    """Teach the student by the system's objectives."""
    pairs, lines = text
    with tempfile.TemporaryDirectory() as folder:
        wanted = objectives(system, name, Path(folder))
        student = with_head(student) if system.masked else student
        wished = schedule(system, len(pairs) + (len(lines) if system.masked else 0))
        given = materials(student, pairs, lines, wished, seed, Path(folder))
        most = system.most_tokens * (2 if len(pairs) >= MANY_PAIRS else 1)
        given = replace(given, schedule=within_the_time(given, wanted, most))
        place = TrainingFolder(Path(folder) / "checkpoints", SilentProgress(), "adapting", seed)
        return adapt(given, wanted, system.part, Machinery(), place)


def objectives(system: System, name: str, scratch: Path) -> list[Objective]:
    """What is learnt, by weight."""
    found: list[Objective] = []
    if system.distillation:
        found.append(ContrastiveDistillation(weight=system.distillation))
    if system.lexicon:
        lexicon = lexicon_file(words(name), scratch)
        found.append(ContrastiveDistillation(weight=system.lexicon, lexicon=lexicon))
    if system.rehearsal:
        found.append(Rehearsal(weight=system.rehearsal, loss=system.rehearsal_loss))
    if system.masked:
        found.append(MaskedLanguageModelling(weight=system.masked))
    return found


def schedule(system: System, sentences: int) -> Schedule:
    """So many epochs of the first objective's sentences, whatever the others take beside it."""
    whole = system.distillation + system.rehearsal + system.masked + system.lexicon
    share = (system.distillation or system.masked) / whole
    return Schedule(
        steps=max(1, round(system.epochs * sentences / BATCH / share)),
        batch_size=BATCH,
        longest_sentence_tokens=system.longest,
        share_of_start=system.share_of_start,
        learning_rate=system.learning_rate,
        rows_learning_rate=system.rows_learning_rate,
        checkpoint_every_steps=100_000,
    )


def within_the_time(given: Materials, wanted: Sequence[Objective], most_tokens: int) -> Schedule:
    """The schedule, cut at the tokens that the time allows."""
    weights = [objective.weight for objective in wanted]
    tokens = np.average([objective.tokens_a_sentence(given) for objective in wanted], weights=weights)
    most = int(most_tokens / (tokens * BATCH))
    return given.schedule.model_copy(update={"steps": min(given.schedule.steps, most)})


@cache
def learnt(name: str) -> tuple[list[Pair], list[str], int]:
    """Pairs and lines without any test sentence of SIB-200 in either language, and how many had to go."""
    leaks = tests_of(name)
    every = [Pair(f"{name}:{line}", *pair, "") for line, pair in enumerate(pairs_of(name, corpora()), start=1)]
    pairs, seen = without_leaks(every, lambda pair: (pair.target, pair.pivot), leaks)
    lines, seen_lines = without_leaks(text_of(name, corpora()), lambda line: (line,), leaks)
    return pairs, lines, len(seen) + len(seen_lines)


@cache
def words(name: str) -> list[tuple[str, str]]:
    """Words with their translations, none of them a test sentence."""
    return without_leaks(lexicon_of(name, corpora()), lambda pair: pair, tests_of(name))[0]


@cache
def tests_of(name: str) -> Leaks:
    """Sentences that nothing may be learnt from."""
    language = LANGUAGES[name].sib200
    return Leaks([*topics(sib200(), language, "test").texts, *topics(sib200(), ENGLISH, "test").texts])


def corpora() -> Path:
    """Where text lies."""
    return shared() / "corpora"


def changed(system: System, settings: Sequence[str]) -> System:
    """The system with `NAME=VALUE` in place of its own."""
    for setting in settings:
        name, _, value = setting.partition("=")
        if not hasattr(system, name) or name == "part":
            sys.exit(f"--set {setting}: there is no {name}, but pieces, epochs, learning_rate and the objectives")
        system = replace(system, **{name: type(getattr(System(), name))(value)})
    return system


def main() -> None:
    """Measure everything that has no line yet."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--only", choices=LANGUAGES, nargs="+", default=list(LANGUAGES))
    wanted.add_argument("--system", choices=SYSTEMS, nargs="+", default=["unadapted", "adapted"])
    wanted.add_argument("--seed", type=int, nargs="+", default=[SEED])
    wanted.add_argument("--set", nargs="+", default=[], dest="settings")
    wanted.add_argument("--development", action="store_true")
    asked = wanted.parse_args()
    if asked.settings and not asked.development:
        sys.exit("--set is for choosing settings: give --development too")
    results = ON_DEVELOPMENT if asked.development else RESULTS
    for system in asked.system:
        for name in asked.only:
            for seed in asked.seed:
                key = {"language": name, "seed": seed, "system": system, "settings": sorted(asked.settings)}
                if has_line(results, key):
                    continue
                found = measure(name, changed(SYSTEMS[system], asked.settings), seed, asked.development)
                add_line(results, {**key, **found})


if __name__ == "__main__":
    main()
