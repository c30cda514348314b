from pathlib import Path

import pytest

from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence
from lowres.data.labelled.read import LabelledSplit, read_split
from lowres.errors import CorpusError
from tests.data.labelled import sound


def read(folder: Path, text: str, split: str = "test", *, strict: bool = False) -> LabelledSplit:
    sound.written(folder, text, split)
    return read_split(sound.corpus(), folder, "wol-Latn", split, strict=strict)


def test_examples_have_ids_of_their_set_language_split_and_line(tmp_path: Path) -> None:
    found = read(tmp_path, "Dafa  wer\tsports\n\nWér\thealth\n")
    assert found.examples == (
        LabelledText("topics:wol-Latn:test:1", "Dafa wer", "sports"),
        LabelledText("topics:wol-Latn:test:3", "Wér", "health"),
    )
    assert (found.kind, found.language, found.split) == ("classification", "wol-Latn", "test")
    assert found.report.repaired == {"white_space": 1}
    assert found.report.reasons == {"blank_line": 1}


def test_pairs_keep_their_own_ids(tmp_path: Path) -> None:
    columns = {"first": 0, "second": 1, "label": 2, "id": 3}
    sound.written(tmp_path, "a\tb\tyes\t17\n")
    corpus = sound.corpus(
        task={"kind": "pair_classification", "labels": ["no", "yes"]},
        reader={"format": "delimited", "delimiter": "\t", "columns": columns},
    )
    found = read_split(corpus, tmp_path, "wol-Latn", "train")
    assert found.examples == (LabelledPair("topics:wol-Latn:train:17", "a", "b", "yes"),)


def test_a_missing_file_is_answered_with_what_lies_beside_it(tmp_path: Path) -> None:
    sound.written(tmp_path, "a\tsports\n", "tests")
    with pytest.raises(CorpusError, match=r"test\.tsv: does not exist\. Did you mean 'tests\.tsv'\?"):
        read_split(sound.corpus(), tmp_path, "wol-Latn", "test")


def test_misspelt_labels_are_all_named_with_line_and_nearest(tmp_path: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        read(tmp_path, "a\tsprots\nb\thealth\nc\tsprots\nd\tHealth\n")
    message = str(caught.value)
    assert "test.tsv, line 1: the label 'sprots' (2 times) is not known. Did you mean 'sports'?" in message
    assert "test.tsv, line 4: the label 'Health' (once) is not known. Did you mean 'health'?" in message
    assert "must be one of: health, sports" in message


def test_unusable_rows_are_counted_or_refused_when_strict(tmp_path: Path) -> None:
    text = "a\tsports\n\thealth\nb\n\nc\t\n"
    assert read(tmp_path, text).report.reasons == {
        "blank_line": 1,
        "empty_label": 1,
        "empty_text": 1,
        "one_column": 1,
    }
    assert read(tmp_path, text + "\thealth\n").notes == (
        "test.tsv: 4 of 5 rows are left out: empty text (2 rows, the first in line 2), empty label (line 5), "
        "one column (line 3).",
    )
    with pytest.raises(CorpusError) as caught:
        read(tmp_path, text, strict=True)
    message = str(caught.value)
    for words in ("line 2: empty text", "line 3: one column: 'b'", "line 5: empty label", "without strict"):
        assert words in message
    assert "line 4" not in message


def test_a_file_of_which_no_row_can_be_used_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"none of 1 rows can be used\.\n.*line 1: empty text"):
        read(tmp_path, "\thealth\n")


def test_more_examples_than_were_published_are_another_file_and_fewer_a_part(tmp_path: Path) -> None:
    assert read(tmp_path, "a\tsports\n", "train").notes == ("train.tsv holds 1 of 2 published examples.",)
    assert read(tmp_path, "a\tsports\nb\tsports\n\n", "train", strict=False).notes == ()
    with pytest.raises(CorpusError, match="holds 1 of 2 published"):
        read(tmp_path, "a\tsports\n", "train", strict=True)
    with pytest.raises(CorpusError, match="holds 3 examples, but 2 were published"):
        read(tmp_path, "a\tsports\nb\tsports\nc\thealth\n", "train")


def with_ids(folder: Path, text: str) -> LabelledSplit:
    sound.written(folder, text, "test")
    reader = {"format": "delimited", "delimiter": "\t", "columns": {"text": 0, "label": 1, "id": 2}}
    return read_split(sound.corpus(reader=reader), folder, "wol-Latn", "test")


def test_an_id_of_two_examples_is_refused_and_a_repeated_row_left_out(tmp_path: Path) -> None:
    found = with_ids(tmp_path, "a\tsports\t7\nb\thealth\t8\na\tsports\t7\n")
    assert len(found.examples) == 2
    assert found.report.reasons == {"repeated_row": 1}
    with pytest.raises(CorpusError, match=r"test\.tsv: the id '7' stands in lines 1, 3\.\n.*an id of its own"):
        with_ids(tmp_path, "a\tsports\t7\nb\thealth\t8\nc\tsports\t7\n")


def tagged(folder: Path, text: str, *, strict: bool = False) -> LabelledSplit:
    sound.written(folder, text, "test")
    return read_split(sound.names(), folder, "wol-Latn", "test", strict=strict)


def test_tags_that_do_not_follow_bio_are_mended_and_counted_or_refused_when_strict(tmp_path: Path) -> None:
    text = "Awa I-PER\nSarr I-PER\n\ndem O\n"
    found = tagged(tmp_path, text)
    assert found.examples[0] == TaggedSentence("topics:wol-Latn:test:1", ("Awa", "Sarr"), ("B-PER", "I-PER"))
    assert found.report.repaired == {"tags_that_do_not_follow_bio": 1}
    with pytest.raises(CorpusError, match="the tags of 1 sentences do not follow BIO"):
        tagged(tmp_path, text, strict=True)


def test_a_word_without_a_tag_is_named_by_file_and_line_when_strict(tmp_path: Path) -> None:
    text = "Awa B-PER\n\nfoo O\ndem\n"
    assert tagged(tmp_path, text).report.reasons == {"no_tag": 1}
    with pytest.raises(CorpusError, match=r"test\.tsv, line 4: no tag: 'dem'"):
        tagged(tmp_path, text, strict=True)


def test_an_unknown_tag_is_answered_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"line 3: the label 'B-PRE' \(once\) is not known\. Did you mean 'B-PER'\?"):
        tagged(tmp_path, "Awa B-PER\n\nSarr B-PRE\n")


def test_every_token_keeps_its_tag_even_one_of_nothing_visible(tmp_path: Path) -> None:
    [sentence] = tagged(tmp_path, "A\u0301wa B-PER\n\u200b O\ndem O\n").examples
    assert isinstance(sentence, TaggedSentence)
    assert sentence.tokens == ("\u00c1wa", "\u200b", "dem")
    assert sentence.tags == ("B-PER", "O", "O")
