import math
import operator
import os
from functools import partial

import pytest

from lowres.data.worker_processes import in_processes
from lowres.errors import StepError


@pytest.mark.parametrize("processes", [1, 2])
def test_outcomes_come_in_order_whoever_works_them_out(processes: int) -> None:
    assert list(in_processes(partial(operator.add, 10), range(7), processes)) == [10, 11, 12, 13, 14, 15, 16]


def test_no_more_blocks_are_taken_than_keep_all_busy() -> None:
    taken = []
    blocks = (taken.append(one) or one for one in range(100))  # type: ignore[func-returns-value]
    outcomes = in_processes(partial(operator.add, 1), blocks, 2)
    assert next(outcomes) == 1
    assert len(taken) <= 4
    outcomes.close()  # type: ignore[attr-defined]


def test_a_worker_that_ends_by_itself_is_told_with_what_to_do() -> None:
    with pytest.raises(StepError, match="ended by itself, with status 3.*processes: 1"):
        list(in_processes(os._exit, [3, 3], 2))


def test_what_fails_in_a_worker_fails_where_it_was_asked_for() -> None:
    with pytest.raises(ValueError, match="expected a|math domain"):
        list(in_processes(math.sqrt, [4.0, -1.0], 2))
