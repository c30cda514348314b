"""Tell how a user's own file is read, by its ending and the names of its columns."""

from collections.abc import Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from lowres.data.labelled.read import LONGEST_LINE_CHARACTERS
from lowres.data.readers import LabelledReader
from lowres.data.readers.conll import Conll
from lowres.data.readers.conllu import Conllu
from lowres.data.readers.json_lines import Object, read_objects
from lowres.data.readers.labelled_json import LabelledJson
from lowres.data.readers.labelled_table import LabelledTable
from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.parts import PARTS_OF, Parts, TaskKind
from lowres.data.readers.rows import FaultyRow
from lowres.data.readers.table import Column, Fields, Table
from lowres.definition import nearest, one_of
from lowres.errors import CorpusError

_NAMES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "sentence", "tweet", "utterance", "review", "comment", "message", "content"),
    "label": ("label", "category", "class", "intent", "sentiment", "topic", "gold_label"),
    "first": ("first", "premise", "sentence1", "text1"),
    "second": ("second", "hypothesis", "sentence2", "text2"),
    "tokens": ("tokens", "words"),
    "tags": ("tags", "ner_tags", "pos_tags", "labels"),
    "id": ("id",),
    "document": ("document", "doc"),
}
"""What people call the parts of an example; the first is how we do."""
_TABLES = {".csv": ",", ".tsv": "\t", ".tab": "\t"}
_JSON = (".jsonl", ".ndjson", ".json")
_CONLL = (".conll", ".bio", ".iob", ".iob2", ".txt")
_ROWS_THAT_TELL_THE_LABEL = 1_000
_MOST_LABELS_A_ROW = 0.5
_FEW_ROWS = 20

Guess = tuple[LabelledReader, tuple[str, ...]]


def guess_reader(path: Path, kind: TaskKind) -> Guess:
    """The reader of a file, and what was taken for granted.

    Raises:
        CorpusError: if the file's form cannot be told, with what to do.
    """
    ending = path.suffix.lower()
    if ending in _JSON:
        values = _first_object(path)
        scalars = [key for key, value in values.items() if isinstance(value, str | int | float)]
        return LabelledJson(columns=_parts(path, kind, list(values), scalars)), ()
    if ending in _TABLES:
        return _guess_table(path, kind, _delimiter(path, _TABLES[ending]))
    if kind == "tagging" and ending == ".conllu":
        return Conllu(), ()
    if kind == "tagging" and ending in _CONLL:
        return Conll(), ()
    allowed = [*_TABLES, *_JSON, *([".conllu", *_CONLL] if kind == "tagging" else [])]
    raise CorpusError(
        f"{path}: its ending '{ending}' does not tell how it is read; for {kind} it must be {one_of(allowed)}. "
        "Rename the file, or give it a reader."
    )


def _guess_table(path: Path, kind: TaskKind, delimiter: str) -> Guess:
    table = Table(delimiter=delimiter, header=True)
    names = _header(path, table)
    if _found(names, kind):
        return _with_or_without_quotes(path, delimiter, _parts(path, kind, names, names)), ()
    if kind == "tagging":
        return Conll(), ()
    return _guess_columns(path, kind, Table(delimiter=delimiter))


def _header(path: Path, table: Table) -> list[str]:
    """The first line's columns; one with a quotation mark of its own is no header."""
    try:
        return table.header_of(path, LONGEST_LINE_CHARACTERS)
    except CorpusError:
        return table.model_copy(update={"quote": None}).header_of(path, LONGEST_LINE_CHARACTERS)


def _delimiter(path: Path, usual: str) -> str:
    """Spreadsheets write semicolons into a CSV file where the comma stands in numbers."""
    first = next(read_lines(path, LONGEST_LINE_CHARACTERS))
    text = first.text if isinstance(first, Line) else ""
    return ";" if usual == "," and ";" in text and "," not in text else usual


def _with_or_without_quotes(path: Path, delimiter: str, parts: Parts, *, header: bool = True) -> LabelledTable:
    """The reader that finds fewer faulty rows: in many files a quotation mark is only that."""
    quoting = LabelledTable(delimiter=delimiter, header=header, columns=parts)
    plain = quoting.model_copy(update={"quote": None})
    return min((quoting, plain), key=lambda reader: _faulty(path, reader))


def _faulty(path: Path, reader: LabelledTable) -> float:
    """How many rows are faulty; all of them where the header cannot be read so, as one in quotes read without them."""
    try:
        return sum(isinstance(row, FaultyRow) for row in reader.read(path, LONGEST_LINE_CHARACTERS))
    except CorpusError:
        return float("inf")


def _found(names: Sequence[str], kind: TaskKind) -> dict[str, str]:
    """The parts whose column can be told by its name."""
    by_spelling = {name.strip().casefold(): name for name in reversed(names)}
    wanted = (*PARTS_OF[kind], "id", "document")
    spelt = {part: next((one for one in _NAMES[part] if one in by_spelling), None) for part in wanted}
    return {part: by_spelling[spelling] for part, spelling in spelt.items() if spelling is not None}


def _parts(path: Path, kind: TaskKind, names: Sequence[str], scalars: Sequence[str]) -> Parts:
    found = _found(names, kind)
    missing = [part for part in PARTS_OF[kind] if part not in found]
    if missing:
        part = missing[0]
        free = [name for name in names if name not in found.values()]
        raise CorpusError(
            f"{path}: no column is named {' or '.join(missing)}; the columns are {', '.join(names)}."
            f"{nearest(part, free)} Rename the column, or give the file a reader with columns.{part}."
        )
    others = [name for name in scalars if name and names.count(name) == 1 and name not in found.values()]
    return Parts.model_validate({**found, "groups": others})


def _first_object(path: Path) -> dict[str, Any]:
    objects = (one for one in read_objects(path, LONGEST_LINE_CHARACTERS) if isinstance(one, Object))
    first = next(objects, None)
    if first is None:
        raise CorpusError(f"{path}: no line holds a JSON object. Write one object a line.")
    return first.values


def _guess_columns(path: Path, kind: TaskKind, table: Table) -> Guess:
    """Without a header: the column with the fewest different values holds the labels."""
    wanted = PARTS_OF[kind]
    columns: dict[str, Column] = {str(place): place for place in range(len(wanted))}
    exact = table.model_copy(update={"quote": None, "width": len(wanted)})
    first = list(islice(exact.fields(path, columns, LONGEST_LINE_CHARACTERS), _ROWS_THAT_TELL_THE_LABEL))
    rows = [one.values for one in first if isinstance(one, Fields)]
    if 2 * len(rows) < len(first):
        raise CorpusError(
            f"{path}: most of its rows do not have {len(wanted)} columns, one each for {', '.join(wanted)}. "
            f"Write them so, or put a first line that names the columns: {', '.join(wanted)}."
        )
    kinds = {key: len({row[key] for row in rows}) for key in columns}
    label = min(columns, key=lambda key: (kinds[key], -int(key)))
    if len(rows) > _FEW_ROWS and kinds[label] > _MOST_LABELS_A_ROW * len(rows):
        raise CorpusError(
            f"{path}: no column looks like labels: each has {kinds[label]:,} different values or more in "
            f"{len(rows):,} rows. Put a first line that names the columns: {', '.join(wanted)}."
        )
    texts = [place for key, place in columns.items() if key != label]
    parts = Parts.model_validate(dict(zip(wanted, [*texts, columns[label]], strict=True)))
    note = f"{path.name} names no columns; column {int(label) + 1} was read as the label, having the fewest values."
    return _with_or_without_quotes(path, table.delimiter, parts, header=False), (note,)
