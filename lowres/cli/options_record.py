"""Commands with more options than a function should have parameters: the options are the fields of one record."""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

Options = TypeVar("Options")


def taking(options: type[Options], function: Callable[[Options], None]) -> Callable[..., None]:
    """The function of a record as one that Typer can read: a parameter for each field of the record's dataclass."""

    def command(**given: Any) -> None:
        function(options(**given))

    command.__signature__ = inspect.signature(options)  # type: ignore[attr-defined]
    command.__doc__ = function.__doc__
    command.__name__ = function.__name__
    return command
