"""Find lines that nearly repeat an earlier one in a text of any size: MinHash in bands (Broder 1997).

Two lines whose character 4-grams have a Jaccard similarity `s` fall into the same bucket of one of `bands` bands with
a probability of `1 - (1 - s ** rows) ** bands`. All rows come from one hash a shingle: the smallest of each bin, an
empty bin taking that of a bin drawn for it (one permutation hashing, optimally densified: Shrivastava 2017).
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveInt

from lowres.data.shingles import hashed_shingles
from lowres.method import Parameters

_EMPTY = np.uint64(0xFFFFFFFFFFFFFFFF)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SEED = 17


class MinHash(Parameters):
    """How alike two lines must be to fall into one bucket."""

    bands: PositiveInt = 14
    rows: PositiveInt = 8

    def probability(self, similarity: float) -> float:
        """How likely it is that a line is dropped which is this similar to an earlier one."""
        return float(1 - (1 - similarity**self.rows) ** self.bands)

    def buckets(self, plain: Sequence[str]) -> NDArray[np.uint64]:
        """The bucket of each fingerprint in every band, [texts, bands]."""
        bins = self.bands * self.rows
        hashes, owners = hashed_shingles(plain)
        mixed = _mixed(hashes)
        smallest = np.full(len(plain) * bins, _EMPTY)
        np.minimum.at(smallest, owners * bins + (mixed % np.uint64(bins)).astype(np.int64), mixed)
        filled = _filled(smallest.reshape(-1, bins)).reshape(-1, self.bands, self.rows)
        bucket = np.zeros(filled.shape[:2], np.uint64)
        for row in range(self.rows):
            bucket = _mixed(bucket ^ filled[:, :, row])
        return bucket


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(31))) * _MIX
    return values ^ (values >> np.uint64(29))


def _filled(smallest: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every empty bin with what another one holds, drawn for each: its neighbour's would make a band all alike."""
    found = smallest.copy()
    texts, bins = np.nonzero(smallest == _EMPTY)
    draws = np.random.default_rng(_SEED)
    while len(texts):
        held = smallest[texts, draws.permutation(smallest.shape[1])[bins]]
        taken = held != _EMPTY
        found[texts[taken], bins[taken]] = held[taken]
        texts, bins = texts[~taken], bins[~taken]
    return found


class BucketFiles:
    """The buckets of all lines, a file a band, so that memory holds one band at a time: eight bytes a line."""

    def __init__(self, folder: Path, bands: int) -> None:
        self._paths = [folder / f"band{band}.part" for band in range(bands)]
        self._streams = [path.open("wb") for path in self._paths]

    def add(self, buckets: NDArray[np.uint64]) -> None:
        """The next lines' buckets."""
        for band, stream in enumerate(self._streams):
            stream.write(np.ascontiguousarray(buckets[:, band]).tobytes())

    def repeats(self) -> NDArray[np.bool_]:
        """Which lines share a bucket with an earlier one."""
        found = np.zeros(0, bool)
        for path, stream in zip(self._paths, self._streams, strict=True):
            stream.flush()
            buckets = np.fromfile(path, np.uint64)
            order = np.argsort(buckets, kind="stable")
            ordered = buckets[order]
            repeated = np.zeros(len(buckets), bool)
            repeated[order[1:][ordered[1:] == ordered[:-1]]] = True
            found = repeated if not len(found) else found | repeated
        return found

    def close(self) -> None:
        """Nothing stays behind."""
        for path, stream in zip(self._paths, self._streams, strict=True):
            stream.close()
            path.unlink(missing_ok=True)
