"""Plain text of the low-resource language: streamed, cleaned, and parted into text to learn from and lines set apart.

The text may be larger than memory: it is read once, written down, drawn from, and gone through once more. Memory
holds eight bytes a line, to find repeats, and the lines set apart. What is done to each line by itself, several
processes may share; what is found is the same.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lowres.data.clean import EXAMPLES_OF_A_REASON
from lowres.data.leaks import SHARE, LeakJudge, Leaks
from lowres.data.line_cleaner import Cleaned, LineCleaner
from lowres.data.min_hash import BucketFiles, MinHash
from lowres.data.near_duplicates import repeats
from lowres.data.readers import TextReader
from lowres.data.readers.lines import no_text
from lowres.data.readers.plain_text import PlainText
from lowres.data.readers.rows import FaultyRow, excerpt
from lowres.data.sample import LARGEST_SHARE
from lowres.data.seen import Seen
from lowres.data.worker_processes import in_processes
from lowres.errors import CorpusError
from lowres.files import sha256_of_text
from lowres.progress import Advance, Progress

TRAINING_TEXT = "training_text.txt"
HELD_OUT_TEXT = "held_out_text.txt"
DEVELOPMENT_TEXT = "development_text.txt"
TEXT_FILES = (TRAINING_TEXT, HELD_OUT_TEXT, DEVELOPMENT_TEXT)
_USABLE = "usable_text.part"
_BLOCK_LINES = 4_096
_BLOCK_CHARACTERS = 1_000_000
_NO_TEXT = ("invalid_utf8", "nul_byte")
BENCHMARK_TEXT = "benchmark_test_text"
LIKE_A_TEST = "like_a_held_out_sentence"
_SPARE = 2  # times as many lines are drawn: some resemble each other, or a sentence learnt from


@dataclass(frozen=True)
class TextSizes:
    """How many lines to set apart, and how long one may be."""

    held_out_lines: int
    development_lines: int
    longest_line_characters: int


@dataclass(frozen=True)
class TextToRead:
    """The files, and how their lines are read and cleaned."""

    paths: Sequence[Path]
    reader: TextReader = PlainText()
    cleaner: LineCleaner = LineCleaner()
    processes: int = 1


@dataclass(frozen=True)
class Known:
    """Sentences of the same corpus that text lines must not repeat."""

    learnt: Sequence[str] = ()
    """Target sides of the training pairs: a line that equals one is dropped, a near one is not held out."""
    tests: Sequence[str] = ()
    """A line that resembles one is dropped."""
    benchmarks: Sequence[str] = ()
    """The same, under another name."""


class TextLine(NamedTuple):
    """A usable line and where it stands."""

    place: str  # FILE, line NUMBER
    text: str
    buckets: NDArray[np.uint64] | None = None  # of MinHash, where near repeats are looked for


@dataclass
class TextReport:
    """What became of every line; only a few examples of each reason are kept."""

    lines_read: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    sizes: dict[str, int] = field(default_factory=dict)
    mended: list[str] = field(default_factory=list)  # some lines whose encoding was mended: before, and after
    _examples: dict[str, list[str]] = field(default_factory=dict)

    def drop(self, reason: str, line: TextLine) -> None:
        """Count a line that is not used."""
        self.dropped[reason] += 1
        examples = self._examples.setdefault(reason, [])
        if len(examples) < EXAMPLES_OF_A_REASON:
            examples.append(f"{line.place}: {excerpt(line.text)}")

    def as_values(self) -> dict[str, Any]:
        """The report as JSON values, the most frequent reason first."""
        reasons = sorted(self.dropped.items(), key=lambda item: (-item[1], item[0]))
        dropped = {reason: {"count": count, "examples": self._examples[reason]} for reason, count in reasons}
        repaired = dict(sorted(self.repaired.items()))
        return {"lines_read": self.lines_read, "dropped": dropped, "repaired": repaired, "mended": self.mended}


def part_text(text: TextToRead, known: Known, sizes: TextSizes, seed: int, out: Path, progress: Progress) -> TextReport:
    """Write the text to learn from, the held-out and the development lines into the folder `out`.

    Raises:
        CorpusError: if a file cannot be read, or no line can be used.
    """
    report = TextReport()
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        staged = stack.enter_context(_staged(out, text.cleaner.min_hash))
        with progress.task("Reading text", None) as advance:
            usable = _usable(text, known, sizes.longest_line_characters, report, advance)
            count = 1 + _SPARE * (sizes.held_out_lines + sizes.development_lines)  # for 0, it would read nothing
            drawn = nsmallest(count, staged.write(usable, seed))
        _refuse_if_none_is_usable(text.paths, report)
        repeated = staged.repeats()
        drawn = [line for line in drawn if not repeated[line.number]]
        usable_lines = report.lines_read - report.dropped.total() - int(repeated.sum())
        apart = _set_apart(drawn, known, sizes, usable_lines // LARGEST_SHARE)
        with progress.task("Setting text apart", None) as advance:
            lines = _learnable(staged.path, apart, repeated, report, advance)
            training = _unlike(lines, Leaks(apart.texts()), text.processes, report)
            report.sizes["training_lines"] = _write(out / TRAINING_TEXT, (line.text for line in training))
    report.sizes["held_out_lines"] = _write(out / HELD_OUT_TEXT, apart.held_out.values())
    report.sizes["development_lines"] = _write(out / DEVELOPMENT_TEXT, apart.development.values())
    return report


def read_text(path: Path) -> Iterator[str]:
    """The lines of a file that `part_text` wrote, one at a time."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line.removesuffix("\n")


def _usable(text: TextToRead, known: Known, longest: int, report: TextReport, advance: Advance) -> Iterator[TextLine]:
    """The clean lines, each for the first time; none resembles a test."""
    seen = Seen()
    if known.learnt:
        seen.add(known.learnt)
    told = {LIKE_A_TEST: known.tests, BENCHMARK_TEXT: known.benchmarks}
    judges = [LeakJudge(Leaks(tests), reason) for reason, tests in told.items() if tests]
    cleaner = replace(text.cleaner, judges=[*text.cleaner.judges, *judges])
    waiting: deque[list[_Read]] = deque()
    blocks = _texts_of(_blocks(_read(text, longest, report)), waiting)
    for cleaned in in_processes(cleaner, blocks, text.processes):
        lines = waiting.popleft()
        advance(len(lines))
        yield from _first_ones(lines, cleaned, seen, report)


class _Read(NamedTuple):
    place: str
    text: str
    repairs: tuple[str, ...]


def _read(text: TextToRead, longest: int, report: TextReport) -> Iterator[_Read]:
    for path in text.paths:
        name = excerpt(path.name)  # in one printable line
        for line in text.reader.read(path, longest):
            report.lines_read += 1
            if not isinstance(line, FaultyRow):
                yield _Read(f"{name}, line {line.number}", line.text, line.repairs)
            elif line.reason in _NO_TEXT and text.reader.format == "plain_text":
                raise no_text(path, line)
            else:
                report.drop(line.reason, TextLine(f"{name}, line {line.line}", line.excerpt))


def _blocks(lines: Iterable[_Read]) -> Iterator[list[_Read]]:
    block: list[_Read] = []
    characters = 0
    for line in lines:
        block.append(line)
        characters += len(line.text)
        if len(block) == _BLOCK_LINES or characters > _BLOCK_CHARACTERS:
            yield block
            block, characters = [], 0
    if block:
        yield block


def _texts_of(blocks: Iterable[list[_Read]], waiting: deque[list[_Read]]) -> Iterator[list[str]]:
    for block in blocks:
        waiting.append(block)
        yield [line.text for line in block]


def _first_ones(lines: Sequence[_Read], cleaned: Cleaned, seen: Seen, report: TextReport) -> Iterator[TextLine]:
    report.repaired.update(cleaned.repaired)
    for place, before in cleaned.mended[: EXAMPLES_OF_A_REASON - len(report.mended)]:
        report.mended.append(f"{lines[place].place}: {excerpt(before)} → {excerpt(cleaned.texts[place])}")
    first = iter(enumerate(seen.add_hashes(cleaned.hashes)))
    for line, text, reason in zip(lines, cleaned.texts, cleaned.reasons, strict=True):
        found = TextLine(line.place, text)
        if reason is not None:
            report.drop(reason, found)
            continue
        number, is_first = next(first)
        report.repaired.update(line.repairs)
        if is_first:
            yield found if cleaned.buckets is None else found._replace(buckets=cleaned.buckets[number])
        else:
            report.drop("repeated", found)


def _unlike(lines: Iterable[TextLine], tests: Leaks, processes: int, report: TextReport) -> Iterator[TextLine]:
    waiting: deque[list[TextLine]] = deque()

    def texts() -> Iterator[list[str]]:
        stream = iter(lines)
        while block := list(islice(stream, _BLOCK_LINES)):
            waiting.append(block)
            yield [line.text for line in block]

    for reasons in in_processes(LeakJudge(tests, LIKE_A_TEST), texts(), processes):
        for line, reason in zip(waiting.popleft(), reasons, strict=True):
            if reason is None:
                yield line
            else:
                report.drop(reason, line)


class _Drawn(NamedTuple):
    key: str  # lines are drawn in its order
    number: int
    text: str


class _Staged:
    """The usable lines, written down, and their buckets."""

    def __init__(self, path: Path, buckets: BucketFiles | None) -> None:
        self.path = path
        self._buckets = buckets
        self._lines = 0

    def write(self, lines: Iterable[TextLine], seed: int) -> Iterator[_Drawn]:
        """Give each line the key that a draw sorts by: it hangs on the line and the seed alone."""
        waiting: list[NDArray[np.uint64]] = []
        with self.path.open("w", encoding="utf-8", newline="\n") as stream:
            for number, line in enumerate(lines):
                stream.write(f"{line.place}\t{line.text}\n")  # clean text holds no tab
                self._lines += 1
                if line.buckets is not None:
                    waiting.append(line.buckets)
                if len(waiting) == _BLOCK_LINES:
                    self._keep(waiting)
                    waiting = []
                yield _Drawn(sha256_of_text(f"{seed} held-out text {line.text}"), number, line.text)
        self._keep(waiting)

    def _keep(self, buckets: list[NDArray[np.uint64]]) -> None:
        if self._buckets is not None and buckets:
            self._buckets.add(np.stack(buckets))

    def repeats(self) -> NDArray[np.bool_]:
        """Which of the lines nearly repeat an earlier one."""
        return np.zeros(self._lines, bool) if self._buckets is None else self._buckets.repeats()


@contextmanager
def _staged(folder: Path, min_hash: MinHash | None) -> Iterator[_Staged]:
    path = folder / _USABLE
    buckets = BucketFiles(folder, min_hash.bands) if min_hash else None
    try:
        yield _Staged(path, buckets)
    finally:
        path.unlink(missing_ok=True)
        if buckets is not None:
            buckets.close()


@dataclass(frozen=True)
class _Apart:
    """Lines not to learn from, by their number among the usable ones."""

    held_out: dict[int, str]
    development: dict[int, str]

    def texts(self) -> list[str]:
        return [*self.held_out.values(), *self.development.values()]


def _set_apart(drawn: Sequence[_Drawn], known: Known, sizes: TextSizes, most: int) -> _Apart:
    """The lines held out and those of the development set; none resembles another, or a sentence learnt from."""
    every = Leaks(line.text for line in drawn)
    near = (sentence for sentence, found in zip(known.learnt, every.along(known.learnt), strict=True) if found)
    learnt = {text for sentence in near for text in every.all_of(sentence)}
    verdicts = repeats([[line.text] for line in drawn], float(SHARE), lambda units: None)
    fresh = [line for line, repeat in zip(drawn, verdicts, strict=True) if repeat is None and line.text not in learnt]
    held_out = fresh[: min(sizes.held_out_lines, most)]
    development = fresh[len(held_out) :][: min(sizes.development_lines, most)]
    return _Apart(_by_number(held_out), _by_number(development))


def _by_number(lines: Sequence[_Drawn]) -> dict[int, str]:
    return {line.number: line.text for line in sorted(lines, key=attrgetter("number"))}


def _learnable(
    staged: Path, apart: _Apart, repeated: NDArray[np.bool_], report: TextReport, advance: Advance
) -> Iterator[TextLine]:
    for number, line in enumerate(read_text(staged)):
        if number % _BLOCK_LINES == 0:
            advance(_BLOCK_LINES)
        if number in apart.held_out or number in apart.development:
            continue
        place, _, text = line.partition("\t")
        if repeated[number]:
            report.drop("nearly_repeated", TextLine(place, text))
        else:
            yield TextLine(place, text)


def _write(path: Path, lines: Iterable[str]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for line in lines:
            stream.write(f"{line}\n")
            count += 1
    return count


def _refuse_if_none_is_usable(paths: Sequence[Path], report: TextReport) -> None:
    if report.dropped.total() == report.lines_read:
        counts = ", ".join(f"{reason} {count:,}" for reason, count in report.dropped.most_common())
        named = ", ".join(str(path) for path in paths)
        raise CorpusError(
            f"{named}: none of {report.lines_read:,} lines can be used: {counts}. Give other text, a sentence a line."
        )
