"""From a corpus recipe to the files that every later step reads."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, NonNegativeInt, PositiveInt

from lowres.data.clean import CleaningReport, Tidied, drop_repeats, tidy
from lowres.data.corpus import CorpusRecipe, GenreTask
from lowres.data.examples import LabelledText, Pair
from lowres.data.locate import locate
from lowres.data.readers.rows import excerpt
from lowres.data.sample import GenreSets, GenreSizes, Split, genre_sets, hold_out, without_seen_tests
from lowres.definition import nearest
from lowres.errors import CorpusError, Fault, RecipeError
from lowres.files import read_json, read_json_lines, write_json, write_json_lines
from lowres.method import Parameters
from lowres.progress import Progress

_TRAINING = "training_pairs.jsonl"
_HELD_OUT = "held_out_pairs.jsonl"
_GENRE_TRAIN = "genre_train.jsonl"
_GENRE_TEST = "genre_test.jsonl"
_SHOT_POOL = "shot_pool.jsonl"
_SHOT_SETS = "shot_sets.json"
_DROPPED = "dropped.jsonl"
_REPORT = "corpus_report.json"  # the last to be written
_CSV_FIELD_LIMIT = 131_072


class PreparationParameters(Parameters):
    """How much to hold out and to draw, and what counts as a repeat."""

    held_out_pairs: PositiveInt = 1_000
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

    def held_out_pairs(self) -> list[Pair]:
        """The pairs for retrieval; neither text of any resembles a text of the training pairs."""
        return self._pairs(_HELD_OUT)

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
    paths = locate(recipe.source, recipe_folder)
    with progress.task(f"Reading {paths[0].name}", recipe.expected.rows) as advance:
        rows = recipe.reader.read(paths, parameters.longest_line_characters)
        tidied = tidy(rows, recipe.name, recipe.genre is not None, advance)
    _check(recipe, tidied, paths)
    report = tidied.report
    with progress.task("Looking for repeated sentences", len(tidied.pairs)) as advance:
        pairs = drop_repeats(tidied.pairs, parameters.near_duplicate_similarity, report, advance)
    split = hold_out(pairs, recipe.genre, parameters.held_out_pairs, seed)
    sets = GenreSets()
    if recipe.genre:
        split, seen = without_seen_tests(split, parameters.near_duplicate_similarity)
        sets = genre_sets(split, recipe.genre, _sizes(parameters), seed)
        _drop(report, seen, "test_text_inside_training_text")
        _drop(report, sets.unlearnable, "label_without_training")
    _write(out, split, sets, report)
    write_json(out / _REPORT, _report(recipe, report, split, sets))
    return PreparedCorpus(out)


def _sizes(parameters: PreparationParameters) -> GenreSizes:
    return GenreSizes(
        labels_per_class=parameters.labels_per_class,
        test_per_class=parameters.test_per_class,
        shots_per_class=parameters.shots_per_class,
        shot_seeds=parameters.shot_seeds,
    )


def _drop(report: CleaningReport, pairs: Sequence[Pair], reason: str) -> None:
    for pair in pairs:
        report.drop(pair.line, reason, excerpt(f"{pair.document}: {pair.target}"))


def _check(recipe: CorpusRecipe, tidied: Tidied, paths: Sequence[Path]) -> None:
    report = tidied.report
    if not tidied.pairs:
        counts = ", ".join(f"{reason} {count:,}" for reason, count in report.reasons.items()) or "it has no row"
        first = f" The first, line {report.dropped[0].line}: {report.dropped[0].excerpt!r}." if report.dropped else ""
        raise CorpusError(
            f"{paths[0]}: none of its {report.rows_read:,} rows can be used: {counts}.{first} "
            "Does 'reader' in the corpus recipe fit the file (format, delimiter, quote, columns)?"
        )
    expected = recipe.expected.rows
    if expected is not None and report.rows_read != expected:
        raise CorpusError(
            f"{paths[0]}: {report.rows_read:,} rows were read, but the corpus recipe expects {expected:,}. "
            "Correct 'reader' in the recipe, or expected.rows if the file changed."
        )
    faults = _document_faults(recipe.genre, sorted(tidied.documents)) if recipe.genre else []
    if faults:
        raise RecipeError(recipe.name, faults)


def _document_faults(genre: GenreTask, known: Sequence[str]) -> list[Fault]:
    return [
        Fault(
            f"genre.classes.{label}.{role}.{number}",
            f"is '{document}', but the text has no such document.{nearest(document, known)}",
        )
        for label, one in genre.classes.items()
        for role, documents in (("train", one.train), ("test", one.test))
        for number, document in enumerate(documents, start=1)
        if document not in known
    ]


def _write(out: Path, split: Split, sets: GenreSets, report: CleaningReport) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / _REPORT).unlink(missing_ok=True)
    tables: dict[str, Iterable[Any]] = {
        _TRAINING: split.training,
        _HELD_OUT: split.held_out,
        _GENRE_TRAIN: sets.train_pivot,
        _GENRE_TEST: sets.test,
        _SHOT_POOL: sets.shot_pool,
        _DROPPED: sorted(report.dropped, key=lambda row: row.line),
    }
    for name, records in tables.items():
        write_json_lines(out / name, (asdict(record) for record in records))
    write_json(out / _SHOT_SETS, sets.shot_sets)


def _report(recipe: CorpusRecipe, report: CleaningReport, split: Split, sets: GenreSets) -> dict[str, Any]:
    return {
        **report.as_values(),
        "kept": report.rows_read - len(report.dropped),
        "sizes": {
            "training_pairs": len(split.training),
            "held_out_pairs": len(split.held_out),
            "genre_train": len(sets.train_pivot),
            "genre_test": len(sets.test),
            "shot_pool": len(sets.shot_pool),
        },
        "genre": _genre_report(recipe.genre, sets) if recipe.genre else None,
        "corpus": recipe.model_dump(mode="json", include=_DESCRIBED),
    }


_DESCRIBED = {"name", "summary", "licence", "citation", "url", "language", "pivot", "language_names", "known_faults"}


def _genre_report(genre: GenreTask, sets: GenreSets) -> dict[str, Any]:
    train = Counter(text.label for text in sets.train_pivot)
    test = Counter(text.label for text in sets.test)
    pool = Counter(text.label for text in sets.shot_pool)
    return {
        label: {
            "train_documents": list(one.train),
            "test_documents": list(one.test),
            "train": train[label],
            "test": test[label],
            "shot_pool": pool[label],
        }
        for label, one in genre.classes.items()
    }
