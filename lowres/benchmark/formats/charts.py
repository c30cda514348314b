"""The charts of a page of results: the means with their intervals, and each language by all systems."""

from lowres.benchmark.table import Section, Table
from lowres.benchmark.words import average_title, shots_title
from lowres.report.drawing import AFTER, BEFORE, INK, MUTED, OTHER, PAPER, RULE, Chart, drawing, finished, write_beside
from lowres.report.numbers import decimals
from lowres.report.wording import metric_name

_Look = tuple[str, str, str]
"""Colour, marker and fill: shape and fill tell what colour tells."""
_LOOKS: tuple[_Look, ...] = (
    (BEFORE, "o", PAPER),
    (AFTER, "o", AFTER),
    (OTHER, "D", PAPER),
    (AFTER, "s", PAPER),
    (OTHER, "^", OTHER),
    (MUTED, "v", PAPER),
    (BEFORE, "P", BEFORE),
    (INK, "X", PAPER),
)


def means_chart(table: Table, section: Section, name: str) -> Chart | None:
    """Every mean over languages, with the whiskers of its interval."""
    if not section.averages:
        return None
    rows = sum(len(average.scores) + 1.4 for average in section.averages)
    described: list[str] = []
    headings: list[int] = []
    ticks: list[tuple[float, str]] = []
    with drawing(0.25 * rows + 0.6) as (figure, axes):
        place = 0.0
        for average in section.averages:
            title = average_title(average.languages)
            headings.append(len(ticks))
            ticks.append((place, title))
            for system, score in average.scores.items():
                place += 1
                ticks.append((place, system))
                colour, marker, fill = _look(table, system)
                axes.plot([score.low, score.high], [place, place], color=colour, linewidth=1.8)
                axes.plot([score.value], [place], marker, color=colour, markerfacecolor=fill, markersize=6.5)
                write_beside(axes, decimals(score.value), place)
                described.append(f"{title}, {system}: {decimals(score.value)}")
            place += 1.4
        axes.set_ylim(place - 0.7, -0.7)
        axes.set_yticks([where for where, _ in ticks], [text for _, text in ticks])
        for heading in headings:
            axes.get_yticklabels()[heading].set(weight="bold", color=INK)
        axes.set_xlabel(f"{metric_name(table.metric)}, with its 95 % interval")
        axes.grid(axis="x", color=RULE, linewidth=0.6)
        return finished(figure, name, f"Means over languages, {shots_title(section.shots)}", "; ".join(described))


def languages_chart(table: Table, section: Section, name: str) -> Chart | None:
    """A line a language, from the least of its scores to the greatest."""
    scored = {language for (language, _), entry in section.entries.items() if entry.score}
    languages = [one for one in table.languages if one in scored]
    if not languages:
        return None
    described = []
    with drawing(0.2 * len(languages) + 0.9 + 0.16 * len(table.systems)) as (figure, axes):
        for place, language in enumerate(languages):
            scores = {one: _score(section, language, one) for one in table.systems}
            known = {one: score for one, score in scores.items() if score is not None}
            axes.plot([min(known.values()), max(known.values())], [place, place], color=RULE, linewidth=2.4, zorder=1)
            described.append(f"{language}: {', '.join(f'{one} {decimals(score)}' for one, score in known.items())}")
        for system in table.systems:
            placed = [(_score(section, one, system), place) for place, one in enumerate(languages)]
            points = [(score, place) for score, place in placed if score is not None]
            colour, marker, fill = _look(table, system)
            if not points:
                continue
            axes.plot(
                *zip(*points, strict=True),
                marker,
                color=colour,
                markerfacecolor=fill,
                markersize=5.5,
                label=system,
                zorder=2,
            )
        axes.set_yticks(range(len(languages)), languages)
        axes.set_ylim(len(languages) - 0.4, -0.6)
        axes.set_xlabel(metric_name(table.metric))
        axes.grid(axis="x", color=RULE, linewidth=0.6)
        figure.legend(loc="outside lower center", frameon=False, ncols=2)
        return finished(figure, name, f"Each language, {shots_title(section.shots)}", "; ".join(described))


def _score(section: Section, language: str, system: str) -> float | None:
    score = section.entries[language, system].score
    return score.value if score else None


def _look(table: Table, system: str) -> _Look:
    return _LOOKS[table.systems.index(system) % len(_LOOKS)]
