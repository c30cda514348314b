"""What every translator offers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from lowres.method import Method

Translate = Callable[[Sequence[str]], Sequence[str]]
"""From texts to as many translations, in order."""


class Translator(Method):
    """One way of translating texts in one direction."""

    method: str
    packages: ClassVar[Mapping[str, str]] = {}
    """Optional packages that it needs, each with the extra of ours that installs it."""

    def ready(self) -> Translate:
        """Load what is needed.

        Raises:
            UserError: if a folder or package is missing, or a language is unknown to the model.
        """
        raise NotImplementedError


class LocalTranslator(Translator):
    """A translator whose model lies in a folder."""

    source: str | None = None
    """The model's own code of the language that it reads, such as `wol_Latn`, where it knows several."""
    target: str | None = None
    """The model's own code of the language that it writes."""
    beams: Annotated[int, Field(ge=1)] = 4
    longest_text_tokens: Annotated[int, Field(ge=1)] = 256
    """Of the translation, and of what is read of a text: a longer text is not translated, and stays as it is."""
    batch_size: Annotated[int, Field(ge=1)] = 16
