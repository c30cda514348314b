"""How finely a tokenizer cuts a text: pieces a word, unknown pieces, characters a piece, and the text's scripts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lowres.metrics.scripts import script_shares

TokenIds = Callable[[Sequence[str]], Sequence[Sequence[int]]]
"""Token ids of each text, without special tokens."""


@dataclass(frozen=True)
class Fertility:
    """Counts over texts; ratios of zero words or tokens are 0."""

    sentences: int
    words: int
    tokens: int
    unknown: int
    characters: int
    scripts: dict[str, float]
    """Each script's share of the letters, by ISO 15924 code, largest first."""

    @property
    def tokens_per_word(self) -> float:
        """The fertility proper."""
        return self.tokens / self.words if self.words else 0.0

    @property
    def unknown_rate(self) -> float:
        """The share of tokens that are the unknown token."""
        return self.unknown / self.tokens if self.tokens else 0.0

    @property
    def characters_per_token(self) -> float:
        """Characters, spaces aside, that a token covers."""
        return self.characters / self.tokens if self.tokens else 0.0


def fertility(texts: Iterable[str], token_ids: TokenIds, unknown_id: int | None, batch_size: int = 1000) -> Fertility:
    """Count words, tokens and scripts of the texts; words are what stands between white space."""
    counts: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    for batch in _batches(texts, batch_size):
        for text, ids in zip(batch, token_ids(batch), strict=True):
            words = text.split()
            counts.update(sentences=1, words=len(words), tokens=len(ids), characters=sum(map(len, words)))
            counts["unknown"] += 0 if unknown_id is None else sum(1 for token in ids if token == unknown_id)
            letters.update(text)
    kinds = ("sentences", "words", "tokens", "unknown", "characters")
    return Fertility(**{kind: counts[kind] for kind in kinds}, scripts=script_shares(letters))


def _batches(texts: Iterable[str], size: int) -> Iterator[list[str]]:
    """The texts in lists, so that a corpus need not fit in memory."""
    stream = iter(texts)
    while batch := list(islice(stream, size)):
        yield batch
