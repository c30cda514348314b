from pathlib import Path

import pytest

from lowres.errors import CorpusError
from lowres.tasks.diagnosis import text_lines as module
from lowres.tasks.diagnosis.text_lines import TextLine, text_lines


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_lines_stand_beside_their_translations(tmp_path: Path) -> None:
    text, english = write(tmp_path, "nah", b"calli\n\natl"), write(tmp_path, "eng", b"house\r\n-\r\nwater\r\n")
    wanted = [TextLine("calli", "house"), TextLine("", "-"), TextLine("atl", "water")]
    assert list(text_lines(text, english)) == wanted


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"text: is empty\."),
        (b"\n \n", r"text: holds no text, only empty lines\."),
        (b"ce\n\xff\n", r"text: line 2 is not valid UTF-8\. Save the text as UTF-8\."),
        ("ce".encode("utf-16"), r"text: is in UTF-16"),
        (b"c\0e\0", r"text: line 1 holds a NUL byte"),
        (b"ce\n" + b"x" * 50, r"text: line 2 has more than 20 characters\."),
    ],
    ids=["empty", "blank", "latin-1", "utf-16", "nul", "one endless line"],
)
def test_what_is_no_text_is_refused_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, message: str
) -> None:
    monkeypatch.setattr(module, "LONGEST_LINE_CHARACTERS", 20)
    with pytest.raises(CorpusError, match=message):
        list(text_lines(write(tmp_path, "text", content)))


@pytest.mark.parametrize(("text", "english", "shorter"), [(b"a\nb\n", b"a\n", "eng"), (b"a\n", b"a\nb\n", "nah")])
def test_files_of_different_length_are_refused(tmp_path: Path, text: bytes, english: bytes, shorter: str) -> None:
    files = write(tmp_path, "nah", text), write(tmp_path, "eng", english)
    with pytest.raises(CorpusError, match=f"{shorter}: ends after line 1, but .* goes on"):
        list(text_lines(*files))
