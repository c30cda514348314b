"""Which class is taken for which."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Confusion:
    """How often each gold class (a row) was answered with each class (a column), summed over draws."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    draws: int

    def most_confused(self, most: int = 5) -> list[tuple[str, str, int]]:
        """The most frequent mistakes: gold, answer and count over all draws, the most frequent first."""
        mistakes = [
            (gold, answer, count)
            for gold, row in zip(self.rows, self.counts, strict=True)
            for answer, count in zip(self.columns, row, strict=True)
            if gold != answer and count
        ]
        return sorted(mistakes, key=lambda one: -one[2])[:most]


def confusion_of(answers: Iterable[tuple[str, str]], labels: Sequence[str], other: str, draws: int) -> Confusion:
    """Count gold and answer; the row or column `other` takes what is no label, and is left out where it is empty."""
    known = set(labels)
    pairs = Counter(tuple(one if one in known else other for one in pair) for pair in answers)
    rows, columns = ((*labels, *([other] if any(pair[side] == other for pair in pairs) else [])) for side in (0, 1))
    counts = tuple(tuple(pairs[gold, answer] for answer in columns) for gold in rows)
    return Confusion(rows, columns, counts, draws)
