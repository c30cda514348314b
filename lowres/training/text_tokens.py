"""The tokens of a text of any size, in a file: read line by line, and only the lines that training gets to."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from lowres.files import json_text, sha256_of_text
from lowres.models.pretrained import tokenizer_sha256
from lowres.training.checkpoints import no_room_means
from lowres.training.materials import Materials
from lowres.training.token_file import TokenFile, holds, write_token_file

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

LINES_AT_ONCE = 1_000
Cut = tuple[list[list[int]], int]
"""Sentences, and how many of them were cut."""


def line_tokens(materials: Materials) -> TokenFile:
    """Each line by itself: as many, drawn by the seed, as the schedule gets through."""
    return _token_file(materials, "lines", materials.most_sentences(), lambda lines, longest: lines)


def packed_tokens(materials: Materials) -> TokenFile:
    """Lines joined, with their separators, as long as they fit (full sentences; Liu et al. 2019, arXiv 1907.11692)."""
    opening, _ = special_ends(materials.student.tokenizer)
    return _token_file(materials, "packed", None, lambda chunks, longest: packed(chunks, longest, opening))


def packed(chunks: Iterable[Cut], longest: int, opening: int) -> Iterator[Cut]:
    """Sentences joined to rows of at most `longest` tokens; a row keeps the special tokens before its first only."""
    row: list[int] = []
    for sentences, cut in chunks:
        rows = []
        for sentence in sentences:
            if row and len(row) + len(sentence) - opening > longest:
                rows.append(row)
                row = []
            row = row + sentence[opening:] if row else list(sentence)
        yield rows, cut
    yield [row] if row else [], 0


def special_ends(tokenizer: "PreTrainedTokenizerFast") -> tuple[int, int]:
    """How many special tokens the tokenizer puts before a text, and how many after it."""
    special = tokenizer("a", return_special_tokens_mask=True)["special_tokens_mask"]
    plain = [place for place, is_special in enumerate(special) if not is_special] or [len(special)]
    return plain[0], len(special) - 1 - plain[-1]


def _token_file(
    materials: Materials,
    name: str,
    most: int | None,
    arrange: Callable[[Iterable[Cut], int], Iterable[Cut]],
) -> TokenFile:
    """The file of these settings, written unless an interrupted run has left it."""
    longest = materials.schedule.longest_sentence_tokens
    settings = {
        "name": name,
        "tokenizer_sha256": tokenizer_sha256(materials.student.tokenizer),
        "longest": longest,
        "most": most,
        "seed": materials.seed,
    }
    path = materials.scratch / f"{name}-{sha256_of_text(json_text(settings))[:16]}.tokens"

    def write() -> Path:
        if not holds(path, settings):
            lines = _lines_in(materials)
            with materials.progress.task("Tokenising the text", lines) as advance, no_room_means(_full(path)):
                chunks = tokenised(materials.student.tokenizer, _some_lines(materials, lines, most), longest, advance)
                write_token_file(path, arrange(chunks, longest), settings)
        return path

    return TokenFile(materials.processes.from_first(write))


def _full(path: Path) -> str:
    return f"no room left on the disk for the text's tokens in {path.parent}"


def tokenised(
    tokenizer: "PreTrainedTokenizerFast", lines: Iterator[str], longest: int, advance: Callable[[int], None]
) -> Iterator[Cut]:
    """Lines as tokens, special ones included, at most `longest` each; the special ones at the end are kept."""
    _, closing = special_ends(tokenizer)
    while chunk := list(islice(lines, LINES_AT_ONCE)):
        found: list[list[int]] = tokenizer(chunk, truncation=False, verbose=False)["input_ids"]
        too_long = [place for place, ids in enumerate(found) if len(ids) > longest]
        for place in too_long:
            ids = found[place]
            found[place] = ids[: longest - closing] + ids[len(ids) - closing :]
        yield found, len(too_long)
        advance(len(chunk))


def _lines(materials: Materials) -> Iterator[str]:
    return (line for line in materials.text() if line.strip())


def _lines_in(materials: Materials) -> int:
    return sum(1 for _ in _lines(materials))


def _some_lines(materials: Materials, count: int, most: int | None) -> Iterator[str]:
    """So many of the lines, drawn by the seed, in the order of the text; all of them for None."""
    if most is None or most >= count:
        return _lines(materials)
    chosen = np.zeros(count, np.bool_)
    chosen[np.random.default_rng(materials.seed).choice(count, most, replace=False)] = True
    return (line for line, is_chosen in zip(_lines(materials), chosen, strict=True) if is_chosen)
