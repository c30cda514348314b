"""How long work says how far it is, without knowing who listens."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

Advance = Callable[[int], None]
"""Call it with the number of units just finished."""


class Progress(Protocol):
    """Something that shows progress; the command line draws a bar, a library user need not."""

    def task(self, description: str, total: int | None) -> AbstractContextManager[Advance]:
        """Open a task of `total` units (None where unknown); it closes with the block."""
        ...


class SilentProgress:
    """Shows nothing."""

    @contextmanager
    def task(self, description: str, total: int | None) -> Iterator[Advance]:
        """Open a task that nobody sees."""
        yield lambda units: None
