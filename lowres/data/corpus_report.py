"""What preparing a corpus has to say: the refusal of rows that do not fit the recipe, and the report."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lowres.data.clean import CleaningReport, Tidied
from lowres.data.corpus import CorpusRecipe, GenreTask
from lowres.data.monolingual import TextReport
from lowres.data.sample import GenreSets, Split
from lowres.definition import nearest
from lowres.errors import CorpusError, Fault, RecipeError

_DESCRIBED = {"name", "summary", "licence", "citation", "url", "language", "pivot", "language_names", "known_faults"}


def check_rows(recipe: CorpusRecipe, tidied: Tidied, paths: Sequence[Path]) -> None:
    """Compare what was read with what the recipe says of it.

    Raises:
        RecipeError: if the recipe names documents that the text lacks.
        CorpusError: if no row can be used, or another number was read than expected.
    """
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


def corpus_report(
    recipe: CorpusRecipe, report: CleaningReport, split: Split, sets: GenreSets, text: TextReport | None
) -> dict[str, Any]:
    """What was read, dropped by reason, mended and kept, and where the text comes from, as JSON values."""
    return {
        **report.as_values(),
        "kept": report.rows_read - len(report.dropped),
        "sizes": {
            "training_pairs": len(split.training),
            "held_out_pairs": len(split.held_out),
            "development_pairs": len(split.development),
            "genre_train": len(sets.train_pivot),
            "genre_test": len(sets.test),
            "shot_pool": len(sets.shot_pool),
            **(text.sizes if text else {}),
        },
        "text": text.as_values() if text else None,
        "genre": _genre_report(recipe.genre, sets) if recipe.genre else None,
        "corpus": recipe.model_dump(mode="json", include=_DESCRIBED),
    }


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
