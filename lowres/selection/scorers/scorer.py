"""What scorers share: what they look at, and scores that are sums over it, so that doubt costs no second look."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Labelled, Pair
from lowres.method import Method
from lowres.metrics.interval import Estimate, Floats, Indices

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained
    from lowres.progress import Progress

Vectors = NDArray[np.float32]
Needs = Literal["text", "labels", "translations"]


@dataclass(frozen=True)
class Evidence:
    """What candidates are ranked on: text of the language, none of it from a test."""

    lines: Sequence[str]
    """Plain text, by which spelling is counted."""
    labelled: Sequence[Labelled] = ()
    pairs: Sequence[Pair] = ()

    def has(self, needed: Needs) -> bool:
        """Whether a scorer with this need can score."""
        return bool({"text": self.lines, "labels": self.labelled, "translations": self.pairs}[needed])


@dataclass(frozen=True)
class Score:
    """A ratio of sums over examples; of every model that is compared, over the same ones."""

    parts: Floats  # [examples]
    wholes: Floats  # [examples]

    @property
    def value(self) -> float:
        """The score; higher is better."""
        return float(self.parts.sum() / self.wholes.sum())

    def resampled(self, indices: Indices) -> Floats:
        """The score of each resample, [resamples]; indices are [resamples, examples]."""
        return np.asarray(self.parts[indices].sum(axis=1) / self.wholes[indices].sum(axis=1))


class Scorer(Method):
    """A way of telling before any training how well a model will do."""

    needs: ClassVar[Needs]
    reads_vectors: ClassVar[bool] = False
    """Whether it looks at vectors of every layer, or at the model itself."""

    def in_words(self, score: Estimate) -> str:
        """The score as a clause of a sentence, with its interval."""
        raise NotImplementedError


class TextScorer(Scorer):
    """A scorer that looks at the model itself."""

    def score(self, pretrained: "Pretrained", evidence: Evidence, progress: "Progress") -> Score:
        """The model's score on the evidence that the scorer needs."""
        raise NotImplementedError


@dataclass(frozen=True)
class LabelledVectors:
    """Vectors of texts, pairs or words, their labels, and which belong to one example."""

    vectors: Vectors  # [n, hidden]
    labels: NDArray[np.int64]  # [n], numbers from 0 without a gap
    owners: NDArray[np.int64]  # [n], of each its example: words of one sentence are never told apart from each other

    @cached_property
    def class_sizes(self) -> NDArray[np.int64]:
        """How often each label occurs, [classes]."""
        return np.asarray(np.bincount(self.labels), dtype=np.int64)

    def balanced(self, hits: Floats) -> Floats:
        """Hits [n] weighted so that their mean is the mean over classes of each class's share of hits."""
        weights = len(self.labels) / (len(self.class_sizes) * self.class_sizes[self.labels])
        return np.asarray(hits * weights, dtype=np.float64)


class VectorScorer(Scorer):
    """A scorer that looks at vectors and their labels."""

    needs: ClassVar[Needs] = "labels"
    reads_vectors: ClassVar[bool] = True

    def contributions(self, sample: LabelledVectors) -> Floats:
        """What each vector adds, [n]; the mean over all is the score.

        Where a score is no mean by itself, a vector adds how much the score is raised by it (the pseudo-values of the
        jackknife, Tukey 1958): resampling these needs no second fit, and does not take a vector that is drawn twice
        for two that agree.
        """
        raise NotImplementedError

    def value(self, sample: LabelledVectors) -> float:
        """The score alone."""
        return float(self.contributions(sample).mean())


def score_of(sample: LabelledVectors, contributions: Floats) -> Score:
    """The contributions summed over each example, so that resampling keeps the words of a sentence together."""
    examples, member = np.unique(sample.owners, return_inverse=True)
    parts = np.bincount(member, weights=contributions, minlength=len(examples)).astype(np.float64)
    return Score(parts, np.bincount(member, minlength=len(examples)).astype(np.float64))


def around(score: float, raised: Floats) -> Floats:
    """The score plus how much each vector raises it, so that the mean is the score."""
    return np.asarray(score + raised - raised.mean(), dtype=np.float64)


def with_interval(name: str, score: Estimate) -> str:
    """`H-score 2.31 (95 % interval 2.20 to 2.43)`."""
    return f"{name} {score.value:.3f} (95 % interval {score.low:.3f} to {score.high:.3f})"
