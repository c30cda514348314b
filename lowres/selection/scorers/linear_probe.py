"""How well logistic regression learns the labels from part of the vectors, told on the rest."""

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PositiveFloat

from lowres.metrics.interval import Estimate, Floats
from lowres.selection.scorers.neighbours import unit
from lowres.selection.scorers.scorer import LabelledVectors, VectorScorer


class LinearProbe(VectorScorer):
    """The share of each label's vectors that a logistic regression finds unseen, the mean over labels.

    The slowest scorer and the nearest to what a frozen probe does. Words of one sentence are learnt from or told
    together.
    """

    method: Literal["linear_probe"] = "linear_probe"
    folds: Annotated[int, Field(ge=2)] = 5
    inverse_regularisation: PositiveFloat = 10.0

    def contributions(self, sample: LabelledVectors) -> Floats:
        from sklearn.linear_model import LogisticRegression

        vectors, fold = unit(sample.vectors), folds_of(sample, self.folds)
        hits = np.zeros(len(vectors))
        for number in range(self.folds):
            told = fold == number
            known = np.unique(sample.labels[~told])
            if not told.any() or len(known) < 2:
                hits[told] = sample.labels[told] == (known[0] if len(known) else -1)
                continue
            model = LogisticRegression(C=self.inverse_regularisation, class_weight="balanced", max_iter=2000)
            model.fit(vectors[~told], sample.labels[~told])
            hits[told] = model.predict(vectors[told]) == sample.labels[told]
        return sample.balanced(hits)

    def in_words(self, score: Estimate) -> str:
        return (
            f"a linear probe finds {score.value:.1%} of each label's examples "
            f"(95 % interval {score.low:.1%} to {score.high:.1%})"
        )


def folds_of(sample: LabelledVectors, folds: int) -> NDArray[np.int64]:
    """The fold of each vector, [n]: examples of one label are dealt out in turn, and an example stays whole.

    An example of several labels counts as one of the rarest.
    """
    examples, member = np.unique(sample.owners, return_inverse=True)
    rarest = np.full(len(examples), np.iinfo(np.int64).max)
    np.minimum.at(rarest, member, sample.class_sizes[sample.labels] * len(sample.class_sizes) + sample.labels)
    fold = np.empty(len(examples), np.int64)
    fold[np.argsort(rarest, kind="stable")] = np.arange(len(examples)) % folds
    return np.asarray(fold[member], dtype=np.int64)
