"""Which examples are changed, how often and by which method: a seeded plan, and what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared
from lowres.augmentation.examples import sentences_of, with_sentences
from lowres.augmentation.sentence import Changed
from lowres.data.examples import Labelled
from lowres.progress import Progress, SilentProgress

_BATCH = 256
"""Examples that a method gets at once."""


@dataclass(frozen=True)
class Made:
    """A new example, the one it was made of, and by which method."""

    example: Labelled
    origin: Labelled
    method: str
    changes: tuple[Changed, ...]
    """Of each text of the example."""

    @property
    def is_unchanged(self) -> bool:
        """Whether no text of it was changed."""
        return all(change.is_unchanged for change in self.changes)


@dataclass(frozen=True)
class Mixture:
    """The new examples, and what became of each planned copy."""

    made: tuple[Made, ...]
    planned: Counter[str] = field(default_factory=Counter)
    """Copies of each method."""
    unchanged: Counter[str] = field(default_factory=Counter)
    """Copies of each method that came out as they went in, and are no new examples."""
    refused: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Texts that a method's guard gave back as they were, by its reason."""
    brought: tuple[str, ...] = ()
    """Texts that methods may put in and no example has."""


def mix(
    examples: Sequence[Labelled],
    augmenters: Sequence[Augmenter],
    copies: float,
    seed: int,
    materials: Materials | None = None,
    progress: Progress | None = None,
) -> Mixture:
    """New examples, `copies` for each one on average, by methods drawn by their weights.

    Args:
        examples: those to be changed.
        augmenters: the methods.
        copies: new examples for each old one; .5 changes every other one.
        seed: the same seed makes the same examples, whatever else is drawn.
        materials: what methods may learn from; the examples alone where nothing is given.
        progress: shows how far the work is.

    Raises:
        UserError: if a method does not fit the examples, or lacks a file or package.
    """
    given = materials or materials_of(examples)
    prepared = [one.prepare(given) for one in augmenters]
    plan = planned(len(examples), [one.weight for one in augmenters], copies, seed)
    made: list[Made] = []
    with (progress or SilentProgress()).task("Augmenting", sum(map(len, plan))) as advance:
        for number, (augmenter, places) in enumerate(zip(augmenters, plan, strict=True)):
            rng = Random(f"{seed}:{number}:{augmenter.method}")
            for start in range(0, len(places), _BATCH):
                chosen = [examples[place] for place in places[start : start + _BATCH]]
                made += _copies(augmenter.method, prepared[number], chosen, rng)
                advance(len(chosen))
    return Mixture(
        made=tuple(_named(one for one in made if not one.is_unchanged)),
        planned=Counter(one.method for one in made),
        unchanged=Counter(one.method for one in made if one.is_unchanged),
        refused={augmenter.method: dict(one.refusals()) for augmenter, one in zip(augmenters, prepared, strict=True)},
        brought=tuple(text for one in prepared for text in one.brings()),
    )


def materials_of(examples: Iterable[Labelled], texts: Sequence[str] = (), language: str | None = None) -> Materials:
    """The examples as sentences that methods learn from."""
    return Materials([sentence for example in examples for sentence in sentences_of(example)], texts, language)


def planned(examples: int, weights: Sequence[float], copies: float, seed: int) -> list[list[int]]:
    """For each method the places of the examples that it changes; every example gets its copies, or one more."""
    rng = Random(f"{seed}:plan")
    found: list[list[int]] = [[] for _ in weights]
    order = rng.sample(range(examples), examples)
    for turn in range(round(examples * copies)):
        [method] = rng.choices(range(len(weights)), weights)
        found[method].append(order[turn % examples])
    return found


def _copies(method: str, prepared: Prepared, chosen: Sequence[Labelled], rng: Random) -> list[Made]:
    texts = [sentences_of(example) for example in chosen]
    done = iter(prepared.augment_all([sentence for parts in texts for sentence in parts], rng))
    found = []
    for example, parts in zip(chosen, texts, strict=True):
        changes = tuple(next(done) for _ in parts)
        after = with_sentences(example, [change.after for change in changes], example.id)
        found.append(Made(after, example, method, changes))
    return found


def _named(made: Iterable[Made]) -> Iterable[Made]:
    """Each with an id of its own: that of its origin, the method and a number."""
    known: Counter[tuple[str, str]] = Counter()
    for one in made:
        known[one.origin.id, one.method] += 1
        new_id = f"{one.origin.id}~{one.method}{known[one.origin.id, one.method]}"
        sentences = [change.after for change in one.changes]
        yield Made(with_sentences(one.origin, sentences, new_id), one.origin, one.method, one.changes)
