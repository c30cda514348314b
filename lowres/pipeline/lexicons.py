"""Lexicons that methods name: a path starts in the recipe's folder, and counts by its content."""

from pathlib import Path
from typing import Any, TypeVar

from lowres.errors import Fault, UserError
from lowres.files import sha256_of
from lowres.method import Method

_Method = TypeVar("_Method", bound=Method)


def lexicon_of(method: Method) -> Path | None:
    """The lexicon that a method names, if it can and does name one."""
    found: Path | None = getattr(method, "lexicon", None)
    return found


def located(method: _Method, folder: Path) -> _Method:
    """The same method with a lexicon's path that starts at the root."""
    lexicon = lexicon_of(method)
    if lexicon is None:
        return method
    return method.model_copy(update={"lexicon": (folder / lexicon.expanduser()).absolute()})


def faults(method: Method, folder: Path, address: str) -> list[Fault]:
    """What is wrong with a method's lexicon; `address` is the method's in its step."""
    from lowres.data.lexicon import read_lexicon

    lexicon = lexicon_of(located(method, folder))
    try:
        if lexicon:
            read_lexicon(lexicon)
    except UserError as error:
        return [Fault(f"{address}.lexicon", f"cannot be used: {error}")]
    return []


def identity(method: Method, folder: Path) -> dict[str, Any]:
    """The method's parameters with its lexicon by content, which may change while its name stays."""
    lexicon = lexicon_of(located(method, folder))
    by_content = {"lexicon": f"sha256 {sha256_of(lexicon)}"} if lexicon and lexicon.is_file() else {}
    return {**method.model_dump(mode="json"), **by_content}
