from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowres.cli.main import app
from lowres.cli.predict import lines_of
from lowres.errors import UserError


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
