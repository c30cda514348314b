import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lowres.cli.main import app
from tests import tiny, tiny_task
from tests.selection.two_sided import two_sided_folder


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOWRES_CACHE", str(tmp_path / "cache"))


def call(folder: Path, *arguments: str) -> Result:
    """`lowres rank models` in a folder."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(app, ["rank", "models", *arguments])
    finally:
        os.chdir(before)


def prepare(folder: Path) -> None:
    tiny.model_folder(folder)
    two_sided_folder(folder)
    tiny_task.texts(folder / "mine.tsv")
    (folder / "text.txt").write_text("el sol\nla casa\n" * 5, encoding="utf-8")


USUAL = ("--language", "nah-Latn", "--model", "tiny", "-q")


def test_two_models_are_ranked_on_labels_with_intervals_and_reasons(tmp_path: Path) -> None:
    prepare(tmp_path)
    outcome = call(tmp_path, *USUAL, "--model", "two_sided", "--labelled", "mine.tsv", "--most-unknown", "1")
    assert outcome.exit_code == 0, outcome.stderr
    assert "For nah-Latn, by h_score on 60 labelled examples." in outcome.stdout
    assert "tiny: H-score " in outcome.stdout
    assert "95 % interval" in outcome.stdout


def test_few_labels_and_long_texts_are_told(tmp_path: Path) -> None:
    prepare(tmp_path)
    lines = [f"sol {'mar ' * (100 if number < 2 else 1)}\t{'ab'[number % 2]}\n" for number in range(12)]
    (tmp_path / "few.tsv").write_text("text\tlabel\n" + "".join(dict.fromkeys(lines)), encoding="utf-8")
    outcome = call(tmp_path, *USUAL, "--labelled", "few.tsv")
    assert outcome.exit_code == 0, outcome.stderr
    assert "the H-score of so few says little" in outcome.stderr
    assert "were read in windows: tiny 2" in outcome.stderr


def test_json_is_a_model_a_line(tmp_path: Path) -> None:
    prepare(tmp_path)
    outcome = call(
        tmp_path, *USUAL, "--model", "absent/model", "--labelled", "mine.tsv", "--scorer", "neighbours", "--json"
    )
    assert outcome.exit_code == 0, outcome.stderr
    first, second = (json.loads(line) for line in outcome.stdout.splitlines())
    assert (first["model"], first["place"]["value"], len(first["layers"])) == ("tiny", 1.0, 2)
    assert second["place"] is None
    assert "cannot be had" in second["refused"]


def test_text_alone_ranks_by_spelling(tmp_path: Path) -> None:
    prepare(tmp_path)
    outcome = call(tmp_path, *USUAL, "--text", "text.txt")
    assert outcome.exit_code == 0, outcome.stderr
    assert "For nah-Latn, by fertility on 10 lines." in outcome.stdout


def test_a_scorer_takes_parameters(tmp_path: Path) -> None:
    prepare(tmp_path)
    outcome = call(tmp_path, *USUAL, "--labelled", "mine.tsv", "--scorer", "{method: neighbours, neighbours: 9}")
    assert outcome.exit_code == 0, outcome.stderr
    assert "the 9 nearest neighbours tell" in outcome.stdout.lower()


def test_text_that_may_be_another_language_is_told_and_ranked(tmp_path: Path) -> None:
    prepare(tmp_path)
    line = "The wind was cold and the people of the town stayed in their houses, which is what they do with the door.\n"
    (tmp_path / "text.txt").write_text(line * 5, encoding="utf-8")
    outcome = call(tmp_path, *USUAL, "--text", "text.txt", "--least-coverage", "0", "--most-unknown", "1")
    assert outcome.exit_code == 0, outcome.stderr
    assert "may be English (eng-Latn)" in outcome.stderr


def test_the_catalogue_is_listed() -> None:
    outcome = CliRunner().invoke(app, ["rank", "models", "--catalogue", "--json"])
    assert outcome.exit_code == 0, outcome.stderr
    rows = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert "FacebookAI/xlm-roberta-base" in [row["id"] for row in rows]
    assert "xlm-roberta-base" in CliRunner().invoke(app, ["rank", "models", "--catalogue"]).stdout


def test_all_models_of_the_catalogue_are_ranked_by_facts(tmp_path: Path) -> None:
    outcome = call(tmp_path, "--language", "wol-Latn", "--by-facts", "--json")
    assert outcome.exit_code == 0, outcome.stderr
    rows = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert len(rows) >= 22
    assert "was trained on Wolof" in rows[0]["reason"]


def english_as_amharic(folder: Path) -> None:
    prepare(folder)


def one_class(folder: Path) -> None:
    prepare(folder)
    (folder / "mine.tsv").write_text("text\tlabel\n" + "".join(f"el casa {n}\tthing\n" for n in range(9)), "utf-8")


def all_outside(folder: Path) -> None:
    prepare(folder)
    (folder / "mine.conll").write_text("el O\nsol O\n\nla O\ncasa O\n", "utf-8")


FAULTS: list[tuple[str, Callable[[Path], None], tuple[str, ...], str]] = [
    ("code", prepare, ("--language", "wlf-Latn", "--text", "text.txt"), "Did you mean 'wol-Latn'?"),
    ("form", prepare, ("--language", "wolof", "--text", "text.txt"), "must be a three-letter code and a script"),
    ("script", prepare, ("--language", "amh-Ethi", "--text", "text.txt"), "100% of the text's letters are Latin"),
    ("one_class", one_class, ("--labelled", "mine.tsv"), "every example has the label 'thing'"),
    ("one_tag", all_outside, ("--labelled", "mine.conll"), "have only 'O'"),
    ("memory", prepare, ("--text", "text.txt", "--memory-gb", "0.001", "--model", "xlm-roberta-base"), "needs 4.4 GB"),
    ("no_memory_fits", prepare, ("--text", "text.txt", "--commercial"), "commercial use may not be allowed"),
    ("no_text", prepare, (), "there is no text to rank models on"),
    ("no_file", prepare, ("--text", "absent.txt"), "there is no such file. Check the path."),
    ("scorer", prepare, ("--labelled", "mine.tsv", "--scorer", "h_scor"), "Did you mean 'h_score'?"),
    ("no_labels", prepare, ("--text", "text.txt", "--scorer", "h_score"), "h_score needs labelled examples"),
    ("set", prepare, ("--corpus", "sib200"), "needs both its name (corpus) and where its files lie (folder)"),
    ("both", prepare, ("--corpus", "sib200", "--folder", ".", "--labelled", "mine.tsv"), "not from both"),
]


@pytest.mark.parametrize(("write", "arguments", "message"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_bad_input_is_one_message_and_exit_2(
    write: Callable[[Path], None], arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    write(tmp_path)
    given = arguments if "--language" in arguments else ("--language", "nah-Latn", *arguments)
    models = () if message == "needs 4.4 GB" else ("--model", "tiny")
    outcome = call(tmp_path, *models, "-q", *given)
    assert outcome.exit_code == 2, outcome.stderr
    assert message in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_hub_name_offline_is_one_message_with_what_to_do(tmp_path: Path) -> None:
    prepare(tmp_path)
    outcome = call(tmp_path, "--language", "nah-Latn", "--model", "xlm-roberta-base", "--text", "text.txt", "-q")
    assert outcome.exit_code == 2
    assert "no candidate model can be loaded. xlm-roberta-base: 'xlm-roberta-base' cannot be had" in outcome.stderr
    assert "copy the model's folder here" in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1


def test_no_model_named_says_what_to_name(tmp_path: Path) -> None:
    prepare(tmp_path)
    assert "no model is named" in call(tmp_path, "--language", "nah-Latn", "--text", "text.txt").stderr
    assert "--language is missing" in call(tmp_path, "--model", "tiny").stderr


def test_no_model_of_the_catalogue_in_so_little_memory(tmp_path: Path) -> None:
    outcome = call(tmp_path, "--language", "wol-Latn", "--by-facts", "--memory-gb", "0.01")
    assert outcome.exit_code == 2
    assert "no model of the catalogue is within the limits" in outcome.stderr
