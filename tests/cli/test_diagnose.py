import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lowres.cli.main import app
from lowres.cli.several_values import one_value_an_option
from tests import tiny


@pytest.fixture(scope="module")
def tokenizers(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Folders with tokenizers and no models."""
    folder = tmp_path_factory.mktemp("tokenizers")
    for kind in ("unigram", "wordpiece"):
        tiny.TOKENIZERS[kind]().save_pretrained(folder / kind)
    return [str(folder / "unigram"), str(folder / "wordpiece")]


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "nah.txt"
    path.write_text("la casa\ncatepo\n", encoding="utf-8")  # ▁la ▁casa; ▁ ca te po
    return path


def lowres(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["diagnose", *map(str, arguments)])


def test_a_table_holds_every_text_under_every_tokenizer(text: Path, tokenizers: list[str], tmp_path: Path) -> None:
    other = tmp_path / "taq.txt"
    other.write_text("ⴰⵣⵓⵍ\n", encoding="utf-8")
    outcome = lowres("--text", text, other, "--tokenizer", *tokenizers)
    assert outcome.exit_code == 0
    wanted = [str(text), str(other), "unigram", "wordpiece", "2 lines, 3 words", "2.00", "Script not covered: Tifinagh"]
    assert [part for part in wanted if part not in outcome.stdout] == []


def test_json_has_a_row_for_every_text_under_every_tokenizer(text: Path, tokenizers: list[str]) -> None:
    outcome = lowres("--text", text, "--tokenizer", *tokenizers, "--json")
    assert outcome.exit_code == 0
    found = json.loads(outcome.stdout)
    assert [(row["text"], row["tokenizer"], row["tokens"]) for row in found["rows"]] == [
        (str(text), tokenizers[0], 6),
        (str(text), tokenizers[1], 6),  # la casa; c ##a ##te ##po
    ]
    assert found["rows"][0]["english_cost_is_exact"] is False


def test_a_translation_makes_the_cost_exact(text: Path, tokenizers: list[str], tmp_path: Path) -> None:
    english = tmp_path / "eng.txt"
    english.write_text("el sol\nmar\n", encoding="utf-8")
    outcome = lowres("--text", text, "--tokenizer", tokenizers[0], "--english", english, "--json")
    [row] = json.loads(outcome.stdout)["rows"]
    assert (row["english_cost"], row["english_cost_is_exact"]) == (6 / 3, True)


def test_the_page_is_written_beside_the_table(text: Path, tokenizers: list[str], tmp_path: Path) -> None:
    page = tmp_path / "new" / "page.html"
    outcome = lowres("--text", text, "--tokenizer", tokenizers[0], "--html", page)
    assert outcome.exit_code == 0
    assert "pieces a word" in outcome.stdout
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_hostile_name_and_text_are_shown_and_not_obeyed(tokenizers: list[str], tmp_path: Path) -> None:
    path = tmp_path / "[red]x.txt"
    path.write_text("[bold]ⴰ[/nothing]\x1b[31m\n", encoding="utf-8")
    outcome = lowres("--text", path, "--tokenizer", tokenizers[0])
    assert outcome.exit_code == 0
    assert "[red]x.txt" in outcome.stdout
    assert "[bold]ⴰ[/nothing]\\u001b[31m" in outcome.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\n\n", "nah.txt: holds no text, only empty lines."),
        (b"", "nah.txt: is empty."),
        (b"la\n\xe9\n", "nah.txt: line 2 is not valid UTF-8."),
        (None, "nah.txt: cannot be read: No such file or directory."),
    ],
    ids=["blank", "empty", "latin-1", "absent"],
)
def test_a_text_that_is_none_is_refused_and_nothing_written(
    content: bytes | None, message: str, tokenizers: list[str], tmp_path: Path
) -> None:
    path, page = tmp_path / "nah.txt", tmp_path / "page.html"
    if content is not None:
        path.write_bytes(content)
    outcome = lowres("--text", path, "--tokenizer", tokenizers[0], "--html", page)
    assert outcome.exit_code == 2
    assert message in outcome.stderr
    assert outcome.stdout == ""
    assert not page.exists()


def test_a_page_that_is_a_folder_is_refused_before_the_work(text: Path, tmp_path: Path) -> None:
    outcome = lowres("--text", text, "--tokenizer", "no such tokenizer", "--html", tmp_path)
    assert outcome.exit_code == 2
    assert f"--html {tmp_path}: is a folder" in outcome.stderr


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("no such tokenizer", "is neither an existing folder"),
        ("package:absent_package/a.bin", "absent_package"),
        ("package:nothing", "is not of the form package:NAME/FILE"),
        ("empty", "holds no tokenizer: none of tokenizer.json"),
        ("broken", "its tokenizer cannot be loaded"),
    ],
)
def test_a_tokenizer_that_is_none_is_refused_in_one_line(
    reference: str, message: str, text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "tokenizer.json").write_text("{", encoding="utf-8")
    outcome = lowres("--text", text, "--tokenizer", reference)
    assert outcome.exit_code == 2
    assert message in outcome.stderr
    assert len(outcome.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("--text a b --json", "--text a --text b --json"),
        ("--text a --text b c", "--text a --text b --text c"),
        ("--tokenizer x y --text a", "--tokenizer x --tokenizer y --text a"),
        ("--html page stray", "--html page stray"),
        ("--text=a b", "--text=a b"),
        ("stray --text a", "stray --text a"),
    ],
)
def test_an_option_of_several_values_takes_all_up_to_the_next_option(given: str, meant: str) -> None:
    assert one_value_an_option(given.split()) == meant.split()


@pytest.mark.parametrize("arguments", [["--text", "a"], ["--tokenizer", "x"], ["--text", "--tokenizer", "x"]])
def test_a_call_without_text_or_tokenizer_is_wrong(arguments: list[str]) -> None:
    outcome = lowres(*arguments)
    assert outcome.exit_code == 2
    assert outcome.stdout == ""
