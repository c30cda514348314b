"""Logistic regression on the vectors of an encoder that stands still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PositiveFloat, PositiveInt

from lowres.files import read_json, write_json
from lowres.method import Method

Vectors = NDArray[np.float32]
WEIGHTS = "probe.safetensors"
DESCRIPTION = "probe.json"


@dataclass(frozen=True)
class Labelled:
    """Labelled vectors of one language, [examples, hidden], each counting `weight` times."""

    vectors: Vectors
    labels: Sequence[str]
    language: str
    weight: float = 1.0


@dataclass(frozen=True)
class FittedProbe:
    """A probe that labels vectors of any language whose centre it knows."""

    labels: tuple[str, ...]
    coefficients: Vectors  # [labels, hidden]
    intercepts: Vectors  # [labels]
    centres: Mapping[str, Vectors]  # language -> [hidden]

    def probabilities(self, vectors: Vectors, language: str) -> NDArray[np.float64]:
        """The probability of each label, [examples, labels]."""
        scores = centred(vectors, self.centres.get(language)) @ self.coefficients.T + self.intercepts
        exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), dtype=np.float64)

    def predict(self, vectors: Vectors, language: str) -> list[str]:
        """The likeliest label of each vector."""
        return [self.labels[place] for place in self.probabilities(vectors, language).argmax(axis=1)]

    def save(self, folder: Path, language: str) -> None:
        """Write the probe beside a model: numbers as safetensors, names and the language it labels as JSON."""
        from safetensors.numpy import save_file

        languages = sorted(self.centres)
        tensors = {"coefficients": self.coefficients, "intercepts": self.intercepts}
        tensors |= {f"centre.{language}": self.centres[language] for language in languages}
        save_file({name: np.ascontiguousarray(value, np.float32) for name, value in tensors.items()}, folder / WEIGHTS)
        write_json(folder / DESCRIPTION, {"language": language, "labels": self.labels, "centres": languages})

    @classmethod
    def load(cls, folder: Path) -> "FittedProbe":
        """Read a probe that `save` wrote."""
        from safetensors.numpy import load_file

        described = read_json(folder / DESCRIPTION)
        tensors = load_file(folder / WEIGHTS)
        centres = {language: tensors[f"centre.{language}"] for language in described["centres"]}
        return cls(tuple(described["labels"]), tensors["coefficients"], tensors["intercepts"], centres)


class FrozenProbe(Method):
    """Class-balanced logistic regression on sentence vectors, each language centred on its own mean.

    Centring removes what marks a vector as of its language (Libovický et al. 2020, arXiv 2004.05160); the mean is
    taken over unlabelled text, never over test sentences.
    """

    method: Literal["frozen_probe"] = "frozen_probe"
    centre_languages: bool = True
    inverse_regularisation: PositiveFloat = 10.0
    class_balanced: bool = True
    """Whether every label counts alike, however rare it is."""
    shot_weight: Annotated[float, Field(gt=0)] = 3.0
    """How many source examples one example of the target language counts for."""
    unlabelled_sentences: PositiveInt = 500
    """Sentences of the target language whose mean is its centre."""

    def fit(self, examples: Sequence[Labelled], unlabelled: Mapping[str, Vectors]) -> FittedProbe:
        """Fit on labelled vectors; `unlabelled` gives vectors [sentences, hidden] of each language for its centre."""
        from sklearn.linear_model import LogisticRegression

        centres = {name: found.mean(axis=0) for name, found in unlabelled.items()} if self.centre_languages else {}
        vectors = np.concatenate([centred(one.vectors, centres.get(one.language)) for one in examples])
        labels = [label for one in examples for label in one.labels]
        weights = np.concatenate([np.full(len(one.labels), one.weight) for one in examples])
        balance = "balanced" if self.class_balanced else None
        model = LogisticRegression(C=self.inverse_regularisation, class_weight=balance, max_iter=2000)
        model.fit(vectors, labels, sample_weight=weights)
        coefficients, intercepts = model.coef_, model.intercept_
        if len(model.classes_) == 2:  # scikit-learn keeps one row for two classes
            coefficients = np.concatenate([-coefficients, coefficients]) / 2
            intercepts = np.concatenate([-intercepts, intercepts]) / 2
        names = tuple(str(name) for name in model.classes_)
        return FittedProbe(names, coefficients.astype(np.float32), intercepts.astype(np.float32), centres)


def centred(vectors: Vectors, centre: Vectors | None) -> Vectors:
    """Vectors less the centre, brought back to length one, [examples, hidden]."""
    if centre is None:
        return vectors
    moved = vectors - centre
    return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-12), dtype=np.float32)
