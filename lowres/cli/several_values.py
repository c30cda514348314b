"""Options that take several values at once."""

from collections.abc import Sequence
from typing import Any

from lowres.cli.failure import PlainlyFailingCommand

_SEVERAL = ("--text", "--tokenizer", "--translations", "--respell")


class CommandOfSeveralValues(PlainlyFailingCommand):
    """A command whose options such as `--text` take every value up to the next option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, one_value_an_option(args))


def one_value_an_option(arguments: Sequence[str]) -> list[str]:
    """`--text a b` as `--text a --text b`."""
    found: list[str] = []
    option = ""
    for argument in arguments:
        is_further = not argument.startswith("-") and option in _SEVERAL and found[-1] != option
        found += [option, argument] if is_further else [argument]
        if argument.startswith("-"):
            option = argument
    return found
