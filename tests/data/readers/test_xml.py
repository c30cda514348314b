from pathlib import Path

import pytest

from lowres.data.readers.plain_text import XmlText
from lowres.data.readers.rows import FaultyRow, Row
from lowres.data.readers.tei import Tei
from lowres.data.readers.xces import Xces
from lowres.errors import CorpusError

DICTIONARY = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>
<entry><form><orth>atl</orth></form>
  <sense><cit type="trans"><quote>water</quote></cit>
  <cit type="trans"><quote>rain  and
  snow</quote></cit><def>what falls</def></sense></entry>
<entry><form><orth>tetl</orth></form><sense><def>stone &amp; rock</def></sense></entry>
<entry><form><orth>calli</orth></form></entry>
<entry><sense><def>house</def></sense></entry>
</body></text></TEI>
"""


def written(folder: Path, text: str, name: str = "text.xml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_each_headword_stands_with_each_of_its_translations(tmp_path: Path) -> None:
    assert list(Tei().read([written(tmp_path, DICTIONARY)], 100)) == [
        Row(4, "atl", "water"),
        Row(5, "atl", "rain and snow"),
        Row(7, "tetl", "stone & rock"),
        FaultyRow(8, "no_translation", "calli"),
        FaultyRow(9, "no_headword", "house"),
    ]


def test_the_headword_may_be_the_pivot(tmp_path: Path) -> None:
    rows = list(Tei(headword_is="pivot").read([written(tmp_path, DICTIONARY)], 100))
    assert rows[0] == Row(4, "water", "atl")


def test_segments_of_one_id_translate_each_other(tmp_path: Path) -> None:
    target = "<cesDoc>\n<seg id='a'>atl</seg>\n<seg id='b'>calli</seg>\n<seg>tetl</seg>\n</cesDoc>"
    pivot = "<cesDoc><seg id='c'>x</seg><seg id='a'> water\n </seg></cesDoc>"
    paths = [written(tmp_path, target), written(tmp_path, pivot, "pivot.xml")]
    assert list(Xces().read(paths, 100)) == [
        Row(2, "atl", "water"),
        FaultyRow(3, "not_in_pivot", "b: calli"),
        FaultyRow(4, "no_id", "tetl"),
    ]


def test_documents_that_share_no_id_are_refused(tmp_path: Path) -> None:
    paths = [written(tmp_path, "<x><seg id='a'>a</seg></x>"), written(tmp_path, "<x><seg id='b'>a</seg></x>", "p.xml")]
    with pytest.raises(CorpusError, match="none of its seg elements has the id of one in"):
        list(Xces().read(paths, 100))


def test_an_element_inside_another_is_read_once(tmp_path: Path) -> None:
    text = "<text><p>in <s>atl</s> <s>calli</s></p><p> </p><s>tetl</s></text>"
    assert [line.text for line in XmlText().read(written(tmp_path, text), 100)] == ["in atl calli", "tetl"]


def test_published_xml_is_read_whole(shared: Path) -> None:
    rows = list(Tei(headword_is="pivot").read([shared / "corpora/freedict/eng-swh/eng-swh.tei"], 1_000))
    assert not [row for row in rows if isinstance(row, FaultyRow)]
    assert len({row.pivot for row in rows if isinstance(row, Row)}) > 1_000
    verses = list(XmlText().read(shared / "corpora/bible-corpus/Swahili-NT.xml", 5_000))
    assert len(verses) == 7_853  # of 7,854 segments, one is empty
    assert not [row for row in verses if isinstance(row, FaultyRow)]
