"""What all kinds of task share: scores from gold and stored predictions, without a model."""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from lowres.metrics.confusion import Confusion, confusion_of
from lowres.metrics.counted import Counted, SetMetric, counted_interval, f1, precision, recall
from lowres.metrics.fairness import FAIRLEARN_RESAMPLES, SMALLEST_GROUP, GroupScores, scores_by_group
from lowres.metrics.group_change import GroupChange, compare_groups
from lowres.metrics.interval import Estimate, Floats
from lowres.metrics.paired import PairedTest, paired_test_of_counts
from lowres.metrics.spread import RunSpread, run_spread

Prediction = str | Sequence[str]
"""A label, or a sentence's tags."""
Predictions = Sequence[Prediction]
"""One prediction an example, in the order of the gold ones."""
Draws = Mapping[str, Predictions]
"""The predictions of each run, by its shot set and seed as `draw_name` writes them."""

MOST_LENGTH_RANGES = 4
ANY_OTHER = "(any other)"


@dataclass(frozen=True)
class ClassScore:
    """F1 of one class, and how often it occurs in gold."""

    f1: float
    support: int
    precision: float
    recall: float


@dataclass(frozen=True)
class LengthScore:
    """The score of the examples of a range of lengths, both ends included."""

    shortest: int
    longest: int
    examples: int
    score: Estimate


@dataclass(frozen=True)
class TaskScores(ABC):
    """The gold answers of a test set, and all that stored predictions are worth by them.

    `labels` is every label or tag of the task in a fixed order, also those that this test set lacks.
    """

    gold: Predictions
    labels: Sequence[str]
    metrics: ClassVar[tuple[SetMetric, ...]]
    """The first is the one that a task is judged by."""

    def __post_init__(self) -> None:
        if not self.gold or not self.labels or len(set(self.labels)) != len(self.labels):
            raise ValueError("a task needs at least one gold answer, and each of its labels once")
        unknown = sorted({label for answer in self.gold for label in self._labels_in(answer)} - set(self.labels))
        if unknown:
            raise ValueError(f"gold answers of {unknown}, but the task's labels are {sorted(self.labels)}")

    @property
    def metric_name(self) -> str:
        """The metric that the task is judged by."""
        return self.metrics[0].name

    @property
    @abstractmethod
    def classes(self) -> tuple[str, ...]:
        """What is counted class by class: labels, tags or entity types."""

    @abstractmethod
    def _labels_in(self, answer: Prediction) -> Sequence[str]:
        """The labels of one answer; an answer of another kind of task is refused."""

    @abstractmethod
    def _counts(self, predictions: Predictions) -> Floats:
        """Hits, gold and predicted of each class in each example, [examples, classes + 1, 3]."""

    @abstractmethod
    def _answer_of(self, label: str, gold: Prediction) -> Prediction:
        """The answer that says this label throughout, as long as the gold one."""

    @abstractmethod
    def _confusable(self, predictions: Predictions) -> Iterator[tuple[str, str]]:
        """Everything that can be taken for something else: gold and answer."""

    def counted(self, draws: Draws, metric: str | None = None) -> Counted:
        """What the metric needs to know of every example in every draw; tests, groups and joins start here."""
        if not draws:
            raise ValueError("no draw has no score")
        counts = [self._counts(self._checked(name, predictions)) for name, predictions in draws.items()]
        return Counted(np.stack(counts), self._metric(metric))

    def score(self, draws: Draws, generator: np.random.Generator, metric: str | None = None) -> Estimate:
        """The mean over draws; its interval resamples the examples, the same for all draws."""
        return counted_interval(self.counted(draws, metric), generator)

    def compare(
        self,
        system: Draws,
        baseline: Draws,
        generator: np.random.Generator,
        metric: str | None = None,
        resamples: int = 1000,
    ) -> PairedTest:
        """The difference of two systems with a paired test; each draw is held against the one of the same name.

        A system of one draw, such as zero-shot or the majority, is held against every draw of the other. Examples
        are what is resampled and swapped; the answers of all draws to an example stay together.
        """
        return paired_test_of_counts(*self._paired(system, baseline, metric), generator, resamples)

    def values(self, draws: Draws, metric: str | None = None) -> dict[str, float]:
        """The score of each draw by itself."""
        return dict(zip(draws, self.counted(draws, metric).per_draw().tolist(), strict=True))

    def per_class(self, draws: Draws) -> dict[str, ClassScore]:
        """F1 of each class, the mean over draws, and how often it occurs in gold."""
        sums = self.counted(draws).counts.sum(axis=1)  # [draws, classes + 1, 3]
        support = sums[0, :, 1]
        columns = [function(sums).mean(axis=0) for function in (f1, precision, recall)]
        return {
            name: ClassScore(float(columns[0][row]), int(support[row]), float(columns[1][row]), float(columns[2][row]))
            for row, name in enumerate(self.classes)
        }

    def per_length(self, draws: Draws, lengths: Sequence[int], generator: np.random.Generator) -> list[LengthScore]:
        """The score of the shortest to the longest examples, in up to four ranges about as full as each other."""
        if len(lengths) != len(self.gold):
            raise ValueError(f"{len(lengths)} lengths for {len(self.gold)} examples")
        counted, values = self.counted(draws), np.asarray(lengths)
        ends = np.unique(np.quantile(values, np.linspace(0, 1, MOST_LENGTH_RANGES + 1)[1:], method="higher"))
        places = np.searchsorted(ends, values)  # the number of each example's range
        found = []
        for place in np.unique(places):
            members = np.flatnonzero(places == place)
            score = counted_interval(counted.part(members), generator)
            found.append(LengthScore(int(values[members].min()), int(values[members].max()), len(members), score))
        return found

    def confusion(self, draws: Draws) -> Confusion:
        """Which class is taken for which, summed over draws."""
        checked = [self._checked(name, predictions) for name, predictions in draws.items()]
        answers = (pair for predictions in checked for pair in self._confusable(predictions))
        return confusion_of(answers, self.classes, self._other, len(draws))

    def majority(self, train: Predictions) -> list[Prediction]:
        """What one says who knows only the most frequent label of the training data: the baseline of any system."""
        label = most_frequent(label for answer in train for label in self._labels_in(answer))
        return [self._answer_of(label, answer) for answer in self.gold]

    def collapsed(self, predictions: Predictions, train: Predictions) -> bool:
        """Whether a run learnt nothing: it scores no better than the majority, or says one label throughout."""
        said = {label for answer in predictions for label in self._labels_in(answer)}
        values = self.values({"run": predictions, "majority": self.majority(train)})
        return len(said) == 1 < len(self.labels) or values["run"] <= values["majority"]

    def spread(self, draws: Draws, train: Predictions, metric: str | None = None) -> RunSpread:
        """The scores of all runs in short, with and without those that collapsed."""
        collapsed = [name for name, predictions in draws.items() if self.collapsed(predictions, train)]
        return run_spread(self.values(draws, metric), collapsed)

    def by_group(
        self,
        draws: Draws,
        groups: Sequence[str],
        generator: np.random.Generator,
        resamples: int = FAIRLEARN_RESAMPLES,
        smallest_group: int = SMALLEST_GROUP,
    ) -> GroupScores:
        """The score in each group of examples, and the gap between groups; groups has one name an example."""
        return scores_by_group(self.counted(draws), groups, generator, resamples, smallest_group)

    def compare_groups(
        self,
        system: Draws,
        baseline: Draws,
        groups: Sequence[str],
        generator: np.random.Generator,
        resamples: int = 1000,
        smallest_group: int = SMALLEST_GROUP,
    ) -> GroupChange:
        """Whether a system, such as a reweighted one, serves the worst group better than a baseline."""
        pair = self._paired(system, baseline, None)
        return compare_groups(*pair, groups, generator, resamples, smallest_group)

    @property
    def _other(self) -> str:
        """What a confusion calls an answer that is no class."""
        return ANY_OTHER

    def _metric(self, name: str | None) -> SetMetric:
        found = {metric.name: metric for metric in self.metrics}
        if name is not None and name not in found:
            raise ValueError(f"metric '{name}' is not measured here; choose one of: {', '.join(found)}")
        return self.metrics[0] if name is None else found[name]

    def _paired(self, system: Draws, baseline: Draws, metric: str | None) -> tuple[Counted, Counted]:
        """Both systems' counts, with the draws in the same order."""
        if 1 not in (len(system), len(baseline)):
            if set(system) != set(baseline):
                raise ValueError(f"draws {sorted(system)} cannot be held against draws {sorted(baseline)}")
            baseline = {name: baseline[name] for name in system}
        return self.counted(system, metric), self.counted(baseline, metric)

    def _checked(self, draw: str, predictions: Predictions) -> Predictions:
        if len(predictions) != len(self.gold):
            raise ValueError(f"draw '{draw}' holds {len(predictions)} predictions for {len(self.gold)} gold answers")
        for place, (answer, gold) in enumerate(zip(predictions, self.gold, strict=True), start=1):
            said, right = len(self._labels_in(answer)), len(self._labels_in(gold))
            if said != right:
                raise ValueError(f"draw '{draw}', example {place}: {said} tags for {right} tokens")
        return predictions


def most_frequent(labels: Iterable[str]) -> str:
    """The label that is there most often; of equally frequent ones the first in the alphabet.

    Raises:
        ValueError: if there is none.
    """
    counts = Counter(labels)
    if not counts:
        raise ValueError("the majority of no training label is unknown")
    return min(counts, key=lambda one: (-counts[one], one))
