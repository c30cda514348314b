"""New examples as a person looks at them: before and after, the change marked, and what became of all copies."""

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from lowres.augmentation.augment import Augmented, MethodCounts
from lowres.augmentation.mix import Made
from lowres.augmentation.sentence import Changed, Sentence
from lowres.data.examples import TaggedSentence
from lowres.data.labelled.bio import OUTSIDE
from lowres.files import json_text

_MARKS = ("[", "]")
"""Around what was changed: a file, a pipe and a reader who sees no colours have them, too."""
_BEFORE, _AFTER = "red", "bold green"


def print_tables(console: Console, found: Augmented, show: int) -> None:
    """A few of the new examples, and the counts of all."""
    for made in chosen(found.made, show):
        console.print(Text(f"{made.method}  {_label(made)}", style="bold"), soft_wrap=True)
        for change in made.changes:
            console.print(Text("  before  ").append(marked(change, after=False)), soft_wrap=True)
            console.print(Text("  after   ").append(marked(change, after=True)), soft_wrap=True)
        console.print()
    console.print(_counts(found.counts))


def print_json(console: Console, found: Augmented, show: int) -> None:
    """The same as one JSON object."""
    values = {
        "methods": {name: counts.told() for name, counts in found.counts.items()},
        "shown": [_values(made) for made in chosen(found.made, show)],
    }
    console.print(json_text(values).rstrip(), markup=False, soft_wrap=True, highlight=False)


def chosen(made: Sequence[Made], show: int) -> list[Made]:
    """So many of the new examples, of every method in turn."""
    by_method: dict[str, list[Made]] = {}
    for one in made:
        by_method.setdefault(one.method, []).append(one)
    turns = max(map(len, by_method.values()), default=0)
    in_turn = [found[turn] for turn in range(min(turns, show)) for found in by_method.values() if turn < len(found)]
    return in_turn[:show]


def marked(change: Changed, *, after: bool) -> Text:
    """A sentence with what was changed between brackets, and coloured where there are colours."""
    sentence = change.after if after else change.before
    changed = list(_places(change, after))
    found = Text()
    for place in range(len(sentence.tokens)):
        for here in (one for one in changed if one.start == place == one.stop):
            found.append(f"{_MARKS[0]}{_MARKS[1]}", style=_AFTER)
            changed.remove(here)
        found.append(_joint(sentence, place))
        inside = next((one for one in changed if place in one), None)
        style = (_AFTER if after else _BEFORE) if inside else ""
        opening = _MARKS[0] if inside and place == inside.start else ""
        closing = _MARKS[1] if inside and place == inside.stop - 1 else ""
        found.append(f"{opening}{_token(sentence, place)}{closing}", style=style)
    found.append("" if sentence.joints is None else sentence.joints[-1])
    if any(one.start == one.stop == len(sentence.tokens) for one in changed):
        found.append(f"{_MARKS[0]}{_MARKS[1]}", style=_AFTER)
    return found


def _places(change: Changed, after: bool) -> Iterator[range]:
    """Where the edits stand, among the old tokens or among the new ones."""
    moved = 0
    for edit in change.edits:
        start = edit.start + (moved if after else 0)
        yield range(start, start + (len(edit.tokens) if after else edit.end - edit.start))
        moved += len(edit.tokens) - (edit.end - edit.start)


def _joint(sentence: Sentence, place: int) -> str:
    return "" if sentence.joints is None and place == 0 else sentence.joint(place)


def _token(sentence: Sentence, place: int) -> str:
    tag = OUTSIDE if sentence.tags is None else sentence.tags[place]
    return sentence.tokens[place] if tag == OUTSIDE else f"{sentence.tokens[place]}/{tag}"


def _label(made: Made) -> str:
    return "" if isinstance(made.example, TaggedSentence) else made.example.label


def _values(made: Made) -> dict[str, Any]:
    return {
        "method": made.method,
        "id": made.example.id,
        "origin": made.origin.id,
        "label": list(made.example.tags) if isinstance(made.example, TaggedSentence) else made.example.label,
        "before": [change.before.text for change in made.changes],
        "after": [change.after.text for change in made.changes],
        "marked": [marked(change, after=True).plain for change in made.changes],
    }


def _counts(counts: dict[str, MethodCounts]) -> Table:
    table = Table("method", "planned", "new", "unchanged", "dropped")
    for name, one in counts.items():
        dropped = ", ".join(f"{number:,} {reason}" for reason, number in one.dropped.items())
        refused = ", ".join(
            f"{number:,} {reason.replace('_', ' ')}" for reason, number in one.refused.items() if number
        )
        unchanged = f"{one.unchanged:,}" + (f" (refused: {refused})" if refused else "")
        table.add_row(escape(name), f"{one.planned:,}", f"{one.kept:,}", unchanged, dropped or "0")
    return table
