"""What every filter of texts shares."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from lowres.method import Method

Judge = Callable[[Sequence[str]], list[str | None]]
"""For each of some clean texts the reason why it is dropped, or None where it stays; it can be pickled."""


@dataclass(frozen=True)
class KnownText:
    """Clean text of the corpus whose language is known, for filters that learn."""

    language: str
    texts: dict[str, Sequence[str]] = field(default_factory=dict)  # by language; that of the corpus among them


class TextFilter(Method):
    """A reason to drop texts; those of the corpus are judged by themselves, each side of a pair alone."""

    def reason(self, text: str) -> str | None:
        """Why this text is dropped; None where it stays."""
        raise NotImplementedError

    def judge(self, known: KnownText) -> Judge:
        """What judges texts; a filter that learns does so here."""
        return self.reasons

    def reasons(self, texts: Sequence[str]) -> list[str | None]:
        """Why each of the texts is dropped."""
        return [self.reason(text) for text in texts]

    def faults(self, language: str) -> list[str]:
        """What can be refused before any text is read."""
        return []

    def files(self) -> list[Path]:
        """The files that it reads."""
        return []

    def located(self, folder: Path) -> Self:
        """The same filter with paths that start at the root, not in this folder."""
        return self
