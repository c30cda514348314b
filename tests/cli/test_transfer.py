import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lowres.cli.main import app
from lowres.data.examples import TaggedSentence
from lowres.data.labelled.prepare import prepare_task
from lowres.data.labelled.task_recipe import TaskRecipe
from lowres.errors import CorpusError
from tests import tiny, tiny_task


def call(folder: Path, *arguments: str) -> Result:
    """`lowres transfer` in a folder with a tiny model."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(app, ["transfer", *arguments])
    finally:
        os.chdir(before)


USUAL = ("--language", "nah-Latn", "--model", "tiny", "--out", "out", "-q")


def spoilt(change: Callable[[str], str]) -> Callable[[Path], None]:
    def write(folder: Path) -> None:
        path = tiny_task.texts(folder / "mine.tsv")
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    return write


def one_class(folder: Path) -> None:
    lines = "".join(f"el casa {number}\tthing\n" for number in range(9))
    (folder / "mine.tsv").write_text(f"text\tlabel\n{lines}", encoding="utf-8")


def misspelt_test(folder: Path) -> None:
    tiny_task.texts(folder / "mine.tsv")
    (folder / "test.tsv").write_text("text\tlabel\tdialect\nuno\tthing\tx\ndos\tligth\tx\n", encoding="utf-8")


def shared_ids(folder: Path) -> None:
    (folder / "mine.tsv").write_text("id\ttext\tlabel\n1\tel\ta\n1\tla\tb\n2\tde\ta\n", encoding="utf-8")


def unequal(folder: Path) -> None:
    lines = '{"tokens": ["el", "casa"], "tags": ["O"]}\n'
    (folder / "mine.jsonl").write_text(lines, encoding="utf-8")


FAULTS: list[tuple[str, Callable[[Path], None], tuple[str, ...], str]] = [
    ("no_file", lambda folder: None, ("mine.tsv",), "mine.tsv: there is no such file. Check the path."),
    ("no_test_file", spoilt(str), ("mine.tsv", "--test", "absent.tsv"), "absent.tsv: there is no such file."),
    ("no_label_column", spoilt(lambda text: text.replace("label", "cost", 1)), ("mine.tsv",), "no column"),
    ("one_class", one_class, ("mine.tsv",), "every example has the label 'thing'"),
    ("misspelt_test", misspelt_test, ("mine.tsv", "--test", "test.tsv"), "Did you mean 'light'?"),
    ("shared_ids", shared_ids, ("mine.tsv",), "the id '1' stands in lines 2, 3"),
    ("unequal", unequal, ("mine.jsonl", "--task", "tagging"), "line 1"),
    ("no_group", spoilt(str), ("mine.tsv", "--group", "dialcet"), "Did you mean 'dialect'?"),
    ("no_learner", spoilt(str), ("mine.tsv", "--learner", "frozen_prob"), "Did you mean 'frozen_probe'?"),
    ("bad_shots", spoilt(str), ("mine.tsv", "--shots", "some"), "--shots is 'some'"),
    ("bad_source", spoilt(str), ("mine.tsv", "--source", "english.tsv"), "must look like eng-Latn=english.tsv"),
    ("zero_alone", spoilt(str), ("mine.tsv", "--shots", "0"), "without a source language"),
    ("bad_language", spoilt(str), ("mine.tsv", "--language", "nahuatl"), "must be a three-letter language code"),
    ("bad_model", spoilt(str), ("mine.tsv", "--model", "../absent"), "'../absent' is neither"),
    (
        "wrong_kind",
        lambda folder: None if tiny_task.sentences(folder / "mine.conll") else None,
        ("mine.conll", "--learner", "contrastive_few_shot"),
        "learner.method is 'contrastive_few_shot', which cannot learn tagging",
    ),
]


@pytest.mark.parametrize(("write", "arguments", "message"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS])
def test_bad_input_is_one_message_and_exit_2(
    write: Callable[[Path], None], arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    write(tmp_path)
    tiny.model_folder(tmp_path)
    outcome = call(tmp_path, *USUAL, *arguments)
    assert outcome.exit_code == 2, outcome.stderr
    assert message in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_a_file_of_labelled_lines_becomes_a_model(tmp_path: Path) -> None:
    tiny.model_folder(tmp_path)
    tiny_task.texts(tmp_path / "mine.tsv")
    outcome = call(tmp_path, "mine.tsv", *USUAL)
    assert outcome.exit_code == 0, outcome.stderr
    assert "12 of 60 examples, 20% of each class, were held out for the test" in outcome.stderr
    for told in ("mine_all_shots", "the majority label alone has 0.333", "report: out/report.html", "model: out/model"):
        assert told in outcome.stdout
    said = CliRunner().invoke(app, ["predict", str(tmp_path / "out"), "--json", "la sol no"])
    assert json.loads(said.stdout)["label"] in ("thing", "light")


def test_shots_are_drawn_and_written_and_taken_by_a_recipe(tmp_path: Path) -> None:
    file, out = tiny_task.texts(tmp_path / "mine.tsv"), tmp_path / "shots.json"
    told = ["shots", str(file), "--language", "nah-Latn", "--shots", "2", "--shots", "40", "--out", str(out)]
    outcome = CliRunner().invoke(app, told)
    assert outcome.exit_code == 0, outcome.stderr
    assert "thing: 30 of 40 shots" in " ".join(outcome.stdout.split())
    assert len(json.loads(out.read_text(encoding="utf-8"))["sets"]) == 6
    assert CliRunner().invoke(app, told).exit_code == 2  # is not overwritten
    recipe = TaskRecipe(train=file, test=tiny_task.texts(tmp_path / "test.tsv", 1), shot_file=out, shots=[2])
    drawn = json.loads(out.read_text(encoding="utf-8"))["sets"]
    taken = prepare_task(recipe, "nah-Latn", 17, tmp_path).shot_sets.sets
    assert [list(one.ids) for one in taken] == [one["ids"] for one in drawn if one["shots"] == 2]
    with pytest.raises(CorpusError, match="holds no sets of 4 shots"):
        prepare_task(recipe.model_copy(update={"shots": [4]}), "nah-Latn", 17, tmp_path)


def test_what_is_mended_or_left_out_is_told(tmp_path: Path) -> None:
    tiny.model_folder(tmp_path)
    train = tiny_task.texts(tmp_path / "mine.tsv").read_text(encoding="utf-8").splitlines()
    test = tiny_task.texts(tmp_path / "test.tsv", 1).read_text(encoding="utf-8")
    (tmp_path / "test.tsv").write_text(f"{test}{train[1]}\n", encoding="utf-8")
    outcome = call(tmp_path, "mine.tsv", *USUAL, "--test", "test.tsv", "--shots", "40")
    assert outcome.exit_code == 0, outcome.stderr
    assert "1 training examples hold text of the test set and are left out: mine:nah-Latn:train:2." in outcome.stderr
    assert "40 shots of seed 1: thing: 29 of 40 shots, for there are no more" in outcome.stderr


def test_tags_that_do_not_follow_bio_are_mended_and_counted_or_refused(tmp_path: Path) -> None:
    file = tiny_task.sentences(tmp_path / "mine.conll")
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace("B-THING", "I-THING"), encoding="utf-8")
    recipe = TaskRecipe(train=file)
    found = prepare_task(recipe, "nah-Latn", 17, tmp_path)
    assert "mine.conll: the tags of 30 sentences did not follow BIO and were mended." in found.notes
    assert not any(tag == "I-THING" for one in found.pool if isinstance(one, TaggedSentence) for tag in one.tags)
    with pytest.raises(CorpusError, match="the tags of 30 sentences do not follow BIO"):
        prepare_task(recipe.model_copy(update={"strict": True}), "nah-Latn", 17, tmp_path)


def test_a_comparison_of_what_is_no_run_is_refused(tmp_path: Path) -> None:
    outcome = CliRunner().invoke(app, ["compare", str(tmp_path), str(tmp_path)])
    assert outcome.exit_code == 2
    assert "holds no predictions of a task" in outcome.stderr
