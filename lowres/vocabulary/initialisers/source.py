"""What an initialiser may look at, and what it answers: for each new token, a mixture of old rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lowres.data.examples import Pair

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedTokenizerFast

RANDOM = "random"
"""The rule of a row that is noise; no initialiser but the baseline answers it."""
MEAN_OF_ALL_ROWS = "mean_of_all_rows"
"""The rule of a token about which nothing is known: its origin has no sources."""


@dataclass(frozen=True)
class Knowledge:
    """What the user has of the language: running text, and translations if there are any."""

    texts: Sequence[str] = ()
    pairs: Sequence[Pair] = ()


@dataclass(frozen=True)
class Source:
    """The old rows and tokenizer, the new tokenizer, and what both vocabularies share."""

    matrix: "Tensor"  # [old vocabulary, hidden], the input rows; never written to
    spell: Callable[[str], list[int]]
    """Numbers of the old tokens that spell a new one; unknown tokens left out."""
    surface: Callable[[str], str]
    """A token as plain text, without marks of word starts or continuations."""
    before: "PreTrainedTokenizerFast"
    after: "PreTrainedTokenizerFast"
    shared: Mapping[int, int]
    """Of each token that both vocabularies have, its new number: its old number."""
    knowledge: Knowledge = Knowledge()


@dataclass(frozen=True)
class Origin:
    """Where one new row comes from: a rule, and old tokens with their weights, which sum to one."""

    rule: str
    sources: tuple[int, ...] = ()
    weights: tuple[float, ...] = ()

    @classmethod
    def mean(cls, rule: str, sources: Sequence[int]) -> "Origin":
        """All sources alike; without any, the mean of all rows."""
        if not sources:
            return cls(MEAN_OF_ALL_ROWS)
        return cls(rule, tuple(sources), (1.0 / len(sources),) * len(sources))
