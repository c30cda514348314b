import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lowres.errors import StepError
from lowres.training import text_tokens
from lowres.training.materials import Materials
from lowres.training.schedule import Schedule
from lowres.training.text_tokens import line_tokens, packed, packed_tokens, special_ends
from tests import tiny
from tests.training.lessons import TEXTS, materials

SCHEDULE = Schedule(steps=100, batch_size=4)


def over(path: Path, lines: list[str], **settings: int) -> Materials:
    return replace(materials(path, SCHEDULE.model_copy(update=settings)), text=lambda: iter(lines))


def test_every_line_is_a_sentence_with_its_special_tokens_and_no_prefix(tmp_path: Path) -> None:
    found = line_tokens(over(tmp_path, ["atl in", "", "casa"]))
    assert [found[place] for place in range(len(found))] == tiny.unigram_tokenizer()(["atl in", "casa"]).input_ids


def test_long_lines_are_cut_and_counted_and_keep_their_end(tmp_path: Path) -> None:
    found = line_tokens(over(tmp_path, ["atl in casa mar", "atl"], longest_sentence_tokens=4))
    assert [len(found[0]), len(found[1]), found.cut_sentences] == [4, 3, 1]
    assert (found[0][0], found[0][-1]) == (0, 2)


def test_no_more_lines_are_tokenised_than_training_gets_to_and_the_seed_draws_them(tmp_path: Path) -> None:
    lines = [f"{'atl ' * number}in" for number in range(1, 41)]
    found = line_tokens(over(tmp_path, lines, steps=2))
    assert len(found) == 8
    assert found.lengths().tolist() == sorted(found.lengths().tolist())  # in the order of the text
    other = line_tokens(replace(over(tmp_path, lines, steps=2), seed=5))
    assert found.lengths().tolist() != other.lengths().tolist()


def test_a_resumed_run_does_not_tokenise_again(tmp_path: Path) -> None:
    line_tokens(over(tmp_path, TEXTS))

    def unread() -> Iterator[str]:
        raise AssertionError

    again = line_tokens(replace(over(tmp_path, TEXTS), text=unread))
    assert len(again) == len(TEXTS)


def test_packed_rows_are_as_long_as_whole_sentences_allow() -> None:
    sentences = [[0, 5, 2], [0, 6, 7, 2], [0, 8, 2], [0, 9, 9, 9, 9, 2]]
    rows = [row for chunk, _ in packed([(sentences[:2], 0), (sentences[2:], 0)], longest=7, opening=1) for row in chunk]
    # 3 and 3 more are 6; 2 more would be 8
    assert rows == [[0, 5, 2, 6, 7, 2], [0, 8, 2], [0, 9, 9, 9, 9, 2]]


def test_packing_keeps_every_token_of_the_text(tmp_path: Path) -> None:
    found = packed_tokens(over(tmp_path, TEXTS, longest_sentence_tokens=20))
    rows = [found[place] for place in range(len(found))]
    assert max(map(len, rows)) <= 20
    assert len(rows) < len(TEXTS)
    plain = [token for ids in tiny.unigram_tokenizer()(TEXTS).input_ids for token in ids if token not in (0, 2)]
    assert [token for row in rows for token in row if token not in (0, 2)] == plain


def test_special_tokens_around_a_text_are_counted() -> None:
    assert special_ends(tiny.unigram_tokenizer()) == (1, 1)
    assert special_ends(tiny.t5_tokenizer()) == (0, 1)
    assert special_ends(tiny.wordpiece_tokenizer()) == (1, 1)


def test_a_full_disk_is_said_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(text_tokens, "write_token_file", full)
    with pytest.raises(StepError, match=r"no room left on the disk for the text's tokens in .* Free some room"):
        line_tokens(over(tmp_path, TEXTS))
