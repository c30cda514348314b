"""Diagnose a text of any length under several tokenizers in one pass and constant memory."""

from collections.abc import Iterable, Iterator, Sequence

from lowres.progress import Advance
from lowres.tasks.diagnosis.characters import look_at
from lowres.tasks.diagnosis.counts import TextCounts, TokenizerCounts
from lowres.tasks.diagnosis.figures import Diagnosis
from lowres.tasks.diagnosis.speller import Speller
from lowres.tasks.diagnosis.text_lines import TextLine

CHARACTERS_IN_A_BATCH = 200_000
LINES_IN_A_BATCH = 2_000


def diagnose(lines: Iterable[TextLine], spellers: Sequence[Speller], advance: Advance | None = None) -> list[Diagnosis]:
    """One diagnosis a tokenizer, in their order; empty lines are left out.

    `advance` hears how many bytes of UTF-8 have been read, a byte for each line's end included.
    """
    text_counts = TextCounts()
    counts = [TokenizerCounts(speller) for speller in spellers]
    for batch in _batches(lines):
        written = [line for line in batch if line.text.strip()]
        texts = [line.text for line in written]
        if texts:
            characters = look_at(texts)
            text_counts.add(texts, characters)
            for one in counts:
                one.add(texts, characters, [line.english for line in written])
        if advance:
            advance(sum(len(line.text.encode("utf-8")) + 1 for line in batch))
    figures = text_counts.figures()
    return [one.figures(figures) for one in counts]


def _batches(lines: Iterable[TextLine]) -> Iterator[list[TextLine]]:
    """Lines in lists that stay small, however long the lines are."""
    batch: list[TextLine] = []
    characters = 0
    for line in lines:
        batch.append(line)
        characters += len(line.text) + len(line.english)
        if len(batch) >= LINES_IN_A_BATCH or characters >= CHARACTERS_IN_A_BATCH:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch
