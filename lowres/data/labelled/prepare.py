"""From a recipe's task to what is learnt and tested: files read, faults told, test text kept out, shots drawn."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lowres.data.examples import Labelled, texts_in
from lowres.data.labelled.checks import check_training
from lowres.data.labelled.held_out import hold_out_by_class
from lowres.data.labelled.own_file import OwnFile, kind_of, like, read_own
from lowres.data.labelled.prepared import PreparedTask
from lowres.data.labelled.read import LONGEST_LINE_CHARACTERS, LabelledSplit, read_split
from lowres.data.labelled.shots import ShotCount, ShotSets, draw_shot_sets, examples_of, read_shot_sets
from lowres.data.labelled.task import ClassificationTask, TaggingTask
from lowres.data.labelled.task_recipe import Part, Reference, TaskRecipe, located, references, unlabelled_files
from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.parts import TaskKind
from lowres.data.sample import in_drawing_order
from lowres.errors import CorpusError

MOST_UNLABELLED = 2_000
"""Texts of each language that are kept for the mean of its vectors."""
_MENDED = "tags_that_do_not_follow_bio"
AnyTask = ClassificationTask | TaggingTask
Splits = dict[tuple[str, Part], LabelledSplit]


@dataclass(frozen=True)
class _Read:
    """All splits that a task reads, by language and part."""

    task: AnyTask
    splits: Splits
    examples: dict[tuple[str, Part], Sequence[Labelled]] = field(default_factory=dict)

    def of(self, language: str, part: Part) -> Sequence[Labelled]:
        found = self.splits.get((language, part))
        return self.examples.get((language, part), found.examples if found else ())


def prepare_task(recipe: TaskRecipe, language: str, seed: int, folder: Path) -> PreparedTask:
    """Everything that is learnt and tested; `folder` is the recipe's own, where relative paths start.

    Raises:
        UserError: if a set is not described or lacks a language or split.
        CorpusError: if examples cannot be used, with file and line, or there are too few.
    """
    wanted = references(recipe, language, folder)
    read = _read_all(recipe, language, wanted)
    notes = [note for split in read.splits.values() for note in (*split.notes, *_mended(split))]
    read = _with_a_test(read, recipe, language, seed, notes)
    tests = {tag: read.of(tag, "test") for tag in (language, *recipe.tested_too)}
    _refuse_what_is_not_there(tests)
    sources = {one.language: read.of(one.language, "train") for one in recipe.sources}
    sources, pool = _checked(sources, read.of(language, "train"), tests, recipe, notes)
    counts = _counts(recipe, bool(sources), bool(pool))
    name = recipe.name or recipe.corpus and Path(recipe.corpus).stem or "task"
    sets = _shot_sets(recipe, f"{name} {language}", pool, counts, folder)
    notes += [f"{one.shots} shots of seed {one.seed}: {note}" for one in sets.sets for note in one.notes]
    train = {language: pool, **sources, **{tag: read.of(tag, "train") for tag in recipe.tested_too}}
    return PreparedTask(
        name=name,
        task=read.task,
        language=language,
        sources=sources,
        development=_development(read, recipe, language),
        pool=pool,
        tests=tests,
        unlabelled=_unlabelled(train, unlabelled_files(recipe, language, folder), seed),
        shot_sets=sets,
        groups=tuple(recipe.groups),
        notes=tuple(dict.fromkeys(notes)),
        description=_description(wanted),
    )


def test_of_task(recipe: TaskRecipe, language: str, folder: Path, seed: int = 17) -> tuple[Sequence[Labelled], AnyTask]:
    """The test of a language alone, as `prepare_task` gives it, and the task with its labels.

    Raises:
        CorpusError: if there is none, or it cannot be read.
    """
    read = _with_a_test(_read_all(recipe, language, references(recipe, language, folder)), recipe, language, seed, [])
    examples = read.of(language, "test")
    _refuse_what_is_not_there({language: examples})
    return examples, read.task


def _read_all(recipe: TaskRecipe, language: str, wanted: Sequence[Reference]) -> _Read:
    """Published splits first, then own training files, which may say which labels there are, then all others."""
    splits: Splits = {}
    for one in wanted:
        if one.corpus is not None:
            root = _root(one)
            splits[one.language, one.part] = read_split(one.corpus, root, one.language, one.split, strict=recipe.strict)
    own = [one for one in wanted if one.corpus is None]
    kind = task_kind(recipe, wanted)
    labels = recipe.labels or list(dict.fromkeys(label for one in splits.values() for label in one.task.labels)) or None
    for one in own:
        if one.part == "train":
            file = OwnFile(path=one.path, kind=kind, labels=labels)
            splits[one.language, one.part] = read_own(file, one.language, one.part, strict=recipe.strict)
    task = _task([split.task for split in splits.values()], kind, recipe.labels)
    for one in own:
        if one.part != "train":
            pattern = splits.get((one.language, "train")) or next(iter(splits.values()), None)
            file = _like(pattern, one.path, kind, task)
            splits[one.language, one.part] = read_own(file, one.language, one.part, strict=recipe.strict)
    if task is None:
        raise CorpusError(f"the task of {language} has no training example. Give train, or sources.")
    return _Read(task, splits)


def _root(one: Reference) -> Path:
    """The folder of a published set, of which the reference knows one file."""
    inside = Path(one.corpus.file_of(one.language, one.split)) if one.corpus else Path()
    return Path(*one.path.parts[: len(one.path.parts) - len(inside.parts)])


def task_kind(recipe: TaskRecipe, wanted: Sequence[Reference]) -> TaskKind:
    """What the recipe says, or the published set, or the endings of the files, none of which is opened."""
    if recipe.kind is not None:
        return recipe.kind
    for one in wanted:
        if one.corpus is not None:
            return one.corpus.task.kind
    return next((kind for one in wanted if (kind := kind_of(one.path)) != "classification"), "classification")


def _task(tasks: Sequence[AnyTask], kind: TaskKind, labels: list[str] | None) -> AnyTask | None:
    """The one task of all splits, with the labels of each."""
    if not tasks:
        return None
    other = next((task.kind for task in tasks if task.kind != kind), None)
    tags = {task.tags for task in tasks if isinstance(task, TaggingTask)}
    if other or len(tags) > 1:
        told = f"kinds {kind} and {other}" if other else "tags of spans and of words"
        raise CorpusError(f"the examples of the task are of two sorts: {told}. Give sources of the same kind.")
    every = labels or list(dict.fromkeys(label for task in tasks for label in task.labels))
    first = tasks[0]
    if isinstance(first, TaggingTask):
        return TaggingTask(tags=first.tags, labels=every)
    return ClassificationTask(kind=first.kind, labels=every)


def _like(pattern: LabelledSplit | None, path: Path, kind: TaskKind, task: AnyTask | None) -> OwnFile:
    """A file beside a training file is read as that is, where their endings are the same."""
    labels = task.labels if task else None
    if pattern is not None and pattern.path.suffix == path.suffix:
        return like(pattern, path).model_copy(update={"labels": labels})
    return OwnFile(path=path, kind=kind, labels=labels)


def _mended(split: LabelledSplit) -> list[str]:
    count = split.report.repaired[_MENDED]
    return [f"{split.path.name}: the tags of {count:,} sentences did not follow BIO and were mended."] if count else []


def _with_a_test(read: _Read, recipe: TaskRecipe, language: str, seed: int, notes: list[str]) -> _Read:
    """What is read, with a part of the training examples held out where there is no test."""
    train = read.of(language, "train")
    if (language, "test") in read.splits or not train:
        return read
    kept, held_out = hold_out_by_class(train, recipe.held_out, seed)
    notes.append(
        f"There is no test file: {len(held_out):,} of {len(train):,} examples, {recipe.held_out:.0%} of each class, "
        "were held out for the test."
    )
    return _Read(read.task, read.splits, {(language, "train"): kept, (language, "test"): held_out})


def _refuse_what_is_not_there(tests: Mapping[str, Sequence[Labelled]]) -> None:
    without = [tag for tag, examples in tests.items() if not examples]
    if without:
        raise CorpusError(
            f"there are no test examples of {', '.join(without)}. Give a test file, another split (splits), or more "
            "training examples, of which a part is held out."
        )


def _checked(
    sources: Mapping[str, Sequence[Labelled]],
    pool: Sequence[Labelled],
    tests: Mapping[str, Sequence[Labelled]],
    recipe: TaskRecipe,
    notes: list[str],
) -> tuple[dict[str, Sequence[Labelled]], list[Labelled]]:
    """The training examples that give no test example away."""
    every = [one for examples in (*sources.values(), pool) for one in examples]
    tested = [one for examples in tests.values() for one in examples]
    checked = check_training(every, tested, strict=recipe.strict)
    notes += [finding.message for finding in checked.findings]
    kept = {one.id for one in checked.train}
    left = {tag: [one for one in examples if one.id in kept] for tag, examples in sources.items()}
    return dict(left), [one for one in pool if one.id in kept]


def _counts(recipe: TaskRecipe, has_sources: bool, has_pool: bool) -> list[ShotCount]:
    """The numbers of shots that the data allows.

    Raises:
        CorpusError: if a number was asked for that it does not allow.
    """
    if recipe.shots is None:
        usual: list[ShotCount] = [0, 8] if has_sources else ["all"]
        return [shots for shots in usual if has_pool or shots == 0]
    if 0 in recipe.shots and not has_sources:
        raise CorpusError("task.shots holds 0, but without a source language there is then nothing to learn from.")
    if not has_pool and any(shots != 0 for shots in recipe.shots):
        raise CorpusError("task.shots asks for shots, but the language has no training examples. Set shots to [0].")
    return recipe.shots


def _shot_sets(
    recipe: TaskRecipe, name: str, pool: Sequence[Labelled], counts: Sequence[ShotCount], folder: Path
) -> ShotSets:
    if recipe.shot_file is None:
        return draw_shot_sets(name, pool, counts, range(1, recipe.shot_seeds + 1))
    stored = read_shot_sets(located(recipe.shot_file, folder))
    wanted = stored.sets if recipe.shots is None else tuple(one for one in stored.sets if one.shots in counts)
    missing = [str(shots) for shots in recipe.shots or () if shots not in {one.shots for one in wanted}]
    if missing:
        told = f"{recipe.shot_file}: holds no sets of {', '.join(missing)} shots."
        raise CorpusError(f"{told} Draw them with: lowres shots.")
    for one in wanted:
        examples_of(one, pool)  # refuses examples that are gone or changed
    return ShotSets(stored.name, wanted)


def _development(read: _Read, recipe: TaskRecipe, language: str) -> dict[str, Sequence[Labelled]]:
    """Of the source languages; of the language itself only where it is its own source."""
    languages = [one.language for one in recipe.sources] or [language]
    found = {tag: read.of(tag, "development") for tag in languages}
    return {tag: examples for tag, examples in found.items() if examples}


def _unlabelled(
    train: Mapping[str, Sequence[Labelled]], files: Mapping[str, Path], seed: int
) -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {}
    for tag, examples in train.items():
        texts = _lines(files[tag]) if tag in files else _texts(in_drawing_order(examples, seed, "unlabelled text"))
        if chosen := list(dict.fromkeys(texts))[:MOST_UNLABELLED]:
            found[tag] = chosen
    return found


def _texts(examples: Iterable[Labelled]) -> list[str]:
    """What the examples say, each text by itself."""
    return [text for one in examples for text in texts_in(one)]


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise CorpusError(f"{path}: does not exist. Check the path of unlabelled.")
    found = [one.text.strip() for one in read_lines(path, LONGEST_LINE_CHARACTERS) if isinstance(one, Line)]
    return [text for text in found if text]


def _description(wanted: Sequence[Reference]) -> dict[str, Any]:
    """Each published set by its name, with its terms."""
    corpora = {one.corpus.name: one.corpus for one in wanted if one.corpus is not None}
    return {
        name: one.model_dump(mode="json", include={"summary", "licence", "citation", "url", "revision", "known_faults"})
        for name, one in corpora.items()
    }
