import json
import logging
from pathlib import Path
from typing import Any

import pytest

from lowres.data.cleaning import mended
from lowres.data.corpus import CorpusRecipe
from lowres.data.labelled.benchmark_text import Benchmark
from lowres.data.prepare import PreparationParameters, PreparedCorpus, prepare
from lowres.data.readers.rows import FaultyRow, Row
from lowres.errors import CorpusError, UserError
from lowres.progress import SilentProgress
from tests.data import sound
from tests.data.words import words

MOJIBAKE = "cafÃ© â€“ atl"


def prepared(folder: Path, pairs: str = "", text: str = "", **changes: Any) -> PreparedCorpus:
    (folder / "text.csv").write_text(pairs, encoding="utf-8")
    (folder / "lines.txt").write_text(text, encoding="utf-8")
    given: dict[str, Any] = dict(sound.RECIPE) | {"text": [{"kind": "file", "path": "lines.txt"}]}
    if not pairs:
        del given["source"], given["reader"]
    parameters = PreparationParameters(held_out_pairs=2, held_out_lines=0, development_lines=0, **changes)
    recipe = CorpusRecipe.model_validate(given)
    return prepare(recipe, folder, parameters, 17, folder / "out", SilentProgress())


def lines(count: int, start: int = 0) -> str:
    return "".join(f"{words(number)}\n" for number in range(start, start + count))


def reasons(report: dict[str, Any]) -> dict[str, int]:
    return {reason: one["count"] for reason, one in report["dropped"].items()}


def test_text_that_was_read_in_a_wrong_encoding_is_mended_and_shown(tmp_path: Path) -> None:
    report = prepared(tmp_path, text=f"{lines(10)}{MOJIBAKE}\n").report()["text"]
    assert report["repaired"] == {"mojibake": 1}
    assert report["mended"] == ["lines.txt, line 11: cafÃ© â€“ atl → café – atl"]


def test_rows_are_mended_too_and_may_be_left_alone(tmp_path: Path) -> None:
    rows = list(mended([Row(1, MOJIBAKE, "a"), FaultyRow(2, "nul_byte", ""), Row(3, "é", "ž")]))
    assert rows == [Row(1, "café – atl", "a", "", ("mojibake",)), FaultyRow(2, "nul_byte", ""), Row(3, "é", "ž")]
    assert MOJIBAKE in list(prepared(tmp_path, text=f"{lines(10)}{MOJIBAKE}\n", mend_mojibake=False).training_text())


def test_filters_drop_lines_and_pairs_by_their_side(tmp_path: Path) -> None:
    pairs = "".join(f"{words(2 * row)},{words(2 * row + 1)}\n" for row in range(40)) + "atl,<b>agua</b>\n"
    corpus = prepared(tmp_path, pairs, lines(10, 200) + "www.example.org/x\n", text_filters=[{"method": "boilerplate"}])
    report = corpus.report()
    assert reasons(report) == {"markup_pivot": 1}
    assert reasons(report["text"]) == {"addresses": 1}
    assert report["text"]["dropped"]["addresses"]["examples"] == ["lines.txt, line 11: www.example.org/x"]


def test_the_language_filter_learns_from_the_translations(tmp_path: Path) -> None:
    sides = [(words(row), f"the stone number {'abcdefghij'[row % 10]} of the {row} houses") for row in range(60)]
    pairs = "".join(f"{target},{pivot}\n" for target, pivot in sides)
    corpus = prepared(
        tmp_path, pairs, lines(30, 200) + "of the stone houses and the number\n", text_filters=[{"method": "language"}]
    )
    assert reasons(corpus.report()["text"])["in_spa-Latn"] == 1  # what the recipe calls its pivot


def test_near_repeats_of_lines_are_dropped_and_nothing_is_left_behind(tmp_path: Path) -> None:
    long = " ".join(words(number) for number in range(40))
    corpus = prepared(tmp_path, text=f"{lines(10, 100)}{long}\n{long} tena\n{long.upper()}\n", near_repeats={})
    assert reasons(corpus.report()["text"]) == {"nearly_repeated": 1, "repeated": 1}
    assert not list(corpus.folder.glob("*.part"))


@pytest.mark.parametrize("processes", [1, 2])
def test_as_many_processes_as_there_are_find_the_same(
    tmp_path: Path, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lowres.data.cleaning._LARGE_BYTES", 0)
    corpus = prepared(tmp_path, text=lines(30) + lines(3), processes=processes, text_filters=[{"method": "repetition"}])
    assert list(corpus.training_text()) == lines(30).splitlines()
    assert reasons(corpus.report()["text"]) == {"repeated": 3}


def benchmark(folder: Path) -> Benchmark:
    (folder / "topics.yaml").write_text(sound.SET)
    (folder / "nah.csv").write_text(f"{words(5)},a\n{words(300)},b\n")
    return Benchmark(corpus="./topics.yaml", folder=Path()).located(folder)


def test_test_text_of_a_benchmark_is_neither_learnt_from_nor_held_out(tmp_path: Path) -> None:
    pairs = "".join(f"{words(2 * row)},{words(2 * row + 1)}\n" for row in range(40)) + f"{words(300).upper()},agua\n"
    corpus = prepared(tmp_path, pairs, lines(30, 200) + words(5) + "!\n", benchmarks=[benchmark(tmp_path)])
    report = corpus.report()
    assert reasons(report) == {"benchmark_test_text": 2}  # words(5) is the pivot of a pair, too
    assert reasons(report["text"]) == {"benchmark_test_text": 1}
    assert list(report["benchmarks"].values()) == [2]
    assert {words(5), words(300)} <= set(corpus.test_texts())


def test_a_benchmark_without_the_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="topics has neither wol-Latn, but one of: nah-Latn. Name languages"):
        benchmark(tmp_path).texts(["wol-Latn"])


@pytest.mark.parametrize("text", [b"atl\n\xff\n", b"", b"PK\x03\x04", b"\x1f\x8b\x08\0\0"])
def test_a_broken_text_leaves_nothing_half_written(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "text.csv").write_bytes(b"")
    with pytest.raises(CorpusError) as error:
        given = {key: value for key, value in sound.RECIPE.items() if key not in ("source", "reader")}
        recipe = CorpusRecipe.model_validate(given | {"text": [{"kind": "file", "path": "text.csv"}]})
        (tmp_path / "text.csv").write_bytes(text)
        prepare(recipe, tmp_path, PreparationParameters(near_repeats={}), 17, tmp_path / "out", SilentProgress())
    assert "text.csv" in str(error.value)
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_published_topics_are_kept_out_of_text_that_holds_them(
    tmp_path: Path, shared: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """MasakhaNEWS: 3 Igbo test articles stand in a few-shot training file; as text they would be learnt from."""
    caplog.set_level(logging.ERROR)
    one = Benchmark(corpus="masakhanews", folder=shared / "data/masakhanews", languages=["ibo-Latn"])
    tests = one.texts([])
    assert len(tests) == 390
    text = "".join(json.dumps({"text": article}, ensure_ascii=False) + "\n" for article in tests[:3])
    (tmp_path / "lines.jsonl").write_text(text + "".join(json.dumps({"text": words(n)}) + "\n" for n in range(20)))
    given = {key: value for key, value in sound.RECIPE.items() if key not in ("source", "reader")}
    files = {"text": [{"kind": "file", "path": "lines.jsonl"}], "text_reader": {"format": "json_lines"}}
    parameters = PreparationParameters(benchmarks=[one])
    recipe = CorpusRecipe.model_validate(given | files)
    corpus = prepare(recipe, tmp_path, parameters, 17, tmp_path / "out", SilentProgress())
    assert reasons(corpus.report()["text"]) == {"benchmark_test_text": 3}
