"""Which source language to learn from: `lowres rank sources` against always English, typology alone and chance.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/source_ranking.py [--task sib200] [--probe plain]

Every language of a set is the target once, and all others its sources. The truth is what the frozen probe scores on the
target's test, learnt from each source's training examples alone: with its defaults, which centre each language, and
`plain`, without that; `development` is the same on
the target's development sentences. Rankings see text of the target that no test holds, and no label of it. SIB-200 is
parallel, so that a sentence's nearest neighbour would be its own translation: the target's text is its development
split, whose sentences are in no source's training split. As 204 test sentences tell little apart, SIB-200 has a second
truth, `crossed`: test and training sentences together, each of the latter labelled by a probe that has learnt from the
source, but not its translation. MasakhaNER 2.0 has no translations; of each language 600 training, 200 development and
600 test sentences are read, drawn by their ids. It has no English: that is Universal NER's, as a source alone, which
knows no dates, so that persons, organisations and places are learnt and scored.

Appends a line for each target to benchmarks/results/source_ranking.jsonl: the truth and every signal of every source,
from which source_ranking_table.py computes all figures without a model. Vectors are kept in runs/source_ranking.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from encoder import model_folder, shared, teacher
from lines import add_line, has_line
from numpy.typing import NDArray
from sib200 import said_by_folds, without_fold

from lowres.data.examples import Labelled, TaggedSentence
from lowres.data.labelled.bio import OUTSIDE
from lowres.data.labelled.definition import LabelledCorpus, load_labelled, shipped_labelled
from lowres.data.labelled.read import read_split
from lowres.data.sample import in_drawing_order
from lowres.files import sha256_of_model
from lowres.models.sentences import plain_ids
from lowres.selection.comparison import Comparison, Sampling, Source, Target, Vectors, apart, comparison, split_by_text
from lowres.selection.source_signals.nearest_neighbours import NearestNeighbours
from lowres.selection.source_signals.script import Script
from lowres.selection.source_signals.shared_entities import SharedEntities
from lowres.selection.source_signals.shared_subwords import SharedSubwords
from lowres.selection.source_signals.signal import Signal
from lowres.selection.source_signals.size import Size
from lowres.selection.source_signals.taught_sources import TaughtSources, taught
from lowres.selection.source_signals.typology import Typology
from lowres.tasks.kinds import scores_of
from lowres.transfer.learners.frozen_probe import FittedProbe, FrozenProbe
from lowres.transfer.learners.frozen_probe import Labelled as LabelledVectors
from lowres.transfer.vectors import Vectorizer

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "source_ranking.jsonl"
KEPT = ROOT / "runs" / "source_ranking"
ENGLISH = "eng-Latn"
PROBES = {"centred": FrozenProbe(), "plain": FrozenProbe(centre_languages=False)}
SEED = 17
SIGNALS: tuple[Signal, ...] = (
    NearestNeighbours(),
    SharedSubwords(),
    SharedEntities(),
    Size(),
    Script(),
    Typology(),
)


@dataclass(frozen=True)
class RankedTask:
    """A set of which every language is a target."""

    name: str
    folder: str
    counts: dict[str, int]
    """How many sentences of a split are read, where not all are."""
    text: str
    """The split that the target's text is of."""
    english: tuple[str, str] | None = None
    """The set that has English, and its folder, where this one has none."""
    parallel: bool = False
    """Whether training sentences are translations of one another, in one order in all languages."""

    @property
    def corpus(self) -> LabelledCorpus:
        """As it was published."""
        return described(self.name)

    @property
    def targets(self) -> list[str]:
        """All languages of the set."""
        return list(self.corpus.languages)

    @property
    def sources(self) -> list[str]:
        """The same, and English."""
        return list(dict.fromkeys([*self.targets, ENGLISH]))

    @property
    def answers(self) -> list[str]:
        """What is learnt and scored: what the set with English knows."""
        return described(self.english[0] if self.english else self.name).task.answers

    def read(self, language: str, split: str) -> Sequence[Labelled]:
        """The examples that are read of a split."""
        corpus, folder = (self.name, self.folder) if language in self.targets or not self.english else self.english
        found = [
            self._known(one)
            for one in read_split(described(corpus), shared() / "data" / folder, language, split).examples
        ]
        return in_drawing_order(found, SEED, split)[: self.counts[split]] if split in self.counts else found

    def _known(self, example: Labelled) -> Labelled:
        """The example, with tags that English has none of outside of all entities."""
        if not isinstance(example, TaggedSentence):
            return example
        return replace(example, tags=tuple(tag if tag in self.answers else OUTSIDE for tag in example.tags))


@cache
def described(name: str) -> LabelledCorpus:
    """A set as it was published."""
    return load_labelled(shipped_labelled() / f"{name}.yaml")


TASKS = {
    "sib200": RankedTask("sib200", "sib200", {}, "dev", parallel=True),
    "masakhaner2": RankedTask(
        "masakhaner2", "masakhaner", {"train": 600, "dev": 200, "test": 600}, "train", ("universal_ner", "uner")
    ),
}


@cache
def examples(task: str, language: str, split: str) -> Sequence[Labelled]:
    """The examples that are read of a split."""
    return TASKS[task].read(language, split)


@cache
def vectorizer() -> Vectorizer:
    """The encoder, whose vectors are kept."""
    return Vectorizer(teacher(), cache=KEPT / "vectors", sum=sha256_of_model(model_folder()))


@cache
def vectors(task: str, language: str, split: str) -> Vectors:
    """Of texts or words."""
    return vectorizer()(examples(task, language, split))


class ReadAlready:
    """Gives the vectors of examples that were read as parts of whole splits."""

    def __init__(self, task: str, target: str) -> None:
        splits = [(target, TASKS[task].text), *((language, "train") for language in TASKS[task].sources)]
        self._known: dict[str, NDArray[np.float32]] = {}
        for language, split in dict.fromkeys(splits):
            found = examples(task, language, split)
            parts = split_by_text(apart(found), vectors(task, language, split))
            self._known |= zip([one.id for one in found], parts, strict=True)

    def vectors(self, wanted: Sequence[Labelled]) -> Vectors:
        """As they were read."""
        return np.concatenate([self._known[one.id].reshape(-1, self._hidden) for one in wanted])

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """The encoder's sub-words."""
        return plain_ids(teacher().tokenizer, texts)

    @property
    def _hidden(self) -> int:
        return int(teacher().model.config.hidden_size)


def answers(found: Sequence[Labelled]) -> list[Any]:
    """The labels of examples, or the tags of all words of each."""
    return [list(one.tags) if isinstance(one, TaggedSentence) else one.label for one in found]


@cache
def probe(name: str, task: str, source: str, without: int | None = None) -> FittedProbe:
    """What is learnt from one source, `without` one fold of its sentences, with the centre of every language."""
    kind = TASKS[task].corpus.task.kind
    labels = [
        label for one in answers(examples(task, source, "train")) for label in ([one] if kind != "tagging" else one)
    ]
    known = LabelledVectors(vectors(task, source, "train"), labels, source)
    centres = {language: vectors(task, language, "train") for language in TASKS[task].sources}
    return PROBES[name].for_kind(kind).fit([known if without is None else without_fold(known, without)], centres)


def truth(name: str, task: str, source: str, target: str, split: str) -> float:
    """What a source teaches of a target."""
    found = examples(task, target, split)
    said: list[Any] = probe(name, task, source).predict(vectors(task, target, split), target)
    wanted = TASKS[task].corpus.task
    if wanted.kind == "tagging":
        ends = np.cumsum([len(one) for one in answers(found)])[:-1]
        said = [list(words) for words in np.split(np.array(said, dtype=object), ends)]
    tags = wanted.tags if wanted.kind == "tagging" else None
    return scores_of(wanted.kind, answers(found), TASKS[task].answers, tags).values({"run": said})["run"]


def crossed_truth(name: str, task: str, source: str, target: str) -> float:
    """What a source teaches of a target, over test and training sentences whose translations it has not learnt."""
    train, test = (vectors(task, target, split) for split in ("train", "test"))
    said = said_by_folds(lambda fold: probe(name, task, source, without=fold), train, target)
    gold = [*answers(examples(task, target, "train")), *answers(examples(task, target, "test"))]
    both = [*said, *probe(name, task, source).predict(test, target)]
    return scores_of(TASKS[task].corpus.task.kind, gold, TASKS[task].answers).values({"run": both})["run"]


def measure(name: str, task: str, target: str) -> dict[str, Any]:
    """The truth, and what every signal says of every source."""
    started = time.perf_counter()
    sources = [Source(one, examples(task, one, "train")) for one in TASKS[task].sources if one != target]
    text = Target(target, examples(task, target, TASKS[task].text))
    compared = comparison(TASKS[task].corpus.task.kind, text, sources, ReadAlready(task, target), Sampling(seed=SEED))
    signals = {signal.name: signal.measure(compared).mean(axis=1) for signal in SIGNALS}
    signals |= {TaughtSources().name: what_they_teach(name, task, compared)}
    truths = {
        told: rounded([truth(name, task, one, target, split) for one in compared.languages])
        for told, split in (("test", "test"), ("development", "dev"))
    }
    if TASKS[task].parallel:
        truths["crossed"] = rounded([crossed_truth(name, task, one, target) for one in compared.languages])
    return {
        "sources": compared.languages,
        **truths,
        "signals": {signal: rounded(found) for signal, found in signals.items()},
        "target_sentences": len(compared.target.examples),
        "seconds": round(time.perf_counter() - started, 1),
    }


def what_they_teach(name: str, task: str, compared: Comparison) -> NDArray[np.float64]:
    """As `TaughtSources` measures it; of a parallel set the samples are the same for every target, and read once."""
    if TASKS[task].english:
        return taught_sources(name).measure(compared)[:, 0]
    scores, every = scores_of_all(name, task), TASKS[task].sources
    kept = [every.index(language) for language in compared.languages]
    return taught(scores[np.ix_(kept, kept)])


def taught_sources(name: str) -> TaughtSources:
    """The signal that learns as the probe does."""
    return TaughtSources(centre_languages=PROBES[name].centre_languages)


@cache
def scores_of_all(name: str, task: str) -> NDArray[np.float64]:
    """What every language teaches every other."""
    languages = TASKS[task].sources
    sources = [Source(one, examples(task, one, "train")) for one in languages]
    reader = ReadAlready(task, languages[0])
    kind = TASKS[task].corpus.task.kind
    return taught_sources(name).scores(comparison(kind, Target("", []), sources, reader, Sampling(seed=SEED)))


def rounded(values: Any) -> list[float | None]:
    """As they are written down; nothing for what is unknown."""
    return [None if np.isnan(value) else round(float(value), 4) for value in values]


def main() -> None:
    """Measure every target that has no line yet."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--task", choices=TASKS, nargs="+", default=list(TASKS))
    wanted.add_argument("--probe", choices=PROBES, nargs="+", default=list(PROBES))
    wanted.add_argument("--only", nargs="+", default=[], metavar="LANGUAGE")
    asked = wanted.parse_args()
    for name, task in product(asked.probe, asked.task):
        for target in asked.only or TASKS[task].targets:
            key = {"task": task, "target": target, "probe": name}
            if not has_line(RESULTS, key):
                add_line(RESULTS, {**key, **measure(name, task, target)})


if __name__ == "__main__":
    main()
