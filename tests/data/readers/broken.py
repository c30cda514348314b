"""Sound files of every format, and what can be wrong with a file."""

import bz2
import gzip
import io
import lzma
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.ipc
import pyarrow.parquet

from lowres.data.readers.aligned_text import AlignedText
from lowres.data.readers.arrow_pairs import Datasets, Parquet
from lowres.data.readers.conll import Conll
from lowres.data.readers.conllu import Conllu
from lowres.data.readers.delimited import Delimited
from lowres.data.readers.html_text import HtmlText
from lowres.data.readers.json_lines import JsonLines
from lowres.data.readers.json_spans import JsonSpans
from lowres.data.readers.labelled_json import LabelledDatasets, LabelledJson, LabelledParquet
from lowres.data.readers.labelled_table import LabelledTable
from lowres.data.readers.plain_text import DatasetsText, JsonText, ParquetText, PlainText, XmlText
from lowres.data.readers.tabbed_text import TabbedText
from lowres.data.readers.tei import Tei
from lowres.data.readers.xces import Xces

LONGEST = 1_000
WORD_LINE = "atl\tO\n"
WORD = "\t".join(["1", "atl", "atl", "NOUN", "_", "_", "0", "root", "_", "_"]) + "\n"


@dataclass(frozen=True)
class Format:
    """A reader, and a sound file of three rows for it."""

    name: str
    reader: Any
    rows: bytes
    is_pair: bool = False  # of files; the other one is sound
    takes_many: bool = False  # paths: a reader of translations

    def read(self, path: Path, other: Path | None = None) -> list[Any]:
        paths = [path, other] if other else [path]
        return list(self.reader.read(paths if self.takes_many else path, LONGEST))


def table(columns: dict[str, list[Any]]) -> pyarrow.Table:
    return pyarrow.table(columns)


def parquet(columns: dict[str, list[Any]]) -> bytes:
    stream = io.BytesIO()
    pyarrow.parquet.write_table(table(columns), stream)
    return stream.getvalue()


def arrow(columns: dict[str, list[Any]]) -> bytes:
    stream = io.BytesIO()
    rows = table(columns)
    with pyarrow.ipc.new_stream(stream, rows.schema) as writer:
        writer.write_table(rows)
    return stream.getvalue()


PAIRS = {"target": ["atl", "calli", "tetl"], "pivot": ["agua", "casa", "piedra"]}
LABELLED = {"text": ["atl", "calli", "tetl"], "label": ["a", "b", "a"]}
COLUMNS: Any = {"text": "text", "label": "label"}
TEI = "<TEI>\n" + "<entry><orth>atl</orth><quote>agua</quote></entry>\n" * 3 + "</TEI>\n"
XCES = "<cesDoc>\n" + "".join(f"<seg id='v{number}'>atl</seg>\n" for number in range(3)) + "</cesDoc>\n"
SPAN = '{"text": "atl calli", "spans": [{"start": 0, "end": 3, "label": "A"}]}\n'
TWO: Any = {"target": 0, "pivot": 1}
NUMBERED: Any = {"text": 0, "label": 1}
BY_LINES = (
    Format("delimited", Delimited(columns=TWO), b"atl,agua\n" * 3, takes_many=True),
    Format("json_lines", JsonLines(), b'{"target": "atl", "pivot": "agua"}\n' * 3, takes_many=True),
    Format("aligned_text", AlignedText(), b"atl\n" * 3, is_pair=True, takes_many=True),
    Format("plain_text", PlainText(), b"atl\n" * 3),
    Format("tabbed_text", TabbedText(column=1), b"1\tatl\n" * 3),
    Format("html_text", HtmlText(), b"<p>atl\n" * 3),
    Format("json_text", JsonText(), b'{"text": "atl"}\n' * 3),
    Format("labelled_table", LabelledTable(columns=NUMBERED), b"atl,a\n" * 3),
    Format("labelled_json", LabelledJson(columns=COLUMNS), b'{"text": "atl", "label": "a"}\n' * 3),
    Format("json_spans", JsonSpans(), SPAN.encode() * 3),
    Format("conll", Conll(), (WORD_LINE + "\n").encode() * 3),
    Format("conllu", Conllu(), (WORD + "\n").encode() * 3),
)
XML = (
    Format("tei", Tei(), TEI.encode(), takes_many=True),
    Format("xces", Xces(), XCES.encode(), is_pair=True, takes_many=True),
    Format("xml_text", XmlText(), XCES.encode()),
)
BINARY = (
    Format("parquet", Parquet(), parquet(PAIRS), takes_many=True),
    Format("datasets", Datasets(), arrow(PAIRS), takes_many=True),
    Format("parquet_text", ParquetText(), parquet(LABELLED)),
    Format("datasets_text", DatasetsText(), arrow(LABELLED)),
    Format("labelled_parquet", LabelledParquet(columns=COLUMNS), parquet(LABELLED)),
    Format("labelled_datasets", LabelledDatasets(columns=COLUMNS), arrow(LABELLED)),
)
EVERY = (*BY_LINES, *XML, *BINARY)


def zipped(rows: bytes, name: str = "text.csv") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, rows)
    return stream.getvalue()


def longer(rows: bytes) -> bytes:
    """So much that packing it takes several blocks."""
    return rows + random.Random(17).randbytes(20_000)


def flipped(packed: bytes) -> bytes:
    middle = len(packed) // 2
    return packed[:middle] + bytes(255 - byte for byte in packed[middle : middle + 40]) + packed[middle + 40 :]


Fault = Callable[[bytes], bytes]
WHOLE_FILE: dict[str, tuple[Fault, str]] = {
    "empty": (lambda rows: b"", "empty|sound"),
    "empty_inside_gzip": (lambda rows: gzip.compress(b""), "empty"),
    "cut_gzip": (lambda rows: gzip.compress(longer(rows))[:-900], "unpacked"),
    "gzip_header_alone": (lambda rows: gzip.compress(rows)[:12], "unpacked"),
    "damaged_gzip": (lambda rows: flipped(gzip.compress(longer(rows))), "unpacked"),
    "cut_xz": (lambda rows: lzma.compress(longer(rows))[:-300], "unpacked"),
    "damaged_xz": (lambda rows: flipped(lzma.compress(longer(rows))), "unpacked"),
    "cut_bzip2": (lambda rows: bz2.compress(longer(rows))[:-300], "unpacked"),
    "zip": (zipped, "zip archive"),
    "zip_that_climbs_out": (lambda rows: zipped(rows, "../../outside.csv"), "zip archive"),
    "zstd": (lambda rows: b"\x28\xb5\x2f\xfd" + rows, "zstd"),
    "pdf": (lambda rows: b"%PDF-1.7\n" + rows, "PDF"),
    "office": (lambda rows: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + rows, "Office"),
}
LINE: dict[str, tuple[Fault, str]] = {
    "byte_order_mark_alone": (lambda rows: b"\xef\xbb\xbf", "empty"),
    "utf_16": (lambda rows: rows.decode().encode("utf-16"), "UTF-16"),
}


def in_second_line(rows: bytes, inserted: bytes) -> bytes:
    """The rows with this in the second line that is not blank."""
    lines = rows.split(b"\n")
    second = [place for place, line in enumerate(lines) if line][1]
    lines[second] = inserted + lines[second]
    return b"\n".join(lines)


def cut_binary() -> Iterator[tuple[str, Format, bytes]]:
    """Parquet and Arrow files that break off, are damaged, or are something else."""
    for one in BINARY:
        for share in (0.2, 0.5, 0.9):
            yield f"cut_{share}", one, one.rows[: int(share * len(one.rows))]
        yield "text", one, b"atl,agua\n" * 30
        yield "zeros", one, bytes(400)
        yield "zip", one, zipped(one.rows)
