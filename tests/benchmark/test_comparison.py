import pytest

from lowres.benchmark.comparison import Side, compare_systems
from lowres.errors import UserError
from tests.benchmark import made_up
from tests.benchmark.made_up import ADAPTED, BASE, HAUSA, WOLOF, YORUBA, cell, line, results

SAID = {(WOLOF, BASE): "aaaa", (HAUSA, BASE): "aabb", (WOLOF, ADAPTED): "abab", (HAUSA, ADAPTED): "abab"}


def sides(*more: made_up.Line) -> tuple[Side, Side]:
    found = results(*(line(cell(*place), said) for place, said in SAID.items()), *more)
    return Side("topics:adapted", found, ADAPTED), Side("topics:unadapted", found, BASE)


def test_each_language_and_the_mean_are_compared_by_numbers_of_hand() -> None:
    found = compare_systems(*sides(), made_up.test_of, "accuracy").contests
    assert [(one.language, one.score, one.baseline_score, one.test.difference) for one in found] == [
        (WOLOF, 1.0, 0.5, 0.5),
        (HAUSA, 0.5, 1.0, -0.5),
        (None, 0.75, 0.75, 0.0),
    ]
    assert found[2].languages == (WOLOF, HAUSA)
    assert found[2].holm is None


def test_p_values_are_raised_for_the_number_of_languages() -> None:
    [wolof, hausa, _] = compare_systems(*sides(), made_up.test_of, "accuracy").contests
    assert wolof.holm is not None
    assert wolof.holm == pytest.approx(min(1.0, 2 * min(wolof.test.p_value, hausa.test.p_value)))


def test_what_only_one_has_is_left_out_and_told() -> None:
    found = compare_systems(*sides(line(cell(YORUBA, BASE), "abba")), made_up.test_of, "accuracy")
    assert found.contests[-1].languages == (WOLOF, HAUSA)
    assert found.notes == ["only topics:unadapted has, so they are left out: yor-Latn (0 shots)"]


def test_only_draws_that_both_have_are_compared() -> None:
    lines = [line(cell(WOLOF, BASE, 8, 1), "aaaa"), line(cell(WOLOF, BASE, 8, 2), "abab")]
    lines += [line(cell(WOLOF, ADAPTED, 8, 2), "abaa"), line(cell(WOLOF, ADAPTED, 8, 3), "abab")]
    found = results(*lines)
    [one] = compare_systems(Side("a", found, ADAPTED), Side("b", found, BASE), made_up.test_of, "accuracy").contests
    assert (one.runs, one.score, one.baseline_score, one.test.difference) == (1, 0.75, 1.0, -0.25)


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, other = (compare_systems(*sides(), made_up.test_of, "accuracy", seed=3).contests for _ in range(2))
    assert one == other


def test_a_system_that_was_not_measured_is_refused_with_the_nearest() -> None:
    ours, theirs = sides()
    with pytest.raises(UserError, match=r"no result of a system 'adaptd', but one of: adapted, unadapted\..*'adapted'"):
        compare_systems(Side("topics:adaptd", ours.results, "adaptd"), theirs, made_up.test_of)


def test_systems_without_a_language_in_common_are_refused() -> None:
    one = Side("a", results(line(cell(WOLOF, ADAPTED), "abab")), ADAPTED)
    other = Side("b", results(line(cell(HAUSA, BASE), "aabb")), BASE)
    with pytest.raises(UserError, match="measured in no language with the same number of shots"):
        compare_systems(one, other, made_up.test_of)
