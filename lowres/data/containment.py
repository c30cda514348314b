"""Find sentences that stand inside longer texts, which a comparison of equals does not show.

Two editions of a poem break its lines in different places. The Jaccard similarity of a line and the stanza that
holds it is low; the share of the line's character 4-grams that occur in the stanza is not.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from lowres.data.shingles import fingerprint, rank_shingles

FEWEST_SHINGLES = 16
"""A shorter phrase, of some three words, may occur anywhere and tells nothing."""


def containers(texts: Sequence[str], inside: Sequence[str], share: float) -> list[int | None]:
    """For every text the place of the one of `inside` that has most of its shingles, if that is at least `share`."""
    if not texts or not inside:
        return [None] * len(texts)
    ranked = rank_shingles([fingerprint(text) for text in [*texts, *inside]])
    first = int(ranked.starts[len(texts)])
    order = np.argsort(ranked.ranks[first:], kind="stable")
    holders = np.repeat(np.arange(len(inside)), ranked.sizes[len(texts) :])[order]
    ends = np.cumsum(np.bincount(ranked.ranks[first:], minlength=ranked.bound))
    starts = np.concatenate([[0], ends[:-1]])
    wanted = Fraction(str(share))
    found: list[int | None] = []
    for text in range(len(texts)):
        own = ranked.of(text)
        having = np.concatenate([holders[starts[one] : ends[one]] for one in own])
        counts = np.bincount(having, minlength=1)
        best = int(counts.argmax())
        enough = len(own) >= FEWEST_SHINGLES and Fraction(int(counts[best]), len(own)) >= wanted
        found.append(best if enough else None)
    return found
