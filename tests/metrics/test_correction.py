import numpy as np
import pytest

from lowres.metrics.correction import benjamini_hochberg, corrected, holm
from lowres.metrics.paired import PairedTest


def test_holm_multiplies_by_how_many_are_left_and_never_falls() -> None:
    # Sorted: .01 x 3 = .03; .02 x 2 = .04; .03 x 1 = .03, which may not be below the one before.
    assert holm([0.03, 0.01, 0.02]) == pytest.approx([0.04, 0.03, 0.04])


def test_benjamini_hochberg_divides_by_the_rank_and_never_rises_towards_the_small() -> None:
    # Sorted: .01 x 4 / 1 = .04; .02 x 4 / 2 = .04; .022 x 4 / 3 = .0293, which the ones before take over; .5.
    assert benjamini_hochberg([0.5, 0.02, 0.01, 0.022]) == pytest.approx([0.5, 0.088 / 3, 0.088 / 3, 0.088 / 3])


def test_benjamini_hochberg_is_scipys() -> None:
    from scipy.stats import false_discovery_control

    p_values = np.random.default_rng(0).random(40)
    assert benjamini_hochberg(p_values.tolist()) == pytest.approx(false_discovery_control(p_values))


def test_no_corrected_p_value_is_above_1_or_below_what_it_was() -> None:
    p_values = np.random.default_rng(0).random(40)
    for raised in (holm(p_values.tolist()), benjamini_hochberg(p_values.tolist())):
        assert np.all(raised >= p_values)
        assert raised.max() <= 1


def test_holm_keeps_false_findings_rare_among_fifty_languages_where_nothing_is_to_find() -> None:
    families = np.random.default_rng(0).random((400, 50))
    found = [holm(p_values.tolist()).min() < 0.05 for p_values in families]
    assert np.mean(found) == pytest.approx(0.05, abs=0.025)
    assert np.mean(families.min(axis=1) < 0.05) > 0.9  # uncorrected


def test_one_test_alone_is_left_as_it_is() -> None:
    test = PairedTest(0.1, 0.05, 0.15, 0.04)
    found = corrected({"wol-Latn": test})["wol-Latn"]
    assert (found.test, found.holm, found.benjamini_hochberg) == (test, 0.04, 0.04)


def test_each_language_keeps_its_name_and_no_language_is_no_error() -> None:
    tests = {name: PairedTest(0.1, 0.0, 0.2, p) for name, p in (("wol-Latn", 0.03), ("hau-Latn", 0.01))}
    assert {name: one.holm for name, one in corrected(tests).items()} == pytest.approx(
        {"wol-Latn": 0.03, "hau-Latn": 0.02}
    )
    assert corrected({}) == {}


@pytest.mark.parametrize("p_value", [-0.1, 1.1, float("nan")])
def test_what_is_no_p_value_is_an_error(p_value: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([0.5, p_value])
