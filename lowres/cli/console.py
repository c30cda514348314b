"""Where results go (stdout) and where messages and progress go (stderr)."""

import os
import sys

from rich.console import Console

WIDTH_OF_A_FILE = 160
"""Columns where no terminal says how many it has, so that a table in a pipe or a log stays whole."""


def results() -> Console:
    """The console for what a command was asked for."""
    return Console(file=sys.stdout, width=_width(sys.stdout.isatty()), highlight=False)


def messages() -> Console:
    """The console for progress, hints and errors."""
    return Console(file=sys.stderr, width=_width(sys.stderr.isatty()), highlight=False)


def _width(is_terminal: bool) -> int | None:
    return None if is_terminal or "COLUMNS" in os.environ else WIDTH_OF_A_FILE
