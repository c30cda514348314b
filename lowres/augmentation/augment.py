"""New examples out of old ones, filtered, with a count of what became of each planned copy."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials
from lowres.augmentation.filters import USUAL
from lowres.augmentation.filters.filter import Encoder, Filter, Known
from lowres.augmentation.mix import Made, mix
from lowres.data.examples import Labelled
from lowres.progress import Progress, SilentProgress


@dataclass(frozen=True)
class Beside:
    """What is at hand beside the examples."""

    materials: Materials | None = None
    """What methods may learn from; the examples alone where nothing is given."""
    tests: Sequence[str] = ()
    """Texts that the task is tested on, which no new example may give away."""
    encoder: Encoder | None = None
    """From texts to vectors, for the filter `too_far`."""
    progress: Progress = field(default_factory=SilentProgress)


@dataclass(frozen=True)
class MethodCounts:
    """What became of the copies of one method."""

    planned: int
    unchanged: int
    """Came out as they went in: there was nothing to change, or a guard refused what was made."""
    refused: dict[str, int]
    """Texts that a guard gave back, by its reason."""
    dropped: dict[str, int]
    """By the filter."""
    kept: int

    def told(self) -> dict[str, Any]:
        """As values of JSON."""
        return {
            "planned": self.planned,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "dropped": self.dropped,
            "kept": self.kept,
        }


@dataclass(frozen=True)
class Augmented:
    """The new examples that passed all filters, and the counts by method."""

    made: tuple[Made, ...]
    counts: dict[str, MethodCounts]

    @property
    def examples(self) -> list[Labelled]:
        """The new examples."""
        return [one.example for one in self.made]


def augment(
    examples: Sequence[Labelled],
    augmenters: Sequence[Augmenter],
    copies: float = 1.0,
    seed: int = 17,
    filters: Sequence[Filter] = USUAL,
    beside: Beside = Beside(),  # noqa: B008  (frozen)
) -> Augmented:
    """Make new examples, `copies` for each old one on average; the old ones are not among them.

    Raises:
        UserError: if a method does not fit the examples, or lacks a file or package.
    """
    mixture = mix(examples, augmenters, copies, seed, beside.materials, beside.progress)
    known = Known(examples, beside.tests, mixture.brought, beside.encoder)
    left = list(mixture.made)
    dropped: dict[str, Counter[str]] = {name: Counter() for name in mixture.planned}
    for one in filters:
        kept = one.keeps(left, known)
        for made, stays in zip(left, kept, strict=True):
            if not stays:
                dropped[made.method][one.method] += 1
        left = [made for made, stays in zip(left, kept, strict=True) if stays]
    kept_of = Counter(made.method for made in left)
    counts = {
        name: MethodCounts(
            planned, mixture.unchanged[name], dict(mixture.refused[name]), dict(dropped[name]), kept_of[name]
        )
        for name, planned in mixture.planned.items()
    }
    return Augmented(tuple(left), counts)
