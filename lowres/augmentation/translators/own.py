"""A callable of your own: a service, a model of another library, a table."""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from lowres.augmentation.translators.translator import Translate, Translator
from lowres.errors import UserError


class Own(Translator):
    """Any callable from texts to as many translations (from Python only)."""

    method: Literal["own"] = "own"
    translate: Translate = Field(exclude=True)
    """Such as a function that asks a service."""

    def ready(self) -> Translate:
        return self._translated

    def _translated(self, texts: Sequence[str]) -> Sequence[str]:
        found = list(self.translate(texts))
        if len(found) != len(texts) or not all(isinstance(one, str) for one in found):
            raise UserError(
                f"the translator gave {len(found):,} results for {len(texts):,} texts. It must give one text for each."
            )
        return found
