import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from lowres.cli.main import app
from tests import tiny_task

SENTENCES = "Ana B-PER\nlọ O\nsí O\nọjà O\n\nAda B-PER\nń O\nṣiṣẹ́ O\n\n"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["augment", *map(str, arguments), "-q"])


def test_before_and_after_stand_under_each_other_with_the_change_marked(tmp_path: Path) -> None:
    path = tmp_path / "names.conll"
    path.write_text(SENTENCES, encoding="utf-8")
    result = call(path, "--method", "word_swap", "--rate", 1, "--show", 1)
    assert result.exit_code == 0
    before, after = (line for line in result.stdout.splitlines() if line.startswith(("  before", "  after")))
    assert before.startswith(("  before  Ana/B-PER ", "  before  Ada/B-PER "))
    assert before.count("[") == after.count("[") == 1
    assert before != after
    assert "word_swap" in result.stdout.splitlines()[-2]


def test_old_and_new_examples_are_written_in_the_layout_of_the_file(tmp_path: Path) -> None:
    path, out = tiny_task.texts(tmp_path / "mine.tsv"), tmp_path / "more.tsv"
    result = call(path, "--method", "word_swap", "--rate", 1, "--show", 0, "--out", out)
    assert result.exit_code == 0, result.stderr
    old, new = path.read_text(encoding="utf-8"), out.read_text(encoding="utf-8")
    assert new.startswith(old)
    assert len(new.splitlines()) > len(old.splitlines())
    assert all(line.count("\t") == 2 for line in new.splitlines())
    assert f"{len(old.splitlines()) - 1} old" in result.stderr


def test_what_comes_close_to_a_test_is_dropped_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    long = "ndox mi dafa tàng lool tey te kenn mënul naan ko ci suba ba guddi"
    path.write_text(f"text\tlabel\n{long}\tx\n{long} jamm\ty\n", encoding="utf-8")
    arguments = (path, "--method", "word_swap", "--test", path, "--json", "--rate", 0.15, "--copies", 3, "--show", 0)
    dropped = json.loads(call(*arguments, "--filter", "near_test").stdout)["methods"]["word_swap"]["dropped"]
    assert dropped["near_test"] > 0
    assert json.loads(call(*arguments, "--filter", "foreign_script").stdout)["methods"]["word_swap"]["dropped"] == {}


def test_the_same_seed_shows_the_same_and_options_reach_the_method(tmp_path: Path) -> None:
    path = tiny_task.texts(tmp_path / "mine.tsv")
    arguments = (path, "--method", "{method: word_swap, rate: 1}", "--method", "word_deletion", "--json", "--seed", 3)
    first = call(*arguments)
    assert first.exit_code == 0, first.stderr
    assert call(*arguments).stdout == first.stdout
    assert set(json.loads(first.stdout)["methods"]) == {"word_swap", "word_deletion"}
    shown = json.loads(call(path, "--method", "word_swap", "--rate", 1, "--json", "--show", 2).stdout)["shown"]
    assert len(shown) == 2
    assert all("[" in one["marked"][0] for one in shown)


def lexicon(folder: Path, text: str) -> Path:
    path = folder / "words.tsv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--method", "word_swop"), "Did you mean 'word_swap'?"),
        (("--method", "word_swap", "--rate", "1.5"), "augmenters.1.rate is 1.5"),
        (("--method", "word_swap", "--rate", "-0.1"), "augmenters.1.rate is -0.1"),
        (("--method", "word_swap", "--lexicon", "x.tsv"), "--lexicon is no parameter of word_swap"),
        (("--method", "word_swap", "--copies", "0"), "copies is 0.0, but must be more than 0"),
        (("--method", "word_swap", "--rate", "0"), "no new example came of all methods"),
        (("--method", "word_swap", "--test", "absent.tsv"), "absent.tsv: does not exist"),
        (("--method", "word_swap", "--unlabelled", "absent.txt"), "absent.txt: there is no such file"),
        (("--method", "word_swap", "--filter", "identcal"), "Did you mean 'identical'?"),
        (("--method", "word_swap", "--out", "more.csv"), "more.csv must end in .tsv as mine.tsv does"),
        (("--method", "code_switch"), "augmenters.1.lexicon"),
        (("--method", "code_switch", "--lexicon", "absent.tsv"), "absent.tsv"),
        (("--method", "entity_swap"), "entity_swap goes by the tags of words, but no sentence has tags"),
        (("--method", "contextual"), "contextual has no model"),
        (("--method", "{method: nlpaug, augmenter: wrd.RandomWordAug}"), "augmenters.1.augmenter"),
        (("--method", "back_translation"), "augmenters.1.there"),
    ],
)
def test_what_is_wrong_is_told_in_one_message(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    result = call(tiny_task.texts(tmp_path / "mine.tsv"), *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "words.tsv: is empty"),
        ("# none\n", "holds no word"),
        ("ndox\twater\n", "It seems to be of another language"),
        ("uno\tsol\n", "reverse: true"),
    ],
)
def test_an_empty_lexicon_and_one_of_another_language_are_told(content: str, told: str, tmp_path: Path) -> None:
    path = tiny_task.texts(tmp_path / "mine.tsv")
    result = call(path, "--method", "code_switch", "--lexicon", lexicon(tmp_path, content))
    assert result.exit_code == 2
    assert told in result.stderr


def test_a_missing_extra_a_missing_file_and_tags_of_another_length_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lowres.pipeline.augment.installed_version", lambda package: None)
    path = tiny_task.texts(tmp_path / "mine.tsv")
    result = call(path, "--method", "{method: nlpaug, augmenter: word.RandomWordAug}")
    assert (result.exit_code, "pip install 'lowres[nlpaug]'" in result.stderr) == (2, True)
    result = call(tmp_path / "absent.tsv", "--method", "word_swap")
    assert (result.exit_code, "there is no such file" in result.stderr) == (2, True)
    (tmp_path / "tags.jsonl").write_text('{"tokens": ["el", "casa"], "tags": ["O"]}\n', encoding="utf-8")
    result = call(tmp_path / "tags.jsonl", "--method", "word_swap", "--task", "tagging")
    assert (result.exit_code, "2 tokens but 1 tags" in result.stderr) == (2, True)


def test_a_method_that_needs_spaces_is_refused_where_there_are_none(tmp_path: Path) -> None:
    path = tmp_path / "khmer.tsv"
    path.write_text("text\tlabel\nក្រុមការងារ\tx\nទៅសាលារៀន\ty\n", encoding="utf-8")
    result = call(path, "--method", "word_swap")
    assert (result.exit_code, "word_swap needs spaces between words" in result.stderr) == (2, True)


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    path = tiny_task.texts(tmp_path / "mine.tsv")
    before = path.read_bytes()
    result = call(path, "--method", "word_swap", "--out", path)
    assert (result.exit_code, "is not overwritten" in result.stderr) == (2, True)
    assert path.read_bytes() == before
