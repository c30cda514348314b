"""Numbers of shots as options give them."""

from collections.abc import Sequence
from typing import Literal

from lowres.errors import UserError

ALL: Literal["all"] = "all"


def counts_of(values: Sequence[str] | None) -> list[int | Literal["all"]]:
    """`8` and `all` as numbers of shots.

    Raises:
        UserError: for anything else.
    """
    return [_count(value) for value in values or ()]


def _count(value: str) -> int | Literal["all"]:
    if value == ALL:
        return ALL
    if not (value.isascii() and value.isdigit()):
        raise UserError(f"--shots is '{value}', but must be a whole number, or all.")
    return int(value)
