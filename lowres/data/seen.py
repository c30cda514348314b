"""Which texts came before, in a stream of millions, at eight bytes a text."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from lowres.data.shingles import fingerprint

_BYTES = 8
"""Among ten million texts two share a hash of this size by chance once in 370,000 corpora."""


def hashes_of(plain: Sequence[str]) -> NDArray[np.uint64]:
    """A hash of each fingerprint."""
    digests = [blake2b(text.encode(), digest_size=_BYTES).digest() for text in plain]
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


class Seen:
    """Hashes of fingerprints in sorted runs; a run is merged with the one before it when it is half as long."""

    def __init__(self) -> None:
        self._runs: list[NDArray[np.uint64]] = []

    def add(self, texts: Sequence[str]) -> list[bool]:
        """Remember the texts; for each, whether it is the first with these letters, here and before."""
        return self.add_hashes(hashes_of([fingerprint(text) for text in texts]))

    def add_hashes(self, hashes: NDArray[np.uint64]) -> list[bool]:
        """The same for texts of which `hashes_of` has made hashes already."""
        different, places = np.unique(hashes, return_index=True)
        known = np.zeros(len(different), dtype=bool)
        for run in self._runs:
            nearest = np.minimum(np.searchsorted(run, different), len(run) - 1)
            known |= run[nearest] == different
        self._remember(different[~known])
        first = np.zeros(len(hashes), dtype=bool)
        first[places[~known]] = True
        return [bool(one) for one in first]

    def _remember(self, hashes: NDArray[np.uint64]) -> None:
        if len(hashes):
            self._runs.append(hashes)
        while len(self._runs) > 1 and len(self._runs[-1]) * 2 > len(self._runs[-2]):
            newer, older = self._runs.pop(), self._runs.pop()
            self._runs.append(np.sort(np.concatenate([older, newer]), kind="stable"))  # two sorted runs: a merge
