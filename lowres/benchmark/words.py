"""What a table says in words, in whatever format."""

from collections.abc import Sequence

from lowres.benchmark.averages import Average
from lowres.benchmark.cells import Cell
from lowres.benchmark.published import Beside, PublishedSystem, beside
from lowres.benchmark.table import Entry, Section, Table
from lowres.data.labelled.shots import ShotCount
from lowres.metrics.correction import CorrectedTest
from lowres.metrics.paired import PairedTest
from lowres.report.numbers import decimals, interval
from lowres.report.verdict import SIGNIFICANT_P
from lowres.report.wording import metric_name

BETTER, WORSE, UNCLEAR = "▲", "▼", ""
MISSING = "–"
COLLAPSED = "⚠"
_LONGEST_REASON = 40


def mark(test: CorrectedTest | PairedTest | None) -> str:
    """A sign of a difference that is no chance: the interval excludes zero, and p, corrected if it can be, is small."""
    if test is None:
        return UNCLEAR
    paired, p_value = (test.test, test.holm) if isinstance(test, CorrectedTest) else (test, test.p_value)
    if p_value > SIGNIFICANT_P or paired.low <= 0 <= paired.high:
        return UNCLEAR
    return BETTER if paired.difference > 0 else WORSE


def shots_title(shots: ShotCount) -> str:
    """`Zero-shot`, `8 shots`, `All labels`."""
    if shots == 0:
        return "Zero-shot"
    return "All labels" if shots == "all" else f"{shots} shot{'s' if shots != 1 else ''}"


def runs_text(entry: Entry) -> str:
    """`sd 0.012, 3 runs`; how many of how many where some are missing; nothing of a single whole run."""
    if entry.spread is None:
        return ""
    spread, missing = entry.spread.everything, len(entry.missing)
    told = [f"sd {decimals(spread.standard_deviation)}"] if spread.standard_deviation is not None else []
    if missing:
        told.append(f"{spread.runs} of {spread.runs + missing} runs")
    elif spread.runs > 1:
        told.append(f"{spread.runs} runs")
    return ", ".join(told)


def collapsed_text(entry: Entry) -> str:
    """`1 of 3 collapsed, without it 0.700`; nothing where none did."""
    if entry.spread is None or not entry.spread.collapsed:
        return ""
    collapsed, runs = len(entry.spread.collapsed), entry.spread.everything.runs
    sound = entry.spread.without_collapsed
    told = f"{collapsed} of {runs} collapsed" if runs > 1 else "collapsed"
    return f"{told}, without {'it' if collapsed == 1 else 'them'} {decimals(sound.mean)}" if sound else told


def entry_lines(entry: Entry) -> list[str]:
    """All of an entry: `0.642 ▲ (0.570 to 0.700)`, its runs, and those that collapsed."""
    if entry.score is None:
        return [f"{MISSING} ({reason_text(entry)})"]
    collapsed = f"{COLLAPSED} {collapsed_text(entry)}" if collapsed_text(entry) else ""
    score = f"{_marked(entry.score.value, mark(entry.test))} ({interval(entry.score.low, entry.score.high)})"
    return [part for part in (score, runs_text(entry), collapsed) if part]


def reason_text(entry: Entry) -> str:
    """Why there is no score, short enough for a cell; `missing_lines` has all of it."""
    return entry.reason if len(entry.reason) <= _LONGEST_REASON else f"{entry.reason[: _LONGEST_REASON - 1]}…"


def average_text(average: Average, system: str) -> str:
    """A mean over languages on one line; a dash for a system that lacks one of them."""
    score = average.scores.get(system)
    if score is None:
        return MISSING
    return f"{_marked(score.value, mark(average.tests.get(system)))} ({interval(score.low, score.high)})"


def _marked(value: float, sign: str) -> str:
    return f"{decimals(value)} {sign}".rstrip()


def average_title(languages: Sequence[str]) -> str:
    """`Mean of 12 languages`."""
    return f"Mean of {len(languages)} language{'s' if len(languages) != 1 else ''}"


def missing_lines(table: Table, section: Section) -> list[str]:
    """Every cell that should be in the table and is not, with its reason; equal ones together."""
    found: dict[tuple[str, str], list[str]] = {}
    for entry in section.entries.values():
        if not entry.missing and entry.score is None:
            found.setdefault((entry.system, entry.reason), []).append(entry.language)
        for one in entry.missing:
            which = "" if entry.score is None else _which(table, one.cell)
            found.setdefault((entry.system, one.reason), []).append(f"{entry.language}{which}")
    return [f"{system}, {reason}: {', '.join(dict.fromkeys(cells))}" for (system, reason), cells in found.items()]


def _which(table: Table, cell: Cell) -> str:
    """Which of several runs of a language: ` (draw 3)`, ` (draw 3, seed 17)`."""
    draw = [] if cell.shots in (0, "all") else [f"draw {cell.shot_seed}"]
    told = [*draw, *([f"seed {cell.seed}"] if len(table.benchmark.seeds) > 1 else [])]
    return f" ({', '.join(told)})" if told else ""


def notes(table: Table) -> list[str]:
    """What has to be known to read the table."""
    spreads = [one.spread for part in table.sections for one in part.entries.values() if one.spread]
    several = any(one.everything.runs > 1 for one in spreads)
    told = [
        f"{metric_name(table.metric)}, computed from stored predictions, with the 95 % bootstrap interval over test "
        f"examples{' and the standard deviation over shot sets and seeds' if several else ''}.",
        f"{BETTER} better and {WORSE} worse than {table.benchmark.baseline}: paired randomisation test, p at most "
        f"{SIGNIFICANT_P} after Holm's correction for the languages of a system and number of shots (of a mean: "
        "uncorrected), and an interval of the difference without zero.",
        "Means stand only beside means over the same languages; the languages of each are named.",
    ]
    if table.translated:
        told.append(
            "The tests look like translations of one text (same numbers, same answers), but are resampled as if they "
            "were different texts: intervals of means are narrower than they should be."
        )
    if any(one.collapsed for one in spreads):
        told.append(f"{COLLAPSED} a run that does no better than the most frequent label, after a second try.")
    for version, count in sorted(table.other_versions.items()):
        told.append(
            f"{count} result{'s' if count != 1 else ''} of version {version} of this benchmark "
            f"{'are' if count != 1 else 'is'} kept apart: this is version {table.benchmark.version}."
        )
    if table.untried:
        told.append(
            f"Not measured yet, and left out: {', '.join(table.untried)}. "
            f"`lowres bench run {table.benchmark.name}` measures what is missing."
        )
    if table.outside:
        told.append(f"{table.outside} results are of cells that the benchmark does not ask for, and are left out.")
    return told


def averages_notes(table: Table, section: Section) -> list[str]:
    """The languages of each mean; of most of them, those that are left out."""
    told = []
    for one in section.averages:
        left_out = [language for language in table.languages if language not in one.languages]
        named = f"all but {', '.join(left_out)}" if left_out else "all"
        which = named if len(left_out) < len(one.languages) else ", ".join(one.languages)
        told.append(f"{average_title(one.languages)}: {which}.")
    return told


def published_mean(system: PublishedSystem, share: float | None) -> str:
    """`0.845 (19 languages)`."""
    of = f" ({system.mean_of} languages)" if system.mean_of else ""
    return f"{decimals(share)}{of}" if share is not None else MISSING


def published_rows(table: Table) -> list[list[str]]:
    """Each published row: model, method, shots, metric, mean, ours over the same languages, source."""
    rows = []
    for one in table.published:
        for system in one.systems:
            section = next((part for part in table.sections if part.shots == system.shots), None)
            rows.append(
                [
                    system.model,
                    system.method,
                    MISSING if system.shots is None else shots_title(system.shots),
                    metric_name(one.metric),
                    published_mean(system, one.share(system.mean)),
                    _ours(table, section, one.metric, beside(one, system, scores_in(section), table.systems)),
                ]
            )
    return rows


PUBLISHED_HEADINGS = ("Model", "Method", "Labels", "Metric", "Mean as published", "Same languages: theirs, ours")


def scores_in(section: Section | None) -> dict[tuple[str, str], float]:
    """Our mean scores by language and system."""
    entries = section.entries.items() if section else ()
    return {place: entry.score.value for place, entry in entries if entry.score is not None}


def _ours(table: Table, section: Section | None, metric: str, found: Beside | None) -> str:
    if section is None or found is None:
        return MISSING
    ours = ", ".join(f"{system} {decimals(value)}" for system, value in found.ours.items())
    other = "" if metric == table.metric else f" ({metric_name(table.metric)})"
    return f"{len(found.languages)} languages: {decimals(found.theirs)}; {ours}{other}"


def published_notes(table: Table) -> list[str]:
    """Who says each published number, and in what it differs."""
    told = []
    for one in table.published:
        where = ", ".join(part for part in (one.source.title, one.source.where, one.source.address) if part)
        told.append(f"{where}. {one.differs}")
    return told
