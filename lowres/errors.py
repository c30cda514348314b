"""Every error lowres raises on purpose, as a tree.

LowresError
  UserError                 the user's file, option or folder is wrong        exit status 2
    RecipeError             one or more faults in a recipe, all in one report
    CorpusError             text that cannot be used, with file and line
    UntrustedModelError     a model folder that could run code or climb out
    MissingPackageError     an extra that is not installed, with the command that installs it
    RunFolderError          a run folder that is locked, or holds other results
  StepError                 a step could not reach its goal                   exit status 1
"""

from collections.abc import Sequence
from dataclasses import dataclass


class LowresError(Exception):
    """The root of the tree; its text is one message for a person."""

    exit_status = 1


class UserError(LowresError):
    """Something the user gave is wrong; the text says where, what, what is allowed, what to do."""

    exit_status = 2


def one_line(error: Exception, most_characters: int = 300) -> str:
    """What another library's error says, in one line of a message of ours."""
    return " ".join(str(error).split())[:most_characters] or type(error).__name__


@dataclass(frozen=True)
class Fault:
    """One mistake: its address (`steps.4.new_tokens`) and what is wrong with it."""

    address: str
    message: str

    def __str__(self) -> str:
        return f"{self.address} {self.message}" if self.address else self.message


class RecipeError(UserError):
    """All the mistakes of a recipe or definition file, in one report."""

    def __init__(self, source: str, faults: Sequence[Fault]) -> None:
        self.source = source
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{source}: {fault}" for fault in faults))


class CorpusError(UserError):
    """Text that cannot be used at all."""


class UntrustedModelError(UserError):
    """A model folder refused before it is loaded."""


class MissingPackageError(UserError):
    """An optional package that this recipe needs is not installed."""

    def __init__(self, package: str, extra: str | None, needed_by: str) -> None:
        wanted = f"'lowres[{extra}]'" if extra else package
        super().__init__(
            f"{needed_by} needs the package '{package}', which is not installed. Install it with: pip install {wanted}"
        )


class RunFolderError(UserError):
    """A run folder in use by another process, or holding results of other parameters."""


class StepError(LowresError):
    """A step ran and could not reach its goal."""
