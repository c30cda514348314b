"""A bilingual lexicon: a word, a tab and its translation on each line; or a dictionary in TEI, as FreeDict has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.rows import Row, excerpt
from lowres.data.readers.tei import Tei
from lowres.errors import CorpusError

LONGEST_LINE_CHARACTERS = 10_000
_SIDES = 2
TEI = ".tei"
EXPECTED = "must hold a word, a tab and its translation"


@dataclass(frozen=True)
class Lexicon:
    """Words of the low-resource language with all their translations, in the order of the file."""

    path: Path
    translations: Mapping[str, tuple[str, ...]]

    def pairs(self) -> list[tuple[str, str]]:
        """Each word with each of its translations."""
        return [(word, one) for word, translations in self.translations.items() for one in translations]


def read_lexicon(path: Path) -> Lexicon:
    """Read `word<TAB>translation` lines; blank lines and those that begin with `#` are skipped.

    A word with several translations has a line for each. Where every line has the same further columns, such as a word
    class, they are left out. A file whose name ends in `.tei` is read as a dictionary of FreeDict.

    Raises:
        CorpusError: if the file cannot be read, holds no word, or has a line of another form.
    """
    found: dict[str, dict[str, None]] = {}  # as a set that keeps its order
    for word, translation in _of_dictionary(path) if path.suffix == TEI else _entries(path):
        found.setdefault(word, {})[translation] = None
    if not found and path.suffix == TEI:
        raise CorpusError(f"{path}: holds no entry with a translation. Give a TEI dictionary, as FreeDict has them.")
    if not found:
        raise CorpusError(f"{path}: holds no word, but every line {EXPECTED}. Add words.")
    return Lexicon(path, {word: tuple(translations) for word, translations in found.items()})


def _of_dictionary(path: Path) -> Iterator[tuple[str, str]]:
    """Entries without a translation are left out: a dictionary has some."""
    for row in Tei().read([path], LONGEST_LINE_CHARACTERS):
        if isinstance(row, Row):
            yield row.target, row.pivot


def _entries(path: Path) -> Iterator[tuple[str, str]]:
    columns = 0
    for line in read_lines(path, LONGEST_LINE_CHARACTERS):
        if not isinstance(line, Line):
            raise CorpusError(
                f"{path}, line {line.line}: cannot be used ({line.reason.replace('_', ' ')}): {line.excerpt!r}. "
                "Mend or delete it."
            )
        if line.text.strip() and not line.text.startswith("#"):
            columns = columns or line.text.count("\t") + 1
            yield _entry(path, line, columns)


def _entry(path: Path, line: Line, columns: int) -> tuple[str, str]:
    """The first two columns; the first entry of a file says how many there are."""
    sides = [side.strip() for side in line.text.split("\t")]
    if len(sides) == max(columns, _SIDES) and all(sides[:_SIDES]):
        return sides[0], sides[1]
    if len(sides) == 1:
        found = "has no tab"
    elif all(sides[:_SIDES]):
        found = f"has {len(sides) - 1} tabs"
    else:
        found = f"has no {'word' if sides[1] else 'translation'}"
    raise CorpusError(
        f"{path}, line {line.number}: {found}, but {EXPECTED}: {excerpt(line.text)!r}. Mend or delete the line."
    )
