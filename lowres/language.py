"""A language as lowres names it: an ISO 639-3 code and an ISO 15924 script, such as `nah-Latn`."""

from typing import Annotated

from pydantic import StringConstraints

LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{3}-[A-Z][a-z]{3}$")]
"""For example `nah-Latn`, `wol-Latn`, `amh-Ethi`."""


def code_of(tag: str) -> str:
    """The three-letter language code of a tag: `nah` of `nah-Latn`."""
    return tag.split("-")[0]
