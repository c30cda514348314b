"""From a published set of text to a corpus recipe of one language, for a recipe to adapt on."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from lowres.data.corpus import CorpusRecipe, FilePair, LocalFile
from lowres.data.unlabelled import TextPart, UnlabelledCorpus
from lowres.definition import one_of, validate
from lowres.errors import CorpusError
from lowres.files import sha256_of

TWO_FILES = 2
PIVOT_WITHOUT_TRANSLATIONS = "eng-Latn"


def chosen_parts(corpus: UnlabelledCorpus, language: str, name: str | None) -> list[TextPart]:
    """The parts of a language that can be adapted on together: at most one of them has translations.

    Raises:
        CorpusError: if there is none, or several have translations, with their names.
    """
    own = [part for part in corpus.parts if part.language == language and corpus.unread(part) is None]
    names = [part.name for part in own if part.name]
    found = [part for part in own if name in (None, part.name)]
    if not found:
        known = f"must be {one_of(names)}" if names else "none has a name"
        raise CorpusError(f"{corpus.name} has no readable part '{name or language}' in {language}; {known}.")
    first = found[0].text_reader
    if len(found) > 1 and any(part.pivot or part.text_reader != first for part in found):
        raise CorpusError(f"{corpus.name} has several parts in {language}. Choose with --part {one_of(names)}.")
    return found


def text_recipe(corpus: UnlabelledCorpus, parts: Sequence[TextPart], folder: Path) -> CorpusRecipe:
    """A corpus recipe of these parts, whose files lie in `folder`, by their absolute paths and sums."""
    [part, *_] = parts
    values: dict[str, Any] = corpus.model_dump(
        mode="json", include={"name", "summary", "licence", "citation", "url", "known_faults"}
    )
    values |= {"language": part.language, "pivot": part.pivot or PIVOT_WITHOUT_TRANSLATIONS}
    paths = [(folder / path).absolute() for one in parts for path in corpus.files_of(one)]
    if part.pivot is None:
        reader = part.text_reader or corpus.text_reader
        values |= {"text": [_file(path) for path in paths], "text_reader": reader.model_dump(mode="json")}
    else:
        pair_reader = part.reader or corpus.reader
        values |= {"reader": pair_reader.model_dump(mode="json") if pair_reader else None, "source": _source(paths)}
    return validate(CorpusRecipe, values, corpus.name)


def as_yaml(recipe: CorpusRecipe) -> str:
    """The text of a corpus recipe's file, without what is not said."""
    values = {key: value for key, value in recipe.model_dump(mode="json").items() if value not in (None, [], {})}
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=120)


def _source(paths: Sequence[Path]) -> dict[str, Any]:
    if len(paths) != TWO_FILES:
        return _file(paths[0])
    target, pivot = paths
    pair = FilePair(target=target, pivot=pivot, target_sha256=sha256_of(target), pivot_sha256=sha256_of(pivot))
    return pair.model_dump(mode="json")


def _file(path: Path) -> dict[str, Any]:
    return LocalFile(path=path, sha256=sha256_of(path)).model_dump(mode="json")
