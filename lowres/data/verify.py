"""Hold the files of a published corpus against its description: sums, numbers of rows, labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lowres.data.contents import Contents, Section, records, sections
from lowres.data.items import ItemCorpus
from lowres.data.labelled.definition import LabelledCorpus
from lowres.data.published import PublishedCorpus
from lowres.data.unlabelled import UnlabelledCorpus
from lowres.errors import CorpusError
from lowres.files import sha256_of
from lowres.progress import Progress

State = Literal["good", "shorter", "unchecked", "absent", "wrong"]


@dataclass(frozen=True)
class Check:
    """What was found of one file, or of one section's rows."""

    corpus: str
    what: str  # a file's path, or a section's title
    state: State
    message: str = ""


def verify(
    corpus: PublishedCorpus, folder: Path, languages: Sequence[str] | None, progress: Progress, *, rows: bool = True
) -> list[Check]:
    """Check every file of these languages, by default all, then the rows of every section that is whole.

    `folder` is where the files lie; with `rows` false, only sums are checked.
    """
    files = {path: check_file(corpus, folder, path) for path in corpus.paths(languages)}
    checks = list(files.values())
    found = [
        section
        for section in (sections(corpus, languages) if rows else [])
        if all(files[path].state not in ("absent", "wrong") for path in section.paths)
    ]
    met: set[str] = set()
    with progress.task(f"Reading {corpus.name}", len(found)) as advance:
        for section in found:
            contents = Contents()
            checks.append(check_rows(corpus, section, folder, contents))
            met |= set(contents.labels)
            advance(1)
    is_whole = rows and languages is None and len(found) == len(sections(corpus))
    return checks + (list(_labels(corpus, met)) if is_whole else [])


def check_file(corpus: PublishedCorpus, folder: Path, path: str) -> Check:
    """Hold one file against its sum and size, or those of a shorter copy that is known."""
    file, found = corpus.published(path), folder / path
    if not found.is_file():
        return Check(corpus.name, path, "absent", "is not there")
    size, actual = found.stat().st_size, sha256_of(found)
    if file.shorter is not None and actual == file.shorter.sha256:
        return Check(corpus.name, path, "shorter", f"is a copy of {file.shorter.rows:,} rows")
    if file.sha256 is None:
        return Check(corpus.name, path, "unchecked", f"has the SHA-256 {actual}, and nobody wrote down the right one")
    if actual != file.sha256:
        return Check(
            corpus.name,
            path,
            "wrong",
            f"has {size:,} bytes and the SHA-256 {actual}, but the description says {file.bytes or '?':,} bytes and "
            f"{file.sha256}",
        )
    return Check(corpus.name, path, "good")


def check_rows(corpus: PublishedCorpus, section: Section, folder: Path, contents: Contents) -> Check:
    """Count the rows of a section."""
    if isinstance(corpus, UnlabelledCorpus) and section.part and corpus.unread(section.part):
        return Check(corpus.name, section.title, "unchecked", "no reader of lowres reads it")
    try:
        for _ in records(corpus, section, folder, contents):
            pass
    except CorpusError as error:
        return Check(corpus.name, section.title, "wrong", str(error))
    expected, faulty = _expected(corpus, section, folder)
    read = contents.rows if isinstance(corpus, UnlabelledCorpus) else contents.rows + contents.faulty.total()
    if expected is None:
        return Check(corpus.name, section.title, "unchecked", f"has {read:,} rows, and nobody counted them before")
    if read != expected or (faulty is not None and contents.faulty != faulty):
        return Check(
            corpus.name,
            section.title,
            "wrong",
            f"has {_told(read, contents.faulty)}, but the description says {_told(expected, faulty or {})}",
        )
    return Check(corpus.name, section.title, "good", f"has {read:,} rows")


def _expected(corpus: PublishedCorpus, section: Section, folder: Path) -> tuple[int | None, dict[str, int] | None]:
    """How many rows there should be, and for whole files of text how many of them faulty."""
    copies = [
        corpus.published(path).shorter for path in section.paths if check_file(corpus, folder, path).state == "shorter"
    ]
    if copies and copies[0]:
        return copies[0].rows, None
    return section.expected, section.faulty if isinstance(corpus, UnlabelledCorpus) else None


def _labels(corpus: PublishedCorpus, met: set[str]) -> Iterator[Check]:
    """A label of the description that no example has; one that the description lacks is refused in reading."""
    known: list[str] = []
    if isinstance(corpus, LabelledCorpus):
        known = corpus.task.answers
    elif isinstance(corpus, ItemCorpus):
        known = corpus.labels
    never = [label for label in known if label not in met]
    if never:
        yield Check(corpus.name, "labels", "wrong", f"never has {', '.join(never)}, but the description says so")
    elif known:
        yield Check(corpus.name, "labels", "good", f"has {len(known)} labels")


def _told(rows: int, faulty: dict[str, int]) -> str:
    reasons = ", ".join(f"{count:,} {reason.replace('_', ' ')}" for reason, count in sorted(faulty.items()))
    return f"{rows:,} rows{' and ' + reasons if reasons else ''}"
