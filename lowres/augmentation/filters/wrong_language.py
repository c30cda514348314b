"""New examples that a language identifier takes for another language."""

from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import Field

from lowres.augmentation.filters.filter import Filter, Known
from lowres.augmentation.mix import Made
from lowres.data.examples import texts_in
from lowres.errors import UserError

Identifier = Callable[[Sequence[str]], Sequence[str]]
"""From texts to the language of each, such as `swa-Latn`."""


class WrongLanguage(Filter):
    """Drop what an identifier of your own takes for a language other than its origin's (from Python only).

    An identifier that knows little of a small language is not believed where it misjudges the origin as well.
    """

    method: Literal["wrong_language"] = "wrong_language"
    identify: Identifier = Field(exclude=True)

    def keeps(self, made: Sequence[Made], known: Known) -> list[bool]:
        before = self._languages([text for one in made for text in texts_in(one.origin)])
        after = self._languages([text for one in made for text in texts_in(one.example)])
        kept, place = [], 0
        for one in made:
            texts = len(texts_in(one.example))
            kept.append(before[place : place + texts] == after[place : place + texts])
            place += texts
        return kept

    def _languages(self, texts: Sequence[str]) -> list[str]:
        found = list(self.identify(texts)) if texts else []
        if len(found) != len(texts):
            raise UserError(
                f"wrong_language: the identifier gave {len(found):,} languages for {len(texts):,} texts. "
                "It must give one for each text."
            )
        return found
