"""Accuracy and macro-F1 of labels, from counts that add up over examples."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.counted import ACCURACY, MACRO_F1, Counted, SetMetric, counted_interval
from lowres.metrics.interval import Estimate, Floats, Indices
from lowres.metrics.paired import PairedTest, paired_test_of_counts

Classes = NDArray[np.int64]


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """The share of predictions that are right."""
    _same_length(gold, predicted)
    return float(np.mean([a == b for a, b in zip(gold, predicted, strict=True)]))


def accuracy_interval(
    gold: Sequence[str], predicted: Sequence[str], generator: np.random.Generator, resamples: int = 1000
) -> Estimate:
    """Accuracy with its bootstrap interval over the examples."""
    return counted_interval(_counted(gold, predicted, sorted(set(gold)), ACCURACY), generator, resamples)


def accuracy_test(
    gold: Sequence[str],
    system: Sequence[str],
    baseline: Sequence[str],
    generator: np.random.Generator,
    resamples: int = 1000,
) -> PairedTest:
    """Whether a system's accuracy beats a baseline's on the same examples."""
    ours, theirs = (_counted(gold, answers, sorted(set(gold)), ACCURACY) for answers in (system, baseline))
    return paired_test_of_counts(ours, theirs, generator, resamples)


def macro_f1(gold: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> float:
    """The mean over the labels of each label's F1, as scikit-learn's `f1_score(..., labels=labels)`.

    A label that occurs neither in gold nor in the predictions counts as 0; a gold or predicted label outside
    `labels` is nobody's hit, but still a miss or a false alarm.
    """
    return float(_counted(gold, predicted, labels, MACRO_F1).per_draw()[0])


def macro_f1_interval(
    gold: Sequence[str],
    predicted: Sequence[str],
    labels: Sequence[str],
    generator: np.random.Generator,
    resamples: int = 1000,
) -> Estimate:
    """Macro-F1 with its bootstrap interval over the examples."""
    return counted_interval(_counted(gold, predicted, labels, MACRO_F1), generator, resamples)


def macro_f1_test(
    gold: Sequence[str],
    system: Sequence[str],
    baseline: Sequence[str],
    labels: Sequence[str],
    generator: np.random.Generator,
    resamples: int = 1000,
) -> PairedTest:
    """Whether a system's macro-F1 beats a baseline's on the same examples."""
    ours, theirs = (_counted(gold, answers, labels, MACRO_F1) for answers in (system, baseline))
    return paired_test_of_counts(ours, theirs, generator, resamples)


def numbered(column: Sequence[str], labels: Sequence[str]) -> Classes:
    """Each label as its position in `labels`, [examples]; one outside them as len(labels)."""
    position = {label: index for index, label in enumerate(labels)}
    if not labels or len(position) != len(labels):
        raise ValueError("labels must be at least one, each once")
    return np.array([position.get(label, len(labels)) for label in column], dtype=np.int64)


def label_counts(gold: Classes, predicted: Classes, classes: int, owners: Indices, examples: int) -> Floats:
    """How often each class is hit, gold and predicted in each example, [examples, classes + 1, 3].

    Gold and predicted are class numbers [labels]; owners says to which example each belongs: one label
    an example for a text, one a word for a sentence. Number `classes` is any other class, and never a hit.
    """
    hits = (gold == predicted) & (gold < classes)
    columns = [(owners[hits], gold[hits]), (owners, gold), (owners, predicted)]
    tables = [_table(example * (classes + 1) + number, (examples, classes + 1)) for example, number in columns]
    return np.stack(tables, axis=-1)


def _table(cells: NDArray[np.int64], shape: tuple[int, int]) -> Floats:
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _counted(gold: Sequence[str], predicted: Sequence[str], labels: Sequence[str], metric: SetMetric) -> Counted:
    _same_length(gold, predicted)
    numbers = (numbered(gold, labels), numbered(predicted, labels))
    return Counted(label_counts(*numbers, len(labels), np.arange(len(gold)), len(gold))[None], metric)


def _same_length(gold: Sequence[str], predicted: Sequence[str]) -> None:
    if len(gold) != len(predicted) or not gold:
        raise ValueError(f"{len(predicted)} predictions for {len(gold)} gold labels")
