import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lowres.cli.main import app
from tests.benchmark import made_up
from tests.benchmark.made_up import ADAPTED, BASE, HAUSA, WOLOF, cell, line

DEFINITION = """name: topics
version: 2
question: Does it help?
task: {corpus: sib200}
languages: [wol-Latn, hau-Latn]
metric: accuracy
systems: [unadapted, adapted]
"""
SYSTEM = """name: {0}
summary: A system.
steps:
  - {{step: select_model, candidates: [tiny]}}
  - {{step: few_shot}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A definition with two systems, and results of both in two languages."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("lowres.benchmark.data.answers_for", lambda benchmark, data: made_up.test_of)
    monkeypatch.setattr("lowres.benchmark.system.shipped_systems", lambda: tmp_path / "systems")
    monkeypatch.setattr("lowres.benchmark.definition.shipped_benchmarks", lambda: tmp_path)
    (tmp_path / "topics.yaml").write_text(DEFINITION, encoding="utf-8")
    (tmp_path / "systems").mkdir()
    for name in (BASE, ADAPTED):
        (tmp_path / "systems" / f"{name}.yaml").write_text(SYSTEM.format(name), encoding="utf-8")
    said = {(WOLOF, BASE): "aaaa", (HAUSA, BASE): "aabb", (WOLOF, ADAPTED): "abab", (HAUSA, ADAPTED): "aabb"}
    made_up.write(tmp_path / "results/topics.jsonl", *(line(cell(*place), one) for place, one in said.items()))
    return tmp_path


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["bench", *arguments])


def refused(*arguments: str) -> str:
    outcome = call(*arguments)
    assert outcome.exit_code == 2, outcome.output
    assert "Traceback" not in outcome.stderr
    return " ".join(outcome.stderr.split())


def test_the_table_is_printed_with_means_over_equal_languages(folder: Path) -> None:
    outcome = call("table", "topics")
    assert outcome.exit_code == 0, outcome.stderr
    rows = {row.split("│")[1].strip(): row for row in outcome.stdout.splitlines() if row.startswith("│")}
    assert "0.500" in rows["Wolof (wol-Latn)"]
    assert "1.000" in rows["Wolof (wol-Latn)"]
    assert "0.750" in rows["Mean of 2 languages"]


def test_only_a_language_and_a_system_beside_the_baseline(folder: Path) -> None:
    outcome = call("table", "topics", "--language", WOLOF, "--only", ADAPTED)
    assert HAUSA not in outcome.stdout
    assert "│ language" in outcome.stdout.replace("┃", "│")
    assert BASE in outcome.stdout


@pytest.mark.parametrize(
    ("ending", "begins"), [("md", "## topics"), ("tex", "% topics"), ("csv", "kind,"), ("html", "<!DO")]
)
def test_the_ending_of_the_file_tells_the_format(folder: Path, ending: str, begins: str) -> None:
    outcome = call("table", "topics", "--out", f"new/table.{ending}")
    assert outcome.exit_code == 0, outcome.stderr
    assert (folder / "new" / f"table.{ending}").read_text(encoding="utf-8").startswith(begins)
    assert outcome.stdout == ""


def test_a_format_without_a_file_goes_to_stdout(folder: Path) -> None:
    assert call("table", "topics", "--format", "csv").stdout.startswith("kind,benchmark,version")


def test_a_checkout_has_its_own_folder_of_results(folder: Path) -> None:
    (folder / "benchmarks/results").mkdir(parents=True)
    assert "benchmarks/results/bench/topics.jsonl does not exist" in refused("table", "topics")
    assert call("table", "topics", "--results", "results").exit_code == 0


def test_what_is_wrong_is_one_message(folder: Path) -> None:
    assert "Did you mean 'topics'?" in refused("table", "topic")
    assert "Did you mean 'adapted'?" in refused("table", "topics", "--only", "adaptd")
    assert "Did you mean 'wol-Latn'?" in refused("table", "topics", "--language", "wol-Latm")
    assert "must end in .md, .tex, .csv, .html" in refused("table", "topics", "--out", "table.pdf")
    assert "lowres bench run topics" in refused("table", "topics", "--results", "nowhere")


def test_results_of_another_version_are_kept_apart_and_said(folder: Path) -> None:
    old = line(cell(WOLOF), "abab", version=1)
    with (folder / "results/topics.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(f"{old.model_dump_json()}\n")
    assert "1 result of version 1 of this benchmark is kept apart" in call("table", "topics").stdout
    made_up.write(folder / "results/topics.jsonl", old)
    assert "has no result of version 2, only 1 of version 1" in refused("table", "topics")


def test_half_a_line_is_left_out_and_said(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = folder / "results/topics.jsonl"
    path.write_text(path.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    outcome = call("table", "topics")
    assert outcome.exit_code == 0
    assert "not measured" in outcome.stdout
    assert "line 4: was cut in half by a crash" in caplog.text


def test_two_systems_are_compared_as_a_table_and_as_json(folder: Path) -> None:
    assert "mean of 2" in call("compare", "topics:adapted", "topics:unadapted").stdout
    outcome = call("compare", "topics:adapted", "topics:unadapted", "--json")
    found = [json.loads(one) for one in outcome.stdout.splitlines()]
    assert [(one["language"], one["test"]["difference"]) for one in found] == [(WOLOF, 0.5), (HAUSA, 0.0), (None, 0.25)]


def test_two_files_and_two_versions_of_a_system_are_compared(folder: Path) -> None:
    made_up.write(folder / "old/topics.jsonl", line(cell(WOLOF, ADAPTED), "aaaa", version=1))
    outcome = call("compare", "topics:adapted", "old/topics.jsonl@1", "--json")
    [one] = [json.loads(text) for text in outcome.stdout.splitlines()]
    assert (one["baseline"], one["score"], one["baseline_score"]) == ("old/topics.jsonl@1:adapted", 1.0, 0.5)
    assert "only topics:adapted has, so they are left out: hau-Latn" in outcome.stderr


def test_sides_that_cannot_be_compared_are_refused(folder: Path) -> None:
    (folder / "tags.yaml").write_text(DEFINITION.replace("topics", "tags"), encoding="utf-8")
    assert "Did you mean 'adapted'?" in refused("compare", "topics:adaptd", "topics:unadapted")
    assert "are the same" in refused("compare", "topics:adapted", "topics:adapted")
    assert "which system is meant?" in refused("compare", "topics", "topics")
    assert "of two benchmarks" in refused("compare", "topics:adapted", "tags:adapted")
    assert "must be a number" in refused("compare", "topics@one:adapted", "topics:adapted")
    assert "no result of version 7; it has version 2" in refused("compare", "topics@7:adapted", "topics:adapted")
    assert "does not exist" in refused("compare", "topics:adapted", "topics:unadapted", "--results", "nowhere")
