"""The charts of a report: what a run scored, learnt and cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import mean
from typing import TYPE_CHECKING, Any

from lowres.report.drawing import AFTER, BEFORE, INK, MUTED, OTHER, PAPER, RULE, Chart, drawing, finished, write_beside
from lowres.report.numbers import count, decimals, duration, is_number
from lowres.report.records import Curve, Score
from lowres.report.run_facts import ADAPTED, UNADAPTED, RunFacts
from lowres.report.wording import is_a_share, spoken, system_name, task_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SMOOTHED_OVER = 15


def score_chart(facts: RunFacts) -> Chart | None:
    """Every system at every task whose score is a share, with the whiskers of its 95 % interval."""
    tasks = [task for task in facts.tasks if _of_task(facts, task)]
    if not tasks:
        return None
    rows = sum(len(_of_task(facts, task)) + 1.3 for task in tasks)
    described = []
    with drawing(0.27 * rows + 0.5) as (figure, axes):
        place = 0.0
        ticks: list[tuple[float, str]] = []
        headings = []
        for task in tasks:
            headings.append(len(ticks))
            ticks.append((place, task_name(facts, task)))
            for score in _of_task(facts, task):
                place += 1
                ticks.append((place, system_name(score.system).replace(", ", ",\n")))
                _whisker(axes, score, place)
                described.append(f"{task_name(facts, task)}, {system_name(score.system)}: {decimals(score.value)}")
            place += 1.3
        axes.set_ylim(place - 0.6, -0.6)
        highest = max(max(score.value, score.high or 0) for task in tasks for score in _of_task(facts, task))
        axes.set_xlim(0, min(1.0, highest * 1.08) or 1.0)
        axes.set_yticks([where for where, _ in ticks], [name for _, name in ticks])
        for heading in headings:
            axes.get_yticklabels()[heading].set(weight="bold", color=INK)
        axes.set_xlabel("score, with its 95 % interval")
        axes.grid(axis="x", color=RULE, linewidth=0.6)
        return finished(figure, "scores", "Scores before and after, with 95 % intervals", "; ".join(described))


def loss_chart(facts: RunFacts) -> Chart | None:
    """The training loss of the full chain and of each ablation."""
    branches = [facts.chain, *facts.ablations]
    curves = {branch.system: branch.adaptation.loss for branch in branches if branch.adaptation}
    return _curve_chart([_of_system(name, curve) for name, curve in curves.items()], "loss", "Training loss")


def objectives_chart(facts: RunFacts) -> Chart | None:
    """The loss of each objective of the full chain, where there are several."""
    objectives = facts.chain.adaptation.objectives if facts.chain.adaptation else []
    if len(objectives) < 2:
        return None
    lines = [
        _Line(spoken(one.method), _drawable(one.loss), colour, dashes)
        for one, (colour, dashes) in zip(objectives, cycle(_LOOKS), strict=False)
    ]
    return _curve_chart(lines, "objectives", "Training loss of each objective")


def warm_up_chart(facts: RunFacts) -> Chart | None:
    """The loss while only the new embedding rows were trained."""
    warm_up = facts.chain.vocabulary.warm_up if facts.chain.vocabulary else None
    lines = [_of_system(ADAPTED, warm_up.loss)] if warm_up else []
    return _curve_chart(lines, "warm-up", "Loss of the warm-up of new rows")


def time_chart(facts: RunFacts) -> Chart | None:
    """How long each finished step took."""
    steps = [step for step in facts.steps if step.seconds is not None]
    if not steps:
        return None
    names = [f"{spoken(one.step)}{' *' if one.branch else ''}" for one in steps]
    with drawing(0.27 * len(steps) + 0.6) as (figure, axes):
        seconds = [one.seconds or 0.0 for one in steps]
        colours = [OTHER if one.branch else AFTER for one in steps]
        places = list(range(len(steps)))
        axes.barh(places, seconds, height=0.55, color=colours)
        for place, taken in zip(places, seconds, strict=True):
            axes.annotate(duration(taken), (taken, place), xytext=(4, 0), textcoords="offset points", va="center")
        axes.set_yticks(places, names)
        axes.set_ylim(len(steps) - 0.4, -0.6)
        axes.set_xlim(0, (max(seconds) or 1) * 1.22)
        axes.set_xlabel("seconds" + (" (* in an ablation)" if any(one.branch for one in steps) else ""))
        described = "; ".join(f"{name}: {duration(taken)}" for name, taken in zip(names, seconds, strict=True))
        return finished(figure, "times", "Time of each step", described)


def fertility_chart(facts: RunFacts) -> Chart | None:
    """Pieces a word of both sides under each candidate's tokenizer, and after new pieces."""
    rows = [row for row in (facts.chain.diagnosis.rows if facts.chain.diagnosis else []) if is_number(row.fertility)]
    bars = [
        (f"{_last_part(row.model)} · {row.language or row.side}", row.fertility or 0.0, _fill(row.side)) for row in rows
    ]
    after = facts.fertility.after if facts.chain.vocabulary_changes else None
    if after is not None and is_number(after):
        bars.append((f"{_what_changed(facts)} · {facts.language or 'target'}", after, AFTER))
    if not bars:
        return None
    with drawing(0.3 * len(bars) + 0.6) as (figure, axes):
        places = list(range(len(bars)))
        colours = [colour for _, _, colour in bars]
        edges = [MUTED if colour == PAPER else colour for colour in colours]
        axes.barh(places, [value for _, value, _ in bars], height=0.55, color=colours, edgecolor=edges)
        for place, (_, value, _) in zip(places, bars, strict=True):
            label = decimals(value, 2)
            axes.annotate(label, (value, place), xytext=(4, 0), textcoords="offset points", va="center")
        axes.set_yticks(places, [_shortened(name) for name, _, _ in bars])
        axes.set_ylim(len(bars) - 0.4, -0.6)
        axes.set_xlim(0, max(value for _, value, _ in bars) * 1.15 or 1)
        axes.set_xlabel("pieces a word; fewer is better")
        described = "; ".join(f"{name}: {decimals(value, 2)}" for name, value, _ in bars)
        return finished(figure, "fertility", "Fertility: pieces a word", described)


def curve_chart(facts: RunFacts) -> Chart | None:
    """How pieces a word fall with the number of new pieces, and how many were taken."""
    measured = facts.chain.fertility_curve.points if facts.chain.fertility_curve else []
    points = [(one.pieces, one.tokens_per_word) for one in measured if is_number(one.tokens_per_word)]
    if len(points) < 2:
        return None
    pieces, fertility = zip(*points, strict=True)
    vocabulary = facts.chain.vocabulary
    # of a replaced vocabulary, only some of the pieces learnt are new
    added = vocabulary.added if vocabulary and vocabulary.step == "extend_vocabulary" else None
    with drawing(2.4) as (figure, axes):
        axes.plot(pieces, fertility, "-o", color=AFTER, linewidth=1.8, markersize=4)
        if added is not None:
            axes.axvline(added, color=MUTED, linewidth=1, linestyle=(0, (5, 2)))
        axes.set_ylim(0, max(fertility) * 1.1 or 1)
        axes.set_xlabel("pieces learnt" if added is None else f"new pieces (dashed: {count(added)}, as taken)")
        axes.set_ylabel("pieces a word")
        axes.grid(axis="y", color=RULE, linewidth=0.6)
        described = "; ".join(f"{count(size)}: {decimals(value, 2)}" for size, value in points)
        return finished(figure, "curve", "Pieces a word by the number of pieces learnt", described)


def _what_changed(facts: RunFacts) -> str:
    """The last bar's name: what the vocabulary steps did, in a few words."""
    words = {
        "respell": "respelt",
        "romanise": "romanised",
        "extend_vocabulary": "new pieces",
        "replace_vocabulary": "own pieces",
    }
    return ", ".join(words.get(one.step, "trimmed") for one in facts.chain.vocabulary_changes)


def _of_task(facts: RunFacts, task: str) -> list[Score]:
    order = {UNADAPTED: 0, ADAPTED: 2}
    shares = (one for one in facts.scores if one.task == task and is_a_share(one.metric))
    return sorted(shares, key=lambda one: order.get(one.system, 1))


def _look(system: str) -> tuple[str, str, str]:
    """Colour, marker and fill of a system: shape and fill tell what colour tells."""
    if system == UNADAPTED:
        return BEFORE, "o", PAPER
    return (AFTER, "o", AFTER) if system == ADAPTED else (OTHER, "D", PAPER)


def _whisker(axes: "Axes", score: Score, place: float) -> None:
    colour, marker, fill = _look(score.system)
    if score.low is not None and score.high is not None:
        axes.plot([score.low, score.high], [place, place], color=colour, linewidth=1.8, solid_capstyle="butt")
        axes.plot([score.low, score.high], [place, place], "|", color=colour, markersize=7, markeredgewidth=1.4)
    axes.plot(
        [score.value],
        [place],
        marker,
        color=colour,
        markerfacecolor=fill,
        markersize=6.5,
        markeredgewidth=1.6,
        zorder=3,
    )
    write_beside(axes, decimals(score.value), place)


def _drawable(curve: Curve) -> Curve:
    return [(step, loss) for step, loss in curve if is_number(step) and is_number(loss)]


@dataclass(frozen=True)
class _Line:
    """A curve, and how it is drawn."""

    name: str
    curve: Curve
    colour: str
    dashes: Any


_WHOLE, _DASHED, _DOTTED = "-", (0, (5, 2)), (0, (1, 1.5))
_LOOKS = ((AFTER, _WHOLE), (OTHER, _DASHED), (BEFORE, _DOTTED), (MUTED, _DASHED))
"""Shape tells what colour tells."""


def _of_system(system: str, curve: Curve) -> _Line:
    colour, dashes = _LOOKS[0] if system == ADAPTED else _LOOKS[1]
    return _Line(system_name(system), _drawable(curve), colour, dashes)


def _curve_chart(lines: Sequence[_Line], name: str, title: str) -> Chart | None:
    drawn = [line for line in lines if len(line.curve) > 1]
    if not drawn:
        return None
    described = []
    with drawing(2.6) as (figure, axes):
        for line in drawn:
            steps, losses = [step for step, _ in line.curve], [loss for _, loss in line.curve]
            axes.plot(steps, losses, color=line.colour, linewidth=0.8, alpha=0.35)
            smooth = _smoothed(losses)
            axes.plot(steps, smooth, color=line.colour, linewidth=1.8, linestyle=line.dashes, label=line.name)
            described.append(f"{line.name}: from {decimals(smooth[0])} to {decimals(smooth[-1])}")
        axes.set_ylim(bottom=0)
        axes.set_xlabel("optimiser step")
        axes.set_ylabel("loss")
        axes.grid(axis="y", color=RULE, linewidth=0.6)
        if len(drawn) > 1:
            axes.legend(frameon=False)
        return finished(figure, name, title, "; ".join(described))


def _smoothed(losses: Sequence[float]) -> list[float]:
    """The mean over a centred window that narrows towards the ends, so that no end is shifted."""
    half = min(_SMOOTHED_OVER, max(1, len(losses) // 6)) // 2
    reaches = [min(half, place, len(losses) - 1 - place) for place in range(len(losses))]
    return [mean(losses[place - reach : place + reach + 1]) for place, reach in enumerate(reaches)]


def _fill(side: str) -> str:
    """Hollow bars for the language that lends, filled ones for the language that gains."""
    return PAPER if side == "pivot" else BEFORE


def _last_part(model: str) -> str:
    return model.rstrip("/").rsplit("/", 1)[-1]


def _shortened(name: str, longest: int = 34) -> str:
    return name if len(name) <= longest else f"…{name[1 - longest :]}"
