import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lowres.cli.main import app
from lowres.selection.source_signals import typology
from tests import tiny, tiny_task


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a tiny model, text of the target and two sources; one writes as the target does."""
    monkeypatch.setenv("LOWRES_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    tiny.model_folder(tmp_path)
    (tmp_path / "text.txt").write_text("el casa que\nla agua no\nde calli tla\n" * 1, encoding="utf-8")
    tiny_task.texts(tmp_path / "near.tsv")
    rows = "".join(f"zz{number % 7} qq{number}\t{'ab'[number % 2]}\n" for number in range(60))
    (tmp_path / "far.tsv").write_text(f"text\tlabel\n{rows}", encoding="utf-8")
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["rank", "sources", "--model", "tiny", "-q", *arguments])


USUAL = ("--target", "nah-Latn", "--text", "text.txt", "--source", "spa-Latn=near.tsv", "--source", "eng-Latn=far.tsv")


def test_the_near_source_stands_first_with_every_signal_and_a_reason(folder: Path) -> None:
    outcome = call(*USUAL)
    assert outcome.exit_code == 0, outcome.stderr
    lines = outcome.stdout.splitlines()
    placed = [line for line in lines if "-Latn" in line and line.startswith("│")]
    assert [line.split("│")[2].strip() for line in placed] == ["spa-Latn", "eng-Latn"]
    assert "Spanish (spa-Latn): For it: " in outcome.stdout
    assert "3 texts of nah-Latn are few" in outcome.stderr


def test_json_tells_each_source_on_a_line_whose_parts_sum_to_the_score(folder: Path) -> None:
    found = [json.loads(line) for line in call(*USUAL, "--json").stdout.splitlines()]
    assert [one["language"] for one in found] == ["spa-Latn", "eng-Latn"]
    for one in found:
        assert sum(signal["part"] for signal in one["signals"]) == pytest.approx(one["score"]["value"])
        assert one["place"]["low"] <= one["place"]["value"] <= one["place"]["high"]
        assert one["reason"]


def test_a_signal_can_be_chosen_by_name_and_by_a_mapping(folder: Path) -> None:
    signals = ("--signal", "shared_subwords", "--signal", "{method: size, weight: 3}")
    [first, _] = [json.loads(line) for line in call(*USUAL, *signals, "--json").stdout.splitlines()]
    assert [one["signal"] for one in first["signals"]] == ["shared_subwords", "size"]


def test_a_second_call_reads_no_text_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = call(*USUAL, "--json").stdout
    monkeypatch.delattr("lowres.transfer.vectors.Vectorizer._made")
    assert call(*USUAL, "--json").stdout == first


FAULTS: list[tuple[str, tuple[str, ...], str]] = [
    ("no_source", ("--target", "nah-Latn", "--text", "text.txt"), "there is no source language"),
    ("no_language", ("--target", "nahuatl", *USUAL[2:]), "'nahuatl' is no language"),
    ("no_such_language", ("--target", "qqq-Latn", *USUAL[2:]), "ISO 639-3 has no code 'qqq'"),
    ("target_among_sources", ("--target", "spa-Latn", *USUAL[2:]), "spa-Latn is the target"),
    ("no_file", (*USUAL, "--source", "fra-Latn=absent.tsv"), "absent.tsv: does not exist"),
    ("no_signal", (*USUAL, "--signal", "nearest_neighbors"), "Did you mean 'nearest_neighbours'?"),
    ("no_mapping", (*USUAL, "--signal", "{method: "), "neither a name nor a YAML mapping"),
    ("no_model", (*USUAL, "--model", "nowhere/at/all"), "'nowhere/at/all' is neither an existing folder"),
]


@pytest.mark.parametrize(("given", "told"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_one_message(given: tuple[str, ...], told: str, folder: Path) -> None:
    outcome = call(*given)
    assert outcome.exit_code == 2
    assert told in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_typology_without_its_package_names_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typology, "find_spec", lambda name: None)
    outcome = call(*USUAL, "--signal", "typology")
    assert outcome.exit_code == 2
    assert "pip install 'lowres[typology]'" in outcome.stderr


def test_a_source_of_one_class_is_refused_by_name(folder: Path) -> None:
    (folder / "one.tsv").write_text("text\tlabel\nagua\ta\ncasa\ta\n", encoding="utf-8")
    outcome = call(*USUAL, "--source", "fra-Latn=one.tsv")
    assert (outcome.exit_code, "one.tsv: every example has the label 'a'" in outcome.stderr) == (2, True)
