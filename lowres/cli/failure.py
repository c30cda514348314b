"""How a failure becomes one message on stderr and an exit status; the only place that decides it.

0 done, 1 a step failed, 2 the user's file or option is wrong, 130 stopped by Ctrl-C.
"""

import errno
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand

from lowres.cli.console import messages
from lowres.errors import LowresError
from lowres.pipeline.launch import this_launch

STOPPED = 130
"""What shells expect of a program that Ctrl-C ended: 128 + SIGINT."""

SECONDS_FOR_THE_FIRST = 30
"""In which the first process of a launch says what it meets, and its launcher ends the others."""

FAULTS_OF_THE_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


class PlainlyFailingCommand(TyperCommand):
    """A command whose errors reach the user as a message."""

    def invoke(self, ctx: Any) -> Any:
        with failing_plainly():
            return super().invoke(ctx)


@contextmanager
def failing_plainly() -> Iterator[None]:
    """Turn whatever the block raises into a message and an exit status."""
    try:
        yield
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except LowresError as error:
        if not this_launch().is_first:
            # Most often the first process meets the same and says so. A launcher ends all others as soon as one of
            # them ends, so that the first has to be that one. Who is still there afterwards has met something else.
            time.sleep(SECONDS_FOR_THE_FIRST)
        _stop(str(error), error.exit_status)
    except KeyboardInterrupt:
        _stop("stopped; run the same command to resume", STOPPED)
    except MemoryError:
        _stop("out of memory. Close other programs or lower the batch size, then run the same command to resume.", 1)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FAULTS_OF_THE_MACHINE:
            _stop(f"{error.filename or 'a file'}: {error.strerror}. Once mended, run the same command to resume.", 1)
        _stop(f"{traceback.format_exc()}\nThis is a bug in lowres. Please report it with the lines above.", 1)


def _stop(message: str, exit_status: int) -> NoReturn:
    messages().print(message, style="red", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(exit_status)
