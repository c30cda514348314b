"""What every augmenter offers: made ready once from what there is, it changes one sentence after another."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import Field, PositiveFloat

from lowres.augmentation.sentence import Changed, Edits, Sentence, changed
from lowres.augmentation.words import is_glued
from lowres.errors import UserError
from lowres.method import Method

Thing = TypeVar("Thing")
Rate = Annotated[float, Field(ge=0, le=1)]
"""The share of what a method could change that it does change, on average; 0 changes nothing."""


@dataclass(frozen=True)
class Materials:
    """What a method may learn from before it changes anything; no test sentence is among it."""

    sentences: Sequence[Sentence] = ()
    """Those of the training examples."""
    texts: Sequence[str] = field(default=())
    """Unlabelled text of the language."""
    language: str | None = None
    """Such as `swa-Latn`; None where nobody said."""


class Prepared(ABC):
    """A method made ready."""

    @abstractmethod
    def edits(self, sentence: Sentence, rng: Random) -> Edits:
        """What is to be changed; edits overlap nowhere, and everything outside them stays."""

    def augment(self, sentence: Sentence, rng: Random) -> Changed:
        """The sentence before and after."""
        return changed(sentence, self.edits(sentence, rng))

    def augment_all(self, sentences: Sequence[Sentence], rng: Random) -> list[Changed]:
        """Each sentence before and after; a method with a model does many at once."""
        return [self.augment(sentence, rng) for sentence in sentences]

    def brings(self) -> Iterable[str]:
        """Texts that the method may put in and no training sentence has, such as a lexicon's translations."""
        return ()

    def refusals(self) -> Mapping[str, int]:
        """How often a guard gave the sentence back as it was, by its reason."""
        return {}


class Augmenter(Method):
    """One way of changing sentences so that their labels still hold."""

    method: str
    needs_spaces: ClassVar[bool] = False
    """Whether it moves or replaces whole words, which a text without spaces does not show."""
    tags: ClassVar[Literal["any", "spans", "none"] | None] = None
    """Which tags a sentence must have; None where sentences with and without tags will do."""
    packages: ClassVar[Mapping[str, str]] = {}
    """Optional packages that it needs, each with the extra of ours that installs it."""
    rate: Rate = 0.1
    """Share of the words, or of what else it can change, that it changes."""
    weight: PositiveFloat = 1.0
    """Share of the copies that it makes, beside the weights of the other augmenters."""

    def prepare(self, materials: Materials) -> Prepared:
        """Make the method ready.

        Raises:
            UserError: if the method does not fit the sentences, or a file or package that it needs is not there.
        """
        self.check(materials.sentences)
        return self.ready(materials)

    def ready(self, materials: Materials) -> Prepared:
        """Make the method ready for sentences that it fits."""
        raise NotImplementedError

    def check(self, sentences: Sequence[Sentence]) -> None:
        """Refuse sentences that the method cannot work on.

        Raises:
            UserError: if it needs spaces and most sentences have none, or tags and there are none.
        """
        if self.needs_spaces:
            self._refuse_glued(sentences)
        tagged = sum(sentence.tags is not None for sentence in sentences)
        if self.tags == "none" and tagged:
            raise UserError(
                f"{self.method} writes sentences anew, so that no tag would stand by its word, but {tagged:,} of "
                f"{len(sentences):,} sentences are tagged. Use a method that keeps tags, such as word_swap."
            )
        if self.tags in ("any", "spans") and sentences and not tagged:
            raise UserError(
                f"{self.method} goes by the tags of words, but no sentence has tags. Give a tagged file, or use a "
                "method for whole texts, such as word_swap."
            )

    def _refuse_glued(self, sentences: Sequence[Sentence]) -> None:
        glued = sum(map(is_glued, sentences))
        if glued > len(sentences) / 2:
            raise UserError(
                f"{self.method} needs spaces between words, but {glued:,} of {len(sentences):,} texts are in a script "
                "without them. Use character_noise or code_switch, or part the words by spaces first."
            )


def how_many(things: int, rate: float, rng: Random) -> int:
    """How many of so many things to change: `rate` of them on average, rounded up or down by chance."""
    return int(things * rate + rng.random())


def some(things: Sequence[Thing], rate: float, rng: Random) -> list[Thing]:
    """A share of the things, each at most once; `rate` of them on average."""
    return [things[place] for place in some_places(len(things), rate, rng)]


def some_places(count: int, rate: float, rng: Random) -> Collection[int]:
    """A share of so many places, each at most once; `rate` of them on average."""
    wanted = how_many(count, rate, rng)
    if wanted > count / 2:
        return rng.sample(range(count), wanted)
    found: set[int] = set()  # few of many are drawn faster so
    while len(found) < wanted:
        found.add(int(rng.random() * count))
    return found
