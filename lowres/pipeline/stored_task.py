"""Every prediction of a task, by which all scores are computed again without a model."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from lowres.data.examples import Labelled, TaggedSentence, text_of
from lowres.data.labelled.prepared import PreparedTask
from lowres.data.labelled.shots import ShotCount
from lowres.errors import UserError
from lowres.files import read_json, write_json
from lowres.method import Parameters
from lowres.tasks.kinds import TagKind, TaskKind, scores_of
from lowres.tasks.scores import TaskScores

PREDICTIONS = "predictions.json"
ALL = "all"
Answer = str | list[str]


class StoredAttempt(Parameters):
    """One training, and how it did on development data."""

    seed: int
    score: float
    majority: float
    collapsed: bool


class StoredRun(Parameters):
    """What was learnt from one shot set with one seed says of every test example."""

    predictions: dict[str, list[Answer]]
    """By language, in the order of its tests."""
    attempts: list[StoredAttempt] = []
    first: dict[str, list[Answer]] | None = None
    """What the first attempt said, where it collapsed and the second was chosen."""


class StoredTest(Parameters):
    """The test examples of one language."""

    ids: list[str]
    gold: list[Answer]
    lengths: list[int]
    """Words of each."""
    groups: dict[str, list[str]] = {}
    """Column to the value of each example; empty where it has none."""


Runs = dict[str, dict[str, dict[str, StoredRun]]]
"""System, number of shots, name of the draw."""


class StoredTask(Parameters):
    """A task's tests, and what every system said of them."""

    name: str
    kind: TaskKind
    tags: TagKind | None = None
    labels: list[str]
    language: str
    groups: list[str] = []
    """The columns by which fairness is measured."""
    tests: dict[str, StoredTest]
    majority: dict[str, str] = {}
    """The most frequent training label, by the number of shots."""
    systems: Runs
    reweighted: dict[str, str] | None = None
    """Where groups were reweighted: how, by which column, and the system that was learnt without."""

    @property
    def counts(self) -> list[str]:
        """The numbers of shots, as the runs name them."""
        return list(dict.fromkeys(shots for runs in self.systems.values() for shots in runs))

    def score_name(self, shots: str) -> str:
        """What scores call the task with so many shots; a number that stands alone is `few_shot`."""
        if shots == "0":
            return f"{self.name}_zero_shot"
        alone = len([one for one in self.counts if one not in ("0", ALL)]) == 1
        return f"{self.name}_few_shot" if alone and shots != ALL else f"{self.name}_{shots}_shots"

    def scores(self, language: str | None = None) -> TaskScores:
        """The gold answers of one language, by which predictions are scored."""
        return scores_of(self.kind, self.tests[language or self.language].gold, self.labels, self.tags)

    def draws(self, system: str, shots: str, language: str | None = None) -> dict[str, list[Answer]]:
        """The predictions of every run of a system."""
        runs = self.systems.get(system, {}).get(shots, {})
        return {name: run.predictions[language or self.language] for name, run in runs.items()}

    def write(self, folder: Path) -> None:
        """Write it into a folder, whole or not at all."""
        write_json(folder / PREDICTIONS, self.model_dump(mode="json"))

    @classmethod
    def read(cls, folder: Path) -> "StoredTask":
        """What `write` wrote.

        Raises:
            UserError: if there is none, or one of another form.
        """
        path = folder / PREDICTIONS
        try:
            return cls.model_validate(read_json(path))
        except OSError as error:
            raise UserError(f"{path}: cannot be read: {error.strerror}.") from None
        except (ValueError, ValidationError):
            raise UserError(
                f"{path}: holds no predictions that this version can read. Run few_shot again: --from few_shot."
            ) from None


def stored_test(examples: Sequence[Labelled], columns: Sequence[str]) -> StoredTest:
    """The test examples as they are stored beside the predictions."""
    return StoredTest(
        ids=[one.id for one in examples],
        gold=[list(one.tags) if isinstance(one, TaggedSentence) else one.label for one in examples],
        lengths=[len(one.tokens) if isinstance(one, TaggedSentence) else len(text_of(one).split()) for one in examples],
        groups={column: [one.groups.get(column, "") for one in examples] for column in columns},
    )


def stored_tests(task: PreparedTask, columns: Sequence[str]) -> dict[str, StoredTest]:
    """The tests of every language."""
    return {language: stored_test(examples, columns) for language, examples in task.tests.items()}


def spelt(shots: ShotCount) -> str:
    """A number of shots as a key of JSON."""
    return str(shots)
