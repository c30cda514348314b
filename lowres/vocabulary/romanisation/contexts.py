"""Where in a text something happens, learnt as a decision tree over the characters around and written as one regex."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

WIDTH = 4
"""Characters looked at on each side; a Tibetan vowel stands at most four signs after its syllable's first letter."""
OFFSETS = (*range(-WIDTH, 0), *range(1, WIDTH + 1))
"""Places around a position: -1 is the character before it, 1 the one after."""
BITS_PER_SPLIT = 50.0
"""A question that explains less is not asked. With 12, the regex for Tibetan is three times as long, and no better."""
OTHER = 0
"""The number of every character that is not of the alphabet, and of the text's ends."""


@dataclass(frozen=True)
class Leaf:
    """An answer."""

    happens: bool


@dataclass(frozen=True)
class Split:
    """Whether the character at a place is one of some, and what follows from either answer."""

    offset: int
    members: frozenset[int]
    yes: "Split | Leaf"
    no: "Split | Leaf"


def surroundings(text: str, alphabet: Sequence[str]) -> Numbers:
    """The characters around each position of a text, the end included, [length + 1, places]."""
    numbers = {character: number for number, character in enumerate(alphabet, start=OTHER + 1)}
    padded = np.full(len(text) + 2 * WIDTH, OTHER)
    padded[WIDTH : WIDTH + len(text)] = [numbers.get(character, OTHER) for character in text]
    positions = np.arange(len(text) + 1)[:, None] + WIDTH
    places = positions + np.array([offset - (offset > 0) for offset in OFFSETS])
    return np.asarray(padded[places])


def grow_tree(around: Numbers, happens: Flags) -> Split | Leaf:
    """Ask the question that explains the most, and again of either part (Breiman et al. 1984)."""
    majority = Leaf(bool(2 * happens.sum() > len(happens)))
    if not len(happens) or happens.all() or not happens.any():
        return majority
    gain, place, members = max(
        (_best_members(around[:, place], happens, place) for place in range(len(OFFSETS))), key=lambda found: found[0]
    )
    if gain < BITS_PER_SPLIT:
        return majority
    inside = np.isin(around[:, place], members)
    yes, no = (grow_tree(around[part], happens[part]) for part in (inside, ~inside))
    return Split(OFFSETS[place], frozenset(map(int, members)), yes, no)


def _best_members(column: Numbers, happens: Flags, place: int) -> tuple[float, int, Numbers]:
    """The best two-way split of one place's characters: for two outcomes it is found in the order of their rates."""
    total = np.bincount(column)
    hits = np.bincount(column, weights=happens, minlength=len(total))
    seen = np.flatnonzero(total)
    prior = happens.mean()
    order = seen[np.argsort(-(hits[seen] + prior) / (total[seen] + 1), kind="stable")]
    inside, inside_hits = np.cumsum(total[order])[:-1], np.cumsum(hits[order])[:-1]
    if not len(inside):
        return 0.0, place, order
    before = _bits(np.array([happens.sum()], dtype=float), np.array([len(happens)]))[0]
    after = _bits(inside_hits, inside) + _bits(happens.sum() - inside_hits, len(happens) - inside)
    best = int(np.argmin(after))
    return float(before - after[best]), place, order[: best + 1]


def _bits(hits: NDArray[Any], total: NDArray[Any]) -> NDArray[np.float64]:
    """What it takes to say which of `total` are the `hits`."""
    from scipy.special import xlogy

    nats = xlogy(total, total) - xlogy(hits, hits) - xlogy(total - hits, total - hits)
    return np.asarray(nats / np.log(2))


def as_regex(tree: Split | Leaf, alphabet: Sequence[str]) -> str | None:
    """A regex of look-arounds that holds where the tree says that it happens; None where that is nowhere.

    It means the same to Python and to the `tokenizers` library.
    """
    if isinstance(tree, Leaf):
        return "" if tree.happens else None
    asked = ((_question(tree, alphabet, True), tree.yes), (_question(tree, alphabet, False), tree.no))
    parts = [(question, as_regex(branch, alphabet)) for question, branch in asked]
    ways = [question + rest for question, rest in parts if rest is not None]
    return f"(?:{'|'.join(ways)})" if ways else None


def _question(split: Split, alphabet: Sequence[str], answer: bool) -> str:
    """A look-around for `is it one of these?`; ends of the text count as any character outside the alphabet."""
    everything = range(OTHER + 1, len(alphabet) + 1)
    positive = (OTHER not in split.members) == answer
    named = [number for number in everything if (number in split.members) == (OTHER not in split.members)]
    characters = character_class([alphabet[number - 1] for number in named])
    if not named:  # nothing is one of no characters
        return "(?!)" if positive else ""
    between = r"[\s\S]" * (abs(split.offset) - 1)
    if split.offset < 0:
        return f"(?<{'=' if positive else '!'}{characters}{between})"
    return f"(?{'=' if positive else '!'}{between}{characters})"


def character_class(characters: Sequence[str]) -> str:
    """A regex for one of these characters."""
    return "[" + "".join(f"\\{one}" if one in "\\]^-[&" else one for one in sorted(characters)) + "]"
