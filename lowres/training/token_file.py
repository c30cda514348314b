"""Tokens of more sentences than memory holds, in a file that is read by sentence number."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lowres.files import TEMPORARY_SUFFIX, read_json, write_json


class TokenFile:
    """Sentences in two files that are mapped into memory: all tokens in a row, and where each sentence begins."""

    def __init__(self, path: Path) -> None:
        """Open a file that `write_token_file` wrote."""
        sentences = int(read_json(_mark(path))["sentences"])
        self.cut_sentences = int(read_json(_mark(path))["cut"])
        self._starts = _mapped(_starts(path), np.int64, sentences + 1)
        self._tokens = _mapped(path, np.uint32, int(self._starts[-1]))

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, place: int, /) -> list[int]:
        """The tokens of one sentence."""
        found: list[int] = self._tokens[self._starts[place] : self._starts[place + 1]].tolist()
        return found

    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each sentence."""
        return np.diff(self._starts)


def holds(path: Path, settings: dict[str, Any]) -> bool:
    """Whether the file is there, written whole, and from these settings."""
    return _mark(path).exists() and read_json(_mark(path))["settings"] == settings


def write_token_file(
    path: Path, chunks: Iterable[tuple[Sequence[Sequence[int]], int]], settings: dict[str, Any]
) -> None:
    """Write sentences, and last a mark that they are all there.

    Args:
        path: of the tokens.
        chunks: some sentences, and how many of them were cut.
        settings: what the tokens depend on, as JSON values.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _mark(path).unlink(missing_ok=True)
    temporary = [one.with_name(one.name + TEMPORARY_SUFFIX) for one in (path, _starts(path))]
    sentences = end = cut = 0
    try:
        with temporary[0].open("wb") as tokens, temporary[1].open("wb") as starts:
            starts.write(np.int64(0).tobytes())
            for chunk, cut_here in chunks:
                ends = end + np.cumsum([len(one) for one in chunk], dtype=np.int64)
                tokens.write(np.array([token for one in chunk for token in one], np.uint32).tobytes())
                starts.write(ends.tobytes())
                sentences, end, cut = sentences + len(chunk), int(ends[-1]) if len(ends) else end, cut + cut_here
        for one, final in zip(temporary, (path, _starts(path)), strict=True):
            one.replace(final)
    finally:
        for one in temporary:
            one.unlink(missing_ok=True)
    write_json(_mark(path), {"settings": settings, "sentences": sentences, "cut": cut})


def _mapped(path: Path, kind: type[Any], count: int) -> NDArray[Any]:
    """The numbers in a file; one without any cannot be mapped."""
    return np.memmap(path, kind, mode="r", shape=(count,)) if count else np.zeros(0, kind)


def _starts(path: Path) -> Path:
    return path.with_suffix(".starts")


def _mark(path: Path) -> Path:
    return path.with_suffix(".json")
