"""How a text is written in Latin letters: respelt, a few replacements by context, then one character at a time."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lowres.errors import UserError
from lowres.files import json_text, read_json
from lowres.method import Parameters
from lowres.vocabulary.romanisation.restoring import restored_text

ROMANISATION = "romanisation.json"


class Replacement(Parameters):
    """Whatever a regex finds becomes this content; a regex of look-arounds alone inserts it."""

    pattern: str
    content: str


def respellings(respell: Mapping[str, str]) -> tuple[Replacement, ...]:
    """What respells a text, longest first, so that none takes a part of a longer one."""
    longest_first = sorted(respell.items(), key=lambda pair: (-len(pair[0]), pair[0]))
    return tuple(Replacement(pattern=re.escape(old), content=new) for old, new in longest_first)


class Romanisation(Parameters):
    """What turns a script into Latin letters, as plain rules; uroman, which taught them, is no longer needed."""

    replacements: tuple[Replacement, ...]
    """Applied one after the other, before the rules."""
    rules: dict[str, str]
    """What each single character becomes; all of the text's own scripts have one."""
    units: dict[str, dict[str, int]]
    """Of what uroman wrote: what stood there in the text, and how often."""
    neighbours: dict[str, dict[str, int]]
    """Which unit followed which in the text, and how often."""
    agreement: float
    """The share of words with letters of these scripts that come out as uroman (corrected) writes them."""
    restored: float
    """The share of those words that `restore` brings back as they stood in the text."""

    @cached_property
    def _table(self) -> dict[int, str]:
        return str.maketrans(self.rules)

    @cached_property
    def _compiled(self) -> list[tuple[re.Pattern[str], str]]:
        return [(re.compile(one.pattern), one.content) for one in self.replacements]

    def romanise(self, text: str) -> str:
        """The text in Latin letters, as the romanised tokenizer sees it."""
        for pattern, content in self._compiled:
            text = pattern.sub(lambda _, content=content: content, text)  # type: ignore[misc]
        return text.translate(self._table)

    def restore(self, text: str) -> str:
        """The likeliest text that is romanised so."""
        return restored_text(text, self.units, self.neighbours)

    @property
    def ambiguous(self) -> dict[str, list[str]]:
        """What several characters are written as, and which ones; under the empty text, those that are lost."""
        written = defaultdict(list)
        for character, romanised in self.rules.items():
            written[romanised].append(character)
        return {romanised: sorted(found) for romanised, found in sorted(written.items()) if len(found) > 1}

    def as_text(self) -> str:
        """What `romanisation.json` holds, beside the model that uses it."""
        return json_text(self.model_dump())


def load_romanisation(folder: Path) -> Romanisation:
    """The romanisation saved in a model folder.

    Raises:
        UserError: if there is none, or the file is not one.
    """
    path = folder / ROMANISATION
    if not path.exists():
        raise UserError(f"{folder}: holds no {ROMANISATION}; its model was not romanised.")
    try:
        value: Any = read_json(path)
        return Romanisation.model_validate(value)
    except (ValidationError, ValueError, OSError) as error:
        raise UserError(f"{path}: is not a romanisation: {' '.join(str(error).split())[:200]}") from error
