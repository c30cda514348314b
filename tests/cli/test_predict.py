import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowres.cli.main import app
from lowres.cli.predict import lines_of
from lowres.errors import UserError
from lowres.models.pretrained import save_pretrained
from lowres.models.sentences import encode
from lowres.transfer.learners.frozen_probe import FrozenProbe, Labelled
from lowres.vocabulary.romanisation.romanisation import Romanisation
from lowres.vocabulary.romanise import romanise
from tests import tiny


def test_a_file_gives_a_text_a_line_without_the_empty_ones(tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_bytes("\ufeffce\r\n\r\n  ome \u2028yei\n".encode())
    assert lines_of([], file) == ["ce", "ome \u2028yei"]


def test_a_line_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "texts.txt"
    file.write_bytes(b"ce\n\xff\n")
    with pytest.raises(UserError, match=r"texts\.txt: line 2 is not valid UTF-8"):
        lines_of([], file)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "There is no text to label."),
        (["  "], "There is no text to label."),
        (["ce", "--file", "texts.txt"], "give one of them"),
        (["--file", "absent.txt"], "absent.txt: cannot be read: No such file or directory."),
    ],
    ids=["nothing", "blanks", "both", "absent"],
)
def test_a_call_without_text_is_refused_before_any_work(arguments: list[str], message: str) -> None:
    outcome = CliRunner().invoke(app, ["predict", "no-such-run", *arguments], input="")
    assert outcome.exit_code == 2
    assert message in outcome.stderr


def test_a_romanised_model_labels_its_own_script_as_it_labels_the_latin_letters(tmp_path: Path) -> None:
    rules = {"ⵍ": "l", "ⴰ": "a", "ⵎ": "m", "ⵔ": "r"}
    by_hand = Romanisation(replacements=(), rules=rules, units={}, neighbours={}, agreement=1, restored=1)
    latin, own_script = ["la la", "mar la", "mar"], ["ⵍⴰ ⵍⴰ", "ⵎⴰⵔ ⵍⴰ", "ⵎⴰⵔ"]
    adapted = romanise(tiny.pretrained(), by_hand).pretrained
    vectors = Labelled(encode(adapted, latin), ["la", "la", "mar"], "taq")
    save_pretrained(adapted, tmp_path / "model")
    FrozenProbe(centre_languages=False).fit([vectors], {}).save(tmp_path / "model", "taq")
    found = [CliRunner().invoke(app, ["predict", str(tmp_path), "--json", *texts]) for texts in (latin, own_script)]
    rows = [[json.loads(line) for line in outcome.stdout.splitlines()] for outcome in found]
    assert [row["label"] for row in rows[1]] == ["la", "la", "mar"]
    assert [row["probability"] for row in rows[1]] == [row["probability"] for row in rows[0]]
