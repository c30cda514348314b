"""The paragraphs of web pages."""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.opened import UTF_8, Encoding
from lowres.data.readers.rows import FaultyRow, excerpt
from lowres.method import Parameters

_BLOCKS = {"p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote"}
_SILENT = {"script", "style", "head"}


class HtmlText(Parameters):
    """Reads paragraphs, headings and the items of lists; nothing on a page is run or fetched."""

    format: Literal["html_text"] = "html_text"

    encoding: Encoding = UTF_8

    def read(self, path: Path, longest_line_characters: int) -> Iterator[Line | FaultyRow]:
        """Every paragraph of a page, in its order, faulty lines as such.

        Raises:
            CorpusError: if the file cannot be read as text.
        """
        page = _Page(longest_line_characters)
        for line in read_lines(path, longest_line_characters, self.encoding):
            if isinstance(line, FaultyRow):
                yield line
            else:
                page.feed(line.text + "\n")
                yield from page.taken()
        page.close()
        page.end()
        yield from page.taken()


class _Page(HTMLParser):
    """The paragraph that is open, and those that have ended."""

    def __init__(self, longest: int) -> None:
        super().__init__(convert_charrefs=True)
        self._longest = longest
        self._parts: list[str] = []
        self._line = 1
        self._silent = 0
        self._ended: list[Line | FaultyRow] = []

    def taken(self) -> list[Line | FaultyRow]:
        ended, self._ended = self._ended, []
        return ended

    def end(self) -> None:
        """What is open ends here."""
        text = " ".join("".join(self._parts).split())
        self._parts = []
        if len(text) > self._longest:
            self._ended.append(FaultyRow(self._line, "too_long", excerpt(text)))
        elif text:
            self._ended.append(Line(self._line, text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.end()
            self._line = self.getpos()[0]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT and self._silent > 0
        if tag in _BLOCKS:
            self.end()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._parts.append(data)
