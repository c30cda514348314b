"""Logistic regression on the vectors of an encoder that stands still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import PositiveFloat, PositiveInt, model_validator

from lowres.files import read_json, write_json
from lowres.transfer.fitted import Fitted
from lowres.transfer.learners.learner import TransferLearner
from lowres.transfer.lesson import Lesson, TaskKind
from lowres.transfer.ngrams import CharacterNgrams, FittedNgrams
from lowres.transfer.workshop import Workshop

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained

Vectors = NDArray[np.float32]
WEIGHTS = "probe.safetensors"
DESCRIPTION = "probe.json"
WORST_GROUP_ROUNDS = 20
WORST_GROUP_STEP = 1.0
"""A round multiplies a group's share by e to the power of so many times its loss."""
TEMPERATURES = (-1.0, 3.0)
"""Between which powers of e the temperature is looked for."""


@dataclass(frozen=True)
class Labelled:
    """Labelled vectors of one language, [examples, hidden], each counting `weight` times."""

    vectors: Vectors
    labels: Sequence[str]
    language: str
    weight: float = 1.0
    groups: Sequence[str] = ()
    """Of each example, where groups are reweighted."""
    texts: Sequence[str] = ()
    """Of each example, where their n-grams count too."""


@dataclass(frozen=True)
class FittedProbe:
    """A probe that labels vectors of any language whose centre it knows."""

    labels: tuple[str, ...]
    coefficients: Vectors  # [labels, hidden], or [labels, hidden + n-grams]
    intercepts: Vectors  # [labels]
    centres: Mapping[str, Vectors]  # language -> [hidden]
    paired: bool = False
    """Whether vectors are those of two texts side by side, [examples, 2 hidden]."""
    temperature: float = 1.0
    """Scores are divided by it, so that probabilities are as high as labels are right on development data."""
    ngrams: FittedNgrams | None = None
    """Those whose coefficients stand behind the vectors'."""

    def probabilities(self, vectors: Vectors, language: str, texts: Sequence[str] = ()) -> NDArray[np.float64]:
        """The probability of each label, [examples, labels]; `texts` are those of the vectors, for their n-grams."""
        scores = self.scores(vectors, language, texts) / self.temperature
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), dtype=np.float64)

    def scores(self, vectors: Vectors, language: str, texts: Sequence[str] = ()) -> NDArray[np.float64]:
        """What the probabilities are made of, [examples, labels]."""
        shown = features(vectors, self.centres.get(language), self.paired)
        if self.ngrams is not None:
            shown = beside(shown, self.ngrams(texts))
        return np.asarray(shown @ self.coefficients.T + self.intercepts, dtype=np.float64)

    def predict(self, vectors: Vectors, language: str, texts: Sequence[str] = ()) -> list[str]:
        """The likeliest label of each vector."""
        return [self.labels[place] for place in self.probabilities(vectors, language, texts).argmax(axis=1)]

    def save(self, folder: Path, language: str) -> None:
        """Write the probe beside a model: numbers as safetensors, names and the language it labels as JSON."""
        from safetensors.numpy import save_file

        languages = sorted(self.centres)
        tensors = {"coefficients": self.coefficients, "intercepts": self.intercepts}
        tensors |= {f"centre.{language}": self.centres[language] for language in languages}
        save_file({name: np.ascontiguousarray(value, np.float32) for name, value in tensors.items()}, folder / WEIGHTS)
        described = {"language": language, "labels": self.labels, "centres": languages}
        write_json(folder / DESCRIPTION, {**described, "paired": self.paired, "temperature": self.temperature})
        if self.ngrams is not None:
            self.ngrams.save(folder)

    @classmethod
    def load(cls, folder: Path) -> "FittedProbe":
        """Read a probe that `save` wrote."""
        from safetensors.numpy import load_file

        described = read_json(folder / DESCRIPTION)
        tensors = load_file(folder / WEIGHTS)
        centres = {language: tensors[f"centre.{language}"] for language in described["centres"]}
        learnt = tuple(described["labels"]), tensors["coefficients"], tensors["intercepts"], centres
        more = bool(described.get("paired", False)), float(described.get("temperature", 1.0))
        return cls(*learnt, *more, FittedNgrams.load(folder))


class FrozenProbe(TransferLearner):
    """Logistic regression on vectors of texts, pairs or words, each language centred on its own mean.

    Centring removes what marks a vector as of its language (Libovický et al. 2020, arXiv 2004.05160); the mean is
    taken over unlabelled text, never over test sentences. A pair is the vectors of both texts, their distance and
    their product (Conneau et al. 2017, arXiv 1705.02364); a word is the mean of its pieces.
    """

    method: Literal["frozen_probe"] = "frozen_probe"
    kinds: ClassVar[tuple[TaskKind, ...]] = ("classification", "pair_classification", "tagging")
    drawn: ClassVar[bool] = False
    centre_languages: bool = True
    inverse_regularisation: PositiveFloat = 10.0
    unlabelled_sentences: PositiveInt = 500
    """Sentences of each language whose mean is its centre."""
    layers: Literal["last", "mean"] = "last"
    """Whether vectors come from the states of the last layer, or from the mean over all layers."""
    class_balanced: bool | None = None
    """Whether every label counts alike, however rare it is. Where nothing is said, labels of texts and of pairs do and
    tags of words do not: most words are of no entity, and a rare tag that counts as much is found everywhere."""
    character_ngrams: CharacterNgrams | None = None
    """Of texts: what their spelling says, beside the encoder's vectors; helps most where the encoder knows least."""
    calibrate: bool = True
    """Whether probabilities are made as high as labels are right on source development data (temperature scaling; Guo
    et al. 2017, arXiv 1706.04599); predictions stay as they are."""
    most_source_words: PositiveInt = 30_000
    """More words of a source language are thinned out, where words are tagged; the language's few examples never."""
    longest_text_tokens: PositiveInt = 512
    """Longer texts are cut, and counted; sentences of tagged words are read in windows of this length."""

    def attempt(self, encoder: "Pretrained", lesson: Lesson, workshop: Workshop, gentle: bool) -> Fitted:
        from lowres.transfer.probed_model import probed

        return probed(self.for_kind(lesson.kind), encoder, lesson, workshop)

    def for_kind(self, kind: TaskKind) -> Self:
        """The same learner, with what it leaves to the kind of task decided."""
        if self.class_balanced is not None:
            return self
        return self.model_copy(update={"class_balanced": kind != "tagging"})

    @model_validator(mode="after")
    def _pseudo_labels_are_of_no_group(self) -> Self:
        if self.reweight != "none" and self.character_ngrams and self.character_ngrams.pseudo_labelled:
            raise ValueError(
                f"cannot have reweight: {self.reweight} beside pseudo-labels, as nobody knows the groups of unlabelled "
                "texts. Set character_ngrams.pseudo_labelled to 0"
            )
        return self

    def fault_of_kind(self, kind: TaskKind) -> str | None:
        if self.character_ngrams and kind != "classification":
            return f"has character_ngrams, which are for texts alone, but the task is {kind}. Leave them out."
        return super().fault_of_kind(kind)

    def fit(
        self,
        examples: Sequence[Labelled],
        unlabelled: Mapping[str, Vectors],
        paired: bool = False,
        ngrams: FittedNgrams | None = None,
    ) -> FittedProbe:
        """Fit on labelled vectors; `unlabelled` gives vectors [sentences, hidden] of each language for its centre."""
        centres = {name: found.mean(axis=0) for name, found in unlabelled.items()} if self.centre_languages else {}
        shown: list[Any] = [features(one.vectors, centres.get(one.language), paired) for one in examples]
        if ngrams is not None:
            shown = [beside(vectors, ngrams(one.texts)) for vectors, one in zip(shown, examples, strict=True)]
        labels = [label for one in examples for label in one.labels]
        groups = [group for one in examples for group in (one.groups or [""] * len(one.labels))]
        plain = np.concatenate([np.full(len(one.labels), one.weight) for one in examples])
        vectors, weights = stacked(shown), self.weights(groups, plain)
        if self.reweight == "worst_group":
            names, found = self._fitted_to_the_worst_group(vectors, labels, weights, groups)
        else:
            names, found = self._regression(vectors, labels, weights)
        coefficients, intercepts = found[:, :-1].astype(np.float32), found[:, -1].astype(np.float32)
        return FittedProbe(names, coefficients, intercepts, centres, paired, ngrams=ngrams)

    def _fitted_to_the_worst_group(
        self, vectors: Vectors, labels: Sequence[str], weights: NDArray[np.float64], groups: Sequence[str]
    ) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        """The mean of regressions in each of which a group counts the more, the worse those before did on it.

        As multiplicative weights play against best answers, the mean comes near the least loss of the worst group.
        """
        group_names, member = np.unique(groups, return_inverse=True)
        shares = np.full(len(group_names), 1 / len(group_names))
        sizes = np.bincount(member, weights=weights)
        rounds: list[NDArray[np.float64]] = []
        for _ in range(WORST_GROUP_ROUNDS):
            balanced = weights * (shares * weights.sum() / sizes)[member]
            names, found = self._regression(vectors, labels, balanced)
            rounds.append(found)
            losses = _losses(vectors @ found[:, :-1].T + found[:, -1], [names.index(label) for label in labels])
            shares = shares * np.exp(WORST_GROUP_STEP * np.bincount(member, weights=weights * losses) / sizes)
            shares = shares / shares.sum()
        return names, np.mean(rounds, axis=0)

    def _regression(
        self, vectors: Vectors, labels: Sequence[str], weights: NDArray[np.float64]
    ) -> tuple[tuple[str, ...], NDArray[np.float64]]:
        """The labels, and for each its coefficients and its intercept, [labels, hidden + 1]."""
        from sklearn.linear_model import LogisticRegression

        balance: Any = None if self.class_balanced is False else "balanced"
        model = LogisticRegression(C=self.inverse_regularisation, class_weight=balance, max_iter=2000)
        model.fit(vectors, labels, sample_weight=weights)
        found = np.concatenate([model.coef_, model.intercept_[:, None]], axis=1)
        if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
            found = np.concatenate([-found, found]) / 2
        return tuple(str(name) for name in model.classes_), found


def calibrated(probe: FittedProbe, development: Sequence[Labelled]) -> FittedProbe:
    """The probe at the temperature under which the development labels are likeliest; without any, as it is."""
    from scipy.optimize import minimize_scalar

    place_of = {label: place for place, label in enumerate(probe.labels)}
    rows = [(probe.scores(one.vectors, one.language, one.texts), one.labels) for one in development if len(one.labels)]
    known = [
        (scores[place], place_of[label])
        for scores, labels in rows
        for place, label in enumerate(labels)
        if label in place_of
    ]
    if not known:
        return probe
    scores, gold = np.array([row for row, _ in known]), [place for _, place in known]
    found = minimize_scalar(
        lambda logarithm: _losses(scores / np.exp(logarithm), gold).mean(), bounds=TEMPERATURES, method="bounded"
    )
    return replace(probe, temperature=float(np.exp(found.x)))


def _losses(scores: NDArray[np.float64], gold: Sequence[int]) -> NDArray[np.float64]:
    """The negative logarithm of each gold label's probability, [examples]."""
    highest = scores.max(axis=1)
    sums = np.log(np.exp(scores - highest[:, None]).sum(axis=1)) + highest
    return np.asarray(sums - scores[np.arange(len(gold)), gold])


def features(vectors: Vectors, centre: Vectors | None, paired: bool) -> Vectors:
    """What the regression is shown: vectors, centred; or of a pair both, their distance and their product."""
    if not paired:
        return centred(vectors, centre)
    first, second = (centred(side, centre) for side in np.split(vectors, 2, axis=1))
    return np.concatenate([first, second, np.abs(first - second), first * second], axis=1)


def beside(vectors: Vectors, grams: Any) -> Any:
    """Vectors with the n-grams of their texts behind them, [examples, hidden + n-grams], sparse."""
    from scipy.sparse import csr_matrix, hstack

    return hstack([csr_matrix(vectors), grams]).tocsr()


def stacked(parts: Sequence[Any]) -> Any:
    """Dense or sparse features, one part after another."""
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    from scipy.sparse import vstack

    return vstack(parts).tocsr()


def centred(vectors: Vectors, centre: Vectors | None) -> Vectors:
    """Vectors less the centre, brought back to length one, [examples, hidden]."""
    if centre is None:
        return vectors
    moved = vectors - centre
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12), dtype=np.float32)
