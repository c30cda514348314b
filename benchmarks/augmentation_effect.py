"""What each way of augmenting a few examples is worth: entities of three languages, topics of four.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/augmentation_effect.py [--task TASK] [--only LANGUAGE]

Entities are MasakhaNER 2.0, learnt from 1,000 English sentences of Universal NER and from 16 or 128 of the language, as
benchmarks/token_tasks.py learns them; topics are SIB-200, learnt from its English and from 8 sentences of each topic.
FOLDER holds `data` and `corpora` as published. The learner is the frozen probe. Five draws; `without` learns from the
draw alone, and `repeated` from each of its examples as often as it would be augmented, unchanged: what augmentation
does not add to that is nothing but weight. `code_switch_source` puts words of the language into the English examples,
all other systems change those of the draw. Nothing but the draw and the lexicon is known to a method; `contextual` also
has a masked language model of the language (language_model.py), made here the first time from the folder that
masked_language_backbone.py has filled, and from text without any sentence of the tests. `back_translation` goes word by
word into the other language of the pairs and back (word_translator.py), by pairs without any sentence of the tests, and
takes every text whatever the rate: a translation model into these languages is not to be had without a model hub.

Appends a line for each cell to benchmarks/results/augmentation_effect.jsonl; those that stand there are skipped. `said`
is what was said of every word or text, of which augmentation_effect_table.py makes scores, intervals and tests. With
`--development` nothing is tested: the scores are of examples that the draw leaves of the training data, go to
augmentation_effect_on_development.jsonl, and are what rate and copies are chosen by (`--rate`, `--copies`).
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import token_tasks
from encoder import shared, teacher
from language_model import english_lines, language_model, lines_of
from lines import add_line, has_line
from parallel import lexicon_of, pairs_of
from pydantic import TypeAdapter
from token_tasks import KEPT, TASKS, described
from word_translator import word_translator

from lowres.augmentation.augment import Beside, augment
from lowres.augmentation.augmenters import AugmenterMethod
from lowres.augmentation.augmenters.augmenter import Augmenter
from lowres.augmentation.mix import materials_of
from lowres.augmentation.translators.translator import Translate
from lowres.benchmark.said import packed
from lowres.data.examples import Labelled, TaggedSentence, texts_in
from lowres.data.labelled.read import read_split
from lowres.data.labelled.shots import draw_shots, examples_of
from lowres.data.leaks import Leaks, without_leaks
from lowres.data.sample import in_drawing_order
from lowres.errors import UserError
from lowres.files import whole_folder, write_text
from lowres.models.pretrained import load_pretrained, save_pretrained
from lowres.tasks.kinds import scores_of
from lowres.tasks.scores import TaskScores
from lowres.transfer.learners.frozen_probe import FrozenProbe
from lowres.transfer.lesson import Lesson
from lowres.transfer.workshop import Workshop

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "augmentation_effect.jsonl"
ON_DEVELOPMENT = RESULTS.with_name("augmentation_effect_on_development.jsonl")
RUNS = ROOT / "runs" / "augmentation_effect"
BACKBONE = ROOT / "runs" / "masked_language_backbone"
ENGLISH = "eng-Latn"
SEED = 17
MOST_LINES = 12_000
"""Of text that a language model learns from."""
MOST_PAIRS = 12_000
"""That words are aligned in."""
DRAWS = (1, 2, 3, 4, 5)
LANGUAGES_OF = {
    "entities": ("yor-Latn", "swa-Latn", "wol-Latn"),
    "topics": ("yor-Latn", "swh-Latn", "wol-Latn", "amh-Ethi"),
}
SHOTS_OF = {"entities": (16, 128), "topics": (8,)}
NAMES = {"swa": "swh"}
"""Of languages whose name in one set is another in the list of texts and lexicons."""
DEVELOPMENT_SENTENCES = 400
WITHOUT, REPEATED, OF_SOURCES, BACK_TRANSLATION = "without", "repeated", "code_switch_source", "back_translation"
RATE, COPIES = 0.4, 1.0
"""Chosen on Hausa sentences that no draw held: rates of .1 and .4, 1 copy and 4, of three methods and two draws."""
SPELLINGS = {
    "yor-Latn": {"ẹ": "e", "ọ": "o", "ṣ": "s"},
    "wol-Latn": {"à": "a", "é": "e", "ë": "e", "ó": "o", "ñ": "n"},
    "amh-Ethi": {"ሐ": "ሀ", "ኀ": "ሀ", "ሠ": "ሰ", "ዐ": "አ", "ፀ": "ጸ"},
}
"""How writers also spell: Yoruba and Wolof without marks, Amharic one of the letters that sound alike."""
SYSTEMS: dict[str, tuple[str, ...]] = {
    WITHOUT: ("entities", "topics"),
    REPEATED: ("entities", "topics"),
    "word_swap": ("entities", "topics"),
    "word_deletion": ("entities", "topics"),
    "segment_shuffle": ("entities", "topics"),
    "character_noise": ("entities", "topics"),
    "contextual": ("entities", "topics"),
    BACK_TRANSLATION: ("topics",),
    "code_switch": ("entities", "topics"),
    OF_SOURCES: ("entities", "topics"),
    "spelling_variants": ("topics", "entities"),
    "entity_swap": ("entities",),
    "same_tag": ("entities",),
    "cldr_names": ("entities",),
}
"""Which tasks a system is for."""


@dataclass(frozen=True)
class Cell:
    """What one line tells of."""

    task: str
    language: str
    shots: int
    draw: int
    """The shot set, and the seed of augmentation."""
    system: str


@dataclass(frozen=True)
class Setting:
    """How much is changed, and how often."""

    rate: float = RATE
    copies: float = COPIES


def shots_of(cell: Cell) -> list[Labelled]:
    """The examples of the draw."""
    pool = pool_of(cell.task, cell.language)
    return list(examples_of(draw_shots(pool, cell.shots, cell.draw), pool))


@cache
def topics(language: str, split: str) -> tuple[Labelled, ...]:
    """A split of SIB-200."""
    return read_split(described("sib200"), shared() / "data" / "sib200", language, split).examples


def pool_of(task: str, language: str) -> Sequence[Labelled]:
    """What draws are made from."""
    return token_tasks.data(TASKS[task], language).pool if task in TASKS else topics(language, "train")


def scored_of(cell: Cell, on_development: bool) -> Sequence[Labelled]:
    """What a cell is scored on."""
    if not on_development:
        test: Sequence[Labelled] = (
            token_tasks.data(TASKS[cell.task], cell.language).test
            if cell.task in TASKS
            else topics(cell.language, "test")
        )
        return test
    drawn = {one.id for one in shots_of(cell)}
    left = [one for one in pool_of(cell.task, cell.language) if one.id not in drawn]
    return in_drawing_order(left, SEED, "development")[:DEVELOPMENT_SENTENCES]


def labels_of(task: str) -> tuple[str, ...]:
    """Everything that can be said."""
    return TASKS[task].labels if task in TASKS else tuple(described("sib200").task.answers)


def scores_on(task: str, examples: Sequence[Labelled]) -> TaskScores:
    """What scores answers to these examples."""
    if task in TASKS:
        return token_tasks.scores_in(TASKS[task], [one for one in examples if isinstance(one, TaggedSentence)])
    gold = [one.label for one in examples if not isinstance(one, TaggedSentence)]
    return scores_of("classification", gold, labels_of(task), None)


def augmenter_of(cell: Cell, setting: Setting) -> Augmenter | None:
    """The method of a system; None where the language has nothing for it."""
    name = name_of(cell.language)
    given: dict[str, Any] = {"method": cell.system, "rate": setting.rate}
    if cell.system in ("code_switch", OF_SOURCES):
        given = {"method": "code_switch", "rate": setting.rate, "lexicon": lexicon_file(name)}
        given["reverse"] = cell.system == OF_SOURCES
    if cell.system == "contextual":
        given["model"] = str(masked_language_model(name))
    if cell.system == BACK_TRANSLATION:
        there, back = word_translators(name)
        given = {"method": BACK_TRANSLATION}
        given |= {way: {"method": "own", "translate": one} for way, one in (("there", there), ("back", back))}
    if cell.system == "spelling_variants":
        if cell.language not in SPELLINGS:
            return None
        given["letters"] = SPELLINGS[cell.language]
    found: Augmenter = TypeAdapter(AugmenterMethod).validate_python(given)
    return found


def name_of(language: str) -> str:
    """Under which a language stands in the list of texts and lexicons."""
    return NAMES.get(language[:3], language[:3])


@cache
def lexicon_file(name: str) -> Path:
    """The language's words with their English, as one file."""
    path = RUNS / f"{name}.tsv"
    pairs = lexicon_of(name, shared() / "corpora")
    write_text(path, "".join(f"{word}\t{english}\n" for word, english in pairs if not word.startswith("#")))
    return path


@cache
def masked_language_model(name: str) -> Path:
    """The folder of a model that has read text of the language, but no test sentence."""
    folder = RUNS / "models" / name
    if not folder.exists():
        leaks = tests_of(name)
        lines, _ = without_leaks(lines_of(name), lambda line: (line,), leaks)
        text = random.Random(SEED).sample(lines, min(len(lines), MOST_LINES))
        found = language_model(load_pretrained(BACKBONE), text, english_lines()[:MOST_LINES])
        with whole_folder(folder) as temporary:
            save_pretrained(found.pretrained, temporary)
    return folder


@cache
def word_translators(name: str) -> tuple[Translate, Translate]:
    """Into the other language of the pairs, and back."""
    pairs, _ = without_leaks(pairs_of(name, shared() / "corpora"), lambda pair: pair, tests_of(name))
    chosen = random.Random(SEED).sample(pairs, min(len(pairs), MOST_PAIRS))
    own, other = [target for target, _ in chosen], [pivot for _, pivot in chosen]
    return word_translator(own, other), word_translator(other, own)


@cache
def tests_of(name: str) -> Leaks:
    """Sentences of the tests in a language and in English, which nothing may be learnt from."""
    tests = [
        Cell(task, one, 0, 0, WITHOUT)
        for task, languages in LANGUAGES_OF.items()
        for language in languages
        for one in (language, ENGLISH)
        if name_of(language) == name and (one == language or task == "topics")
    ]
    return Leaks([text for cell in tests for one in scored_of(cell, False) for text in texts_in(one)])


def lesson_of(cell: Cell, setting: Setting, on_development: bool) -> tuple[Lesson, dict[str, Any]]:
    """What is learnt from, and what became of the copies."""
    shots = shots_of(cell)
    plain = plain_lesson(cell, shots)
    if cell.system == WITHOUT:
        return plain, {}
    if cell.system == REPEATED:
        again = [replace(one, id=f"{one.id}~{turn}") for turn in range(round(setting.copies)) for one in shots]
        return replace(plain, shots=[*shots, *again]), {}
    method = augmenter_of(cell, setting)
    if method is None:
        raise LookupError(f"{cell.language} has nothing for {cell.system}")
    tests = [text for one in scored_of(cell, on_development) for text in texts_in(one)]
    source = list(plain.sources[ENGLISH]) if cell.system == OF_SOURCES else shots
    beside = Beside(materials_of(source, (), cell.language), tests)
    copies = 1.0 if cell.system == OF_SOURCES else setting.copies
    try:
        found = augment(source, [method], copies, cell.draw, beside=beside)
    except UserError as refusal:
        if cell.system != "code_switch":
            raise
        # no word of the draw stands in the lexicon: nothing is changed
        return plain, {"refused": str(refusal).rpartition(".tsv: ")[2]}
    counts = {name: one.told() for name, one in found.counts.items()}
    if cell.system == OF_SOURCES:
        return replace(plain, sources={ENGLISH: [*source, *found.examples]}), counts
    return replace(plain, shots=[*shots, *found.examples]), counts


def plain_lesson(cell: Cell, shots: Sequence[Labelled]) -> Lesson:
    """English and the draw."""
    if cell.task in TASKS:
        sentences = [one for one in shots if isinstance(one, TaggedSentence)]
        return token_tasks.lesson(TASKS[cell.task], cell.language, sentences)
    unlabelled = {
        language: [text for one in in_drawing_order(topics(language, "train"), SEED, "text") for text in texts_in(one)]
        for language in (ENGLISH, cell.language)
    }
    return Lesson(
        kind="classification",
        labels=labels_of(cell.task),
        language=cell.language,
        sources={ENGLISH: topics(ENGLISH, "train")},
        shots=shots,
        development={ENGLISH: topics(ENGLISH, "dev")},
        unlabelled=unlabelled,
    )


def measure(cell: Cell, setting: Setting, on_development: bool) -> dict[str, Any]:
    """Learn, and say what the cell scores."""
    lesson, counts = lesson_of(cell, setting, on_development)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(Path(folder), seed=cell.draw, cache=KEPT)
        found = FrozenProbe(development_examples=150).learn(teacher(), lesson, workshop)
    examples = scored_of(cell, on_development)
    said = found.fitted.predict(examples, cell.language)
    rows = [list(one) for one in said] if cell.task in TASKS else [list(map(str, said))]
    scores = scores_on(cell.task, examples)
    return {
        "metric": scores.metric_name,
        "score": round(scores.values({"run": list(said)})["run"], 4),
        "shots_learnt_from": len(lesson.shots),
        "english_learnt_from": len(lesson.sources[ENGLISH]),
        "counts": counts,
        "scored": len(examples),
        "seconds_of_learning": round(time.perf_counter() - started, 1),
        "said": packed(rows, labels_of(cell.task)),
    }


def cells(asked: argparse.Namespace) -> Iterator[Cell]:
    """All that was asked for: every system of a draw before the next draw, so that a part of them can be compared."""
    for task in asked.task:
        for shots in SHOTS_OF[task]:
            for draw in asked.draw:
                for language in asked.only or LANGUAGES_OF[task]:
                    for system in asked.system:
                        wanted = not asked.shots or shots in asked.shots
                        if wanted and task in SYSTEMS[system] and _has(language, system):
                            yield Cell(task, language, shots, draw, system)


def _has(language: str, system: str) -> bool:
    return system != "spelling_variants" or language in SPELLINGS


def main() -> None:
    """Measure everything that has no line yet."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--task", choices=list(SHOTS_OF), nargs="+", default=["topics", "entities"])
    wanted.add_argument("--only", nargs="+", default=[], metavar="LANGUAGE")
    wanted.add_argument("--system", choices=list(SYSTEMS), nargs="+", default=list(SYSTEMS))
    wanted.add_argument("--shots", type=int, nargs="+", default=[])
    wanted.add_argument("--draw", type=int, choices=DRAWS, nargs="+", default=list(DRAWS))
    wanted.add_argument("--rate", type=float, default=RATE)
    wanted.add_argument("--copies", type=float, default=COPIES)
    wanted.add_argument("--development", action="store_true")
    asked = wanted.parse_args()
    setting = Setting(asked.rate, asked.copies)
    if setting != Setting() and not asked.development:
        sys.exit("--rate and --copies are for choosing settings: give --development too")
    results = ON_DEVELOPMENT if asked.development else RESULTS
    for cell in cells(asked):
        key = {**asdict(cell), **asdict(setting)}
        if not has_line(results, key):
            add_line(results, {**key, **measure(cell, setting, asked.development)})


if __name__ == "__main__":
    main()
