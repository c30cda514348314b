"""Dictionaries in TEI: https://tei-c.org/release/doc/tei-p5-doc/en/html/DI.html, as FreeDict publishes them."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from lowres.data.readers.rows import FaultyRow, Row, excerpt
from lowres.data.readers.safe_xml import Element, read_elements
from lowres.method import Parameters

ElementName = Annotated[str, Field(pattern=r"^[A-Za-z_][\w.-]*$")]


_CITED = "cit"
"""An element with words of others: a translation, an example or a quotation, as its type says."""


class Tei(Parameters):
    """Reads the entries of a TEI dictionary: each headword with each of its translations is a row."""

    format: Literal["tei"] = "tei"
    headword: ElementName = "orth"
    translations: Annotated[list[ElementName], Field(min_length=1)] = ["quote", "def"]
    """Elements that hold one; the first of them that an entry has, since a `def` beside a `quote` explains it."""
    headword_is: Literal["target", "pivot"] = "target"
    files: ClassVar[int] = 1

    @model_validator(mode="after")
    def _elements_differ(self) -> Self:
        if self.headword in self.translations:
            raise ValueError("must name other elements for translations than for headword")
        return self

    def read(self, paths: Sequence[Path], longest_line_characters: int) -> Iterator[Row | FaultyRow]:
        """Every headword with every translation, entries without one or the other as faulty rows.

        Raises:
            CorpusError: if the file is no well-formed XML, or defines entities.
        """
        [path] = paths
        inside: list[Element] = []
        cited: list[Element] = []
        wanted = {"entry", _CITED, self.headword, *self.translations}
        for element in read_elements(path, wanted, longest_line_characters):
            if element.name == "entry":
                yield from self._rows(element, inside)
                inside = []
            elif element.name == _CITED:
                cited = _translations_in(element, cited)
                if _CITED not in element.path[:-1]:
                    inside, cited = [*inside, *cited], []
            elif "entry" in element.path:
                (cited if _CITED in element.path else inside).append(element)

    def _rows(self, entry: Element, inside: Sequence[Element]) -> Iterator[Row | FaultyRow]:
        headwords = [one for one in inside if one.name == self.headword and one.text]
        found = ([one for one in inside if one.name == name and one.text] for name in self.translations)
        translations = next((some for some in found if some), [])
        if not headwords or not translations:
            reason = "no_translation" if headwords else "no_headword"
            yield FaultyRow(entry.line, reason, excerpt(entry.text))
        for headword in headwords:
            for translation in translations:
                yield self._row(headword, translation)

    def _row(self, headword: Element, translation: Element) -> Row | FaultyRow:
        if headword.is_too_long or translation.is_too_long:
            return FaultyRow(translation.line, "too_long", excerpt(headword.text))
        sides = (headword.text, translation.text)
        target, pivot = sides if self.headword_is == "target" else sides[::-1]
        return Row(translation.line, target, pivot)


def _translations_in(cited: Element, found: list[Element]) -> list[Element]:
    """What was found so far, without what an example or a quotation holds."""
    if cited.attributes.get("type", "trans") == "trans":
        return found
    return [one for one in found if len(one.path) <= len(cited.path)]
