"""`lowres predict`: label lines of text with an adapted model."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from lowres.cli.console import messages
from lowres.errors import UserError

EXAMPLES = """Examples:

lowres predict runs/quickstart "Niltze, quen tica?"

lowres predict runs/quickstart --file sentences.txt --json > labels.jsonl

cat sentences.txt | lowres predict runs/quickstart

lowres predict runs/names "Awa Diop dem na Dakar ." --json    (words apart by spaces, where words are tagged)
"""


def predict(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run folder, or the model folder in it.")],
    texts: Annotated[list[str] | None, typer.Argument(metavar="[TEXT]...", show_default=False)] = None,
    file: Annotated[Path | None, typer.Option(help="A UTF-8 file with one text a line.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    language: Annotated[
        str | None, typer.Option(help="The language of the texts.  [default: the one that the task was learnt for]")
    ] = None,
) -> None:
    """Label texts: those given, or the lines of a file, or else the lines of stdin.

    Prints label, probability and text, separated by tabs; a label for each word where words are labelled. Both texts
    of a pair are separated by a tab. Empty lines are left out.
    """
    wanted = lines_of(texts or [], file)
    if not wanted:
        raise UserError("There is no text to label. Give texts, a --file, or lines on stdin.")
    from lowres.pipeline.predict import predict as label

    for one in label(run, wanted, language):
        found: dict[str, Any] = {"text": one.text, "label": one.label, "probability": round(one.probability, 6)}
        if one.words:
            found |= {"words": one.words, "tags": one.tags}
        plain = f"{one.label}\t{one.probability:.3f}\t{' '.join(one.text.split())}"
        typer.echo(json.dumps(found, ensure_ascii=False) if as_json else plain)


def lines_of(texts: Sequence[str], file: Path | None) -> list[str]:
    """All texts that are not empty, in their order."""
    if texts and file:
        raise UserError("Texts and --file were given; give one of them.")
    if texts:
        return [text for text in texts if text.strip()]
    if file:
        return _decode(_read(file), str(file))
    if sys.stdin.isatty():
        messages().print("Type one text a line; end with Ctrl-D.", style="dim")
    return _decode(sys.stdin.buffer.read(), "stdin")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}.") from None


def _decode(content: bytes, source: str) -> list[str]:
    lines: list[str] = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            text = line.decode("utf-8").strip()
        except UnicodeDecodeError:
            raise UserError(f"{source}: line {number} is not valid UTF-8. Save the text as UTF-8.") from None
        if text:
            lines.append(text)
    return lines
