from pathlib import Path
from typing import Any

import pytest

from lowres.report.facts import collect
from lowres.report.records import Comparison
from lowres.report.verdict import changes, direction_of, sentence, short_sentence
from tests.report import fake_run


def compared(low: float | None, high: float | None, p_value: float | None = 0.01) -> Comparison:
    ends: dict[str, Any] = {"low": low, "high": high, "p_value": p_value}
    return Comparison(task="t", metric="m", system="adapted", baseline="unadapted", difference=0.01, **ends)


@pytest.mark.parametrize(
    ("comparison", "direction"),
    [
        (compared(0.001, 0.02), "better"),
        (compared(-0.02, -0.001), "worse"),
        (compared(-0.02, 0.02), "unclear"),
        (compared(0.0, 0.02), "unclear"),
        (compared(0.001, 0.02, p_value=0.2), "unclear"),
        (compared(0.001, 0.02, p_value=None), "better"),
        (compared(None, None), "untested"),
        (None, "untested"),
    ],
)
def test_a_change_needs_an_interval_without_zero_and_a_test_that_agrees(
    comparison: Comparison | None, direction: str
) -> None:
    assert direction_of(comparison) == direction


def test_the_sentence_says_what_rose_and_what_did_not(tmp_path: Path) -> None:
    text = sentence(collect(fake_run.write_run(tmp_path)))
    assert "Retrieval Spanish to Nahuatl rose from 0.233 to 0.663 (difference +0.430, 95 % interval" in text
    assert (
        "genre zero-shot macro-F1 did not change measurably (difference +0.011, 95 % interval −0.016 to 0.038)" in text
    )


def test_the_short_sentence_joins_the_two_directions_of_retrieval(tmp_path: Path) -> None:
    text = short_sentence(collect(fake_run.write_run(tmp_path)))
    assert text.startswith("Retrieval rose in both directions (0.233 to 0.663, 0.124 to 0.628); genre zero-shot")


def test_a_loss_is_called_a_loss(tmp_path: Path) -> None:
    worse = fake_run.comparison("genre_few_shot", "adapted", "unadapted", -0.1, 0.001)
    scores = [one for one in fake_run.EVALUATION["scores"] if one["task"] == "genre_few_shot"]
    fake_run.write_step(tmp_path, "evaluate", {"scores": scores, "comparisons": [worse]})
    assert "Genre few-shot macro-F1 fell from" in sentence(collect(tmp_path))


def test_scores_without_a_paired_test_claim_nothing(tmp_path: Path) -> None:
    fake_run.write_step(tmp_path, "evaluate", {"scores": fake_run.EVALUATION["scores"]})
    facts = collect(tmp_path)
    assert {change.direction for change in changes(facts)} == {"untested"}
    assert "was not tested against the unadapted model" in sentence(facts)


def test_a_run_without_evaluation_says_so(tmp_path: Path) -> None:
    assert "has not been evaluated" in sentence(collect(tmp_path))


BITS = {"task": "held_out_text", "metric": "bits_per_character"}


@pytest.mark.parametrize(
    ("low", "high", "direction"), [(-0.2, -0.1, "better"), (0.1, 0.2, "worse"), (-0.1, 0.1, "unclear")]
)
def test_fewer_bits_a_character_are_better(low: float, high: float, direction: str) -> None:
    ends = {"difference": (low + high) / 2, "low": low, "high": high, "p_value": 0.01}
    assert direction_of(Comparison(system="adapted", baseline="unadapted", **BITS, **ends)) == direction


def test_a_gain_in_bits_is_said_to_have_fallen(tmp_path: Path) -> None:
    scores = [BITS | {"system": system, "value": value} for system, value in (("unadapted", 2.5), ("adapted", 2.25))]
    test = {"system": "adapted", "baseline": "unadapted", "difference": -0.25, "low": -0.3, "high": -0.2}
    fake_run.write_step(tmp_path, "evaluate", {"scores": scores, "comparisons": [BITS | test]})
    facts = collect(tmp_path)
    assert sentence(facts).startswith("Held-out text bits a character fell from 2.500 to 2.250 (difference −0.250,")
    assert short_sentence(facts) == "Held-out text bits a character fell (2.500 to 2.250)."
    [change] = changes(facts)
    assert (change.mark, change.direction) == ("▼", "better")
