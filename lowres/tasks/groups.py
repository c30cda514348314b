"""Which group each example belongs to: a column of the user's, the language, or the script."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Protocol

import numpy as np

from lowres.errors import CorpusError
from lowres.language import script_of
from lowres.metrics.counted import Counted, joined
from lowres.metrics.fairness import FAIRLEARN_RESAMPLES, GroupScores, scores_by_group

NOT_GIVEN = "(not given)"


class Grouped(Protocol):
    """An example with the columns that came with it, such as its dialect."""

    @property
    def groups(self) -> Mapping[str, str]:
        """Column to value."""


def column_of(examples: Sequence[Grouped], column: str) -> list[str]:
    """The value of a column in each example; an example without it forms a group with its like.

    Raises:
        CorpusError: if no example has the column.
    """
    known = sorted({name for example in examples for name in example.groups})
    if column not in known:
        near = get_close_matches(column, known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        raise CorpusError(f"no example has the column '{column}'; it must be one of: {', '.join(known) or '-'}.{hint}")
    return [example.groups.get(column) or NOT_GIVEN for example in examples]


def scores_by_language(
    languages: Mapping[str, Counted], generator: np.random.Generator, resamples: int = FAIRLEARN_RESAMPLES
) -> GroupScores:
    """The score in each language, by its tag such as `wol-Latn`, and the gap between languages."""
    return _by(languages, str, generator, resamples)


def scores_by_script(
    languages: Mapping[str, Counted], generator: np.random.Generator, resamples: int = FAIRLEARN_RESAMPLES
) -> GroupScores:
    """The score in each script, over all languages that are written in it."""
    return _by(languages, script_of, generator, resamples)


def _by(
    languages: Mapping[str, Counted], group_of: Callable[[str], str], generator: np.random.Generator, resamples: int
) -> GroupScores:
    groups = [group_of(language) for language, counted in languages.items() for _ in range(counted.examples)]
    return scores_by_group(joined(list(languages.values())), groups, generator, resamples)
