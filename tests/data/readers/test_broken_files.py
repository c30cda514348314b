"""Whatever is wrong with a file, it is one line with the file and the place, and memory stays small."""

import gzip
import json
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from lowres.data.readers.rows import FaultyRow
from lowres.errors import CorpusError
from tests.data.readers import broken
from tests.data.readers.broken import BINARY, BY_LINES, EVERY, XML, Format

MEMORY_BYTES = 40_000_000
TEXT = (*BY_LINES, *XML)


def written(folder: Path, form: Format, content: bytes) -> list[Path]:
    path = folder / "given.data"
    path.write_bytes(content)
    if not form.is_pair:
        return [path]
    other = folder / "other.data"
    other.write_bytes(form.rows)
    return [path, other]


def refused(form: Format, paths: list[Path], said: str) -> None:
    with pytest.raises(CorpusError) as error:
        form.read(*paths)
    told = str(error.value)
    assert "\n" not in told
    assert str(paths[0]) in told
    assert re.search(said, told), told
    assert len(told) < 600


def cases(forms: tuple[Format, ...], faults: dict[str, Any]) -> list[Any]:
    return [pytest.param(form, *faults[name], id=f"{form.name}-{name}") for form in forms for name in faults]


@pytest.mark.parametrize("form", EVERY, ids=lambda form: form.name)
def test_a_sound_file_has_no_faulty_row(tmp_path: Path, form: Format) -> None:
    rows = form.read(*written(tmp_path, form, form.rows))
    assert len(rows) == 3
    assert not [row for row in rows if isinstance(row, FaultyRow)]


@pytest.mark.parametrize("form", TEXT, ids=lambda form: form.name)
def test_a_packed_file_reads_as_the_file_itself(tmp_path: Path, form: Format) -> None:
    plain = form.read(*written(tmp_path, form, form.rows))
    assert form.read(*written(tmp_path, form, gzip.compress(form.rows))) == plain


@pytest.mark.parametrize(("form", "fault", "said"), cases(TEXT, broken.WHOLE_FILE))
def test_a_broken_text_file_is_refused(tmp_path: Path, form: Format, fault: broken.Fault, said: str) -> None:
    refused(form, written(tmp_path, form, fault(form.rows)), said)


@pytest.mark.parametrize(("form", "fault", "said"), cases(BY_LINES, broken.LINE))
def test_a_file_of_lines_that_holds_no_utf_8_is_refused(
    tmp_path: Path, form: Format, fault: broken.Fault, said: str
) -> None:
    refused(form, written(tmp_path, form, fault(form.rows)), said)


@pytest.mark.parametrize(
    ("form", "content"), [pytest.param(*one[1:], id=f"{one[1].name}-{one[0]}") for one in broken.cut_binary()]
)
def test_a_broken_binary_file_is_refused(tmp_path: Path, form: Format, content: bytes) -> None:
    refused(form, written(tmp_path, form, content), "no sound (Parquet|Arrow) file")


@pytest.mark.parametrize("form", EVERY, ids=lambda form: form.name)
def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path, form: Format) -> None:
    paths = written(tmp_path, form, form.rows)
    for place, said in ((tmp_path / "missing", "cannot be read: No such file"), (tmp_path, "cannot be read")):
        refused(form, [place, *paths[1:]], said)


@pytest.mark.parametrize("form", BY_LINES, ids=lambda form: form.name)
@pytest.mark.parametrize(("inserted", "reason"), [(b"\xff\xfe", "invalid_utf8"), (b"\0", "nul_byte")])
def test_one_bad_line_costs_one_row(tmp_path: Path, form: Format, inserted: bytes, reason: str) -> None:
    content = broken.in_second_line(form.rows, inserted)
    rows = form.read(*written(tmp_path, form, content))
    assert [row.reason for row in rows if isinstance(row, FaultyRow)] == [reason]
    [faulty] = [row for row in rows if isinstance(row, FaultyRow)]
    assert content.split(b"\n")[faulty.line - 1].startswith(inserted)
    assert len(rows) == 3


@pytest.mark.parametrize("form", BY_LINES, ids=lambda form: form.name)
def test_a_line_of_100_mb_is_passed_over_in_little_memory(tmp_path: Path, form: Format) -> None:
    paths = written(tmp_path, form, b"")
    with paths[0].open("r+b") as stream:
        stream.truncate(100_000_000)  # a sparse file
        stream.seek(0, 2)
        stream.write(b"\n" * (2 if "conll" in form.name else 1) + form.rows)
    if form.is_pair:
        paths[1].write_bytes(b"atl\n" + form.rows)
    tracemalloc.start()
    rows = form.read(*paths)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY_BYTES
    assert [row for row in rows if isinstance(row, FaultyRow)][0].reason == "too_long"
    assert sum(not isinstance(row, FaultyRow) for row in rows) == 3


@pytest.mark.parametrize("form", BY_LINES, ids=lambda form: form.name)
def test_line_ends_may_be_mixed(tmp_path: Path, form: Format) -> None:
    lines = form.rows.split(b"\n")[:-1]
    mixed = b"".join(line + (b"\r\n" if place % 2 else b"\n") for place, line in enumerate(lines))
    rows = form.read(*written(tmp_path, form, mixed))
    assert sum(not isinstance(row, FaultyRow) for row in rows) == 3
    assert {row.reason for row in rows if isinstance(row, FaultyRow)} <= {"blank_line"}


WRONG_ROWS = {
    "delimited": [b"atl", b"a,b,c", b'"atl,agua', b'"atl"x,agua'],
    "labelled_table": [b"atl", b"a,b,c", b'"atl,a', b'a"b"c'],
    "json_lines": [b"{", b"[]", b"3", b'{"target": 3, "pivot": "a"}', b'{"target": "a"}', b"[" * 999, b"1" * 900],
    "json_text": [b"{", b"null", b'{"text": null}', b'{"other": "a"}', b'{"text": "\\ud800"}', b'{"text": "\\u0000"}'],
    "labelled_json": [
        b"{'text': 'a'}",
        b'{"text": "a"}',
        b'{"text": {}, "label": "a"}',
        b'{"text": "a", "label": 0.5}',
    ],
    "json_spans": [
        b'{"text": "a"}',
        b'{"text": "a", "spans": 3}',
        b'{"text": "a", "spans": [{"start": 0, "end": 9, "label": "A"}]}',
        b'{"text": "a", "spans": [{"start": 1, "end": 0, "label": "A"}]}',
        b'{"text": "a", "spans": [{"start": "0", "end": 1, "label": "A"}]}',
        b'{"text": "a", "spans": [[]]}',
    ],
    "conll": [b"atl", b"atl\tx\tO"],
    "conllu": [b"1\tatl", b"1\tatl\tatl\t_\t_\t_\t0\troot\t_\t_", b"1 atl atl NOUN _ _ 0 root _ _"],
}
FORMS = {form.name: form for form in EVERY}


@pytest.mark.parametrize(
    ("form", "line"), [pytest.param(FORMS[name], line) for name, lines in WRONG_ROWS.items() for line in lines]
)
def test_a_row_of_another_form_is_faulty_by_its_line(tmp_path: Path, form: Format, line: bytes) -> None:
    rows = form.read(*written(tmp_path, form, form.rows + line + b"\n"))
    [faulty] = [row for row in rows if isinstance(row, FaultyRow)]
    assert faulty.line == form.rows.count(b"\n") + 1
    assert faulty.reason
    assert len(rows) == 4


LAUGHS = "<!DOCTYPE t [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"
OUTSIDE = "<!DOCTYPE t [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>"
XML_FAULTS = {
    "laughs": (lambda text: LAUGHS + text, "defines the entity 'a'"),
    "outside": (lambda text: OUTSIDE + text, "defines the entity 'a'"),
    "parameter": (lambda text: "<!DOCTYPE t [<!ENTITY % a SYSTEM 'http://127.0.0.1/x'> %a;]>" + text, "entity 'a'"),
    "undefined": (lambda text: text.replace("atl", "&nbsp;"), "undefined entity"),
    "in_a_foreign_dtd": (lambda text: "<!DOCTYPE t SYSTEM 'no.dtd'>" + text.replace("atl", "&x;"), "entity 'x'"),
    "cut": (lambda text: text[: len(text) // 2], "no well-formed XML"),
    "open": (lambda text: text.rpartition("<")[0], "no element|no well-formed|unclosed"),
    "crossed": (lambda text: text.replace("</seg>", "</x>").replace("</entry>", "</x>"), "mismatched tag"),
    "two_roots": (lambda text: text + text, "junk after document element"),
    "control": (lambda text: text.replace("atl", "\x01"), "not well-formed"),
    "json": (lambda text: '{"text": "atl"}', "line 1"),
    "deep": (lambda text: "<a>" * 5_000 + text, "deep"),
    "large_tag": (lambda text: f"<a b='{'x' * 3_000_000}'/>", "bytes"),
    "encoding": (lambda text: "<?xml version='1.0' encoding='klingon'?>" + text, "encoding"),
    "many_bytes": (lambda text: "<?xml version='1.0' encoding='shift_jis'?>" + text, "encoding"),
}


@pytest.mark.parametrize(("form", "fault", "said"), cases(XML, XML_FAULTS))
def test_xml_that_is_unsafe_or_unsound_is_refused_by_its_line(
    tmp_path: Path, form: Format, fault: Any, said: str
) -> None:
    tracemalloc.start()
    refused(form, written(tmp_path, form, fault(form.rows.decode()).encode()), said)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY_BYTES


@pytest.mark.parametrize("form", XML, ids=lambda form: form.name)
def test_an_element_of_much_text_is_faulty_and_never_held(tmp_path: Path, form: Format) -> None:
    much = b"atl " * 250 + b"x" * 5_000_000
    paths = written(tmp_path, form, form.rows.replace(b"atl", much, 1))
    tracemalloc.start()
    rows = form.read(*paths)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY_BYTES
    assert [row.reason for row in rows if isinstance(row, FaultyRow)] == ["too_long"]


@pytest.mark.parametrize("form", BINARY, ids=lambda form: form.name)
def test_a_column_that_is_missing_is_named_with_the_nearest(tmp_path: Path, form: Format) -> None:
    kind = broken.parquet if "parquet" in form.name else broken.arrow
    content = kind({"txet": ["a"], "targte": ["a"], "label": ["a"], "pivot": ["a"]})
    refused(form, written(tmp_path, form, content), "has no column .* Did you mean")


@pytest.mark.parametrize("value", [3, None, b"atl", ["atl"], {"a": 1}])
@pytest.mark.parametrize("form", BINARY[:4], ids=lambda form: form.name)
def test_a_column_of_something_else_than_text_makes_faulty_rows(tmp_path: Path, form: Format, value: Any) -> None:
    kind = broken.parquet if "parquet" in form.name else broken.arrow
    content = kind({"text": [value], "target": [value], "pivot": [value]})
    [row] = form.read(*written(tmp_path, form, content))
    assert (row.line, row.reason) == (1, "not_text")


@pytest.mark.parametrize(
    "state",
    [
        "{",
        "[]",
        "{}",
        json.dumps({"_data_files": []}),
        json.dumps({"_data_files": [{"filename": "../given.arrow"}]}),
        json.dumps({"_data_files": [{"filename": "/etc/hostname"}]}),
        json.dumps({"_data_files": [{"filename": "missing.arrow"}]}),
    ],
)
def test_a_saved_data_set_names_files_beside_it_and_no_others(tmp_path: Path, state: str) -> None:
    (tmp_path / "saved").mkdir()
    (tmp_path / "given.arrow").write_bytes(BINARY[1].rows)
    path = tmp_path / "saved" / "state.json"
    path.write_text(state)
    with pytest.raises(CorpusError, match=re.escape(str(tmp_path / "saved"))):
        BINARY[1].read(path)


def test_what_unpacks_beyond_all_measure_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lowres.data.readers.opened._FROM_BYTES", 1_000_000)
    form = FORMS["plain_text"]
    refused(form, written(tmp_path, form, gzip.compress(bytes(20_000_000))), "unpacks to more than")
