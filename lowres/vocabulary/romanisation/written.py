"""What uroman (Hermjakob et al. 2018) writes for a text, told apart by character."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lowres.errors import MissingPackageError
from lowres.vocabulary.romanisation.corrections import corrected


@dataclass(frozen=True)
class Written:
    """A text and what each of its characters is written as."""

    text: str
    outputs: list[str]
    units: list[tuple[str, str]]
    """What uroman reads at once (a consonant with its virama), and what it writes for it."""

    @property
    def romanised(self) -> str:
        return "".join(self.outputs)


@lru_cache(maxsize=1)
def _uroman() -> Any:
    """Loading its tables takes seconds."""
    from uroman import Uroman

    return Uroman(load_log=False)


class Writer:
    """uroman, with its plain mistakes corrected, on some characters; all others are left as they are."""

    def __init__(self, characters: Collection[str]) -> None:
        try:
            import uroman  # noqa: F401
        except ImportError as error:
            raise MissingPackageError("uroman", "romanise", "romanisation") from error
        self._uroman = _uroman()
        self.alone = {one: corrected(one, str(self._uroman.romanize_string(one))) for one in characters}
        self._outputs: dict[str, Counter[str]] = defaultdict(Counter)

    def write(self, texts: Sequence[str]) -> list[Written]:
        """Each text, by character."""
        spans = [list(self._spans(text)) for text in texts]
        for original, output in (span for found in spans for span in found):
            if len(original) == 1 and original in self.alone:
                self._outputs[original][output] += 1
        return [self._by_character(text, found) for text, found in zip(texts, spans, strict=True)]

    def _spans(self, text: str) -> Iterator[tuple[str, str]]:
        from uroman import RomFormat

        for edge in self._uroman.romanize_string(text, rom_format=RomFormat.EDGES):
            original = text[edge.start : edge.end]
            if not any(one in self.alone for one in original):
                yield from zip(original, original, strict=True)
            elif len(original) == 1:
                yield original, corrected(original, edge.txt)
            else:
                yield original, edge.txt

    def _by_character(self, text: str, spans: list[tuple[str, str]]) -> Written:
        outputs = [part for original, output in spans for part in self._split(original, output)]
        return Written(text, outputs, spans)

    def _split(self, original: str, output: str) -> list[str]:
        """Each character's part of what several are written as; the first has it all where no other way is known."""
        if len(original) == 1:
            return [output]
        return self._ways(original, output) or [output] + [""] * (len(original) - 1)

    def _ways(self, original: str, output: str) -> list[str] | None:
        if not original:
            return None if output else []
        first, rest = original[0], original[1:]
        known = [way for way, _ in self._outputs[first].most_common()] if first in self.alone else [first]
        for way in dict.fromkeys([*known, self.alone.get(first, first), ""]):
            if output.startswith(way):
                parts = self._ways(rest, output[len(way) :])
                if parts is not None:
                    return [way, *parts]
        return None
