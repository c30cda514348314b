"""Learn to tag words from English and a few sentences: entities of nine languages, parts of speech of eight.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/token_tasks.py [--task TASK] [--only LANGUAGE] [--learner LEARNER]

MasakhaNER 2.0 is learnt from Universal NER's English, which has no dates, so that persons, organisations and places are
learnt and scored; treebanks are learnt from English EWT. FOLDER holds `data` as published. Each learner gets the same
encoder and the same 1,000 English sentences, alone and with 16 and 128 sentences of the language: three draws of each
by the probe, two by learners that train weights, with another seed for each. All of it takes about three hours of one
core, of which the probe takes 20 minutes. An adapter stack is a task adapter without language adapters here. Of a test,
400 sentences are scored, drawn by their ids. A treebank with fewer than 128 training sentences (Faroese, Upper Sorbian,
Kurmanji) lends 200 of its test to the draws; those are never scored.

Appends a line for each cell to benchmarks/results/token_tasks.jsonl; those that stand there are skipped. `said` is what
was said of every word, from which `--rescore` computes all scores again without a model. With `--development` nothing
is tested: the scores are of sentences that the draw leaves of the training data, go to
token_tasks_on_development.jsonl, and are what settings are chosen by (`--set NAME=VALUE` changes one of the learner's).
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
from encoder import shared, teacher
from lines import add_line, has_line
from pydantic import TypeAdapter

from lowres.benchmark.said import packed, unpacked
from lowres.data.examples import TaggedSentence
from lowres.data.labelled.bio import OUTSIDE
from lowres.data.labelled.definition import LabelledCorpus, load_labelled, shipped_labelled
from lowres.data.labelled.read import read_split
from lowres.data.labelled.shots import draw_shots, examples_of
from lowres.data.sample import in_drawing_order
from lowres.files import read_json_lines, sha256_of_text
from lowres.tasks.kinds import scores_of
from lowres.tasks.scores import TaskScores
from lowres.transfer.fitted import Learnt
from lowres.transfer.learners import Learner
from lowres.transfer.learners.learner import TransferLearner
from lowres.transfer.lesson import Lesson
from lowres.transfer.workshop import Workshop

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "token_tasks.jsonl"
ON_DEVELOPMENT = RESULTS.with_name("token_tasks_on_development.jsonl")
KEPT = ROOT / "runs" / "token_tasks"
"""Vectors, and what English alone taught."""
ENGLISH = "eng-Latn"
SOURCE_SENTENCES = 1_000
DEVELOPMENT_SENTENCES = 150
"""English ones, by which models are chosen."""
TEST_SENTENCES = 400
SHOTS = (0, 16, 128)
DRAWS = (1, 2, 3)
TUNED_DRAWS = (1, 2)
"""Of learners that train weights."""
LENT_SENTENCES = 200
SEED = 17
"""Of what all draws share: which English sentences, which of the test, and the intervals."""
TUNED = {
    "epochs": 2,
    "looks": 3,
    "batch_size": 8,
    "shots": "after",
    "shot_epochs": 5,
    "development_examples": DEVELOPMENT_SENTENCES,
}
SHARE_OF_SOURCES = {0: 0.0, 16: 0.5, 128: 0.0}
"""By shots: how far what they taught returns to what English taught. Few of them push out more than they bring."""
LEARNERS: dict[str, dict[str, Any]] = {
    "frozen_probe": {"development_examples": DEVELOPMENT_SENTENCES},
    "fine_tune": {**TUNED, "learning_rate": 1e-4, "train_embeddings": False},
    "adapter_stack": {**TUNED, "learning_rate": 3e-3},
}


@dataclass(frozen=True)
class TokenTask:
    """A set in many languages, and the English set that it is learnt from; each in a folder of FOLDER/data."""

    tags: Literal["spans", "words"]
    target: str
    target_folder: str
    source: str
    source_folder: str

    @property
    def corpus(self) -> LabelledCorpus:
        """The set in many languages."""
        return described(self.target)

    @property
    def languages(self) -> list[str]:
        """All but English."""
        return [language for language in self.corpus.languages if language != ENGLISH]

    @property
    def labels(self) -> tuple[str, ...]:
        """The tags of the English set."""
        return tuple(described(self.source).task.answers)


TASKS = {
    "entities": TokenTask("spans", "masakhaner2", "masakhaner", "universal_ner", "uner"),
    "parts_of_speech": TokenTask("words", "universal_dependencies", "", "universal_dependencies", ""),
}


@dataclass(frozen=True)
class Cell:
    """What one line tells of."""

    task: str
    language: str
    learner: str
    shots: int
    draw: int
    """The shot set, and the seed that it is learnt with."""


@dataclass(frozen=True)
class Data:
    """A language's sentences: those that draws are made from, and those that are scored."""

    pool: list[TaggedSentence]
    test: list[TaggedSentence]

    def shots(self, count: int, draw: int) -> list[TaggedSentence]:
        """The sentences of a draw."""
        chosen = examples_of(draw_shots(self.pool, count, draw), self.pool)
        return [one for one in chosen if isinstance(one, TaggedSentence)]

    def scored(self, cell: Cell, on_development: bool) -> list[TaggedSentence]:
        """What a cell is scored on."""
        if not on_development:
            return self.test
        drawn = {one.id for one in self.shots(cell.shots, cell.draw)}
        left = [one for one in self.pool if one.id not in drawn]
        return in_drawing_order(left, SEED, "development")[:TEST_SENTENCES]


@cache
def described(name: str) -> LabelledCorpus:
    """A set as it was published."""
    return load_labelled(shipped_labelled() / f"{name}.yaml")


def sentences(name: str, folder: str, language: str, split: str) -> list[TaggedSentence]:
    """The sentences of a split."""
    found = read_split(described(name), shared() / "data" / folder, language, split).examples
    return [one for one in found if isinstance(one, TaggedSentence)]


@cache
def english(task: TokenTask, split: str) -> list[TaggedSentence]:
    """The English sentences that are learnt from, or by which models are chosen."""
    count = SOURCE_SENTENCES if split == "train" else DEVELOPMENT_SENTENCES
    found = sentences(task.source, task.source_folder, ENGLISH, split)
    return in_drawing_order(found, SEED, f"english {split}")[:count]


@cache
def data(task: TokenTask, language: str) -> Data:
    """The sentences of a language."""
    splits = task.corpus.language(language).splits
    parts = {split: known(task, sentences(task.target, task.target_folder, language, split)) for split in splits}
    pool, test = parts.get("train", []), in_drawing_order(parts["test"], SEED, "test")
    if len(pool) < max(SHOTS):
        pool, test = pool + test[:LENT_SENTENCES], test[LENT_SENTENCES:]
    return Data(pool, test[:TEST_SENTENCES])


def known(task: TokenTask, found: Sequence[TaggedSentence]) -> list[TaggedSentence]:
    """The sentences, with what English has no tag for outside of all entities."""
    if task.tags == "words":
        return list(found)
    tags = [tuple(tag if tag in task.labels else OUTSIDE for tag in one.tags) for one in found]
    return [replace(one, tags=kept) for one, kept in zip(found, tags, strict=True)]


def lesson(task: TokenTask, language: str, shots: Sequence[TaggedSentence]) -> Lesson:
    """English and the shots; each language is centred on text that nothing is tested on."""
    source = english(task, "train")
    return Lesson(
        kind="tagging",
        labels=task.labels,
        language=language,
        sources={ENGLISH: source},
        shots=shots,
        development={ENGLISH: english(task, "dev")},
        unlabelled={ENGLISH: texts(source), language: texts(data(task, language).pool)},
        tags=task.tags,
    )


def texts(found: Sequence[TaggedSentence]) -> list[str]:
    """Sentences as text, their words apart."""
    return [" ".join(one.tokens) for one in in_drawing_order(found, SEED, "unlabelled")]


def learner_of(cell: Cell, settings: Sequence[str]) -> TransferLearner:
    """The learner with its settings, those of the command line last."""
    own: dict[str, Any] = dict(setting.split("=", 1) for setting in settings)
    if cell.learner != "frozen_probe":
        own = {"share_of_sources": SHARE_OF_SOURCES[cell.shots], **own}
    learner: TransferLearner = TypeAdapter(Learner).validate_python(
        {"method": cell.learner, **LEARNERS[cell.learner], **own}
    )
    return learner


def learnt(cell: Cell, learner: TransferLearner) -> tuple[Learnt, float]:
    """What the cell's learner makes of its lesson, and its seconds."""
    task = TASKS[cell.task]
    shots = data(task, cell.language).shots(cell.shots, cell.draw) if cell.shots else []
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(Path(folder), seed=cell.draw, cache=KEPT)
        found = learner.learn(teacher(), lesson(task, cell.language, shots), workshop)
    return found, time.perf_counter() - started


@lru_cache(maxsize=1)
def learnt_from_english(task: str, learner: TransferLearner, draw: int) -> tuple[Learnt, float]:
    """What is the same for all languages, as no centre of theirs is in it."""
    return learnt(Cell(task, TASKS[task].languages[0], learner.method, 0, draw), learner)


def measure(cell: Cell, settings: Sequence[str], on_development: bool) -> dict[str, Any]:
    """Learn, and say what the cell scores."""
    task, learner = TASKS[cell.task], learner_of(cell, settings)
    shared_by_all = not cell.shots and learner.drawn
    found, seconds = learnt_from_english(cell.task, learner, cell.draw) if shared_by_all else learnt(cell, learner)
    examples = data(task, cell.language).scored(cell, on_development)
    said = [list(one) for one in found.fitted.predict(examples, cell.language)]
    attempts = [{"seed": one.seed, "score": round(one.score, 4), "collapsed": one.collapsed} for one in found.attempts]
    return {
        **scored(cell, said, on_development),
        "english_sentences": len(english(task, "train")),
        "seconds_of_learning": round(seconds, 1),
        "attempts": attempts,
        "english_majority": round(found.chosen.majority, 4),
        "said": packed(said, task.labels),
    }


def scored(cell: Cell, said: Sequence[Sequence[str]], on_development: bool) -> dict[str, Any]:
    """The scores of what was said, with their intervals, beside the most frequent tag of what was learnt from."""
    task = TASKS[cell.task]
    examples = data(task, cell.language).scored(cell, on_development)
    scores = scores_in(task, examples)
    train = [*english(task, "train"), *data(task, cell.language).shots(cell.shots, cell.draw)]
    majority = scores.majority([one.tags for one in train])
    found = scores.score({"run": said}, np.random.default_rng(SEED))
    over = scores.compare({"run": said}, {"majority": majority}, np.random.default_rng(SEED))
    return {
        "metric": scores.metric_name,
        "score": round(found.value, 4),
        "interval": [round(found.low, 4), round(found.high, 4)],
        "majority": round(scores.values({"majority": majority})["majority"], 4),
        "over_majority": {name: round(value, 4) for name, value in asdict(over).items()},
        "sentences": len(examples),
        "gold": sha256_of_text(repr([(one.id, one.tags) for one in examples]))[:16],
    }


def scores_in(task: TokenTask, examples: Sequence[TaggedSentence]) -> TaskScores:
    """What scores answers to these sentences."""
    return scores_of("tagging", [list(one.tags) for one in examples], task.labels, task.tags)


def draws_of(learner: str, shots: int, wanted: Sequence[int]) -> list[int]:
    """The draws with which a learner is measured; without shots, a learner that draws nothing has one."""
    if learner != "frozen_probe":
        return [draw for draw in wanted if draw in TUNED_DRAWS]
    return list(wanted) if shots else [DRAWS[0]]


def cells(asked: argparse.Namespace) -> Iterator[Cell]:
    """All that was asked for; what languages share is learnt for all of them in turn."""
    for task in asked.task:
        for name in asked.learner:
            for shots in asked.shots:
                for draw in draws_of(name, shots, asked.draw):
                    for language in TASKS[task].languages:
                        if not asked.only or language in asked.only:
                            yield Cell(task, language, name, shots, draw)


def rescore(results: Path, on_development: bool) -> None:
    """Compute the scores of every line again from what was said, and tell of those that come out otherwise."""
    wrong = 0
    for line in read_json_lines(results):
        cell = Cell(**{name: line[name] for name in Cell.__dataclass_fields__})
        examples = data(TASKS[cell.task], cell.language).scored(cell, on_development)
        said = unpacked(line["said"], TASKS[cell.task].labels, [len(one.tokens) for one in examples])
        again = scored(cell, said, on_development)
        if any(line[name] != value for name, value in again.items()):
            wrong += 1
            print(cell, {name: (line[name], value) for name, value in again.items() if line[name] != value})
    sys.exit(f"{wrong} lines come out otherwise" if wrong else 0)


def main() -> None:
    """Measure everything that has no line yet."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--task", choices=TASKS, nargs="+", default=list(TASKS))
    wanted.add_argument("--only", nargs="+", default=[], metavar="LANGUAGE")
    wanted.add_argument("--learner", choices=LEARNERS, nargs="+", default=list(LEARNERS))
    wanted.add_argument("--shots", type=int, choices=SHOTS, nargs="+", default=list(SHOTS))
    wanted.add_argument("--draw", type=int, choices=DRAWS, nargs="+", default=list(DRAWS))
    wanted.add_argument("--set", nargs="+", default=[], dest="settings", metavar="NAME=VALUE")
    wanted.add_argument("--development", action="store_true")
    wanted.add_argument("--rescore", action="store_true")
    asked = wanted.parse_args()
    if asked.settings and not asked.development:
        sys.exit("--set is for choosing settings: give --development too")
    results = ON_DEVELOPMENT if asked.development else RESULTS
    if asked.rescore:
        rescore(results, asked.development)
    for cell in cells(asked):
        key = {**asdict(cell), "settings": sorted(asked.settings)}
        if not has_line(results, key):
            add_line(results, {**key, **measure(cell, asked.settings, asked.development)})


if __name__ == "__main__":
    main()
