"""The table of a benchmark: what each system scored in each language, computed again from stored predictions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lowres.benchmark.averages import Average, averages, is_translated, resamples_for
from lowres.benchmark.cells import Cell, Grid
from lowres.benchmark.definition import Benchmark
from lowres.benchmark.published import Published
from lowres.benchmark.results import Line, Results
from lowres.benchmark.runs import Runs, generator_of, paired_counts, runs_of
from lowres.benchmark.tests_of import Test, Tests
from lowres.data.labelled.shots import ShotCount
from lowres.errors import UserError
from lowres.metrics.correction import CorrectedTest, corrected
from lowres.metrics.interval import Estimate
from lowres.metrics.paired import PairedTest, paired_test_of_counts
from lowres.metrics.spread import RunSpread
from lowres.progress import Advance, Progress, SilentProgress

NOT_MEASURED = "not measured"
NO_TEXT = "no adaptation text"
SEED = 17


@dataclass(frozen=True)
class Missing:
    """A cell without a result, and why."""

    cell: Cell
    reason: str


@dataclass(frozen=True)
class Entry:
    """What a system scored in a language with so many shots, or why it has no score."""

    language: str
    system: str
    shots: ShotCount
    reason: str = ""
    """Why there is no score."""
    score: Estimate | None = None
    spread: RunSpread | None = None
    """Of the runs: over shot sets and seeds."""
    examples: int = 0
    missing: tuple[Missing, ...] = ()
    """Cells that should be in the mean and are not."""
    test: CorrectedTest | None = None
    """Against the baseline, on the runs that both have; corrected for all languages of the system and the shots."""
    lines: Mapping[str, Line] = field(default_factory=dict)
    """The results that it is computed from, by shot set and seed."""
    values: Mapping[str, float] = field(default_factory=dict)
    """The score of each run."""


@dataclass(frozen=True)
class Section:
    """All entries with so many shots, and the averages over languages."""

    shots: ShotCount
    entries: Mapping[tuple[str, str], Entry]
    """By language and system."""
    averages: list[Average]


@dataclass(frozen=True)
class Table:
    """A benchmark's results."""

    benchmark: Benchmark
    metric: str
    languages: list[str]
    systems: list[str]
    """The baseline first; others only where something was tried."""
    untried: list[str]
    """Systems of which no cell was tried yet."""
    sections: list[Section]
    other_versions: Mapping[int, int]
    """Lines of other versions of the definition, which are kept apart."""
    outside: int
    """Lines of cells that the definition does not ask for."""
    translated: bool
    """Whether the tests of the languages look like translations of one another."""
    published: list[Published]
    """What others published of other models."""


@dataclass(frozen=True)
class Measured:
    """What a table is made of."""

    grid: Grid
    """Which cells there should be."""
    results: Results
    tests: Tests
    published: Sequence[Published] = ()


def build_table(benchmark: Benchmark, measured: Measured, progress: Progress | None = None, seed: int = SEED) -> Table:
    """Score every stored prediction again, and hold each system against the baseline.

    Raises:
        UserError: if nothing was measured, if results are of another test, or do not say what they are worth.
    """
    grid, results = measured.grid, measured.results
    asked = set(grid.cells)
    languages = list(dict.fromkeys([*(cell.language for cell in grid.cells), *_without_text(grid)]))
    named = {cell.system for cell in grid.cells} | set(grid.without_text)
    tried = {benchmark.baseline, *(cell.system for cell in results.lines if cell in asked)}
    systems = [one for one in benchmark.systems if one in named & tried]
    shown = {cell: line for cell, line in results.done.items() if cell in asked}
    if not shown:
        raise UserError(_nothing(benchmark, results))
    tests = {language: measured.tests(language) for language in languages if _any_of(shown, language)}
    metric = benchmark.metric or next(iter(tests.values())).default_metric
    runs = _all_runs(benchmark, shown, tests)
    sections = []
    with (progress or SilentProgress()).task("Scoring predictions", len(benchmark.shots) * len(systems)) as advance:
        for shots in benchmark.shots:
            of_shots = {(one[0], one[1]): found for one, found in runs.items() if one[2] == shots}
            sections.append(_Maker(benchmark, measured, shots, of_shots, seed).section(languages, systems, advance))
    return Table(
        benchmark=benchmark,
        metric=metric,
        languages=languages,
        systems=systems,
        untried=[one for one in benchmark.systems if one in named - tried],
        sections=sections,
        other_versions=results.other_versions,
        outside=sum(
            cell not in asked for cell in results.lines if cell.language in languages and cell.system in systems
        ),
        translated=is_translated(list(tests.values())),
        published=[one for one in measured.published if benchmark.name in one.beside],
    )


def _without_text(grid: Grid) -> list[str]:
    return [language for languages in grid.without_text.values() for language in languages]


def _any_of(shown: Mapping[Cell, Line], language: str) -> bool:
    return any(cell.language == language for cell in shown)


def _nothing(benchmark: Benchmark, results: Results) -> str:
    again = f"Measure it: lowres bench run {benchmark.name}"
    if results.lines:
        failed = sum(line.status == "failed" for line in results.lines.values())
        return f"{benchmark.name}: none of these cells was measured ({failed} failed). {again}"
    if results.other_versions:
        others = ", ".join(f"{count} of version {one}" for one, count in sorted(results.other_versions.items()))
        return f"{benchmark.name}: has no result of version {benchmark.version}, only {others}. {again}"
    return f"{benchmark.name}: has no results. {again}"


def _all_runs(
    benchmark: Benchmark, shown: Mapping[Cell, Line], tests: Mapping[str, Test]
) -> dict[tuple[str, str, ShotCount], Runs]:
    grouped: dict[tuple[str, str, ShotCount], list[Line]] = {}
    for cell, line in shown.items():
        grouped.setdefault((cell.language, cell.system, cell.shots), []).append(line)
    return {
        key: runs_of(sorted(lines, key=lambda one: (one.shot_seed, one.seed)), tests[key[0]], benchmark.metric)
        for key, lines in grouped.items()
    }


@dataclass(frozen=True)
class _Maker:
    """What the entries of one number of shots are made of."""

    benchmark: Benchmark
    measured: Measured
    shots: ShotCount
    runs: Mapping[tuple[str, str], Runs]
    seed: int

    def section(self, languages: Sequence[str], systems: Sequence[str], advance: Advance) -> Section:
        entries = {}
        for system in systems:
            tests = self._tests(system, languages)
            for language in languages:
                entries[language, system] = self._entry(language, system, tests.get(language))
            advance(1)
        return Section(self.shots, entries, averages(self.runs, systems, self.shots, self.seed))

    @cached_property
    def _cells(self) -> dict[tuple[str, str], list[Cell]]:
        found: dict[tuple[str, str], list[Cell]] = {}
        for cell in self.measured.grid.cells:
            if cell.shots == self.shots:
                found.setdefault((cell.language, cell.system), []).append(cell)
        return found

    def _tests(self, system: str, languages: Sequence[str]) -> dict[str, CorrectedTest]:
        """Of a system against the baseline in every language that both have."""
        found: dict[str, PairedTest] = {}
        if system == self.benchmark.baseline:
            return {}
        pairs = {}
        for language in languages:
            ours, theirs = self.runs.get((language, system)), self.runs.get((language, self.benchmark.baseline))
            pair = paired_counts(ours, theirs) if ours and theirs else None
            if pair:
                pairs[language] = pair
        for language, pair in pairs.items():
            generator = generator_of(self.seed, "test", language, system, self.shots)
            found[language] = paired_test_of_counts(*pair, generator, resamples_for(len(pairs)))
        return corrected(found) if found else {}

    def _entry(self, language: str, system: str, test: CorrectedTest | None) -> Entry:
        runs = self.runs.get((language, system))
        missing = tuple(self._missing(language, system))
        if runs is None:
            return Entry(language, system, self.shots, self._reason(language, system, missing), missing=missing)
        return Entry(
            language=language,
            system=system,
            shots=self.shots,
            score=runs.score(generator_of(self.seed, "score", language, system, self.shots)),
            spread=runs.spread,
            examples=len(runs.test.gold),
            missing=missing,
            test=test,
            lines=runs.lines,
            values=runs.values,
        )

    def _missing(self, language: str, system: str) -> list[Missing]:
        cells = self._cells.get((language, system), [])
        lines = self.measured.results.lines
        return [
            Missing(cell, f"failed: {lines[cell].error}" if cell in lines else NOT_MEASURED)
            for cell in cells
            if cell not in lines or lines[cell].status == "failed"
        ]

    def _reason(self, language: str, system: str, missing: Sequence[Missing]) -> str:
        if language in self.measured.grid.without_text.get(system, ()):
            return NO_TEXT
        failed = [one.reason for one in missing if one.reason != NOT_MEASURED]
        return failed[0] if failed else NOT_MEASURED
