import io
import re

from rich.console import Console

from lowres.cli.progress_bars import LineProgress, RichProgress, progress_on


class Clock:
    """Shows the time that a test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def console(terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=120, _environ={"TERM": "xterm"})


def shown(on: Console) -> str:
    assert isinstance(on.file, io.StringIO)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", on.file.getvalue())


def test_a_terminal_gets_bars_and_a_log_gets_lines() -> None:
    assert isinstance(progress_on(console(terminal=True)), RichProgress)
    assert isinstance(progress_on(console(terminal=False)), LineProgress)


def test_a_line_says_how_far_how_fast_and_how_long() -> None:
    clock, out = Clock(), console(terminal=False)
    with LineProgress(out, 15, clock).task("distillation", 250) as advance:
        for clock.seconds in (0.0, 10.0, 20.0):
            advance(50)
    # two intervals of 10 s with 50 units each: 5 a second; 100 units are left
    assert shown(out) == "   distillation: 150 of 250 (60%), 5.0/s, 20 s left\n"


def test_units_done_before_a_resumption_do_not_count_as_speed() -> None:
    clock, out = Clock(), console(terminal=False)
    with LineProgress(out, 15, clock).task("distillation", 250) as advance:
        advance(200)
        clock.seconds = 20.0
        advance(20)
    assert shown(out) == "   distillation: 220 of 250 (88%), 1.0/s, 30 s left\n"


def test_a_task_of_unknown_size_says_no_time_left() -> None:
    clock, out = Clock(), console(terminal=False)
    with LineProgress(out, 15, clock).task("rows", None) as advance:
        advance(0)
        clock.seconds = 20.0
        advance(40)
    assert shown(out) == "   rows: 40, 2.0/s\n"


def test_a_short_task_prints_no_line() -> None:
    out = console(terminal=False)
    with LineProgress(out, 15, Clock()).task("rows", 3) as advance:
        advance(3)
    assert shown(out) == ""


def test_a_bar_shows_its_task_while_it_runs_and_none_afterwards() -> None:
    out = console(terminal=True)
    progress = RichProgress(out)
    with progress.task("distillation", 250) as advance:
        advance(100)
        progress._bars.refresh()
    assert "distillation" in shown(out)
    assert "100/250" in shown(out)
    assert progress._bars.tasks == []


def test_a_task_may_open_inside_a_task() -> None:
    out = console(terminal=True)
    progress = RichProgress(out)
    with progress.task("models", 2) as outer, progress.task("sentences", 10) as inner:
        inner(10)
        outer(1)
    with progress.task("again", 1) as advance:
        advance(1)
    assert all(word in shown(out) for word in ("models", "sentences", "again"))


def test_a_failing_task_puts_its_bar_away() -> None:
    progress = RichProgress(console(terminal=True))
    try:
        with progress.task("distillation", 250):
            raise ValueError
    except ValueError:
        pass
    assert progress._bars.tasks == []
    assert not progress._bars.live.is_started
