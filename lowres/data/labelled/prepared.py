"""A labelled task as every later step reads it: who is learnt from, the shot sets, and the tests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.data.labelled.shots import ShotCount, ShotSet, ShotSets, examples_of, read_shot_sets, write_shot_sets
from lowres.data.labelled.task import ClassificationTask, TaggingTask, Task
from lowres.data.readers.parts import TaskKind
from lowres.errors import CorpusError
from lowres.files import read_json, read_json_lines, write_json, write_json_lines

EXAMPLES: dict[TaskKind, type[Labelled]] = {
    "classification": LabelledText,
    "pair_classification": LabelledPair,
    "tagging": TaggedSentence,
}
SHOT_SETS = "shot_sets.json"
_SOURCES, _DEVELOPMENT, _POOL = "sources.jsonl", "development.jsonl", "pool.jsonl"
_TESTS, _UNLABELLED = "tests.jsonl", "unlabelled.jsonl"
_COPIES = "copies.jsonl"
_TASK = "task.json"  # the last to be written
ByLanguage = Mapping[str, Sequence[Labelled]]


@dataclass(frozen=True)
class PreparedTask:
    """A task with all its examples; no test text is among those that are learnt from."""

    name: str
    task: ClassificationTask | TaggingTask
    language: str
    sources: ByLanguage
    development: ByLanguage
    """By which models are chosen; of the sources, or of the language itself where there is no source."""
    pool: Sequence[Labelled]
    """The language's own examples, which the shots are drawn from."""
    tests: ByLanguage
    """The language's own, and of other languages that are tried too."""
    unlabelled: Mapping[str, Sequence[str]]
    shot_sets: ShotSets
    groups: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader of the results should know."""
    description: Mapping[str, Any] = field(default_factory=dict)
    """Of the published sets: licence, citation, address."""
    copies: Mapping[str, Sequence[Labelled]] = field(default_factory=dict)
    """What augmentation made of each shot set, by `draw_key`; learnt from with it, and drawn from by nobody."""

    @property
    def kind(self) -> TaskKind:
        """The kind of task."""
        return self.task.kind

    @property
    def tags(self) -> Literal["spans", "words"] | None:
        """Whether tags are of spans or of words; nothing where a whole text is labelled."""
        return self.task.tags if isinstance(self.task, TaggingTask) else None

    @property
    def test(self) -> Sequence[Labelled]:
        """The test examples of the task's own language."""
        return self.tests[self.language]

    @property
    def counts(self) -> list[ShotCount]:
        """The numbers of shots, each once."""
        return list(dict.fromkeys(one.shots for one in self.shot_sets.sets))

    def draws(self, shots: ShotCount) -> list[ShotSet]:
        """The shot sets of one number of shots."""
        return [one for one in self.shot_sets.sets if one.shots == shots]

    def examples(self, shot_set: ShotSet) -> list[Labelled]:
        """The examples of a shot set."""
        return examples_of(shot_set, self.pool)

    def learnt_from(self, shot_set: ShotSet) -> list[Labelled]:
        """The examples of a shot set, and what augmentation made of them."""
        return [*self.examples(shot_set), *self.copies.get(draw_key(shot_set), ())]

    def write(self, folder: Path) -> None:
        """Write it into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, held in self._tables():
            rows = ({"language": tag, **asdict(one)} for tag, examples in held.items() for one in examples)
            write_json_lines(folder / name, rows)
        texts = ({"language": tag, "text": text} for tag, found in self.unlabelled.items() for text in found)
        write_json_lines(folder / _UNLABELLED, texts)
        if self.copies:
            made = ({"draw": draw, **asdict(one)} for draw, examples in self.copies.items() for one in examples)
            write_json_lines(folder / _COPIES, made)
        write_shot_sets(folder / SHOT_SETS, self.shot_sets)
        write_json(
            folder / _TASK,
            {
                "name": self.name,
                "task": self.task.model_dump(),
                "language": self.language,
                "groups": self.groups,
                "notes": self.notes,
                "description": self.description,
            },
        )

    def _tables(self) -> Iterable[tuple[str, ByLanguage]]:
        yield from ((_SOURCES, self.sources), (_DEVELOPMENT, self.development), (_TESTS, self.tests))
        yield _POOL, {self.language: self.pool}

    @classmethod
    def read(cls, folder: Path) -> "PreparedTask":
        """What `write` wrote.

        Raises:
            CorpusError: if no finished task is in the folder.
        """
        if not (folder / _TASK).is_file():
            raise CorpusError(f"{folder}: holds no prepared task. Run the step prepare_task first.")
        found = read_json(folder / _TASK)
        task: ClassificationTask | TaggingTask = TypeAdapter(Task).validate_python(found["task"])
        tables = {name: _read(folder / name, task.kind) for name in (_SOURCES, _DEVELOPMENT, _POOL, _TESTS)}
        copies = _read(folder / _COPIES, task.kind, "draw") if (folder / _COPIES).is_file() else {}
        texts: dict[str, list[str]] = {}
        for row in read_json_lines(folder / _UNLABELLED):
            texts.setdefault(row["language"], []).append(row["text"])
        return cls(
            name=found["name"],
            task=task,
            language=found["language"],
            sources=tables[_SOURCES],
            development=tables[_DEVELOPMENT],
            pool=tables[_POOL].get(found["language"], []),
            tests=tables[_TESTS],
            unlabelled=texts,
            shot_sets=read_shot_sets(folder / SHOT_SETS),
            groups=tuple(found["groups"]),
            notes=tuple(found["notes"]),
            description=found["description"],
            copies=copies,
        )


def draw_key(shot_set: ShotSet) -> str:
    """By what the copies of a draw are found."""
    return f"{shot_set.shots} shots, seed {shot_set.seed}"


def _read(path: Path, kind: TaskKind, by: str = "language") -> dict[str, list[Labelled]]:
    found: dict[str, list[Labelled]] = {}
    for row in read_json_lines(path):
        found.setdefault(row.pop(by), []).append(_example(kind, row))
    return found


def _example(kind: TaskKind, row: Mapping[str, Any]) -> Labelled:
    if kind == "tagging":
        return TaggedSentence(**{**row, "tokens": tuple(row["tokens"]), "tags": tuple(row["tags"])})
    return EXAMPLES[kind](**row)
