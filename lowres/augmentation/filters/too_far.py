"""New examples that no longer say what their origin said, by the vectors of a model."""

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from lowres.augmentation.filters.filter import Encoder, Filter, Known
from lowres.augmentation.mix import Made
from lowres.data.examples import text_of
from lowres.errors import UserError

_FEWEST = 2


class TooFar(Filter):
    """Drop what lies too far from its origin in a model's vectors.

    Cosines of many encoders all lie between .7 and 1, so that no fixed number would do: nearness is 1 for the origin
    itself, and 0 for as similar as two different examples are on average.
    """

    method: Literal["too_far"] = "too_far"
    least_nearness: Annotated[float, Field(ge=-1, le=1)] = 0.5
    """Of a new example to its origin."""
    model: str | None = None
    """A hub name, a local folder, or `package:NAME/FILE`; the recipe's own model where it is null."""

    def keeps(self, made: Sequence[Made], known: Known) -> list[bool]:
        encode = known.encoder if self.model is None else encoder_of(self.model)
        if encode is None:
            raise UserError(
                "too_far compares vectors, but there is no model that makes them. Name one (model), or put "
                "select_model before the step augment."
            )
        if not made:
            return []
        usual = usual_similarity(normalised(encode([text_of(one) for one in known.originals])))
        origins = normalised(encode([text_of(one.origin) for one in made]))
        copies = normalised(encode([text_of(one.example) for one in made]))
        nearness = ((origins * copies).sum(axis=1) - usual) / max(1 - usual, np.finfo(np.float32).eps)
        return [bool(one >= self.least_nearness) for one in nearness]


def usual_similarity(vectors: NDArray[np.float32]) -> float:
    """The mean cosine of two different examples, of vectors [examples, hidden] of length one; 0 where there is one."""
    count = len(vectors)
    if count < _FEWEST:
        return 0.0
    total = vectors.sum(axis=0, dtype=np.float64)
    return float((total @ total - count) / (count * (count - 1)))


def normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors of length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: NDArray[np.float32] = vectors / np.maximum(lengths, np.finfo(np.float32).eps)
    return found


def encoder_of(reference: str) -> Encoder:
    """A model by its reference, as something that makes vectors."""
    from lowres.models.by_reference import load_model
    from lowres.models.sentences import encode

    pretrained = load_model(reference)
    return lambda texts: encode(pretrained, texts)
