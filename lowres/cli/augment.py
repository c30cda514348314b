"""`lowres augment`: more labelled examples out of few, seen before they are used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from lowres.cli.console import messages, results
from lowres.cli.method_option import described_method
from lowres.cli.options_record import taking
from lowres.cli.progress_bars import progress_on
from lowres.errors import UserError
from lowres.progress import SilentProgress

EXAMPLES = """Examples:

lowres augment wolof.tsv --method word_swap --rate 0.2 --show 5

lowres augment english.tsv --method code_switch --lexicon english-wolof.tsv --show 5

lowres augment names.conll --method entity_swap --method character_noise --copies 3 --out more.conll

lowres augment wolof.tsv --method "{method: contextual, model: xlm-roberta-base, rate: 0.1}" --test test.tsv

A recipe does the same to training data alone: {step: augment, augmenters: [{method: word_swap, rate: 0.2}]}
"""
Kind = Literal["classification", "pair_classification", "tagging"]
_OF_METHODS = ("rate", "lexicon", "model")
"""Options that are parameters of the methods."""


@dataclass(frozen=True)
class AugmentChoices:
    """What `lowres augment` is told."""

    file: Annotated[Path, typer.Argument(metavar="FILE", help="Labelled examples: CSV, TSV, JSON lines or CoNLL.")]
    method: Annotated[
        list[str],
        typer.Option(help="A method's name, or a YAML mapping; can be repeated. `lowres methods augment` lists all."),
    ]
    rate: Annotated[float | None, typer.Option(help="Share of what a method can change that it does change.")] = None
    lexicon: Annotated[Path | None, typer.Option(help="Of a method that needs one: word, tab, translation.")] = None
    model: Annotated[str | None, typer.Option(help="Of a method that needs one: a hub name or a folder.")] = None
    copies: Annotated[float, typer.Option(help="New examples for each old one, on average.")] = 1.0
    seed: Annotated[int, typer.Option(help="The same seed makes the same examples.")] = 17
    show: Annotated[int, typer.Option(min=0, help="How many new examples to show, before and after.")] = 5
    out: Annotated[
        Path | None, typer.Option(help="Write old and new examples into this file, in the layout of FILE.")
    ] = None
    test: Annotated[
        Path | None, typer.Option(help="Labelled examples of the test: what comes close to one is dropped.")
    ] = None
    filter: Annotated[
        list[str] | None,
        typer.Option(help="What drops new examples; can be repeated.  [default: identical, near_test, foreign_script]"),
    ] = None
    language: Annotated[str | None, typer.Option(help="The language, such as wol-Latn, for methods that ask.")] = None
    unlabelled: Annotated[
        Path | None, typer.Option(help="Plain text, a text a line, for methods that learn from it.")
    ] = None
    task: Annotated[Kind | None, typer.Option(help="What is labelled.  [default: told by the file]")] = None
    json: Annotated[bool, typer.Option("--json", help="Counts and the shown examples as JSON.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress; only results and errors.")] = False


def _augment(given: AugmentChoices) -> None:
    """Make more labelled examples out of few; labels, scripts and spacing stay whole, and every drop is counted."""
    from lowres.cli.augment_view import print_json, print_tables
    from lowres.pipeline.augment import AugmentOptions, augment

    if not given.file.expanduser().is_file():
        raise UserError(f"{given.file}: there is no such file. Check the path.")
    options = AugmentOptions(
        copies=given.copies,
        seed=given.seed,
        language=given.language,
        task=given.task,
        test=given.test,
        unlabelled=given.unlabelled,
        progress=SilentProgress() if given.quiet else progress_on(messages()),
        **({"filters": [described_method(one, "--filter") for one in given.filter]} if given.filter else {}),
    )
    found = augment(given.file, methods_of(given), None, options)
    for note in found.split.notes:
        messages().print(note, markup=False, soft_wrap=True)
    (print_json if given.json else print_tables)(results(), found.augmented, given.show)
    if not found.made:
        raise UserError("no new example came of all methods. Raise --rate, or use other methods.")
    if given.out is not None:
        found.write(given.out)
        old, new = len(found.split.examples), len(found.made)
        messages().print(f"wrote {given.out}: {old:,} old and {new:,} new examples", markup=False, soft_wrap=True)


augment = taking(AugmentChoices, _augment)
augment.__name__ = "augment"


def methods_of(given: AugmentChoices) -> list[Mapping[str, Any]]:
    """The methods with the parameters that options give to each of them that has such a one.

    Raises:
        UserError: if an option is of none of them.
    """
    chosen = [described_method(one, "--method") for one in given.method]
    told = {name: value for name in _OF_METHODS if (value := getattr(given, name)) is not None}
    fields = [_fields_of(one.get("method")) for one in chosen]
    for name in told:
        if not any(known is None or name in known for known in fields):
            named = ", ".join(str(one.get("method")) for one in chosen)
            raise UserError(f"--{name} is no parameter of {named}. `lowres methods augment` lists what each takes.")
    return [
        {**{name: value for name, value in told.items() if known is None or name in known}, **one}
        for one, known in zip(chosen, fields, strict=True)
    ]


def _fields_of(name: object) -> Sequence[str] | None:
    """The parameters of a method; None for a name that is told to be wrong elsewhere."""
    from lowres.augmentation.augmenters import AugmenterMethod
    from lowres.cli.parameter_words import members

    found = {one.model_fields["method"].default: one for one in members(AugmenterMethod)}
    return list(found[name].model_fields) if name in found else None
