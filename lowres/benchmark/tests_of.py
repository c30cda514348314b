"""The tests of a benchmark: the right answers, by which stored predictions are scored again without a model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from lowres.benchmark.said import packed, packed_numbers, unpacked, unpacked_numbers
from lowres.data.examples import Labelled, TaggedSentence
from lowres.errors import UserError
from lowres.files import sha256_of_text
from lowres.tasks.kinds import TagKind, TaskKind, scores_of
from lowres.tasks.scores import Prediction, TaskScores

RIGHT, WRONG = "right", "wrong"
RANK1 = "rank1"


@dataclass(frozen=True)
class Test:
    """A test of labelled examples."""

    __test__: ClassVar[bool] = False  # pytest takes it for a class of tests
    ids: tuple[str, ...]
    gold: tuple[Prediction, ...]
    labels: tuple[str, ...]
    kind: TaskKind
    tags: TagKind | None = None

    @property
    def sha256(self) -> str:
        """Of the ids and the right answers."""
        return sha256_of_text(repr((self.ids, self.gold)))

    @property
    def scores(self) -> TaskScores:
        """What predictions are worth."""
        return scores_of(self.kind, self.gold, self.labels, self.tags)

    @property
    def default_metric(self) -> str:
        """What the task is judged by."""
        return self.scores.metric_name

    @property
    def metrics(self) -> dict[str, str]:
        """What results call each metric, and what the scores call it."""
        return {one.name: one.name for one in self.scores.metrics}

    def pack(self, said: Sequence[Prediction]) -> str:
        """Predictions of all examples, as a line of results keeps them."""
        rows = [[one] if isinstance(one, str) else one for one in said]
        return packed(rows, self.labels)

    def unpack(self, text: str, labels: Sequence[str]) -> list[Prediction]:
        """The predictions again."""
        if self.kind == "tagging":
            return list(unpacked(text, labels, [len(answer) for answer in self.gold]))
        return [one for [one] in unpacked(text, labels, [1] * len(self.gold))]


@dataclass(frozen=True)
class TranslationTest(Test):
    """Translations that are looked for: an answer is right where the sentence's own translation comes first."""

    @property
    def default_metric(self) -> str:
        return RANK1

    @property
    def metrics(self) -> dict[str, str]:
        return {RANK1: "accuracy"}

    def pack(self, said: Sequence[Prediction]) -> str:
        return packed_numbers([int(str(one)) for one in said])

    def unpack(self, text: str, labels: Sequence[str]) -> list[Prediction]:
        pairs = len(self.gold) // 2
        return [RIGHT if one == place % pairs else WRONG for place, one in enumerate(unpacked_numbers(text))]


Tests = Callable[[str], Test]
"""The test of each language."""


def labelled_test(
    examples: Sequence[Labelled], labels: Sequence[str], kind: TaskKind, tags: TagKind | None = None
) -> Test:
    """The test of labelled examples."""
    gold = tuple(one.tags if isinstance(one, TaggedSentence) else one.label for one in examples)
    return Test(tuple(one.id for one in examples), gold, tuple(labels), kind, tags)


def translation_test(pairs: int) -> TranslationTest:
    """The test of so many translations: each sentence is asked for, then each translation."""
    ids = tuple(f"{way}:{number}" for way in ("to", "from") for number in range(pairs))
    return TranslationTest(ids, (RIGHT,) * (2 * pairs), (RIGHT, WRONG), "classification")


def check_test(said_of: str, test: Test, where: str) -> None:
    """Refuse predictions of another test.

    Raises:
        UserError: if the test that was measured is not this one.
    """
    if said_of != test.sha256:
        raise UserError(
            f"{where}: was measured on another test than the one that lies here. Fetch the set again (lowres corpus "
            "fetch), or measure the cell again (lowres bench run)."
        )
