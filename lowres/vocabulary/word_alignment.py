"""Which token of one language translates which of the other, learnt from sentence pairs alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK_OF_PAIRS = 1_000

Ids = Sequence[Sequence[int]]
"""Token numbers of each sentence."""


@dataclass(frozen=True)
class TranslationTable:
    """For each token seen, the tokens that translate it, with their probabilities."""

    tokens: NDArray[np.int64]  # [entries], ascending
    translations: NDArray[np.int64]  # [entries]
    probabilities: NDArray[np.float64]  # [entries], summing to one for each token

    def of(self, token: int, most: int, smallest: float) -> list[tuple[int, float]]:
        """The likeliest translations of a token, at most so many and none less likely; empty for one never seen."""
        low, high = np.searchsorted(self.tokens, [token, token + 1])
        found = self.probabilities[low:high]
        best = np.argsort(-found, kind="stable")[:most]
        return [(int(self.translations[low + place]), float(found[place])) for place in best if found[place] > smallest]


def translation_table(sentences: Ids, translations: Ids, iterations: int) -> TranslationTable:
    """IBM Model 1 (Brown et al. 1993, "The Mathematics of Statistical Machine Translation"), learnt by EM.

    Every token of a translation is explained by one token of its sentence, or by none; each token learns how likely
    it explains each translation. Memory grows with the number of different token pairs, not with the text.
    """
    nothing = 1 + max((max(one, default=-1) for one in sentences), default=-1)
    width = 1 + max((max(one, default=-1) for one in translations), default=-1)
    blocks = [slice(start, start + BLOCK_OF_PAIRS) for start in range(0, len(sentences), BLOCK_OF_PAIRS)]
    keys = np.empty(0, np.int64)  # token * width + translation, for every pair that stands in one sentence pair
    for block in blocks:
        keys = np.union1d(keys, _cells(sentences[block], translations[block], nothing, width)[0])
    tokens = keys // max(width, 1)
    probabilities = np.ones(len(keys))
    for _ in range(iterations):
        counts = np.zeros(len(keys))
        for block in blocks:
            cells, explained = _cells(sentences[block], translations[block], nothing, width)
            entries = np.searchsorted(keys, cells)
            share = probabilities[entries]
            share /= np.bincount(explained, share)[explained]
            counts += np.bincount(entries, share, minlength=len(keys))
        probabilities = counts / np.bincount(tokens, counts)[tokens] if len(keys) else counts
    seen = tokens != nothing
    return TranslationTable(tokens[seen], keys[seen] % max(width, 1), probabilities[seen])


def _cells(sentences: Ids, translations: Ids, nothing: int, width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every (token, token of the translation) of every pair as one key, and which position it would explain."""
    keys: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    explained: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
    position = 0
    for own, other in _both(sentences, translations):
        candidates = np.append(own, nothing)
        keys.append((candidates[None, :] * width + other[:, None]).ravel())
        explained.append(np.repeat(np.arange(position, position + len(other)), len(candidates)))
        position += len(other)
    return np.concatenate(keys), np.concatenate(explained)


def _both(sentences: Ids, translations: Ids) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    for own, other in zip(sentences, translations, strict=True):
        yield np.asarray(own, np.int64), np.asarray(other, np.int64)
