"""How a corpus is cleaned, as its recipe says: what is mended, which texts go, and what must not be learnt from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pydantic import PositiveInt

from lowres.data.clean import CleaningReport, normalise, unusable
from lowres.data.corpus import CorpusRecipe
from lowres.data.examples import Pair
from lowres.data.filters import AnyTextFilter
from lowres.data.filters.text_filter import KnownText
from lowres.data.labelled.benchmark_text import Benchmark
from lowres.data.leaks import Leaks
from lowres.data.line_cleaner import MOJIBAKE, LineCleaner
from lowres.data.min_hash import MinHash
from lowres.data.mojibake import mend_mojibake
from lowres.data.monolingual import BENCHMARK_TEXT, TextToRead
from lowres.data.readers.lines import Line
from lowres.data.readers.rows import FaultyRow, Row, excerpt
from lowres.data.worker_processes import processor_cores
from lowres.method import Parameters

_LARGE_BYTES = 20_000_000
"""Of text: less is cleaned before other processes have begun."""
_LINES_THAT_TELL_A_LANGUAGE = 20_000


class CleaningParameters(Parameters):
    """What is mended, and which texts are dropped; all of it is counted, and shown by examples."""

    mend_mojibake: bool = True
    """Mend text that was once read in a wrong encoding, by ftfy."""
    text_filters: list[AnyTextFilter] = []
    """Reasons to drop lines of text, and pairs of which a side gives one."""
    near_repeats: MinHash | None = None
    """Also drop lines of text that nearly repeat earlier ones; null to drop exact repeats alone."""
    benchmarks: list[Benchmark] = []
    """Sets whose test text is neither learnt from nor held out."""
    processes: PositiveInt | None = None
    """For large text; null for one a processor core."""


def mended(rows: Iterable[Row | FaultyRow]) -> Iterator[Row | FaultyRow]:
    """The rows with their mojibake mended."""
    for row in rows:
        if isinstance(row, FaultyRow):
            yield row
            continue
        target, pivot = mend_mojibake(row.target), mend_mojibake(row.pivot)
        if (target, pivot) == (row.target, row.pivot):
            yield row
        else:
            yield replace(row, target=target, pivot=pivot, repairs=(*row.repairs, MOJIBAKE))


def without_filtered(
    pairs: Sequence[Pair], filters: Sequence[AnyTextFilter], recipe: CorpusRecipe, report: CleaningReport
) -> list[Pair]:
    """The pairs of which no filter drops a side; a filter of languages judges the target's side alone."""
    known = _known(recipe, pairs)
    kept = list(pairs)
    for one in filters:
        judge = one.judge(known)
        for side in ("target", "pivot") if one.method != "language" else ("target",):
            reasons = judge([getattr(pair, side) for pair in kept])
            for pair, reason in zip(kept, reasons, strict=True):
                if reason is not None:
                    report.drop(pair.line, f"{reason}_{side}", excerpt(getattr(pair, side)))
            kept = [pair for pair, reason in zip(kept, reasons, strict=True) if reason is None]
    return kept


def without_benchmarks(pairs: Sequence[Pair], tests: Sequence[str], report: CleaningReport) -> list[Pair]:
    """The pairs of which neither side gives a test sentence of a benchmark away."""
    kept: list[Pair] = []
    for pair, test in Leaks(tests).among(pairs, lambda one: (one.target, one.pivot)):
        if test is None:
            kept.append(pair)
        else:
            report.drop(pair.line, BENCHMARK_TEXT, excerpt(pair.target))
    return kept


def benchmark_texts(parameters: CleaningParameters, recipe: CorpusRecipe) -> dict[str, list[str]]:
    """The test sentences of every benchmark, by the name of its set.

    Raises:
        UserError: if one cannot be read.
    """
    languages = [recipe.language, recipe.pivot]
    return {one.corpus: list(dict.fromkeys(one.texts(languages))) for one in parameters.benchmarks}


def text_to_read(
    recipe: CorpusRecipe, paths: Sequence[Path], pairs: Sequence[Pair], parameters: CleaningParameters
) -> TextToRead:
    """The corpus's plain text, with all that cleans it."""
    known = _known(recipe, pairs)
    if not known.texts.get(recipe.language):
        known.texts[recipe.language] = list(islice(_clean_lines(recipe, paths), _LINES_THAT_TELL_A_LANGUAGE))
    judges = [one.judge(known) for one in parameters.text_filters]
    cleaner = LineCleaner(judges, parameters.near_repeats, parameters.mend_mojibake)
    large = sum(path.stat().st_size for path in paths) >= _LARGE_BYTES
    processes = parameters.processes or processor_cores()
    return TextToRead(paths, recipe.text_reader, cleaner, processes if large else 1)


def _known(recipe: CorpusRecipe, pairs: Sequence[Pair]) -> KnownText:
    texts: dict[str, Sequence[str]] = {}
    if pairs:
        texts = {recipe.language: [pair.target for pair in pairs], recipe.pivot: [pair.pivot for pair in pairs]}
    return KnownText(recipe.language, texts)


def _clean_lines(recipe: CorpusRecipe, paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        for line in recipe.text_reader.read(path, _LINES_THAT_TELL_A_LANGUAGE):
            if isinstance(line, Line) and not unusable(text := normalise(line.text)[0]):
                yield text
