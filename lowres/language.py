"""A language as lowres names it: an ISO 639-3 code and an ISO 15924 script, such as `nah-Latn`."""

import re
from typing import Annotated

from pydantic import AfterValidator

_TAG = re.compile(r"[a-z]{3}-[A-Z][a-z]{3}")


def _is_a_tag(value: str) -> str:
    if not _TAG.fullmatch(value):
        raise ValueError("must be a three-letter language code and a script, such as nah-Latn or amh-Ethi")
    return value


LanguageTag = Annotated[str, AfterValidator(_is_a_tag)]
"""For example `nah-Latn`, `wol-Latn`, `amh-Ethi`."""


def code_of(tag: str) -> str:
    """The three-letter language code of a tag: `nah` of `nah-Latn`."""
    return tag.split("-")[0]


def script_of(tag: str) -> str:
    """The script of a tag: `Latn` of `nah-Latn`."""
    return tag.split("-")[1]
