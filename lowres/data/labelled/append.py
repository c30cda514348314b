"""More examples at the end of a labelled file, in the layout that it has; what stands in it stays, byte for byte."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.data.labelled.read import LONGEST_LINE_CHARACTERS, LabelledSplit
from lowres.data.readers.conll import Conll
from lowres.data.readers.conllu import Conllu
from lowres.data.readers.json_lines import Object, read_objects
from lowres.data.readers.labelled_json import LabelledJson
from lowres.data.readers.labelled_table import LabelledTable
from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.parts import Parts
from lowres.data.readers.table import Column
from lowres.errors import CorpusError

_ABSENT = "_"
_COLUMNS_OF_CONLLU = 10
_PLACES_OF_CONLLU = {"upos": 3, "xpos": 4}


def with_more(split: LabelledSplit, examples: Sequence[Labelled]) -> str:
    """The text of the split's file with these examples behind its own; columns of which nothing is known are empty.

    Raises:
        CorpusError: if examples in the file's layout cannot be written.
    """
    text = split.path.expanduser().read_bytes().decode("utf-8")
    match split.reader:
        case LabelledTable():
            added = _table_rows(split, split.reader, examples)
        case LabelledJson():
            added = _objects(split, split.reader, examples)
        case Conll() | Conllu():
            added = _word_lines(split, split.reader, examples)
        case _:
            raise CorpusError(
                f"{split.path}: its layout ({split.reader.format}) is read, but not written. "
                "Use CSV, TSV, JSON lines or CoNLL."
            )
    newline = "\r\n" if "\r\n" in text else "\n"
    ended = text if not text or text.endswith("\n") else text + newline
    blank = newline if isinstance(split.reader, Conll | Conllu) and not ended.endswith(newline * 2) else ""
    return ended + blank + added.replace("\n", newline)


def _values(split: LabelledSplit, parts: Parts, example: Labelled) -> dict[Column, Any]:
    """What stands in each column or key of the example; several columns of text become the first one."""
    found: dict[Column | None, Any] = {parts.id: example.id.removeprefix(f"{split.path.stem}:")}
    found |= {name: example.groups.get(name, "") for name in parts.groups}
    match example:
        case LabelledText():
            found |= dict.fromkeys(parts.text or [], "")
            found |= {parts.label: example.label, parts.document: example.document}
            found |= dict.fromkeys((parts.text or [])[:1], example.text)
        case LabelledPair():
            found |= {parts.first: example.first, parts.second: example.second, parts.label: example.label}
        case TaggedSentence():
            found |= {parts.tokens: list(example.tokens), parts.tags: list(example.tags)}
    return {column: value for column, value in found.items() if column is not None}


def _table_rows(split: LabelledSplit, reader: LabelledTable, examples: Sequence[Labelled]) -> str:
    names = reader.header_of(split.path, LONGEST_LINE_CHARACTERS) if reader.header else []
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if reader.quote else csv.QUOTE_NONE
    written = io.StringIO()
    writer = csv.writer(
        written, delimiter=reader.delimiter, quotechar=reader.quote, quoting=quoting, lineterminator="\n"
    )
    for example in examples:
        values = _values(split, reader.columns, example)
        placed = {names.index(column) if isinstance(column, str) else column: one for column, one in values.items()}
        row = [""] * max(len(names), reader.width or 0, max(placed) + 1)
        for place, value in placed.items():
            row[place] = " ".join(value) if isinstance(value, list) else value
        writer.writerow(row)
    return written.getvalue()


def _objects(split: LabelledSplit, reader: LabelledJson, examples: Sequence[Labelled]) -> str:
    """Words stand in a list or in a string, as in the first object of the file."""
    objects = (one.values for one in read_objects(split.path, LONGEST_LINE_CHARACTERS) if isinstance(one, Object))
    pattern: Mapping[str, Any] = next(objects, {})
    lines = []
    for example in examples:
        values = {
            str(key): " ".join(value) if isinstance(value, list) and isinstance(pattern.get(str(key)), str) else value
            for key, value in _values(split, reader.columns, example).items()
        }
        ordered = [*[key for key in pattern if key in values], *[key for key in values if key not in pattern]]
        lines.append(json.dumps({key: values[key] for key in ordered}, ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines)


def _word_lines(split: LabelledSplit, reader: Conll | Conllu, examples: Sequence[Labelled]) -> str:
    separator, width, token, tag = _word_columns(split.path, reader)
    blocks = []
    for example in examples:
        if not isinstance(example, TaggedSentence):
            raise TypeError(f"{example.id} is no tagged sentence")  # the reader yields nothing else
        rows = []
        for number, (word, its_tag) in enumerate(zip(example.tokens, example.tags, strict=True), start=1):
            row = [_ABSENT] * width
            row[token], row[tag] = word, its_tag
            if isinstance(reader, Conllu):
                row[0] = str(number)
            rows.append(f"{separator.join(row)}\n")
        blocks.append(f"{''.join(rows)}\n")
    return "".join(blocks)


def _word_columns(path: Path, reader: Conll | Conllu) -> tuple[str, int, int, int]:
    """What stands between columns, how many there are, and where word and tag stand, by the first word of the file."""
    if isinstance(reader, Conllu):
        return "\t", _COLUMNS_OF_CONLLU, 1, _PLACES_OF_CONLLU[reader.tag]
    lines = (line.text for line in read_lines(path, LONGEST_LINE_CHARACTERS) if isinstance(line, Line))
    words = (text for text in lines if text.strip() and not text.startswith(("-DOCSTART-", reader.comment or "\n")))
    first = next(chain(words, ["word tag"]))
    separator = "\t" if "\t" in first else " "
    width = len([column for column in first.split(separator) if column.strip()])
    return separator, width, reader.token, width - 1 if reader.tag is None else reader.tag
