"""What is looked at before anything is learnt: labels, classes, and test text inside the training set."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lowres.data.containment import FEWEST_SHINGLES
from lowres.data.examples import Labelled, LabelledPair, TaggedSentence, text_of
from lowres.data.labelled.bio import type_of
from lowres.data.labelled.faults import labels_in
from lowres.data.leaks import Leaks, bare
from lowres.data.shingles import fingerprint, shingles
from lowres.definition import nearest
from lowres.errors import CorpusError

_MOST_NAMED = 3
_LONG = 400
"""Characters: texts of more than a sentence or a message do not nearly equal each other by chance."""
_RARE = 20
"""A label this many times as rare as the one it resembles is likely to be that one, misspelt."""
_SHORT = 4
"""Labels of no more characters may differ in one and be two: X and SYM, PER and GPE."""


@dataclass(frozen=True)
class Finding:
    """Something that was found and, where it could be, mended."""

    reason: str
    count: int
    message: str


@dataclass(frozen=True)
class CheckedTraining:
    """The training examples that may be learnt from, and what was found."""

    train: tuple[Labelled, ...]
    findings: tuple[Finding, ...]


def check_training(train: Sequence[Labelled], tests: Sequence[Labelled], *, strict: bool = False) -> CheckedTraining:
    """The training examples without those that give a test example away; `strict` refuses whatever is found.

    Raises:
        CorpusError: if two training examples share an id, none is left, or all have one and the same label.
    """
    _refuse_shared_ids(train)
    kept, given_away = without_test_text(train, tests)
    _refuse_one_class(kept, given_away)
    found = [_given_away(given_away), *_misspelt(kept), *_not_in_training(kept, tests)]
    findings = tuple(finding for finding in found if finding.count)
    if strict and findings:
        raise CorpusError("\n".join(finding.message for finding in findings))
    return CheckedTraining(tuple(kept), findings)


def without_test_text(
    train: Sequence[Labelled], tests: Sequence[Labelled]
) -> tuple[list[Labelled], list[tuple[Labelled, str]]]:
    """The training examples that give no test text away, and the others with the test text.

    One gives a text away that it equals but for case, signs and accents, or holds whole, or, where it is long, nearly
    equals. Short ones that nearly equal each other ask for the time here and there, and are two examples. Of pairs
    both texts must equal, for many pairs share a premise on purpose.
    """
    pairs = {_pair(test): text_of(test) for test in tests if isinstance(test, LabelledPair)}
    leaks = Leaks(text_of(test) for test in tests if not isinstance(test, LabelledPair))
    kept: list[Labelled] = []
    dropped: list[tuple[Labelled, str]] = []
    for example, test in leaks.among(train, lambda one: () if isinstance(one, LabelledPair) else (text_of(one),)):
        seen: str | None = None
        if isinstance(example, LabelledPair):
            seen = pairs.get(_pair(example))
        elif test is not None:
            text = text_of(example)
            seen = next((one for one in leaks.all_of(text) if _is_given_away(one, text)), None)
        if seen is None:
            kept.append(example)
        else:
            dropped.append((example, seen))
    return kept, dropped


def _is_given_away(test: str, text: str) -> bool:
    tested, plain = _plain(test), _plain(text)
    if tested == plain or len(tested) >= _LONG:
        return True
    return len(shingles(tested)) >= FEWEST_SHINGLES and f" {tested} " in f" {plain} "


def _plain(text: str) -> str:
    return fingerprint(bare(text))


def _pair(example: LabelledPair) -> tuple[str, str]:
    return _plain(example.first), _plain(example.second)


def _refuse_shared_ids(train: Sequence[Labelled]) -> None:
    shared = [name for name, count in Counter(one.id for one in train).items() if count > 1]
    if shared:
        raise CorpusError(
            f"{len(shared):,} ids stand in more than one training example, such as '{shared[0]}'. "
            "Name the files differently, or give the examples ids of their own."
        )


def _refuse_one_class(kept: Sequence[Labelled], given_away: Sequence[tuple[Labelled, str]]) -> None:
    labels = {label for example in kept for label in labels_in(example)}
    left_out = f" after {len(given_away):,} were left out because they hold test text" if given_away else ""
    if not kept:
        raise CorpusError(f"no training example is left{left_out}. Add examples that are not in the test set.")
    if len(labels) == 1:
        raise CorpusError(
            f"all {len(kept):,} training examples{left_out} have the label '{labels.pop()}', so that nothing can be "
            "told apart. Add examples of other labels."
        )


def _given_away(dropped: Sequence[tuple[Labelled, str]]) -> Finding:
    named = ", ".join(example.id for example, _ in dropped[:_MOST_NAMED])
    more = f" and {len(dropped) - _MOST_NAMED:,} more" if len(dropped) > _MOST_NAMED else ""
    message = f"{len(dropped):,} training examples hold text of the test set and are left out: {named}{more}."
    return Finding("test_text_in_training", len(dropped), message)


def _misspelt(train: Sequence[Labelled]) -> list[Finding]:
    counts = Counter(name for example in train for name in _names_in(example))
    found = []
    for label, count in counts.items():
        frequent = (other for other, often in counts.items() if often >= _RARE * count)
        meant = next((other for other in frequent if _differ_little(label, other)), None)
        if meant is not None:
            message = f"the label '{label}' stands in {count:,} training examples. Did you mean '{meant}'?"
            found.append(Finding("label_like_another", count, message))
    return found


def _differ_little(one: str, other: str) -> bool:
    """Whether two labels are the same but for case, or for one letter of several."""
    if one.casefold() == other.casefold():
        return True
    if min(len(one), len(other)) <= _SHORT:
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(shorter, longer, strict=False)) if x != y), len(shorter))
    rest = shorter[start + 1 :] if len(shorter) == len(longer) else shorter[start:]
    return longer[start + 1 :] == rest


def _not_in_training(train: Sequence[Labelled], tests: Sequence[Labelled]) -> list[Finding]:
    learnt = sorted({name for example in train for name in _names_in(example)})
    tested = Counter(name for example in tests for name in _names_in(example))
    return [
        Finding(
            "label_not_in_training",
            count,
            f"the label '{label}' stands in {count:,} test examples, but in no training example, so that it cannot be "
            f"learnt.{nearest(label, learnt) if len(label) > _SHORT else ''}",
        )
        for label, count in tested.items()
        if label not in learnt
    ]


def _names_in(example: Labelled) -> set[str]:
    """The label of an example, or the types of its tags."""
    if not isinstance(example, TaggedSentence):
        return {example.label}
    return {name for tag in example.tags if (name := type_of(tag)) is not None}
