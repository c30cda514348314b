"""Accuracy and macro-F1, for one set of predictions or for a thousand resamples of it at once."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lowres.metrics.interval import Estimate, Floats, bootstrap
from lowres.metrics.paired import PairedPredictions, PairedTest, SetMetric, paired_test_of_sets

Classes = NDArray[np.int64]


def accuracy(gold: Sequence[str], predicted: Sequence[str]) -> float:
    """The share of predictions that are right."""
    _same_length(gold, predicted)
    return float(np.mean([a == b for a, b in zip(gold, predicted, strict=True)]))


def macro_f1(gold: Sequence[str], predicted: Sequence[str], labels: Sequence[str]) -> float:
    """The mean over the labels of each label's F1, as scikit-learn's `f1_score(..., labels=labels)`.

    A label that occurs neither in gold nor in the predictions counts as 0; a gold or predicted label outside
    `labels` is nobody's hit, but still a miss or a false alarm.
    """
    _same_length(gold, predicted)
    values = macro_f1_of(len(labels))(numbered(gold, labels)[None, :], numbered(predicted, labels)[None, :])
    return float(values[0])


def macro_f1_interval(
    gold: Sequence[str],
    predicted: Sequence[str],
    labels: Sequence[str],
    generator: np.random.Generator,
    resamples: int = 1000,
) -> Estimate:
    """Macro-F1 with its bootstrap interval over the examples."""
    _same_length(gold, predicted)
    metric, golds, guesses = macro_f1_of(len(labels)), numbered(gold, labels), numbered(predicted, labels)
    return bootstrap(lambda indices: metric(golds[indices], guesses[indices]), len(golds), generator, resamples)


def macro_f1_test(
    gold: Sequence[str],
    system: Sequence[str],
    baseline: Sequence[str],
    labels: Sequence[str],
    generator: np.random.Generator,
    resamples: int = 1000,
) -> PairedTest:
    """Whether a system's macro-F1 beats a baseline's on the same examples."""
    predictions = PairedPredictions(*(numbered(column, labels) for column in (gold, system, baseline)))
    return paired_test_of_sets(macro_f1_of(len(labels)), predictions, generator, resamples)


def numbered(column: Sequence[str], labels: Sequence[str]) -> Classes:
    """Each label as its position in `labels`, [examples]; one outside them as len(labels)."""
    position = {label: index for index, label in enumerate(labels)}
    if not labels or len(position) != len(labels):
        raise ValueError("labels must be at least one, each once")
    return np.array([position.get(label, len(labels)) for label in column], dtype=np.int64)


def macro_f1_of(classes: int) -> SetMetric:
    """Macro-F1 over class numbers below `classes`, of each row of gold and predicted [resamples, examples]."""

    def metric(gold: Classes, predicted: Classes) -> Floats:
        return np.asarray(f1_of_classes(gold, predicted, classes).mean(axis=1))

    return metric


def f1_of_classes(gold: Classes, predicted: Classes, classes: int) -> Floats:
    """F1 of each class number below `classes`, [resamples, classes]; both in are [resamples, examples]."""
    hits = _counts(np.where(gold == predicted, gold, classes), classes)
    total = _counts(gold, classes) + _counts(predicted, classes)
    return np.asarray(2 * hits / np.maximum(total, 1))  # F1 = 2 TP / (gold + predicted)


def _counts(rows: Classes, classes: int) -> Floats:
    """How often each class occurs in each row, [resamples, classes]; number `classes` stands for any other."""
    cells = rows + np.arange(len(rows))[:, None] * (classes + 1)
    counts = np.bincount(cells.ravel(), minlength=len(rows) * (classes + 1))
    return counts.reshape(len(rows), classes + 1)[:, :classes].astype(np.float64)


def _same_length(gold: Sequence[str], predicted: Sequence[str]) -> None:
    if len(gold) != len(predicted) or not gold:
        raise ValueError(f"{len(predicted)} predictions for {len(gold)} gold labels")
