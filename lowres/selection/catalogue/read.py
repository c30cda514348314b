"""The catalogue that comes with lowres."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from lowres.definition import read_yaml, validate
from lowres.language import script_of
from lowres.selection.catalogue.entry import CatalogueEntry
from lowres.selection.languages import is_named_by

FOLDER = Path(__file__).parent / "models"


@cache
def catalogue() -> tuple[CatalogueEntry, ...]:
    """All models, by name.

    Raises:
        UserError: if a file cannot be read as YAML.
        RecipeError: with every fault of an entry.
    """
    return tuple(sorted((load_entry(path) for path in FOLDER.glob("*.yaml")), key=lambda one: one.id.lower()))


def load_entry(path: Path) -> CatalogueEntry:
    """Read one entry."""
    return validate(CatalogueEntry, read_yaml(path), path.name)


def find(reference: str) -> CatalogueEntry | None:
    """The model that goes by this reference, if the catalogue has it."""
    return next((one for one in catalogue() if reference in one.references), None)


def lineage(entry: CatalogueEntry) -> list[CatalogueEntry]:
    """The model and, one after the other, those that it started from."""
    found = [entry]
    while found[-1].built_on and (base := find(found[-1].built_on)) and base not in found:
        found.append(base)
    return found


def has_language(entries: Iterable[CatalogueEntry], language: str) -> CatalogueEntry | None:
    """The first of the models whose source names the language in this script, perhaps together with its relatives."""
    return next((one for one in entries if any(is_named_by(language, tag) for tag in one.pretraining.languages)), None)


def has_script(entries: Iterable[CatalogueEntry], language: str) -> CatalogueEntry | None:
    """The first of the models whose source names a language in this script."""
    return next((one for one in entries if script_of(language) in one.scripts), None)
