"""Dictionaries in TEI (Text Encoding Initiative, P5), as FreeDict publishes them."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from lowres.errors import CorpusError, one_line

_NAMESPACE = "{http://www.tei-c.org/ns/1.0}"
_TRANSLATION = "trans"


def tei_entries(path: Path) -> Iterator[tuple[str, str]]:
    """Each headword with each of its translations, which stand in `def`, or in `quote` below `cit type="trans"`.

    Raises:
        CorpusError: if the file cannot be read, or is not TEI.
    """
    try:
        with path.open("rb") as stream:
            root = None
            for event, element in ElementTree.iterparse(stream, events=("start", "end")):
                root = element if root is None else root
                if event == "end" and element.tag == f"{_NAMESPACE}entry":
                    yield from _pairs(element)
                    element.clear()
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read: {error.strerror}.") from None
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise CorpusError(f"{path}: is no TEI dictionary: {one_line(error)}. Give the file as published.") from None
    if root is None or not root.tag.startswith(_NAMESPACE):
        raise CorpusError(f"{path}: is XML, but no TEI dictionary: its root is not in {_NAMESPACE[1:-1]}.")


def _pairs(entry: ElementTree.Element) -> Iterator[tuple[str, str]]:
    words = _texts(entry.iterfind(f".//{_NAMESPACE}orth"))
    translations = _texts(entry.iterfind(f".//{_NAMESPACE}sense/{_NAMESPACE}def"))
    quotes = (cit.iterfind(f"{_NAMESPACE}quote") for cit in entry.iter(f"{_NAMESPACE}cit") if _translates(cit))
    translations += _texts(quote for found in quotes for quote in found)
    yield from ((word, translation) for word in words for translation in translations)


def _translates(cit: ElementTree.Element) -> bool:
    return cit.get("type") == _TRANSLATION


def _texts(elements: Iterator[ElementTree.Element]) -> list[str]:
    texts = (" ".join("".join(element.itertext()).split()) for element in elements)
    return [text for text in texts if text]
