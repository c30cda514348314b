from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest

from lowres.errors import CorpusError
from lowres.tasks.classification import Classification
from lowres.tasks.groups import NOT_GIVEN, column_of, scores_by_language, scores_by_script


@dataclass(frozen=True)
class Example:
    groups: Mapping[str, str] = field(default_factory=dict)


DIALECTS = [Example({"dialect": "Baol"}), Example({"dialect": ""}), Example()]
TASK = Classification(["a", "b"] * 20, ["a", "b"])


def test_the_group_of_an_example_is_its_value_in_the_column() -> None:
    assert column_of(DIALECTS, "dialect") == ["Baol", NOT_GIVEN, NOT_GIVEN]


def test_a_column_that_nobody_has_is_an_error_with_the_nearest_name() -> None:
    with pytest.raises(CorpusError, match="no example has the column 'dialekt'.*one of: dialect.*mean 'dialect'"):
        column_of(DIALECTS, "dialekt")
    with pytest.raises(CorpusError, match="one of: -"):
        column_of([Example()], "dialect")


def test_languages_and_scripts_are_groups_too() -> None:
    right, all_a = TASK.counted({"1": TASK.gold}), TASK.counted({"1": ["a"] * 40})
    languages = {"wol-Latn": right, "yor-Latn": all_a, "amh-Ethi": all_a}
    by_language = scores_by_language(languages, np.random.default_rng(0), resamples=20)
    assert {one.name: one.score.value for one in by_language.groups} == {
        "wol-Latn": 1.0,
        "yor-Latn": pytest.approx(1 / 3),
        "amh-Ethi": pytest.approx(1 / 3),
    }
    by_script = scores_by_script(languages, np.random.default_rng(0), resamples=20)
    # Latin: of a 40 hits among 60 predicted and 40 gold, F1 .8; of b 20 hits, 20 predicted and 40 gold, F1 2/3.
    assert {one.name: (one.examples, one.score.value) for one in by_script.groups} == {
        "Ethi": (40, pytest.approx(1 / 3)),
        "Latn": (80, pytest.approx((0.8 + 2 / 3) / 2)),
    }
    assert by_script.gap is not None
    assert by_script.gap.worst == "Ethi"
