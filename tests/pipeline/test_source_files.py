from pathlib import Path

import pytest

from lowres.errors import CorpusError, UserError
from lowres.pipeline.source_files import SourceFiles, gather
from tests import tiny_task

TARGET = "nah-Latn"


def text(folder: Path, *lines: str) -> Path:
    path = folder / "nahuatl.txt"
    path.write_text("".join(f"{line}\n" for line in lines or ("in atl", "", "in calli", "in atl")), encoding="utf-8")
    return path


def files(where: Path, **changes: object) -> SourceFiles:
    given = {"sources": {"spa-Latn": tiny_task.texts(where / "spanish.tsv")}, **changes}
    return SourceFiles(**{"text": text(where), **given} if "text" not in given else given)  # type: ignore[arg-type]


def test_lines_of_text_are_taken_once_and_own_files_are_read(tmp_path: Path) -> None:
    found = gather(TARGET, files(tmp_path))
    assert found.kind == "classification"
    assert [one.text for one in found.target.examples if hasattr(one, "text")] == ["in atl", "in calli"]
    assert [(one.language, one.size) for one in found.sources] == [("spa-Latn", 60)]


def test_where_words_are_tagged_text_is_split_at_spaces(tmp_path: Path) -> None:
    found = gather(TARGET, files(tmp_path, sources={"spa-Latn": tiny_task.sentences(tmp_path / "spanish.conll")}))
    assert found.kind == "tagging"
    assert [one.tokens for one in found.target.examples if hasattr(one, "tokens")][0] == ("in", "atl")


def test_of_a_published_set_the_training_sentences_of_the_target_are_its_text(shared: Path) -> None:
    chosen = SourceFiles(corpus="sib200", folder=shared / "data" / "sib200", languages=["eng-Latn", "hau-Latn"])
    found = gather("wol-Latn", chosen)
    assert len(found.target.examples) == 701
    assert {one.id.split(":")[2] for one in found.target.examples} == {"train"}
    assert [one.language for one in found.sources] == ["eng-Latn", "hau-Latn"]


FAULTS: list[tuple[str, dict[str, object], str]] = [
    ("no_source", {"sources": {}}, "there is no source language. Give --source"),
    ("no_text", {"text": None}, f"there is no text of {TARGET}. Give --text FILE"),
    ("no_such_text", {"text": "absent.txt"}, "absent.txt: does not exist. Check --text."),
    ("a_source_without_file", {"languages": ["spa-Latn"]}, "the source spa-Latn has no file."),
    ("a_set_without_folder", {"corpus": "sib200"}, "--corpus and --folder must be given together"),
    ("no_such_set", {"corpus": "sib20", "folder": "."}, "sib200"),
    ("a_language_the_set_lacks", {"corpus": "sib200", "folder": ".", "languages": ["wal-Latn"]}, "'wol-Latn'?"),
]


@pytest.mark.parametrize(("given", "told"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_what_is_missing_is_told(given: dict[str, object], told: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        gather(TARGET, files(tmp_path, **given))
    assert told in str(refused.value)


@pytest.mark.parametrize(("wrong", "nearest"), [("wo-Latn", "wol-Latn"), ("swahili", ""), ("wol_Latn", "wol-Latn")])
def test_what_is_no_language_is_told_with_the_nearest(wrong: str, nearest: str, tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        gather(wrong, files(tmp_path))
    assert f"'{wrong}' is no language: it must be a three-letter code and a script" in str(refused.value)
    assert nearest in str(refused.value)


def test_the_target_is_no_source(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="spa-Latn is the target, and cannot be a source too"):
        gather("spa-Latn", files(tmp_path))


def test_text_of_another_script_than_named_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nahuatl.txt is named nah-Latn, but 100% of its letters are Cyrillic"):
        gather(TARGET, files(tmp_path, text=text(tmp_path, "вода", "дом")))


def test_examples_of_another_script_than_named_are_refused(tmp_path: Path) -> None:
    (tmp_path / "russian.tsv").write_text("text\tlabel\nвода\ta\nдом\tb\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"russian.tsv is named rus-Latn.*rus-Cyrl"):
        gather(TARGET, files(tmp_path, sources={"rus-Latn": tmp_path / "russian.tsv"}))


def test_a_file_of_one_class_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "one.tsv").write_text("text\tlabel\nagua\ta\ncasa\ta\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"one.tsv: every example has the label 'a'"):
        gather(TARGET, files(tmp_path, sources={"spa-Latn": tmp_path / "one.tsv"}))


def test_text_of_empty_lines_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no text, only empty lines"):
        gather(TARGET, files(tmp_path, text=text(tmp_path, "", " ")))


def test_a_text_that_is_no_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "latin1.txt").write_bytes(b"ni\xf1o\n")
    with pytest.raises(UserError, match=r"latin1.txt: line 1 is not valid UTF-8"):
        gather(TARGET, files(tmp_path, text=tmp_path / "latin1.txt"))
