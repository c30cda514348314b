"""What is in a published corpus, section by section: a split of a language, or a part."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lowres.data.examples import Labelled, LabelledPair, LabelledText
from lowres.data.items import ItemCorpus
from lowres.data.labelled.definition import LabelledCorpus
from lowres.data.labelled.faults import labels_in
from lowres.data.labelled.read import read_split
from lowres.data.published import PublishedCorpus
from lowres.data.readers.rows import FaultyRow
from lowres.data.unlabelled import TextPart, UnlabelledCorpus

Record = dict[str, Any]
_BLANK = "blank_line"


@dataclass(frozen=True)
class Section:
    """A split of a language of a set, or one of a set's parts."""

    language: str
    pivot: str | None
    name: str
    paths: tuple[str, ...]
    expected: int | None  # as many rows as were published; null where nobody counted
    faulty: dict[str, int] = field(default_factory=dict)  # and as many that cannot be used, by reason
    part: TextPart | None = None

    @property
    def title(self) -> str:
        """What messages and file names call it."""
        between = f"{self.language}-{self.pivot}" if self.pivot and self.pivot != self.language else self.language
        return f"{between} {self.name}".strip()


@dataclass
class Contents:
    """What was read of a section; it grows while the records are taken."""

    rows: int = 0
    faulty: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    characters: int = 0
    words: int = 0
    notes: tuple[str, ...] = ()


def sections(corpus: PublishedCorpus, languages: Sequence[str] | None = None) -> list[Section]:
    """Every section of these languages, by default all."""
    if isinstance(corpus, UnlabelledCorpus):
        return [_section_of(corpus, part) for part in corpus.parts_of(languages)]
    if not isinstance(corpus, LabelledCorpus | ItemCorpus):
        return []
    tags = corpus.language_tags if languages is None else languages
    return [
        Section(tag, None, split, (corpus.file_of(tag, split),), published)
        for tag in tags
        for split, published in corpus.language(tag).splits.items()
    ]


def records(corpus: PublishedCorpus, section: Section, folder: Path, contents: Contents) -> Iterator[Record]:
    """Every usable row of a section whose files lie in `folder`; what is met is counted in `contents`.

    Raises:
        CorpusError: if a file is missing or cannot be read.
    """
    match corpus:
        case UnlabelledCorpus():
            found = _texts(corpus, section, folder, contents)
        case LabelledCorpus():
            found = _examples(corpus, section, folder, contents)
        case ItemCorpus():
            found = _items(corpus, section, folder, contents)
        case _:
            return
    for record in found:
        contents.rows += 1
        texts = [text for text in _strings(record)]
        contents.characters += sum(map(len, texts))
        contents.words += sum(len(text.split()) for text in texts)
        yield record


def _section_of(corpus: UnlabelledCorpus, part: TextPart) -> Section:
    paths = tuple(corpus.files_of(part))
    return Section(part.language, part.pivot, part.name or "", paths, part.rows, dict(part.faulty), part)


def _texts(corpus: UnlabelledCorpus, section: Section, folder: Path, contents: Contents) -> Iterator[Record]:
    part = section.part or corpus.parts[0]
    for row in corpus.rows(part, folder):
        if isinstance(row, FaultyRow):
            contents.faulty[row.reason] += 1
        elif part.pivot is None:
            yield {"text": row.target}
        else:
            document = {"document": row.document} if row.document else {}
            yield {"target": row.target, "pivot": row.pivot, **document}


def _examples(corpus: LabelledCorpus, section: Section, folder: Path, contents: Contents) -> Iterator[Record]:
    split = read_split(corpus, folder, section.language, section.name)
    contents.notes = split.notes
    contents.faulty.update({reason: n for reason, n in split.report.reasons.items() if reason != _BLANK})
    for example in split.examples:
        contents.labels.update(labels_in(example))
        yield _record(example)


def _record(example: Labelled) -> Record:
    groups = dict(example.groups)
    if isinstance(example, LabelledText):
        return {"id": example.id, "text": example.text, "label": example.label, **groups}
    if isinstance(example, LabelledPair):
        return {"id": example.id, "first": example.first, "second": example.second, "label": example.label, **groups}
    return {"id": example.id, "tokens": list(example.tokens), "tags": list(example.tags), **groups}


def _items(corpus: ItemCorpus, section: Section, folder: Path, contents: Contents) -> Iterator[Record]:
    for item in corpus.items(folder, section.language, section.name):
        contents.labels[str(item[corpus.label])] += 1
        yield dict(item)


def _strings(record: Record) -> Iterator[str]:
    for name, value in record.items():
        if name == "tokens":
            yield " ".join(value)
        elif isinstance(value, str) and name not in ("id", "label", "document"):
            yield value
