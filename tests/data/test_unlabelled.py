from pathlib import Path
from typing import Any

import pytest
import yaml

from lowres.data.catalogue import find, find_published, load, shipped_files
from lowres.data.items import ItemCorpus
from lowres.data.readers.html_text import HtmlText
from lowres.data.readers.lines import Line
from lowres.data.readers.rows import FaultyRow, Row
from lowres.data.readers.tabbed_text import TabbedText
from lowres.data.unlabelled import UnlabelledCorpus, find_unlabelled, shipped_unlabelled
from lowres.definition import validate
from lowres.errors import CorpusError, RecipeError, UserError

ABOUT = {"name": "mine", "summary": "Words", "licence": {"name": "CC0-1.0"}}
PART = {"language": "wol-Latn", "pivot": "eng-Latn", "files": ["wo", "en"]}
TEXT = {"language": "wol-Latn", "files": ["*.txt"]}
FILES = {"address": "https://files.test/{path}", "files": {"b.txt": {}, "a.txt": {}, "wo": {}, "en": {}}}


def corpus(**changes: Any) -> UnlabelledCorpus:
    description = {
        **ABOUT,
        "kind": "unlabelled",
        "content": "parallel",
        "reader": {"format": "aligned_text"},
        "parts": [PART, TEXT],
        "source": FILES,
    }
    return validate(UnlabelledCorpus, {**description, **changes}, "mine.yaml")


@pytest.mark.parametrize("name", sorted(shipped_files()))
def test_every_shipped_description_loads_under_its_own_name(name: str) -> None:
    assert load(shipped_files()[name]).name == name


def test_a_set_is_found_by_its_name() -> None:
    assert find_unlabelled("gatitos", Path()).language_tags[0] == "ace-Latn"
    assert find("gatitos").name == "gatitos"
    with pytest.raises(UserError, match="Did you mean 'gatitos'?"):
        find_published("gatito")
    assert all(find_unlabelled(path.stem, Path()).source for path in shipped_unlabelled().glob("*.yaml"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"parts": [{**PART, "files": ["wo"]}]}, "must name 2 files in parts.1, as aligned_text reads so many"),
        ({"reader": None}, "must have a reader for the translations of parts.1"),
        ({"parts": [{**PART, "files": ["wol", "en"]}]}, "must name every file under source.files, but lacks wol"),
        ({"source": {**FILES, "address": "http://files.test/{path}"}}, "must be an https address"),
        ({"source": {**FILES, "address": "https://files.test/{file}"}}, "only these may stand in braces: path, top"),
        ({"source": {**FILES, "address": None}}, "must have an address, or say how these files were made: b.txt"),
        ({"source": {**FILES, "files": {"../a": {}}}}, "must be a path inside the folder"),
        ({"parts": [{**TEXT, "rows": 0}]}, "parts.1.rows is 0"),
        ({"text_reader": {"format": "plain"}}, "Did you mean 'plain_text'?"),
    ],
)
def test_a_description_that_contradicts_itself_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(RecipeError) as caught:
        corpus(**changes)
    assert words in str(caught.value)


def test_stars_stand_for_files_and_pivots_for_what_they_translate() -> None:
    assert corpus().paths() == ["wo", "en", "a.txt", "b.txt"]
    assert corpus().paths(["eng-Latn"]) == ["wo", "en"]
    assert corpus().languages_like(["wol"]) == ["wol-Latn"]


def test_rows_of_both_kinds_are_read(tmp_path: Path) -> None:
    for name, text in (("wo", "ndox\n"), ("en", "water\n"), ("a.txt", "Ndox mi\n\n"), ("b.txt", "Dafa tang\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    pairs, texts = corpus().parts
    assert list(corpus().rows(pairs, tmp_path)) == [Row(1, "ndox", "water")]
    read = list(corpus().rows(texts, tmp_path))
    assert read == [Row(1, "Ndox mi", ""), FaultyRow(2, "blank_line", ""), Row(1, "Dafa tang", "")]
    with pytest.raises(CorpusError, match="does not exist. Fetch it with: lowres corpus fetch mine"):
        list(corpus().rows(texts, tmp_path / "elsewhere"))


def test_what_no_reader_reads_says_why(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"-")
    unread = corpus(parts=[{**TEXT, "files": ["a.txt"]}], text_reader={"format": "unread", "why": "it holds markup"})
    with pytest.raises(CorpusError, match="no reader of lowres reads it: it holds markup"):
        list(unread.rows(unread.parts[0], tmp_path))


def test_files_of_parts_with_repositories_of_their_own_have_their_revisions() -> None:
    address = "https://files.test/{top}/{revision}/{below}"
    unimorph = corpus(
        revision="r0",
        parts=[{**TEXT, "files": ["lug/lug"], "revision": "r1"}, {**TEXT, "files": ["swc/swc ö"]}],
        source={"address": address, "files": {"lug/lug": {}, "swc/swc ö": {}}},
    )
    found = [unimorph.download_of(path) for path in unimorph.paths()]
    assert [one.address for one in found if one] == [
        "https://files.test/lug/r1/lug",
        "https://files.test/swc/r0/swc%20%C3%B6",
    ]


def test_paragraphs_of_a_page_are_read_without_its_scripts(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><head><title>no</title><script>let a = '<p>no</p>'</script></head><body>\n"
        "<h1>Ndox</h1><p>Dafa\n tang &amp; <b>neex</b></p><ul><li>One<li>Two</ul></body></html>",
        encoding="utf-8",
    )
    read = list(HtmlText().read(page, 100))
    assert read == [Line(2, "Ndox"), Line(2, "Dafa tang & neex"), Line(3, "One"), Line(3, "Two")]


def test_a_column_between_tabs_is_read_and_its_absence_told(tmp_path: Path) -> None:
    path = tmp_path / "text.tsv"
    path.write_text("id1\tNdox mi\nid2\n\n", encoding="utf-8")
    read = list(TabbedText(column=1).read(path, 100))
    assert read == [Line(1, "Ndox mi"), FaultyRow(2, "missing_column", "id2"), Line(3, "")]


ITEMS = {
    **ABOUT,
    "kind": "items",
    "use": "choice",
    "label": "label",
    "labels": ["0", "1"],
    "files": {"test": "test"},
    "languages": {"wol-Latn": {"code": "wo", "splits": {"test": 1}}},
}


@pytest.mark.parametrize(
    ("reader", "content", "columns"),
    [
        ({"format": "json_lines"}, '{"p": "Ndox", "label": 1, "more": 0}\n', ["p", "label"]),
        ({"format": "delimited"}, "p,label,more\nNdox,1,0\n", ["p", "label"]),
        (
            {"format": "xml", "item": "i", "inside": ["p"]},
            '<s>\n<i label="1">\n<p>Ndox</p>\n</i></s>',
            ["p", "label"],
        ),
    ],
)
def test_items_are_read_by_their_columns(
    tmp_path: Path, reader: dict[str, Any], content: str, columns: list[str]
) -> None:
    described = validate(ItemCorpus, {**ITEMS, "reader": reader, "columns": columns}, "mine.yaml")
    (tmp_path / "test").write_text(content, encoding="utf-8")
    assert [str(dict(one)) for one in described.items(tmp_path, "wol-Latn", "test")] in (
        ["{'p': 'Ndox', 'label': 1}"],
        ["{'p': 'Ndox', 'label': '1'}"],
    )
    for broken, words in ((content.replace("1", "2"), "must be one of: 0, 1"), ("[", "line 1|must be one of: \\[")):
        (tmp_path / "test").write_text(broken, encoding="utf-8")
        with pytest.raises(CorpusError, match=words):
            list(described.items(tmp_path, "wol-Latn", "test"))


def test_a_labelled_set_with_a_source_still_names_a_split_without_a_file(tmp_path: Path) -> None:
    described = yaml.safe_load(shipped_files()["masakhaner"].read_text(encoding="utf-8"))
    described["languages"]["amh-Ethi"]["splits"]["tset"] = 3
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(described), encoding="utf-8")
    with pytest.raises(RecipeError, match="Did you mean 'test'?"):
        load(path)
