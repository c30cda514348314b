"""Faults of labels and ids that no reading can mend, each with its file, its line and what to do."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from lowres.data.examples import Labelled, TaggedSentence
from lowres.definition import nearest, one_of
from lowres.errors import CorpusError

_MOST_NAMED = 10


def labels_in(example: Labelled) -> tuple[str, ...]:
    """The label of a text or pair, or the tags of a sentence."""
    return example.tags if isinstance(example, TaggedSentence) else (example.label,)


def refuse_unknown_labels(path: Path, found: Iterable[tuple[int, Labelled]], allowed: Sequence[str]) -> None:
    """Refuse labels that the task does not have.

    Raises:
        CorpusError: with each of them, its first line, how often it stands, and the nearest label that is allowed.
    """
    known = set(allowed)
    lines: dict[str, list[int]] = defaultdict(list)
    for line, example in found:
        for label in labels_in(example):
            if label not in known:
                lines[label].append(line)
    if not lines:
        return
    faults = [
        f"{path}, line {at[0]}: the label '{label}' ({_times(len(at))}) is not known.{nearest(label, allowed)}"
        for label, at in lines.items()
    ]
    if len(faults) > _MOST_NAMED:
        faults[_MOST_NAMED:] = [f"and {len(faults) - _MOST_NAMED:,} other labels"]
    raise CorpusError("\n".join([*faults, f"A label must be {one_of(allowed)}."]))


def refuse_duplicate_ids(path: Path, found: Iterable[tuple[int, Labelled]]) -> None:
    """Refuse an id that two examples share: shots and predictions are stored by it.

    Raises:
        CorpusError: with the ids and their lines.
    """
    lines: dict[str, list[int]] = defaultdict(list)
    for line, example in found:
        lines[example.id].append(line)
    twice = {name: at for name, at in lines.items() if len(at) > 1}
    if not twice:
        return
    named = [
        f"{path}: the id '{name.rpartition(':')[2]}' stands in lines {', '.join(map(str, at[:_MOST_NAMED]))}."
        for name, at in list(twice.items())[:_MOST_NAMED]
    ]
    more = [f"and {len(twice) - len(named):,} other ids"] if len(twice) > len(named) else []
    raise CorpusError(
        "\n".join(
            [*named, *more, "Give every example an id of its own; where no column holds ids, the line is the id."]
        )
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"
