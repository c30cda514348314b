from pathlib import Path

import pytest

from lowres.errors import UserError
from lowres.pipeline.show import outcomes
from tests.pipeline.conftest import Whole
from tests.pipeline.killable import Runner


def test_every_step_is_shown_the_full_chain_first(whole: Whole) -> None:
    found = outcomes(whole.out)
    assert [(one.number, one.branch) for one in found] == [
        *((number, None) for number in range(1, 9)),
        *((number, "without_extend_vocabulary") for number in (5, 6, 7)),
    ]
    assert {one.outcome for one in found} == {"finished"}
    assert all(one.seconds is not None and one.peak_memory_mb and one.headline for one in found)


def test_a_step_that_was_killed_is_shown_as_unfinished(runner: Runner, short: Path) -> None:
    out = short.parent / "out"
    runner.run(short, out, kill=("02-diagnose", 4, 0))
    assert [(one.step, one.outcome, one.seconds is None) for one in outcomes(out)] == [
        ("prepare_corpus", "finished", False),
        ("diagnose", "unfinished", True),
    ]


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="holds no run"):
        outcomes(tmp_path)
