import math

import pytest
import torch
from pydantic import TypeAdapter, ValidationError

from lowres.data.examples import Pair
from lowres.training.gate import BITS, RETRIEVAL, Development, Gate, GateOrOff, Verdict, compare, judge, measure
from tests import tiny, tiny_models

TEXTS = [f"{one} {other}" for one in tiny.WORDS for other in ("casa", "sol")]
PAIRS = [Pair(f"p:{number}", text, text, "") for number, text in enumerate(TEXTS)]
DEVELOPMENT = Development(PAIRS, TEXTS[:4])
ALL = ("masked_language_model", "contrastive_distillation")


def verdict(bits: tuple[float, float], found: tuple[float, float], objectives: tuple[str, ...] = ALL) -> Verdict:
    before, after = ({BITS: bits[place], RETRIEVAL: found[place]} for place in (0, 1))
    return compare(before, after, objectives)


@pytest.mark.parametrize(
    ("bits", "found", "passed"),
    [
        ((2.0, 1.9), (0.5, 0.6), True),
        ((2.0, 2.1), (0.5, 0.6), False),
        ((2.0, 1.9), (0.5, 0.4), False),
        ((2.0, 2.0), (0.5, 0.6), False),
        ((2.0, 1.9), (0.5, 0.5), False),
        ((2.0, 1.9), (1.0, 1.0), True),  # more than all cannot be found
        ((2.0, math.nan), (0.5, 0.6), False),
        ((2.0, 1.9), (0.5, math.nan), False),
    ],
)
def test_bits_must_fall_and_retrieval_must_rise(
    bits: tuple[float, float], found: tuple[float, float], passed: bool
) -> None:
    assert verdict(bits, found).passed is passed


@pytest.mark.parametrize(
    ("objective", "wanted"),
    [
        ("masked_language_model", BITS),
        ("translation_language_model", BITS),
        ("contrastive_distillation", RETRIEVAL),
        ("mse_distillation", RETRIEVAL),
    ],
)
def test_only_what_was_trained_must_improve(objective: str, wanted: str) -> None:
    worse = {BITS: ((2.0, 2.1), (0.5, 0.6)), RETRIEVAL: ((2.0, 1.9), (0.5, 0.4))}
    other = RETRIEVAL if wanted == BITS else BITS
    assert verdict(*worse[wanted], objectives=(objective, "rehearsal")).passed is False
    assert verdict(*worse[other], objectives=(objective, "rehearsal")).passed is True


def test_the_message_shows_the_figures_and_what_to_try() -> None:
    message = verdict((2.0, 2.25), (0.5, 0.625), ("masked_language_model",)).message()
    assert "bits a character 2.000 to 2.250 (must be lower)" in message
    assert "translations found first 0.500 to 0.625 (not trained for)" in message
    for remedy in ("smaller learning_rate", "fewer epochs", "more text", "rehearsal", "gate: off"):
        assert remedy in message
    assert "\n" not in message


def test_the_verdict_is_written_down_as_values() -> None:
    assert verdict((2.0, 1.5), (0.5, 0.6), ("masked_language_model",)).as_values() == {
        "passed": True,
        "measures": [
            {"name": BITS, "before": 2.0, "after": 1.5, "improved": True, "required": True},
            {"name": RETRIEVAL, "before": 0.5, "after": 0.6, "improved": True, "required": False},
        ],
    }


def test_both_models_are_measured_on_the_development_data() -> None:
    before, after = (tiny_models.family("xlm-roberta").build(seed) for seed in (1, 2))
    found = judge(before, after, DEVELOPMENT, had_head=True, objectives=ALL)
    assert [one.name for one in found.measures] == [BITS, RETRIEVAL]
    assert [one.before for one in found.measures] == list(measure(before, DEVELOPMENT, has_head=True).values())
    assert [one.after for one in found.measures] == list(measure(after, DEVELOPMENT, has_head=True).values())
    assert found.measures[1].before == 1.0  # every sentence is its own translation, and no other's


def test_a_model_that_was_damaged_does_not_pass() -> None:
    before, after = (tiny_models.family("xlm-roberta").build() for _ in range(2))
    with torch.no_grad():
        for parameter in after.model.base_model.parameters():
            parameter.zero_()
    assert not judge(before, after, DEVELOPMENT, had_head=True, objectives=("contrastive_distillation",)).passed


def test_a_model_that_did_not_change_does_not_pass() -> None:
    model = tiny_models.family("xlm-roberta").build()
    assert not judge(model, model, DEVELOPMENT, had_head=True, objectives=("masked_language_model",)).passed


@pytest.mark.parametrize(
    ("development", "had_head", "measured"),
    [
        (DEVELOPMENT, False, [RETRIEVAL]),
        (Development(PAIRS[:19], TEXTS), True, [BITS]),
        (Development(PAIRS[:20], []), True, [RETRIEVAL]),
        (Development([], []), True, []),
    ],
)
def test_what_cannot_be_measured_is_left_out(development: Development, had_head: bool, measured: list[str]) -> None:
    model = tiny_models.family("xlm-roberta").build()
    found = judge(model, model, development, had_head, ALL)
    assert [one.name for one in found.measures] == measured
    assert found.passed is (not measured) or found.measures[-1].before == 1.0


def test_an_encoder_without_a_head_is_judged_by_retrieval() -> None:
    model = tiny.pretrained()
    assert list(measure(model, DEVELOPMENT, has_head=False)) == [RETRIEVAL]
    assert list(measure(model, DEVELOPMENT, has_head=False, fewest_pairs=31)) == []


def test_retrieval_is_the_mean_of_both_directions() -> None:
    model, shifted = tiny.pretrained(), [*TEXTS[1:], TEXTS[0]]
    pairs = [Pair("p", target, pivot, "") for target, pivot in zip(TEXTS, shifted, strict=True)]
    assert measure(model, Development(pairs, []), has_head=False) == {RETRIEVAL: 0.0}


@pytest.mark.parametrize(
    ("given", "meant"),
    [("off", "off"), (False, "off"), (True, Gate()), ({}, Gate()), ({"fewest_pairs": 50}, Gate(fewest_pairs=50))],
)
def test_a_recipe_may_say_off_which_yaml_reads_as_false(given: object, meant: object) -> None:
    assert TypeAdapter(GateOrOff).validate_python(given) == meant


@pytest.mark.parametrize("given", ["of", 3, {"fewest_pairs": 1}, {"pairs": 20}])
def test_anything_else_is_a_fault(given: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(GateOrOff).validate_python(given)
