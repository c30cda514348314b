"""A user's own file of labelled examples, which needs no description where its form can be told."""

from pathlib import Path

from pydantic import Field

from lowres.data.labelled.bio import OUTSIDE, are_spans, type_of
from lowres.data.labelled.faults import labels_in, refuse_unknown_labels
from lowres.data.labelled.guess import guess_reader
from lowres.data.labelled.read import (
    LONGEST_LINE_CHARACTERS,
    LabelledSplit,
    Origin,
    PlacedExample,
    each_once,
    left_out,
    placed_examples,
    refuse_faults,
)
from lowres.data.labelled.task import ClassificationTask, TaggingTask
from lowres.data.readers import LabelledReader
from lowres.data.readers.parts import TaskKind
from lowres.errors import CorpusError
from lowres.method import Parameters

_ENDINGS_OF_TAGS = (".conll", ".conllu", ".bio", ".iob", ".iob2")


def kind_of(path: Path) -> TaskKind:
    """The kind of task whose examples a file holds, where only its ending is known."""
    return "tagging" if path.suffix.lower() in _ENDINGS_OF_TAGS else "classification"


class OwnFile(Parameters):
    """A CSV, TSV, JSON lines, CoNLL or CoNLL-U file with labelled examples."""

    path: Path
    kind: TaskKind = "classification"
    reader: LabelledReader | None = Field(default=None, discriminator="format")
    """How to read it; null to tell by the file's ending and the names of its columns."""
    labels: list[str] | None = None
    """The labels that are allowed, of spans without B- and I-; null for those that the file holds."""


def read_own(own: OwnFile, language: str = "", split: str = "", *, strict: bool = False) -> LabelledSplit:
    """The examples of a user's own file; `strict` refuses what is else mended or left out.

    Raises:
        CorpusError: if its form cannot be told, none of its rows can be used, or a label is not allowed.
    """
    path = own.path.expanduser()
    if not path.is_file():
        raise CorpusError(f"{path}: {'is not a file' if path.exists() else 'does not exist'}. Check the path.")
    reader, notes = (own.reader, ()) if own.reader else guess_reader(path, own.kind)
    if own.kind not in reader.kinds:
        raise CorpusError(f"{path}: its reader reads {' and '.join(reader.kinds)}, but its kind is {own.kind}.")
    origin = Origin(path.stem, language, split, path)
    rows = list(reader.of_language(language).read(path, LONGEST_LINE_CHARACTERS))
    found, report = placed_examples(rows, origin, mend_tags=False)
    refuse_faults(path, found, report, strict=False)  # an empty file has no labels to ask for
    task = _task(own, found)
    if isinstance(task, TaggingTask) and task.tags == "spans":
        found, report = placed_examples(rows, origin, mend_tags=True)
    refuse_faults(path, found, report, strict=strict)
    refuse_unknown_labels(path, found, task.answers)
    examples = tuple(example for _, example in each_once(path, found, report))
    notes += left_out(path, report)
    return LabelledSplit(task, language, split, path, reader, examples, report, notes)


def like(split: LabelledSplit, path: Path) -> OwnFile:
    """Another file of the same form and the same labels: a test file beside a training file.

    A few lines alone may tell neither which column holds the labels nor which labels there are.
    """
    return OwnFile(path=path, kind=split.kind, reader=split.reader, labels=split.task.labels)


def _task(own: OwnFile, found: list[PlacedExample]) -> ClassificationTask | TaggingTask:
    held = sorted({label for _, example in found for label in labels_in(example)})
    if own.kind == "tagging":
        spans = are_spans(held) or bool(own.labels and held == [OUTSIDE])
        types = {kind for tag in held if (kind := type_of(tag))} if spans else held
        return TaggingTask(tags="spans" if spans else "words", labels=own.labels or sorted(types))
    labels = own.labels or held
    if len(labels) < 2:
        raise CorpusError(
            f"{own.path}: every example has the label '{held[0]}', but a task needs two labels at least. "
            "Add examples of another one, or say in labels which there are."
        )
    return ClassificationTask(kind=own.kind, labels=labels)
