import json
from pathlib import Path
from typing import Any

import pytest

from lowres.pipeline.run import run


def rows_of(recipe: Path, out: Path) -> list[dict[str, Any]]:
    run(recipe, out)
    rows: list[dict[str, Any]] = json.loads((out / "02-diagnose" / "result.json").read_text(encoding="utf-8"))["rows"]
    return rows


def test_each_side_has_the_figures_that_the_report_reads_and_those_of_the_command(short: Path, tmp_path: Path) -> None:
    rows = rows_of(short, tmp_path / "out")
    assert [(row["side"], row["language"]) for row in rows] == [("target", "nah-Latn"), ("pivot", "spa-Latn")]
    read = {"model", "sentences", "words", "tokens", "fertility", "unknown_rate", "characters_per_token", "scripts"}
    new = {"bytes_per_token", "split_word_rate", "script_spelling", "losses", "english_cost", "notes"}
    assert [(read | new) - row.keys() for row in rows] == [set(), set()]
    assert rows[0]["words"] == 8 * rows[0]["sentences"]  # every sentence of the tiny corpus has eight words
    assert [row["english_cost_is_exact"] for row in rows] == [False, False]


def test_an_english_pivot_is_the_translation_that_costs_are_measured_on(short: Path, tmp_path: Path) -> None:
    for path in (short, short.parent / "corpus.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("spa-Latn", "eng-Latn"), encoding="utf-8")
    target, pivot = rows_of(short, tmp_path / "out")
    assert target["english_cost_is_exact"]
    assert target["english_cost"] == pytest.approx(target["tokens"] / pivot["tokens"])
