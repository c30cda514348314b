"""Bring a romanised text back: the likeliest row of units that is written so (Viterbi 1967)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import inf, log

START = ""
"""What stands before a text's first unit."""
BACK_OFF = 0.1
"""The share of a unit's plain frequency that counts where its neighbour was never seen (Brants et al. 2007)."""
UNSEEN = -25.0
"""The cost of a character that no unit is written as; it stays as it is."""

Counts = Mapping[str, Mapping[str, int]]


def count_units(
    texts: Iterable[Sequence[tuple[str, str]]],
) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """Of texts as rows of (original, romanised): how often each was written so, and which followed which."""
    units: dict[str, Counter[str]] = defaultdict(Counter)
    neighbours: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        before = START
        for original, romanised in _without_silent(text):
            units[romanised][original] += 1
            neighbours[before][original] += 1
            before = original
    return {key: dict(value) for key, value in units.items()}, {key: dict(value) for key, value in neighbours.items()}


def _without_silent(text: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is written as nothing (a tone mark) is one with what stands before it."""
    joined: list[tuple[str, str]] = []
    for original, romanised in text:
        if romanised or not joined:
            joined.append((original, romanised))
        else:
            before, written = joined[-1]
            joined[-1] = (before + original, written)
    return [unit for unit in joined if unit[1]]


def restored_text(romanised: str, units: Counts, neighbours: Counts) -> str:
    """The likeliest original of a romanised text."""
    longest = max(map(len, units), default=1)
    best: list[dict[str, tuple[float, str]]] = [{START: (0.0, "")}, *({} for _ in romanised)]
    for end in range(1, len(romanised) + 1):
        for start in range(max(0, end - longest), end):
            written = romanised[start:end]
            found = units.get(written) or ({written: 0} if end - start == 1 else {})
            for original, count in found.items():
                score, text = max(
                    (score + _likelihood(before, original, count, neighbours), text)
                    for before, (score, text) in best[start].items()
                )
                if score > best[end].get(original, (-inf, ""))[0]:
                    best[end][original] = (score, text + original)
    return max(best[-1].values())[1]


def _likelihood(before: str, original: str, count: int, neighbours: Counts) -> float:
    following = neighbours.get(before, {})
    if original in following:
        return log(following[original] / sum(following.values()))
    return log(BACK_OFF * count / 1e6) if count else UNSEEN
