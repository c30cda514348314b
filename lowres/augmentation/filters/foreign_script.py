"""New examples with letters of a script that the language is not written in."""

from collections.abc import Iterable, Sequence
from typing import Literal

from lowres.augmentation.filters.filter import Filter, Known
from lowres.augmentation.mix import Made
from lowres.data.examples import texts_in
from lowres.metrics.scripts import script_of


class ForeignScript(Filter):
    """Drop what has a letter of a script in which no example is written, and nothing that was put in on purpose."""

    method: Literal["foreign_script"] = "foreign_script"

    def keeps(self, made: Sequence[Made], known: Known) -> list[bool]:
        own = scripts_in(text for one in known.originals for text in texts_in(one)) | scripts_in(known.brought)
        return [scripts_in(texts_in(one.example)) <= own for one in made]


def scripts_in(texts: Iterable[str]) -> frozenset[str]:
    """The scripts of all letters."""
    letters: set[str] = set()
    for text in texts:
        letters.update(text)
    return frozenset(script for letter in letters if (script := script_of(letter)) is not None)
