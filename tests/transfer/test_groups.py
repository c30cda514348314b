import numpy as np
import pytest
from pydantic import ValidationError

from lowres.data.examples import LabelledText
from lowres.errors import UserError
from lowres.transfer.groups import Reweighting

NORTH = LabelledText("a", "sol", "x", groups={"dialect": "north"})
SOUTH = LabelledText("b", "mar", "x", groups={"dialect": "south"})


def test_groups_that_are_balanced_count_alike_and_together_as_before() -> None:
    balanced = Reweighting(reweight="group_balanced", group_by="dialect")
    groups = balanced.groups([NORTH, NORTH, NORTH, SOUTH], "nah")
    assert groups == ["north", "north", "north", "south"]
    found = balanced.weights(groups, np.array([1.0, 1.0, 1.0, 3.0]))
    np.testing.assert_allclose(found, [1, 1, 1, 3])  # 6 in all, 3 a group
    np.testing.assert_allclose(balanced.weights(groups, np.ones(4)), [2 / 3, 2 / 3, 2 / 3, 2])


def test_a_language_is_a_group_that_every_example_has() -> None:
    assert Reweighting(reweight="worst_group", group_by="language").groups([NORTH], "nah") == ["nah"]


def test_without_reweighting_all_are_of_one_group_with_the_weights_they_had() -> None:
    assert Reweighting().groups([NORTH, SOUTH], "nah") == ["", ""]
    np.testing.assert_array_equal(Reweighting().weights(["", ""], np.array([1.0, 3.0])), [1, 3])


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(UserError, match=r"group_by is 'dialct', but example a .* Did you mean 'dialect'\?"):
        Reweighting(reweight="worst_group", group_by="dialct").groups([NORTH], "nah")


@pytest.mark.parametrize("given", [{"reweight": "worst_group"}, {"group_by": "dialect"}])
def test_how_and_by_what_are_given_together(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="must be given together"):
        Reweighting.model_validate(given)
