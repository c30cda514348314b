"""Plain text of the low-resource language: streamed, cleaned, and parted into text to learn from and lines set apart.

The text may be larger than memory: it is read once, written down, drawn from, and gone through once more. Memory
holds eight bytes a line, to find repeats, and the lines set apart.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from lowres.data.clean import EXAMPLES_OF_A_REASON, normalise, unusable
from lowres.data.leaks import SHARE, Leaks
from lowres.data.near_duplicates import repeats
from lowres.data.readers.lines import no_text, read_lines
from lowres.data.readers.rows import FaultyRow, excerpt
from lowres.data.sample import LARGEST_SHARE
from lowres.data.seen import Seen
from lowres.errors import CorpusError
from lowres.files import sha256_of_text
from lowres.progress import Advance, Progress

TRAINING_TEXT = "training_text.txt"
HELD_OUT_TEXT = "held_out_text.txt"
DEVELOPMENT_TEXT = "development_text.txt"
TEXT_FILES = (TRAINING_TEXT, HELD_OUT_TEXT, DEVELOPMENT_TEXT)
_USABLE = "usable_text.part"
_BLOCK_LINES = 4_096
_SPARE = 2  # times as many lines are drawn: some resemble each other, or a sentence learnt from


@dataclass(frozen=True)
class TextSizes:
    """How many lines to set apart, and how long one may be."""

    held_out_lines: int
    development_lines: int
    longest_line_characters: int


@dataclass(frozen=True)
class Known:
    """Sentences of the same corpus that text lines must not repeat."""

    learnt: Sequence[str] = ()
    """Target sides of the training pairs: a line that equals one is dropped, a near one is not held out."""
    tests: Sequence[str] = ()
    """A line that resembles one is dropped."""


class TextLine(NamedTuple):
    """A usable line and where it stands."""

    place: str  # FILE, line NUMBER
    text: str


@dataclass
class TextReport:
    """What became of every line; only a few examples of each reason are kept."""

    lines_read: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    repaired: Counter[str] = field(default_factory=Counter)
    sizes: dict[str, int] = field(default_factory=dict)
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
        return {"lines_read": self.lines_read, "dropped": dropped, "repaired": dict(sorted(self.repaired.items()))}


def part_text(
    paths: Sequence[Path], known: Known, sizes: TextSizes, seed: int, out: Path, progress: Progress
) -> TextReport:
    """Write the text to learn from, the held-out and the development lines into the folder `out`.

    Raises:
        CorpusError: if a file is empty or no UTF-8 text, or no line can be used.
    """
    report = TextReport()
    out.mkdir(parents=True, exist_ok=True)
    staged = out / _USABLE
    try:
        with progress.task("Reading text", None) as advance:
            usable = _usable(paths, known, sizes.longest_line_characters, report, advance)
            count = 1 + _SPARE * (sizes.held_out_lines + sizes.development_lines)  # for 0, it would read nothing
            drawn = nsmallest(count, _stage(usable, staged, seed))
        _refuse_if_none_is_usable(paths, report)
        apart = _set_apart(drawn, known, sizes, (report.lines_read - report.dropped.total()) // LARGEST_SHARE)
        with progress.task("Setting text apart", None) as advance:
            training = _unlike(_learnable(staged, apart, advance), Leaks(apart.texts()), report)
            report.sizes["training_lines"] = _write(out / TRAINING_TEXT, (line.text for line in training))
    finally:
        staged.unlink(missing_ok=True)
    report.sizes["held_out_lines"] = _write(out / HELD_OUT_TEXT, apart.held_out.values())
    report.sizes["development_lines"] = _write(out / DEVELOPMENT_TEXT, apart.development.values())
    return report


def read_text(path: Path) -> Iterator[str]:
    """The lines of a file that `part_text` wrote, one at a time."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            yield line.removesuffix("\n")


def _usable(
    paths: Sequence[Path], known: Known, longest: int, report: TextReport, advance: Advance
) -> Iterator[TextLine]:
    seen = Seen()
    if known.learnt:
        seen.add(known.learnt)
    lines = _tidied(paths, longest, report)
    return _unlike(_once(lines, seen, report, advance), Leaks(known.tests), report)


def _tidied(paths: Sequence[Path], longest: int, report: TextReport) -> Iterator[TextLine]:
    for path in paths:
        name = excerpt(path.name)  # in one printable line
        for line in read_lines(path, longest):
            report.lines_read += 1
            if isinstance(line, FaultyRow):
                if line.reason != "too_long":
                    raise no_text(path, line)
                report.drop(line.reason, TextLine(f"{name}, line {line.line}", line.excerpt))
                continue
            text, repairs = normalise(line.text)
            found = TextLine(f"{name}, line {line.number}", text)
            reason = unusable(text)
            if reason:
                report.drop(reason, found)
            else:
                report.repaired.update({*repairs, *line.repairs})
                yield found


def _once(lines: Iterator[TextLine], seen: Seen, report: TextReport, advance: Advance) -> Iterator[TextLine]:
    while block := list(islice(lines, _BLOCK_LINES)):
        for line, is_first in zip(block, seen.add([line.text for line in block]), strict=True):
            if is_first:
                yield line
            else:
                report.drop("repeated", line)
        advance(len(block))


def _unlike(lines: Iterable[TextLine], tests: Leaks, report: TextReport) -> Iterator[TextLine]:
    for line, test in tests.among(lines, lambda line: (line.text,)):
        if test is None:
            yield line
        else:
            report.drop("like_a_held_out_sentence", line)


class _Drawn(NamedTuple):
    key: str  # lines are drawn in its order
    number: int
    text: str


def _stage(lines: Iterable[TextLine], path: Path, seed: int) -> Iterator[_Drawn]:
    """Write the lines down, and give each the key that a draw sorts by: it hangs on the line and the seed alone."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for number, line in enumerate(lines):
            stream.write(f"{line.place}\t{line.text}\n")  # clean text holds no tab
            yield _Drawn(sha256_of_text(f"{seed} held-out text {line.text}"), number, line.text)


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


def _learnable(staged: Path, apart: _Apart, advance: Advance) -> Iterator[TextLine]:
    for number, line in enumerate(read_text(staged)):
        if number % _BLOCK_LINES == 0:
            advance(_BLOCK_LINES)
        if number not in apart.held_out and number not in apart.development:
            place, _, text = line.partition("\t")
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
