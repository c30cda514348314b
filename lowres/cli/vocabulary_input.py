"""What the vocabulary commands are given, read and checked before any model is loaded."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from lowres.definition import choices
from lowres.errors import UserError

if TYPE_CHECKING:
    from lowres.vocabulary.initialisers import Initialiser
    from lowres.vocabulary.initialisers.source import Knowledge
    from lowres.vocabulary.learn import Automatic

LEARNS_FROM_PAIRS = "alignment"
LEXICON = "--lexicon FILE (a word, a tab, its translation)"
TRANSLATIONS = "--translations FILE (line by line of --text)"


def refuse_used_place(out: Path) -> None:
    """Say before the work that the result would have no place."""
    if out.exists():
        raise UserError(f"--out {out}: exists already. Name a new folder, or delete it.")
    above = next((folder for folder in out.absolute().parents if folder.exists()), None)
    if above and not above.is_dir():
        raise UserError(f"--out {out}: {above} is a file, so no folder can be made in it. Name another folder.")


def knowledge_from(texts: Sequence[Path], translations: Sequence[Path]) -> "Knowledge":
    """The lines of all texts but for empty ones, and those with a translation as pairs."""
    from lowres.data.examples import Pair
    from lowres.tasks.diagnosis.text_lines import text_lines
    from lowres.vocabulary.initialisers.source import Knowledge

    if translations and len(translations) != len(texts):
        raise UserError(
            f"--translations names {_files(len(translations))}, but --text {_files(len(texts))}. "
            "Give each text its translation, in the same order."
        )
    sides: Sequence[Path | None] = translations or [None] * len(texts)
    lines = [line for text, side in zip(texts, sides, strict=True) for line in text_lines(text, side)]
    pairs = [Pair(f"text:{number}", line.text, line.english, "") for number, line in enumerate(lines, start=1)]
    return Knowledge(
        [line.text for line in lines if line.text.strip()],
        [pair for pair in pairs if pair.target.strip() and pair.pivot.strip()],
    )


def _files(count: int) -> str:
    return f"{count} file{'s' if count > 1 else ''}"


def size_from(given: str) -> "int | Automatic":
    """A number of pieces, or `auto`."""
    if given == "auto":
        return "auto"
    if not (given.isascii() and given.isdigit() and int(given)):
        raise UserError(f"--size is '{given}', but must be a whole number greater than 0, or auto.")
    return int(given)


def initialiser_from(name: str, lexicon: Path | None, has_translations: bool) -> "Initialiser":
    """The initialiser of this name, with what it needs and nothing that it would not look at."""
    from lowres.data.lexicon import read_lexicon
    from lowres.vocabulary.initialisers import Initialiser

    methods = {cls.model_fields["method"].default: cls for cls in get_args(get_args(Initialiser)[0])}
    if name not in methods:
        raise UserError(f"--initialiser is '{name}', but must be {choices(name, list(methods))}")
    reading = [method for method, cls in methods.items() if "lexicon" in cls.model_fields]
    given = {LEXICON: lexicon is not None, TRANSLATIONS: has_translations}
    for option, readers in ((LEXICON, reading), (TRANSLATIONS, [LEARNS_FROM_PAIRS])):
        if given[option] and name not in readers:
            raise UserError(
                f"--initialiser {name} does not look at {option}; only {', '.join(readers)} would. Leave it out."
            )
    wanted = {LEARNS_FROM_PAIRS: (TRANSLATIONS, LEXICON)}.get(name, (LEXICON,) if name in reading else ())
    if wanted and not any(given[option] for option in wanted):
        raise UserError(f"--initialiser {name} needs {' or '.join(wanted)}. Give one, or use --initialiser mean.")
    if lexicon:
        read_lexicon(lexicon)  # a fault in it is told before the work
    found: Initialiser = methods[name].model_validate({"lexicon": lexicon} if lexicon else {})
    return found


def respellings_from(given: Sequence[str]) -> dict[str, str]:
    """`a=b` as a mapping."""
    found = {}
    for entry in given:
        old, equals, new = entry.partition("=")
        if not old or not equals:
            raise UserError(f"--respell is '{entry}', but must look like a=b: what stands in the text = what is meant.")
        found[old] = new
    return found
