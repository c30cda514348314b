"""Files and models that a method names: paths start in the recipe's folder, and count by their content."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from lowres.errors import Fault, UserError
from lowres.files import sha256_of, sha256_of_model

_Named = TypeVar("_Named", bound=BaseModel)
_MODEL, _LEXICON = "model", "lexicon"


def lexicon_of(method: BaseModel) -> Path | None:
    """The lexicon that a method names, if it can and does name one."""
    found: Path | None = getattr(method, _LEXICON, None)
    return found


def located(method: _Named, folder: Path) -> _Named:
    """The same method with all its paths, and those of the methods in it, starting at the root."""
    found: dict[str, Any] = {}
    for name, value in method:
        if isinstance(value, Path):
            found[name] = (folder / value.expanduser()).absolute()
        elif isinstance(value, BaseModel):
            found[name] = located(value, folder)
        elif name == _MODEL and isinstance(value, str) and (folder / Path(value).expanduser()).is_dir():
            found[name] = str((folder / Path(value).expanduser()).absolute())
    return method.model_copy(update=found) if found else method


def faults(method: BaseModel, folder: Path, address: str) -> list[Fault]:
    """Files, folders and models that are not there, and lexicons that cannot be read."""
    from lowres.data.lexicon import read_lexicon
    from lowres.models.reference import check_reference

    found: list[Fault] = []
    for place, name, value in _named(located(method, folder), address):
        try:
            if name == _MODEL:
                check_reference(value, folder)
            elif name == _LEXICON:
                read_lexicon(Path(value))
            elif not Path(value).exists():
                raise UserError(f"{value} does not exist. Check the path.")
        except UserError as error:
            found.append(Fault(place, f"cannot be used: {error}"))
    return found


def identity(method: BaseModel, folder: Path) -> dict[str, Any]:
    """The method's parameters with its files and local models by content, which may change while their names stay."""
    values = method.model_dump(mode="json")
    for place, _, value in _named(located(method, folder), ""):
        path = Path(value)
        if path.exists():
            *parents, last = place.removeprefix(".").split(".")
            holder = values
            for parent in parents:
                holder = holder[parent]
            holder[last] = f"sha256 {sha256_of_model(path) if path.is_dir() else sha256_of(path)}"
    return values


def _named(method: BaseModel, address: str) -> Iterator[tuple[str, str, str]]:
    """Address, field and value of every path and every model."""
    for name, value in method:
        place = f"{address}.{name}"
        if isinstance(value, BaseModel):
            yield from _named(value, place)
        elif isinstance(value, Path) or (name == _MODEL and isinstance(value, str)):
            yield place, name, str(value)
