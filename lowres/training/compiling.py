"""An encoder compiled while it trains."""

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn
from torch._dynamo.exc import TorchDynamoException

from lowres.errors import StepError, one_line


@contextmanager
def compiled(encoder: nn.Module) -> Iterator[None]:
    """Compile the encoder for inputs of any length, and put it back as it was.

    Raises:
        StepError: if this machine cannot, for want of a C++ compiler, say.
    """
    encoder.compile(dynamic=True)
    try:
        yield
    except TorchDynamoException as error:
        raise StepError(f"PyTorch could not compile the encoder: {one_line(error, 200)}. Leave compile out.") from error
    finally:
        encoder._compiled_call_impl = None
