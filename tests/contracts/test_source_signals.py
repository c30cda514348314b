"""What every signal of a source language must keep to, for every kind of task."""

from typing import get_args

import numpy as np
import pytest

from lowres.data.examples import Labelled, LabelledPair, LabelledText, TaggedSentence
from lowres.data.readers.parts import TaskKind
from lowres.selection.comparison import Comparison, Source, Target
from lowres.selection.source_signals import DEFAULT_SIGNALS, SourceSignal, typology
from lowres.selection.source_signals.signal import Signal
from tests.selection.languages import LetterReader

SIGNALS: list[Signal] = [cls() for cls in get_args(get_args(SourceSignal)[0])]
KINDS: tuple[TaskKind, ...] = get_args(TaskKind)
WORDS = ("ab", "ba", "cd", "dc", "abc", "dcb")
each = pytest.mark.parametrize("signal", SIGNALS, ids=lambda one: one.name)
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(autouse=True)
def distances(monkeypatch: pytest.MonkeyPatch) -> None:
    """Distances between languages without the package that has them."""
    monkeypatch.setattr(typology, "distance", lambda name, one, other: 0.25)
    monkeypatch.setattr(typology, "find_spec", lambda name: object())


def example(kind: TaskKind, number: int) -> Labelled:
    word, label = WORDS[number % len(WORDS)], "xy"[number % 2]
    if kind == "tagging":
        return TaggedSentence(f"s:{number}", (word, "gh"), (f"B-{label.upper()}", "O"))
    if kind == "pair_classification":
        return LabelledPair(f"p:{number}", word, "gh", label)
    return LabelledText(f"t:{number}", word, label)


def compared(kind: TaskKind, texts: int = 3) -> Comparison:
    unlabelled: list[Labelled] = [
        TaggedSentence(f"u:{number}", ("ab", "cd"), ())
        if kind == "tagging"
        else LabelledText(f"u:{number}", "ab cd", "")
        for number in range(texts)
    ]
    sources = [
        Source(language, [example(kind, number + start) for number in range(24)], 24)
        for start, language in enumerate(("one-Latn", "two-Latn", "six-Latn"))
    ]
    return Comparison(kind, Target("tgt-Latn", unlabelled), sources, LetterReader())


@each
@every_kind
def test_measures_every_source_for_every_text_or_for_all_at_once(signal: Signal, kind: TaskKind) -> None:
    measured = signal.measure(compared(kind))
    assert measured.dtype == np.float64
    assert measured.shape in ((3, 3), (3, 1))
    assert not np.isinf(measured).any()


@each
@every_kind
def test_measures_the_same_twice(signal: Signal, kind: TaskKind) -> None:
    np.testing.assert_array_equal(signal.measure(compared(kind)), signal.measure(compared(kind)))


@each
def test_says_a_value_in_words(signal: Signal) -> None:
    [value] = signal.measure(compared("classification")).mean(axis=1)[:1]
    said = signal.said(float(value), "tgt-Latn")
    assert said and said[0].islower() and not said.endswith(".")
    assert signal.shown(float(value)) in said


@each
def test_has_a_name_and_a_weight_that_is_no_less_than_none(signal: Signal) -> None:
    assert signal.name == signal.model_dump()["method"]
    assert signal.weight >= 0


def test_the_default_signals_need_no_extra_package() -> None:
    assert "typology" not in [signal.name for signal in DEFAULT_SIGNALS]
