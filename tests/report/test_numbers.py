import math

import pytest

from lowres.report import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.6561, "0.656"), (-0.02, "−0.020"), (-0.0001, "0.000"), (None, "–"), (math.nan, "–"), (math.inf, "–")],
)
def test_a_number_has_three_decimals_and_a_real_minus(value: float | None, text: str) -> None:
    assert numbers.decimals(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.01, "+0.010"), (-0.01, "−0.010"), (0.0, "0.000"), (None, "–")])
def test_a_difference_has_its_sign(value: float | None, text: str) -> None:
    assert numbers.signed(value) == text


def test_an_interval_survives_a_minus() -> None:
    assert numbers.interval(-0.02, 0.04) == "−0.020 to 0.040"
    assert numbers.interval(None, 0.04) == "–"


def test_a_tiny_p_is_a_bound_and_never_zero() -> None:
    assert (numbers.p_value(0.0), numbers.p_value(0.0123)) == ("< 0.001", "0.012")


@pytest.mark.parametrize(
    ("seconds", "text"), [(3.21, "3.2 s"), (59.97, "1 min 00 s"), (245, "4 min 05 s"), (7_800, "2 h 10 min")]
)
def test_time_is_said_in_the_unit_a_person_would_use(seconds: float, text: str) -> None:
    assert numbers.duration(seconds) == text


def test_memory_and_counts_and_shares() -> None:
    assert (numbers.memory(512), numbers.memory(1900)) == ("512 MB", "1.9 GB")
    assert (numbers.count(16111), numbers.percent(0.4921)) == ("16,111", "49.2 %")
