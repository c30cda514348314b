"""From a corpus recipe to the files that every later step reads."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, NonNegativeInt, PositiveInt

from lowres.data.clean import CleaningReport, Tidied, drop_repeats, tidy
from lowres.data.cleaning import (
    CleaningParameters,
    benchmark_texts,
    mended,
    text_to_read,
    without_benchmarks,
    without_filtered,
)
from lowres.data.corpus import CorpusRecipe, GenreTask
from lowres.data.corpus_report import check_rows, corpus_report
from lowres.data.examples import LabelledText, Pair
from lowres.data.locate import locate
from lowres.data.monolingual import (
    DEVELOPMENT_TEXT,
    HELD_OUT_TEXT,
    TEXT_FILES,
    TRAINING_TEXT,
    Known,
    TextSizes,
    part_text,
    read_text,
)
from lowres.data.readers import Reader
from lowres.data.readers.rows import excerpt
from lowres.data.sample import (
    GenreSets,
    GenreSizes,
    Split,
    genre_sets,
    hold_out,
    set_development_apart,
    without_seen_tests,
)
from lowres.errors import CorpusError
from lowres.files import read_json, read_json_lines, write_json, write_json_lines
from lowres.progress import Progress

_TRAINING = "training_pairs.jsonl"
_HELD_OUT = "held_out_pairs.jsonl"
_DEVELOPMENT = "development_pairs.jsonl"
_GENRE_TRAIN = "genre_train.jsonl"
_GENRE_TEST = "genre_test.jsonl"
_SHOT_POOL = "shot_pool.jsonl"
_SHOT_SETS = "shot_sets.json"
_BENCHMARKS = "benchmark_tests.jsonl"
_DROPPED = "dropped.jsonl"
_REPORT = "corpus_report.json"  # the last to be written
_CSV_FIELD_LIMIT = 131_072


class PreparationParameters(CleaningParameters):
    """How much to hold out and to draw, and what counts as a repeat."""

    held_out_pairs: PositiveInt = 1_000
    development_pairs: NonNegativeInt = 300
    """Training pairs set apart for the gate, no more than a tenth of them."""
    held_out_lines: NonNegativeInt = 500
    """Lines of the plain text that are kept for tests, no more than a tenth of them."""
    development_lines: NonNegativeInt = 300
    """Lines of the plain text set apart for the gate, no more than a tenth of them."""
    near_duplicate_similarity: Annotated[float, Field(ge=0.5, le=1)] = 0.8
    """Jaccard similarity of character 4-grams from which two sentences count as the same."""
    longest_line_characters: Annotated[int, Field(ge=1, le=_CSV_FIELD_LIMIT)] = 20_000
    labels_per_class: PositiveInt = 500
    test_per_class: PositiveInt = 200
    shots_per_class: NonNegativeInt = 8
    shot_seeds: NonNegativeInt = 5


class PreparedCorpus:
    """The files that `prepare` wrote into a folder."""

    def __init__(self, folder: Path) -> None:
        """Open a folder.

        Raises:
            CorpusError: if no finished preparation is in it.
        """
        if not (folder / _REPORT).is_file():
            raise CorpusError(f"{folder}: holds no prepared corpus. Run the step prepare_corpus first.")
        self.folder = folder

    def training_pairs(self) -> list[Pair]:
        """The pairs to adapt on; none from a test document of the genre task."""
        return self._pairs(_TRAINING)

    def training_text(self) -> Iterator[str]:
        """Sentences of the target language to learn from: the plain text, then that side of the training pairs.

        One line is held at a time: the text may be larger than memory.
        """
        yield from self._lines(TRAINING_TEXT)
        for value in read_json_lines(self.folder / _TRAINING):
            yield value["target"]

    def held_out_pairs(self) -> list[Pair]:
        """The pairs for retrieval; neither text of any resembles a text of the training pairs."""
        return self._pairs(_HELD_OUT)

    def held_out_text(self) -> list[str]:
        """Sentences of the target language for tests: lines of the plain text, or that side of the held-out pairs."""
        return list(self._lines(HELD_OUT_TEXT)) or [pair.target for pair in self.held_out_pairs()]

    def development_pairs(self) -> list[Pair]:
        """The pairs that tell whether an adaptation helps; no training pair, and no test."""
        return self._pairs(_DEVELOPMENT)

    def development_text(self) -> list[str]:
        """The same for text: lines of the plain text, or the target side of the development pairs."""
        return list(self._lines(DEVELOPMENT_TEXT)) or [pair.target for pair in self.development_pairs()]

    def test_texts(self) -> list[str]:
        """Every sentence that an evaluation or benchmark uses, in either language; none of them may be learnt from."""
        pairs = [text for pair in self.held_out_pairs() for text in (pair.target, pair.pivot)]
        genre = [text.text for text in self.genre_test()]
        benchmarks = self.folder / _BENCHMARKS
        elsewhere = list(read_json_lines(benchmarks)) if benchmarks.exists() else []
        return list(dict.fromkeys([*pairs, *self.held_out_text(), *genre, *elsewhere]))

    def genre_train_pivot(self) -> list[LabelledText]:
        """Labelled sentences in the pivot language, from the training documents; empty without a genre task."""
        return self._texts(_GENRE_TRAIN)

    def genre_test(self) -> list[LabelledText]:
        """Labelled sentences in the target language, from the test documents."""
        return self._texts(_GENRE_TEST)

    def genre_shot_pool(self) -> list[LabelledText]:
        """Labelled sentences in the target language, from the training documents."""
        return self._texts(_SHOT_POOL)

    def shot_sets(self) -> dict[int, list[str]]:
        """Ids in the shot pool, by seed: `shots_per_class` of every class; never the id of a training label."""
        return {int(seed): ids for seed, ids in read_json(self.folder / _SHOT_SETS).items()}

    def report(self) -> dict[str, Any]:
        """What was read, dropped by reason, mended and kept, and where the text comes from, as JSON values."""
        report: dict[str, Any] = read_json(self.folder / _REPORT)
        return report

    def _pairs(self, name: str) -> list[Pair]:
        return [Pair(**value) for value in read_json_lines(self.folder / name)]

    def _lines(self, name: str) -> Iterator[str]:
        """Nothing for a corpus without plain text."""
        path = self.folder / name
        return read_text(path) if path.exists() else iter(())

    def _texts(self, name: str) -> list[LabelledText]:
        return [LabelledText(**value) for value in read_json_lines(self.folder / name)]


def prepare(
    recipe: CorpusRecipe,
    recipe_folder: Path,
    parameters: PreparationParameters,
    seed: int,
    out: Path,
    progress: Progress,
) -> PreparedCorpus:
    """Read, clean and split a corpus, and write the result into the folder `out`.

    `recipe_folder` is the folder of the corpus recipe's file, where relative paths start. The outcome depends on
    nothing but the text, the recipe, the parameters and the seed.

    Raises:
        MissingPackageError: if the package that holds the text is not installed.
        RecipeError: if the recipe names documents that the text lacks.
        CorpusError: if the text is not the one meant, or too little of it can be used.
    """
    text_paths = [path for file in recipe.text for path in locate(file, recipe_folder)]
    by_benchmark = benchmark_texts(parameters, recipe)
    benchmarks = [text for texts in by_benchmark.values() for text in texts]
    report, split, sets = CleaningReport(), Split([], [], []), GenreSets()
    pairs: list[Pair] = []
    if recipe.source is not None and recipe.reader is not None:
        paths = locate(recipe.source, recipe_folder)
        tidied = _read(recipe, recipe.reader, paths, parameters, progress)
        report = tidied.report
        pairs = without_filtered(tidied.pairs, parameters.text_filters, recipe, report)
        pairs = tidied.pairs = without_benchmarks(pairs, benchmarks, report)
        split, sets = _split(recipe.genre, tidied, parameters, seed, progress)
    out.mkdir(parents=True, exist_ok=True)
    for name in (_REPORT, *TEXT_FILES):
        (out / name).unlink(missing_ok=True)
    text = None
    if text_paths:
        to_read = text_to_read(recipe, text_paths, pairs, parameters)
        text = part_text(to_read, _known(split, sets, benchmarks), _text_sizes(parameters), seed, out, progress)
    write_json_lines(out / _BENCHMARKS, benchmarks)
    _write(out, split, sets, report)
    told = {"benchmarks": {name: len(texts) for name, texts in by_benchmark.items()}}
    write_json(out / _REPORT, corpus_report(recipe, report, split, sets, text) | told)
    return PreparedCorpus(out)


def _sizes(parameters: PreparationParameters) -> GenreSizes:
    return GenreSizes(
        labels_per_class=parameters.labels_per_class,
        test_per_class=parameters.test_per_class,
        shots_per_class=parameters.shots_per_class,
        shot_seeds=parameters.shot_seeds,
    )


def _read(
    recipe: CorpusRecipe, reader: Reader, paths: Sequence[Path], parameters: PreparationParameters, progress: Progress
) -> Tidied:
    with progress.task(f"Reading {paths[0].name}", recipe.expected.rows) as advance:
        rows = reader.read(paths, parameters.longest_line_characters)
        rows = mended(rows) if parameters.mend_mojibake else rows
        tidied = tidy(rows, recipe.name, recipe.genre is not None, advance)
    check_rows(recipe, tidied, paths)
    return tidied


def _split(
    genre: GenreTask | None, tidied: Tidied, parameters: PreparationParameters, seed: int, progress: Progress
) -> tuple[Split, GenreSets]:
    """The genre task is drawn before the development pairs, which only the adaptation must not see."""
    report = tidied.report
    with progress.task("Looking for repeated sentences", len(tidied.pairs)) as advance:
        pairs = drop_repeats(tidied.pairs, parameters.near_duplicate_similarity, report, advance)
    split = hold_out(pairs, genre, parameters.held_out_pairs, seed)
    sets = GenreSets()
    if genre:
        split, seen = without_seen_tests(split, parameters.near_duplicate_similarity)
        sets = genre_sets(split, genre, _sizes(parameters), seed)
        _drop(report, seen, "test_text_inside_training_text")
        _drop(report, sets.unlearnable, "label_without_training")
    return set_development_apart(split, parameters.development_pairs, seed), sets


def _known(split: Split, sets: GenreSets, benchmarks: Sequence[str]) -> Known:
    pairs = [*split.held_out, *split.development]
    tests = [text for pair in pairs for text in (pair.target, pair.pivot)]
    return Known([pair.target for pair in split.training], [*tests, *(text.text for text in sets.test)], benchmarks)


def _text_sizes(parameters: PreparationParameters) -> TextSizes:
    return TextSizes(
        held_out_lines=parameters.held_out_lines,
        development_lines=parameters.development_lines,
        longest_line_characters=parameters.longest_line_characters,
    )


def _drop(report: CleaningReport, pairs: Sequence[Pair], reason: str) -> None:
    for pair in pairs:
        report.drop(pair.line, reason, excerpt(f"{pair.document}: {pair.target}"))


def _write(out: Path, split: Split, sets: GenreSets, report: CleaningReport) -> None:
    tables: dict[str, Iterable[Any]] = {
        _TRAINING: split.training,
        _HELD_OUT: split.held_out,
        _DEVELOPMENT: split.development,
        _GENRE_TRAIN: sets.train_pivot,
        _GENRE_TEST: sets.test,
        _SHOT_POOL: sets.shot_pool,
        _DROPPED: sorted(report.dropped, key=lambda row: row.line),
    }
    for name, records in tables.items():
        write_json_lines(out / name, (asdict(record) for record in records))
    write_json(out / _SHOT_SETS, sets.shot_sets)
