"""What every detector of languages shares."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self

from lowres.data.filters.text_filter import KnownText
from lowres.method import Method

Detect = Callable[[Sequence[str]], list[str | None]]
"""For each clean text the other language that it is surely in; None where it may be in the corpus's own."""


class Detector(Method):
    """A way to tell that a text is in another language than the corpus."""

    def faults(self, language: str) -> list[str]:
        """Why it cannot tell this language from others, before any text is read."""
        return []

    def files(self) -> list[Path]:
        """The files that it reads."""
        return []

    def located(self, folder: Path) -> Self:
        """The same detector with paths that start at the root, not in this folder."""
        return self

    def learn(self, known: KnownText) -> Detect:
        """What detects other languages in this corpus; it can be pickled.

        Raises:
            CorpusError: if there is too little text to learn from.
        """
        raise NotImplementedError
