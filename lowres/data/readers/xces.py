"""Two XCES documents (http://www.xces.org) whose segments of the same id translate each other: Bibles, foremost."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar, Literal

from lowres.data.readers.rows import FaultyRow, Row, excerpt
from lowres.data.readers.safe_xml import Element, read_elements
from lowres.data.readers.tei import ElementName
from lowres.errors import CorpusError
from lowres.method import Parameters


class Xces(Parameters):
    """Reads two XCES documents, aligned by the ids of their segments, from a source of the kind file_pair."""

    format: Literal["xces"] = "xces"
    segment: ElementName = "seg"
    id: str = "id"
    """The attribute by which segments are aligned."""
    files: ClassVar[int] = 2

    def read(self, paths: Sequence[Path], longest_line_characters: int) -> Iterator[Row | FaultyRow]:
        """Every segment of the target's document with the pivot's of the same id, faulty ones as such.

        The pivot's segments are held in memory: a Bible has some 31,000.

        Raises:
            CorpusError: if a file is no well-formed XML, or defines entities, or no id stands in both.
        """
        target, pivot = paths
        translations = self._by_id(pivot, longest_line_characters)
        met = False
        for segment in read_elements(target, {self.segment}, longest_line_characters):
            row = self._row(segment, translations)
            met = met or isinstance(row, Row)
            yield row
        if not met:
            raise CorpusError(
                f"{target}: none of its {self.segment} elements has the {self.id} of one in {pivot}. "
                "Check reader.segment and reader.id."
            )

    def _by_id(self, path: Path, longest: int) -> dict[str, Element]:
        found: dict[str, Element] = {}
        for segment in read_elements(path, {self.segment}, longest):
            name = segment.attributes.get(self.id, "")
            if name in found:
                told = f"{path}: line {segment.line} repeats the {self.id} '{excerpt(name)}'"
                raise CorpusError(f"{told}. Mend the file.")
            if name:
                found[name] = segment
        return found

    def _row(self, segment: Element, translations: dict[str, Element]) -> Row | FaultyRow:
        name = segment.attributes.get(self.id)
        if name is None:
            return FaultyRow(segment.line, "no_id", excerpt(segment.text))
        if name not in translations:
            return FaultyRow(segment.line, "not_in_pivot", excerpt(f"{name}: {segment.text}"))
        if segment.is_too_long or translations[name].is_too_long:
            return FaultyRow(segment.line, "too_long", excerpt(segment.text))
        return Row(segment.line, segment.text, translations[name].text)
