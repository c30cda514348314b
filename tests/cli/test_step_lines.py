import io

import pytest
from rich.console import Console

from lowres.cli.step_lines import StepLines
from lowres.pipeline.run import StepEvent


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            StepEvent("started", 5, "adapt", None, message="Teach it the language."),
            "05 adapt              started               Teach it the language.\n",
        ),
        (
            StepEvent("finished", 5, "adapt", None, 247.2, "loss 0.42"),
            "05 adapt              finished  4 min 07 s  loss 0.42\n",
        ),
        (
            StepEvent("skipped", 5, "adapt", "without_extend_vocabulary", 9.0, "loss 0.42"),
            "05 adapt              skipped        9.0 s  loss 0.42 [without extend vocabulary]\n",
        ),
        # what went wrong is printed once, where the command ends
        (StepEvent("failed", 5, "adapt", None, message="the loss is not a number"), "05 adapt              failed\n"),
    ],
    ids=["started", "finished", "skipped", "failed"],
)
def test_an_event_is_one_line(event: StepEvent, line: str) -> None:
    out = io.StringIO()
    StepLines(Console(file=out, width=80))(event)
    assert out.getvalue() == line
