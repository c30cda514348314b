"""Groups of examples, such as dialects, none of which is to be learnt less well than the others."""

from collections.abc import Sequence
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator

from lowres.data.examples import Labelled
from lowres.definition import nearest
from lowres.errors import UserError
from lowres.method import Parameters

LANGUAGE = "language"
"""The column that every example has."""


class Reweighting(Parameters):
    """How much the examples of different groups count."""

    reweight: Literal["none", "group_balanced", "worst_group"] = "none"
    """`group_balanced` lets every group count alike; `worst_group` the more, the worse it is learnt (group DRO; Sagawa
    et al. 2020, arXiv 1911.08731)."""
    group_by: str | None = None
    """The column whose values are the groups: one of the examples' own, or `language`."""

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.reweight == "none") != (self.group_by is None):
            raise ValueError("reweight and group_by must be given together: how groups count, and by which column")
        return self

    def groups(self, examples: Sequence[Labelled], language: str) -> list[str]:
        """The group of each example; all are of one where nothing is reweighted.

        Raises:
            UserError: if an example does not have the column.
        """
        if self.group_by is None:
            return [""] * len(examples)
        if self.group_by == LANGUAGE:
            return [language] * len(examples)
        return [_value(one, self.group_by) for one in examples]

    def weights(self, groups: Sequence[str], weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much each example counts, [examples], where all groups together count as much as they did before."""
        if self.reweight != "group_balanced":
            return weights
        names, member = np.unique(groups, return_inverse=True)
        totals = np.bincount(member, weights=weights)
        return np.asarray(weights * weights.sum() / len(names) / totals[member])


def _value(example: Labelled, column: str) -> str:
    if column not in example.groups:
        known = [*example.groups, LANGUAGE]
        raise UserError(
            f"group_by is '{column}', but example {example.id} has no such column, only: {', '.join(known)}."
            f"{nearest(column, known)}"
        )
    return example.groups[column]
