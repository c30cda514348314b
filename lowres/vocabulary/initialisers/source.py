"""What an initialiser may look at, and what it answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class SourceRows:
    """The old embedding rows, and how the old tokenizer spells a piece."""

    matrix: "Tensor"  # [old vocabulary, hidden]
    spell: Callable[[str], list[int]]

    def mean(self) -> "Tensor":
        """The mean of all old rows, [hidden]."""
        return self.matrix.mean(dim=0)


@dataclass(frozen=True)
class Origin:
    """Where one new row came from."""

    rule: str
    sources: tuple[int, ...]  # numbers of old tokens


@dataclass(frozen=True)
class Start:
    """The rows of new tokens, [tokens, hidden], and the origin of each."""

    rows: "Tensor"
    origins: Sequence[Origin]
