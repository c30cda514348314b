"""Which language codes there are, and which code stands for several languages (ISO 639-3 and IANA, by `langcodes`)."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from lowres.definition import nearest
from lowres.errors import UserError
from lowres.language import code_of, script_of
from lowres.metrics.scripts import SCRIPTS, UNKNOWN, WRITTEN_WITH

_PRECISION = re.compile(r" \((?:individual language|macrolanguage)\)$")
"""With which the registry tells names apart that differ by their codes already."""


def check_language(tag: str, familiar: Iterable[str] = ()) -> None:
    """Refuse a language or a script that does not exist.

    Args:
        tag: such as `wol-Latn`, of the right form.
        familiar: tags that are likelier meant than others.

    Raises:
        UserError: with the nearest that does.
    """
    code, script, seen = code_of(tag), script_of(tag), list(familiar)
    if code not in {*names(), *map(code_of, seen)}:  # the registry may be older than a code
        known = [one for one in seen if script_of(one) == script]
        meant = nearest(tag, known) or nearest(code, sorted(names()))
        raise UserError(f"the language is '{tag}', but ISO 639-3 has no code '{code}'.{meant}")
    scripts = sorted({*SCRIPTS.values(), *WRITTEN_WITH, UNKNOWN})
    if script not in scripts:
        raise UserError(f"the language is '{tag}', but no script '{script}' is known.{nearest(script, scripts)}")


@cache
def _registry() -> dict[str, dict[str, str]]:
    """IANA's entry of every language, by its three-letter code."""
    from langcodes.registry_parser import parse_registry

    every: list[dict[str, Any]] = list(parse_registry())  # type: ignore[no-untyped-call]
    rows = [row for row in every if row.get("Type") == "language" and "Description" in row]
    found = {_in_three_letters(str(row["Subtag"])): row for row in rows}
    return {
        code: {"name": _PRECISION.sub("", str(row["Description"][0])), "whole": str(row.get("Macrolanguage", ""))}
        for code, row in found.items()
        if len(code) == 3
    }


def _in_three_letters(code: str) -> str:
    from langcodes.data_dicts import LANGUAGE_ALPHA3

    return LANGUAGE_ALPHA3.get(code, code) if len(code) == 2 else code


@cache
def names() -> dict[str, str]:
    """The English name of every language, by its three-letter code."""
    return {code: row["name"] for code, row in _registry().items()}


def name_of(tag: str) -> str:
    """`Wolof (wol-Latn)` for `wol-Latn`."""
    name = names().get(code_of(tag))
    return f"{name} ({tag})" if name else tag


@cache
def whole(code: str) -> str:
    """The code that stands for a language and its relatives together: `swa` for `swh`; itself for most."""
    found = _registry().get(code, {}).get("whole")
    return _in_three_letters(found) if found else code


def is_named_by(tag: str, other: str) -> bool:
    """Whether one of two tags names the other's language, perhaps together with its relatives, in the same script."""
    if tag == other:
        return True
    code, second = code_of(tag), code_of(other)
    is_part = whole(code) == second or whole(second) == code or {code, second} == {"fil", "tgl"}
    return is_part and script_of(tag) == script_of(other)
