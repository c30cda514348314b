"""A sentence that is longer than the model: windows that overlap, each of its words judged in one of them."""

from collections.abc import Sequence
from dataclasses import dataclass

OVERLAP = 4
"""A window shares at most one piece in so many with the next."""


@dataclass(frozen=True)
class Window:
    """Words `start` to `end` are read, and `own_start` to `own_end` of them, which have most around them, judged."""

    start: int
    end: int
    own_start: int
    own_end: int


def windows(pieces: Sequence[int], room: int) -> list[Window]:
    """Windows over words of so many pieces each, with at most `room` pieces in a window.

    Every word is judged in just one window: two that overlap share the words between them half and half. A word of
    more pieces than there is room must have been cut before.
    """
    if not pieces:
        return []
    spans = _spans(pieces, room)
    borders = [0, *((after[0] + before[1] + 1) // 2 for before, after in zip(spans, spans[1:], strict=False))]
    ends = [*borders[1:], len(pieces)]
    return [Window(*span, start, end) for span, start, end in zip(spans, borders, ends, strict=True) if start < end]


def _spans(pieces: Sequence[int], room: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start, end = 0, 0
    while end < len(pieces):
        end = _fitting(pieces, start, room)
        found.append((start, end))
        start = max(start + 1, _overlapping(pieces, end, room // OVERLAP))
    return found


def _fitting(pieces: Sequence[int], start: int, room: int) -> int:
    """Where a window that starts at this word ends; it has one word at least."""
    end, size = start + 1, pieces[start]
    while end < len(pieces) and size + pieces[end] <= room:
        size += pieces[end]
        end += 1
    return end


def _overlapping(pieces: Sequence[int], end: int, most: int) -> int:
    """Where the next window starts, so that it has at most so many pieces before the end of this one."""
    start, size = end, 0
    while start > 0 and size + pieces[start - 1] <= most:
        start -= 1
        size += pieces[start]
    return start
