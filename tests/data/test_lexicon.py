from pathlib import Path

import pytest

from lowres.data.lexicon import read_lexicon
from lowres.errors import CorpusError


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "words.tsv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_words_keep_all_their_translations_in_the_order_of_the_file(tmp_path: Path) -> None:
    found = read_lexicon(written(tmp_path, "hús\thouse\nbátur\tboat\nhús\tbuilding\nhús\thouse\n"))
    assert found.translations == {"hús": ("house", "building"), "bátur": ("boat",)}
    assert list(found.translations) == ["hús", "bátur"]


def test_comments_blank_lines_and_space_around_words_are_skipped(tmp_path: Path) -> None:
    found = read_lexicon(written(tmp_path, "\ufeff# made by hand\r\n\r\n  \t \r\n hús \t the house \r\n"))
    assert found.translations == {"hús": ("the house",)}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("bátur boat", "line 2: has no tab, but must hold a word, a tab and its translation: 'bátur boat'. Mend"),
        ("bátur\t", "line 2: has no translation, but"),
        ("\tboat", "line 2: has no word, but"),
        ("bátur\tboat\tn", "line 2: has 2 tabs, but"),
        ("bátur\t\tn", "line 2: has no translation, but"),
        ("b\0tur\tboat", "line 2: cannot be used (nul byte)"),
    ],
)
def test_a_line_of_another_form_is_refused_with_its_number_and_text(tmp_path: Path, line: str, found: str) -> None:
    with pytest.raises(CorpusError) as refused:
        read_lexicon(written(tmp_path, f"hús\thouse\n{line}\n"))
    assert found in str(refused.value)
    assert "words.tsv" in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "is empty"),
        (b"# nothing yet\n\n", "holds no word, but every line must hold a word, a tab and its translation"),
        (b"h\xfas\thouse\n", "line 1: cannot be used (invalid utf8)"),
        ("hús\thouse\n".encode("utf-16"), "is in UTF-16"),
    ],
)
def test_a_file_without_usable_words_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    with pytest.raises(CorpusError) as refused:
        read_lexicon(written(tmp_path, content))
    assert found in str(refused.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="nowhere.tsv: cannot be read: No such file"):
        read_lexicon(tmp_path / "nowhere.tsv")


def test_further_columns_are_left_out_where_every_line_has_them(tmp_path: Path) -> None:
    found = read_lexicon(written(tmp_path, "hús\thouse\tn\nfara\tgo\tv\n"))
    assert found.translations == {"hús": ("house",), "fara": ("go",)}
    with pytest.raises(CorpusError, match="line 2: has 1 tabs, but"):
        read_lexicon(written(tmp_path, "hús\thouse\tn\nfara\tgo\n"))


TEI = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE TEI SYSTEM "freedict-P5.dtd">
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>
<entry><form><orth>acha</orth></form><sense n="1"><def>leave</def></sense>
<sense n="2"><def>quit, stop</def><note>hidden</note></sense></entry>
<entry><form><orth>at</orth></form><sense><cit type="trans"><quote>an <hi>année</hi></quote></cit>
<cit type="example"><quote>yu bees</quote></cit></sense></entry></body></text></TEI>"""


def test_a_dictionary_of_freedict_is_read_as_published(tmp_path: Path) -> None:
    path = tmp_path / "swh-eng.tei"
    path.write_text(TEI, encoding="utf-8")
    assert read_lexicon(path).translations == {"acha": ("leave", "quit, stop"), "at": ("an année",)}


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("<TEI", "line 1 is no well-formed XML: unclosed token"),
        ("<html><body/></html>", "holds no entry with a translation"),
        ('<TEI xmlns="http://www.tei-c.org/ns/1.0"/>', "holds no entry with a translation"),
    ],
)
def test_what_is_no_dictionary_is_refused(tmp_path: Path, content: str, found: str) -> None:
    path = tmp_path / "broken.tei"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CorpusError, match=found):
        read_lexicon(path)
