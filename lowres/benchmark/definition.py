"""A benchmark: one question, and everything that could move its answer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, PositiveFloat, PositiveInt, model_validator

from lowres.benchmark.places import definition_file, names_in, shipped_benchmarks
from lowres.data.labelled.shots import ShotCount
from lowres.data.labelled.task_recipe import Splits, no_twice, with_a_language
from lowres.data.published import Name
from lowres.definition import choices, read_yaml, validate
from lowres.errors import UserError
from lowres.language import LanguageTag
from lowres.method import Parameters

EVERY = "all"


class LabelledSource(Parameters):
    """A language whose labels are learnt from; without a set of its own, the task's has it."""

    language: LanguageTag
    corpus: Name | None = None
    splits: Splits = Splits()


class LabelledTask(Parameters):
    """A published set of labelled examples, and what it is learnt from."""

    kind: Literal["labelled"] = "labelled"
    corpus: Name
    """A set of `corpora_recipes/labelled/`, whose recipe pins revision and sums."""
    splits: Splits = Splits()
    sources: list[Annotated[LabelledSource, BeforeValidator(with_a_language)]] = []
    """The languages whose labels are learnt from, none of which is measured."""
    labels: list[str] | None = None
    """The labels that are scored; by default the set's."""


class RetrievalTask(Parameters):
    """Published translations: for each sentence, its translation is looked for among all, in both directions."""

    kind: Literal["retrieval"] = "retrieval"
    corpus: Name
    """A set of `corpora_recipes/unlabelled/`."""
    pivot: LanguageTag = "eng-Latn"
    """The language of the translations."""
    part: Name | None = None
    """What the set calls the translations that are used, where it has several."""
    most_pairs: PositiveInt = 1_000
    """The first so many; the more there are, the harder it is."""


class AdaptationText(Parameters):
    """Published text of a language, or its translations, that systems may learn the language from."""

    corpus: Name
    """A set of `corpora_recipes/unlabelled/`."""
    part: Name | None = None
    language: LanguageTag | None = None
    """What that set calls the language, where it is another name than the task's, such as `swa-Latn` for `swh-Latn`."""


class Budget(Parameters):
    """What one cell may take, with the making of its model; one that takes longer is stopped, and has failed."""

    minutes: PositiveFloat


class Benchmark(Parameters):
    """One question, asked of several systems in several languages."""

    name: Name
    version: PositiveInt
    """Raised when any number would change; results keep the version that they were measured with."""
    question: str
    task: LabelledTask | RetrievalTask = Field(discriminator="kind")
    languages: list[LanguageTag] | Literal["all"] = "all"
    """Those that are measured; by default all of the set but its sources."""
    text: dict[LanguageTag, AdaptationText] = {}
    """What each language is adapted on; a system that adapts has no cell in the others."""
    shots: list[ShotCount] = [0]
    """Labelled examples of the language itself: of each class, or sentences of a tagging task."""
    shot_seeds: PositiveInt = 3
    """How many times each number of shots is drawn, the same for all systems."""
    seeds: list[Annotated[int, Field(ge=0)]] = [17]
    """Of adaptation and training."""
    metric: str | None = None
    """What is scored: macro_f1, accuracy, span_f1, rank1; by default the task's usual one."""
    systems: Annotated[list[Name], Field(min_length=1)]
    """Systems by name, each a YAML file of `benchmarks/systems/`; the first is the baseline."""
    budget: Budget = Budget(minutes=60)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for key in ("systems", "shots", "seeds"):
            no_twice(getattr(self, key), key)
        if self.languages != EVERY:
            no_twice(self.languages, "languages")
        if not self.seeds or not self.shots or not self.languages:
            raise ValueError("must have a seed, a number of shots and a language at least")
        if isinstance(self.task, RetrievalTask) and self.shots != [0]:
            raise ValueError("must have shots: [0], as nothing is learnt from translations that are looked for")
        return self

    @property
    def baseline(self) -> str:
        """The system that others are held against."""
        return self.systems[0]

    def learning_from(self, languages: Sequence[str]) -> Self:
        """The same question, where labels of these languages alone are learnt from; without any, of all its sources.

        Raises:
            UserError: if one of them is no source here.
        """
        if not languages or not isinstance(self.task, LabelledTask):
            return self
        known = [source.language for source in self.task.sources]
        for language in languages:
            if language not in known:
                told = f"a system learns from '{language}', but {self.name} has the sources"
                raise UserError(f"{told} {choices(language, known)}")
        kept = [source for source in self.task.sources if source.language in languages]
        return self.model_copy(update={"task": self.task.model_copy(update={"sources": kept})})


def benchmark_names() -> list[str]:
    """The names of all that come with lowres."""
    return names_in(shipped_benchmarks())


def find_benchmark(named: str) -> Benchmark:
    """A benchmark by the name of one that comes with lowres, or by its path.

    Raises:
        UserError: if there is none.
        RecipeError: with every fault of the definition.
    """
    return load_benchmark(definition_file(named, shipped_benchmarks(), "the benchmark"))


def load_benchmark(path: Path) -> Benchmark:
    """Read a definition.

    Raises:
        UserError: if the file cannot be read as YAML.
        RecipeError: with every fault of the definition.
    """
    value = read_yaml(path)
    task = value.get("task")
    if isinstance(task, dict):
        value["task"] = {"kind": "labelled", **task}
    return validate(Benchmark, value, path.name)
