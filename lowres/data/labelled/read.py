"""Read one split of labelled examples; every row that is dropped or mended is counted by its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lowres.data.clean import CleaningReport, normalise
from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.data.labelled.bio import follow_bio
from lowres.data.labelled.definition import LabelledCorpus
from lowres.data.labelled.faults import refuse_duplicate_ids, refuse_unknown_labels
from lowres.data.labelled.task import ClassificationTask, TaggingTask
from lowres.data.readers import LabelledReader
from lowres.data.readers.lines import no_text
from lowres.data.readers.parts import TaskKind
from lowres.data.readers.rows import ExampleRow, FaultyRow, LabelledRow, TaggedRow, excerpt
from lowres.definition import nearest_beside
from lowres.errors import CorpusError

LONGEST_LINE_CHARACTERS = 1_000_000
"""A news article stands in one line."""
_BLANK = "blank_line"
_NO_TEXT = "invalid_utf8"
_MENDED_TAGS = "tags_that_do_not_follow_bio"
_MOST_NAMED = 10

PlacedExample = tuple[int, Labelled]
"""The line where an example begins, and the example."""


@dataclass(frozen=True)
class LabelledSplit:
    """The examples of one file, and what became of its rows."""

    task: ClassificationTask | TaggingTask
    language: str  # empty where nobody said
    split: str
    path: Path
    reader: LabelledReader
    examples: tuple[Labelled, ...]
    report: CleaningReport
    notes: tuple[str, ...] = ()  # what a reader of the results should know

    @property
    def kind(self) -> TaskKind:
        """The kind of task."""
        return self.task.kind


@dataclass(frozen=True)
class Origin:
    """Whose rows they are."""

    name: str  # of the set, or of the user's own file
    language: str
    split: str
    path: Path

    def id_of(self, line: int, own: str) -> str:
        """What an example is called in stored shots and predictions."""
        return ":".join(part for part in (self.name, self.language, self.split, own or str(line)) if part)


def read_split(
    corpus: LabelledCorpus, folder: Path, language: str, split: str, *, strict: bool = False
) -> LabelledSplit:
    """One split of a published set, which lies in `folder`; `strict` refuses what is else mended or left out.

    Raises:
        CorpusError: if the set has no such language or split, the file is missing, holds more examples than were
            published, or rows that cannot be used.
    """
    path = folder / corpus.file_of(language, split)
    if not path.is_file():
        raise CorpusError(_missing(corpus, path))
    entry = corpus.language(language)
    reader = corpus.reader.of_language(entry.code)
    rows = reader.read(path, LONGEST_LINE_CHARACTERS)
    found, report = collect(rows, Origin(corpus.name, language, split, path), corpus.task, strict=strict)
    published = entry.splits[split]
    read = report.rows_read - report.reasons.get(_BLANK, 0)
    notes = _held_against(published, read, path, strict=strict) if published else ()
    notes += left_out(path, report)
    examples = tuple(example for _, example in found)
    return LabelledSplit(corpus.task, language, split, path, reader, examples, report, notes)


def collect(
    rows: Iterable[LabelledRow | FaultyRow], origin: Origin, task: ClassificationTask | TaggingTask, *, strict: bool
) -> tuple[list[PlacedExample], CleaningReport]:
    """The usable examples, each with its line.

    Raises:
        CorpusError: if there is none, a label is unknown, an id stands twice, or `strict` allows no fault.
    """
    found, report = placed_examples(rows, origin, mend_tags=isinstance(task, TaggingTask) and task.tags == "spans")
    refuse_faults(origin.path, found, report, strict=strict)
    refuse_unknown_labels(origin.path, found, task.answers)
    return each_once(origin.path, found, report), report


def placed_examples(
    rows: Iterable[LabelledRow | FaultyRow], origin: Origin, *, mend_tags: bool
) -> tuple[list[PlacedExample], CleaningReport]:
    """Every usable row as an example, with its line, whatever its label.

    Raises:
        CorpusError: if the file is not in UTF-8.
    """
    report = CleaningReport()
    found: list[PlacedExample] = []
    for row in rows:
        report.rows_read += 1
        if isinstance(row, FaultyRow):
            if row.reason == _NO_TEXT:  # a whole file saved in another encoding: to leave lines out would hide it
                raise no_text(origin.path, row)
            report.dropped.append(row)
            continue
        example, repairs = _sentence(row, origin, mend_tags) if isinstance(row, TaggedRow) else _labelled(row, origin)
        if isinstance(example, FaultyRow):
            report.dropped.append(example)
        else:
            report.repaired.update({*row.repairs, *repairs})
            found.append((row.line, example))
    return found, report


def refuse_faults(path: Path, found: list[PlacedExample], report: CleaningReport, *, strict: bool) -> None:
    """Refuse a file of which no row can be used, or a strict reader leaves one out.

    Raises:
        CorpusError: with the lines.
    """
    faulty = [row for row in report.dropped if row.reason != _BLANK]
    named = [f"{path}, line {row.line}: {row.reason.replace('_', ' ')}: {row.excerpt!r}" for row in faulty]
    if len(named) > _MOST_NAMED:
        named[_MOST_NAMED:] = [f"and {len(named) - _MOST_NAMED:,} more"]
    if not found:
        raise CorpusError("\n".join([f"{path}: none of {report.rows_read:,} rows can be used.", *named]))
    if strict and report.repaired[_MENDED_TAGS]:
        count = report.repaired[_MENDED_TAGS]
        named.append(f"{path}: the tags of {count:,} sentences do not follow BIO; a span must begin with B-.")
    if strict and named:
        raise CorpusError("\n".join([*named, "Mend these rows, or read the file without strict to leave them out."]))


def left_out(path: Path, report: CleaningReport) -> tuple[str, ...]:
    """How many rows are left out and why, with the first line of each reason; nothing where all are used."""
    reasons = {reason: count for reason, count in report.reasons.items() if reason != _BLANK}
    if not reasons:
        return ()
    first = {row.reason: row.line for row in sorted(report.dropped, key=lambda row: -row.line)}
    told = [
        f"{reason.replace('_', ' ')} ({f'{count:,} rows, the first in ' if count > 1 else ''}line {first[reason]})"
        for reason, count in reasons.items()
    ]
    rows = report.rows_read - report.reasons.get(_BLANK, 0)
    return (f"{path.name}: {sum(reasons.values()):,} of {rows:,} rows are left out: {', '.join(told)}.",)


def _labelled(row: ExampleRow, origin: Origin) -> tuple[Labelled | FaultyRow, set[str]]:
    cleaned = {part: normalise(value) for part, value in row.values.items()}
    values = {part: text for part, (text, _) in cleaned.items()}
    repairs = {repair for _, found in cleaned.values() for repair in found}
    empty = next((part for part in ("text", "first", "second", "label") if values.get(part) == ""), None)
    if empty:
        return FaultyRow(row.line, f"empty_{empty}", excerpt(" | ".join(row.values.values()))), set()
    name, label = origin.id_of(row.line, values.get("id", "")), values["label"]
    groups = _tidy(row.groups)
    if "text" in values:
        return LabelledText(name, values["text"], label, values.get("document", ""), groups), repairs
    return LabelledPair(name, values["first"], values["second"], label, groups), repairs


def _sentence(row: TaggedRow, origin: Origin, mend_tags: bool) -> tuple[Labelled | FaultyRow, set[str]]:
    if not row.tokens:
        return FaultyRow(row.line, "no_tokens", ""), set()
    cleaned = [normalise(token) for token in row.tokens]
    repairs = {repair for _, found in cleaned for repair in found}
    tokens = tuple(text or token for (text, _), token in zip(cleaned, row.tokens, strict=True))  # one of none has a tag
    tags = follow_bio(row.tags) if mend_tags else row.tags
    if tags != row.tags:
        repairs.add(_MENDED_TAGS)
    return TaggedSentence(origin.id_of(row.line, row.id), tokens, tags, _tidy(row.groups)), repairs


def _tidy(groups: Mapping[str, str]) -> dict[str, str]:
    return {name: normalise(value)[0] for name, value in groups.items()}


def each_once(path: Path, found: list[PlacedExample], report: CleaningReport) -> list[PlacedExample]:
    """The examples without those that repeat another one, its id included; other ids that stand twice are refused."""
    first: dict[str, Labelled] = {}
    kept: list[PlacedExample] = []
    for line, example in found:
        if first.setdefault(example.id, example) is not example and first[example.id] == example:
            report.drop(line, "repeated_row", excerpt(example.id))
        else:
            kept.append((line, example))
    refuse_duplicate_ids(path, kept)
    return kept


def _missing(corpus: LabelledCorpus, path: Path) -> str:
    source = f" The set is at {corpus.url}" if corpus.url else ""
    revision = f" (revision {corpus.revision})" if corpus.url and corpus.revision else ""
    return f"{path}: does not exist.{nearest_beside(path)}{source}{revision}."


def _held_against(published: int, read: int, path: Path, *, strict: bool) -> tuple[str, ...]:
    if read > published:
        raise CorpusError(
            f"{path}: holds {read:,} examples, but {published:,} were published, so that it is another file or another "
            "version. Get the revision that the description names, or describe the new one."
        )
    if read == published:
        return ()
    note = f"{path.name} holds {read:,} of {published:,} published examples."
    if strict:
        raise CorpusError(f"{path}: {note} Get the whole file, or read it without strict.")
    return (note,)
