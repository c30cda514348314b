"""What pages repeat around their text."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import Field

from lowres.data.filters.text_filter import TextFilter

_MARKUP = re.compile(
    r"</?(?:a|b|br|div|font|head|html|i|img|li|p|span|style|script|table|td|tr|ul)\b[^<>]*/?>|&[a-z]{2,6};"
)
_CODE = re.compile(r"\bfunction ?\(|\bvar \w+ ?=|\bdocument\.|\bwindow\.|\{\s*[\w-]+ ?:[^;{}]*;|lorem ipsum", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_RIGHTS = re.compile(r"©|\(c\) ?(?:19|20)\d\d|\bcopyright\b|all rights reserved", re.I)
_SEPARATORS = "|»›•·→/>"
# A look for these is far faster than the patterns above.
_CODE_SIGNS = ("(", "{", "var ", "document.", "window.", "orem ipsum")
_RIGHTS_SIGNS = ("©", "(c)", "(C)", "opyright", "OPYRIGHT", "eserved", "ESERVED")
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
        if any(sign in text for sign in _CODE_SIGNS) and _CODE.search(text):
            return "code"
        if ("@" in text or "www." in text or "://" in text) and _is_address(text):
            return "addresses"
        if len(text) <= _SHORT and any(sign in text for sign in _RIGHTS_SIGNS) and _RIGHTS.search(text):
            return "copyright_line"
        separators = sum(map(text.count, _SEPARATORS))
        if separators > 2 and separators >= self.most_separators * (text.count(" ") + 1 - separators):
            return "menu"
        letters = len(text.translate(_LETTERS))
        return "mostly_signs" if letters < self.least_letters * (len(text) - text.count(" ")) else None


def _is_address(text: str) -> bool:
    return 2 * len(_ADDRESS.sub("", text)) < len(text)


class _Letters(dict[int, int | None]):
    """What is a letter or mark, worked out once a character; None drops it."""

    def __missing__(self, code: int) -> int | None:
        self[code] = code if unicodedata.category(chr(code))[0] in "LM" else None
        return self[code]


_LETTERS = _Letters()
