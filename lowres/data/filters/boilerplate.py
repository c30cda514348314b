"""What pages repeat around their text."""

import re
from typing import Annotated, Literal

from pydantic import Field

from lowres.data.filters.text_filter import TextFilter

_MARKUP = re.compile(
    r"</?(?:a|b|br|div|font|head|html|i|img|li|p|span|style|script|table|td|tr|ul)\b[^<>]*/?>|&[a-z]{2,6};"
)
_CODE = re.compile(r"\bfunction ?\(|\bvar \w+ ?=|\bdocument\.|\bwindow\.|\{\s*[\w-]+ ?:[^;{}]*;|lorem ipsum", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_RIGHTS = re.compile(r"©|\(c\) ?(?:19|20)\d\d|\bcopyright\b|all rights reserved", re.I)
_SEPARATORS = re.compile(r"[|»›•·→/>]")
_SHORT = 200
"""Characters: a longer text may speak of copyright."""


class Boilerplate(TextFilter):
    """Drop markup, code, bare addresses, copyright lines, menus, and texts of signs more than of letters."""

    method: Literal["boilerplate"] = "boilerplate"
    least_letters: Annotated[float, Field(ge=0, le=1)] = 0.3
    """The share of letters and marks among the characters, spaces left aside."""
    most_separators: Annotated[float, Field(gt=0)] = 0.5
    """Signs between the entries of a menu, a word; of three signs or more."""

    def reason(self, text: str) -> str | None:
        if ("<" in text or "&" in text) and _MARKUP.search(text):
            return "markup"
        if _CODE.search(text):
            return "code"
        if ("@" in text or "www." in text or "://" in text) and self._is_address(text):
            return "addresses"
        if len(text) <= _SHORT and _RIGHTS.search(text):
            return "copyright_line"
        separators = len(_SEPARATORS.findall(text))
        if separators > 2 and separators >= self.most_separators * (text.count(" ") + 1 - separators):
            return "menu"
        return "mostly_signs" if self._letters(text) < self.least_letters else None

    def _is_address(self, text: str) -> bool:
        rest = _ADDRESS.sub("", text)
        return 2 * len(rest) < len(text)

    def _letters(self, text: str) -> float:
        signs = len(_NO_LETTER.findall(text))
        return 1 - signs / (len(text) - text.count(" "))


_NO_LETTER = re.compile(r"[^\w\s\u0300-\u036f\u0900-\u109f\u1780-\u17ff\u0f00-\u0fff\u064b-\u065f\u05b0-\u05c7]|[\d_]")
