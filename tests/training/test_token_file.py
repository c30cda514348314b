from pathlib import Path

import numpy as np
import pytest

from lowres.training.token_file import TokenFile, holds, write_token_file

SENTENCES = [[5, 70_000, 9], [], [1], [2, 3]]


def test_sentences_are_read_by_number(tmp_path: Path) -> None:
    write_token_file(tmp_path / "a.tokens", [(SENTENCES[:3], 1), ([], 0), (SENTENCES[3:], 2)], {"seed": 1})
    found = TokenFile(tmp_path / "a.tokens")
    assert [found[place] for place in range(len(found))] == SENTENCES
    assert found.lengths().tolist() == [3, 0, 1, 2]
    assert found.cut_sentences == 3
    assert isinstance(found._tokens, np.memmap)


def test_a_file_is_good_for_its_own_settings_only(tmp_path: Path) -> None:
    assert not holds(tmp_path / "a.tokens", {"seed": 1})
    write_token_file(tmp_path / "a.tokens", [(SENTENCES, 0)], {"seed": 1})
    assert holds(tmp_path / "a.tokens", {"seed": 1})
    assert not holds(tmp_path / "a.tokens", {"seed": 2})


def test_what_was_interrupted_leaves_nothing_that_looks_finished(tmp_path: Path) -> None:
    def breaks() -> object:
        yield SENTENCES, 0
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_token_file(tmp_path / "a.tokens", breaks(), {"seed": 1})
    assert list(tmp_path.iterdir()) == []


def test_a_text_without_sentences_is_an_empty_file(tmp_path: Path) -> None:
    write_token_file(tmp_path / "a.tokens", [], {})
    assert len(TokenFile(tmp_path / "a.tokens")) == 0
