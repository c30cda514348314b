from pathlib import Path
from typing import Any

import pytest
import yaml

from lowres.data.corpus import find_corpus, load_corpus
from lowres.data.labelled.definition import find_labelled, load_labelled, shipped_labelled
from lowres.errors import CorpusError, RecipeError, UserError
from tests.data import sound as text_corpora
from tests.data.labelled import sound


def described(folder: Path, **changes: Any) -> Path:
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(sound.TOPICS | changes), encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(shipped_labelled().glob("*.yaml")), ids=lambda path: path.stem)
def test_every_shipped_description_loads_under_its_own_name(path: Path) -> None:
    assert find_labelled(path.stem, Path()).name == path.stem


def test_an_unknown_set_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(UserError, match=r"is 'sib20', .* Did you mean 'sib200'\?"):
        find_labelled("sib20", Path())


def test_every_fault_is_in_one_report(tmp_path: Path) -> None:
    path = described(
        tmp_path,
        sumary="x",
        task={"kind": "clasification", "labels": ["a", "b"]},
        reader={"format": "delimitted"},
        languages={"wolof": {"code": "wo", "splits": {"train": 0}}},
    )
    with pytest.raises(RecipeError) as caught:
        load_labelled(path)
    message = str(caught.value)
    for words in (
        "sumary is not a known key",
        "'classification'?",
        "'delimited'?",
        "three-letter",
        "splits.train is 0",
    ):
        assert words in message


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reader": {"format": "conll"}}, "reader that fits its task, but this one reads tagging"),
        ({"languages": {"wol-Latn": {"code": "wo", "splits": {"trian": 1}}}}, "Did you mean 'train'"),
        ({"files": {"train": "../secret", "test": "b"}}, "path inside the folder"),
        ({"files": {"train": "{lang}/a", "test": "b"}}, "no other braces"),
        ({"languages": {"wol-Latn": {"code": "/etc", "splits": {"train": 1}}}}, "path inside the folder"),
        ({"task": {"kind": "classification", "labels": ["a", "a"]}}, "stand twice: a"),
        ({"task": {"kind": "classification", "labels": ["a"]}}, "at least 2"),
        ({"kind": "labeled"}, "Did you mean 'labelled'"),
    ],
)
def test_parts_that_contradict_each_other_are_refused(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(RecipeError, match=words):
        load_labelled(described(tmp_path, **changes))


def test_text_and_labelled_examples_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"describes labelled examples \(kind: labelled\)"):
        load_corpus(described(tmp_path))
    other = tmp_path / "text.yaml"
    other.write_text(yaml.safe_dump(text_corpora.RECIPE), encoding="utf-8")
    with pytest.raises(UserError, match="describes text, but must describe labelled examples"):
        load_labelled(other)
    with pytest.raises(UserError, match="is 'sib200', but must be one of: axolotl"):
        find_corpus("sib200", Path())


def test_files_are_named_by_the_sets_own_code() -> None:
    corpus = sound.corpus()
    assert corpus.file_of("wol-Latn", "train") == "wo/train.tsv"
    with pytest.raises(CorpusError, match=r"no language 'wal-Latn'; it has wol-Latn\. Did you mean 'wol-Latn'\?"):
        corpus.file_of("wal-Latn", "train")
    with pytest.raises(
        CorpusError, match=r"no split 'tst' for wol-Latn, but one of: train, test\. Did you mean 'test'"
    ):
        corpus.file_of("wol-Latn", "tst")


def test_the_answers_of_spans_are_tags_and_of_words_the_labels() -> None:
    assert sound.names().task.answers == ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]
    words = sound.names(task={"kind": "tagging", "tags": "words", "labels": ["NOUN", "X"]})
    assert words.task.answers == ["NOUN", "X"]
    assert sound.corpus().task.answers == ["health", "sports"]
