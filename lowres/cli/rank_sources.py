"""`lowres rank sources`: which languages a task is best learnt from, before any training."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.table import Table

from lowres.cli.console import messages, results
from lowres.cli.method_option import described_method
from lowres.cli.options_record import taking
from lowres.cli.progress_bars import progress_on
from lowres.cli.transfer import sources_of
from lowres.definition import validate
from lowres.progress import SilentProgress

if TYPE_CHECKING:
    from lowres.selection.source_signals import SourceSignal
    from lowres.selection.sources import RankedSource, SourceRanking

EXAMPLES = """Examples:

lowres rank sources --target wol-Latn --text wolof.txt --source eng-Latn=english.tsv --source hau-Latn=hausa.tsv

lowres rank sources --target wol-Latn --corpus sib200 --folder data/sib200

lowres rank sources --target wol-Latn --corpus masakhaner2 --folder data/masakhaner --source hau-Latn --source yor-Latn

lowres rank sources --target wol-Latn --corpus sib200 --folder data/sib200 --signal nearest_neighbours --signal typology

lowres methods signals
"""
Kind = Literal["classification", "pair_classification", "tagging"]
LISTED = 10


@dataclass(frozen=True)
class RankSourcesCommand:
    """What `lowres rank sources` is told."""

    target: Annotated[str, typer.Option(help="The language to be learnt, such as wol-Latn.")]
    text: Annotated[
        Path | None,
        typer.Option(help="Its text, one sentence a line. (by default training sentences of the set, without labels)"),
    ] = None
    source: Annotated[
        list[str] | None,
        typer.Option(
            metavar="LANGUAGE[=FILE]",
            help="Labelled examples of a source, or a language of the set; can be repeated. (by default all of it)",
        ),
    ] = None
    corpus: Annotated[str | None, typer.Option(help="A labelled set that lowres describes, such as sib200.")] = None
    folder: Annotated[Path | None, typer.Option(help="The folder with the files of the set.")] = None
    model: Annotated[
        str | None, typer.Option(help="A hub name, a local folder, or package:NAME/FILE. (by default the bundled one)")
    ] = None
    signal: Annotated[
        list[str] | None,
        typer.Option(help="A signal's name, or a YAML mapping with its parameters; can be repeated."),
    ] = None
    task: Annotated[Kind | None, typer.Option(help="What is labelled in own files. (by default told by them)")] = None
    top: Annotated[int, typer.Option(min=1, help="How many sources are shown with their reasons.")] = LISTED
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, all sources.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress; only results and errors.")] = False


def _sources(given: RankSourcesCommand) -> None:
    """Rank the languages that a task could be learnt from: text of the target is enough, nothing is trained.

    A score is the weighted mean of several signals, each in standard deviations from the mean source; intervals
    resample the target's sentences. `lowres methods signals` lists the signals with their weights.
    """
    from lowres.pipeline.source_files import SourceFiles
    from lowres.pipeline.source_ranking import BUNDLED, RankSourcesOptions, rank_sources
    from lowres.selection.source_signals import DEFAULT_SIGNALS

    with_files = [value for value in given.source or () if "=" in value]
    files = SourceFiles(
        sources=sources_of(with_files),
        text=given.text,
        corpus=given.corpus,
        folder=given.folder,
        languages=[value for value in given.source or () if "=" not in value],
        task=given.task,
    )
    signals = signals_of(given.signal) if given.signal else DEFAULT_SIGNALS
    progress = SilentProgress() if given.quiet else progress_on(messages())
    found = rank_sources(given.target, files, RankSourcesOptions(given.model or BUNDLED, signals), progress)
    if given.as_json:
        for one in found.sources:
            typer.echo(json.dumps(as_record(one), ensure_ascii=False))
    else:
        _print(found, given.top)
    for note in found.notes:
        messages().print(note, markup=False, soft_wrap=True)


sources = taking(RankSourcesCommand, _sources)
sources.__name__ = "sources"


def signals_of(values: Sequence[str]) -> "tuple[SourceSignal, ...]":
    """The signals that were named, or described as YAML mappings."""
    from lowres.pipeline.steps.choose_sources import ChooseSources

    described = [described_method(value, "--signal") for value in values]
    step = validate(ChooseSources, {"step": "choose_sources", "signals": described}, "--signal")
    return tuple(step.signals)


def as_record(one: "RankedSource") -> dict[str, Any]:
    """A source as JSON."""
    return {**asdict(one), "reason": one.reason()}


def _print(found: "SourceRanking", top: int) -> None:
    from lowres.selection.languages import name_of

    table = Table("place", "source", "examples")
    for name in ("score", *found.weights):
        table.add_column(name, justify="right")
    placed = [one for one in found.sources if one.place is not None]
    for one in placed:
        table.add_row(*_row(one))
    table.add_section()
    table.add_row("", "share", "", "", *(f"{share:.0%}" for share in found.weights.values()))
    console = results()
    console.print(table)
    for one in [*placed[:top], *(one for one in found.sources if one.place is None)]:
        console.print(f"{name_of(one.language)}: {one.reason()}", markup=False, soft_wrap=True)
    told = f"For {name_of(found.target)}, by {found.sentences} of its sentences."
    console.print(f"{told} A signal's column is what it adds to the score.", markup=False, soft_wrap=True)


def _row(one: "RankedSource") -> list[str]:
    if one.place is None or one.score is None:
        return ["", one.language, f"{one.examples:,}"]
    place, score = one.place, one.score
    return [
        f"{place.value:.0f} ({place.low:.0f} to {place.high:.0f})",
        one.language,
        f"{one.examples:,}",
        f"{score.value:+.2f} ({score.low:+.2f} to {score.high:+.2f})",
        *(f"{signal.part:+.2f}" for signal in one.signals),
    ]
