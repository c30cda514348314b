import json
from pathlib import Path

import numpy as np
import pytest

from lowres.errors import UserError
from lowres.progress import SilentProgress
from lowres.selection.candidate import Candidate
from lowres.selection.rank import Ranked, rank, rank_by_spelling
from tests import tiny
from tests.selection.two_sided import PAIRS, two_sided_folder


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """A folder of three models: `two_sided`, the worse `tiny`, and `stranger`, which would run code."""
    two_sided_folder(tmp_path)
    stranger = tiny.model_folder(tmp_path).rename(tmp_path / "stranger")
    config = json.loads((stranger / "config.json").read_text())
    (stranger / "config.json").write_text(json.dumps({**config, "auto_map": {"AutoModel": "code.Model"}}))
    tiny.model_folder(tmp_path)
    return tmp_path


def ranked(models: Path, *references: str) -> list[Ranked]:
    candidates = [Candidate(reference, models / "cache", models) for reference in references]
    return rank(candidates, PAIRS, np.random.default_rng(0), SilentProgress())


@pytest.mark.parametrize("order", [("tiny", "two_sided"), ("two_sided", "tiny")])
def test_the_better_of_two_encoders_comes_first_in_whichever_order_they_are_named(
    models: Path, order: tuple[str, str]
) -> None:
    first, second = ranked(models, *order)
    assert (first.reference, second.reference) == ("two_sided", "tiny")
    assert first.score.value == 1.0
    assert second.score.value < 0.8


def test_a_ranked_model_comes_with_its_facts_and_a_reason(models: Path) -> None:
    [found] = ranked(models, "two_sided")
    assert found.folder == models / "two_sided"
    assert found.vocabulary_size == len(tiny.PIECES)
    assert found.parameters == tiny.bert_model().num_parameters()
    assert found.target.tokens_per_word == 1.0
    assert found.refused is None
    assert found.reason() == (
        "Finds 100.0% of the translations among the training pairs it was shown "
        "(95 % interval 100.0% to 100.0%), spells a word in 1.00 pieces and leaves 0.00% of them unknown."
    )


def test_a_refused_candidate_is_last_with_its_reason(models: Path) -> None:
    found = ranked(models, "stranger", "./absent", "tiny", "two_sided")
    assert [one.reference for one in found] == ["two_sided", "tiny", "stranger", "./absent"]
    assert found[2].score is None
    assert "auto_map" in found[2].refused
    assert found[2].reason() == f"Not ranked: {found[2].refused}"
    assert "neither an existing folder" in found[3].reason()


def test_a_candidate_that_finds_nothing_stands_before_one_that_cannot_be_loaded(models: Path) -> None:
    turned = [pair.__class__(pair.id, pair.target, PAIRS[place - 1].pivot, "") for place, pair in enumerate(PAIRS)]
    candidates = [Candidate(reference, models / "cache", models) for reference in ("stranger", "two_sided")]
    found = rank(candidates, turned, np.random.default_rng(0), SilentProgress())
    assert [one.reference for one in found] == ["two_sided", "stranger"]
    assert found[0].score.value == 0.0


def test_with_no_candidate_left_the_user_is_told_why_of_each(models: Path) -> None:
    with pytest.raises(
        UserError, match=r"no candidate model can be loaded\. stranger: .*auto_map.* \./absent: "
    ) as told:
        ranked(models, "stranger", "./absent")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("line", "best"),
    [
        ("xyz", "tiny_bert"),  # x ##y ##z in place of ▁ x y z
        ("xⴰz xyz", "tiny"),  # one unknown letter of eight pieces, in place of one unknown word of four
    ],
)
def test_without_translations_the_better_speller_comes_first(models: Path, line: str, best: str) -> None:
    tiny.wordpiece_folder(models)
    candidates = [Candidate(one, models / "cache", models) for one in ("stranger", "tiny", "tiny_bert")]
    found = rank_by_spelling(candidates, [line])
    assert found[0].reference == best
    assert found[0].reason().startswith("Spells a word in ")
    assert found[-1].reference == "stranger"
    assert found[-1].reason().startswith("Not ranked: ")


def test_without_one_model_to_load_there_is_no_speller(models: Path) -> None:
    with pytest.raises(UserError, match="no candidate model can be loaded"):
        rank_by_spelling([Candidate("stranger", models / "cache", models)], ["xyz"])
