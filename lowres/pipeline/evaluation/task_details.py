"""What there is to say of a task beside its scores: baselines, runs, classes, lengths, groups."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lowres.metrics.spread import DRAW_SEPARATOR
from lowres.pipeline.evaluation.table import UNADAPTED
from lowres.pipeline.stored_task import Answer, StoredTask

if TYPE_CHECKING:
    import numpy as np

    from lowres.metrics.fairness import GroupScores
    from lowres.tasks.scores import TaskScores

Draws = dict[str, list[Answer]]
LANGUAGE, SCRIPT = "language", "script"
MAJORITY = "majority"
MOST_CONFUSED = 8


@dataclass(frozen=True)
class Details:
    """One number of shots: every system's runs, held against the majority and against no shots at all."""

    stored: StoredTask
    shots: str
    main: str
    """The system that the run is about."""
    generator: "Callable[[], np.random.Generator]"
    """A fresh one at every call, so that one figure more moves no other."""
    fairness_resamples: int

    def told(self) -> dict[str, Any]:
        """All of it as JSON values."""
        systems = {system: draws for system in self.stored.systems if (draws := self._draws(system))}
        return {
            "task": self.stored.score_name(self.shots),
            "name": self.stored.name,
            "kind": self.stored.kind,
            "language": self.stored.language,
            "shots": self.shots,
            "metric": self._task.metric_name,
            "examples": len(self._task.gold),
            "draws": len(next(iter(systems.values()), ())),
            "main": self._main(systems),
            "majority": self._majority(),
            "systems": {system: self._system(system, draws) for system, draws in systems.items()},
            "fairness": self._fairness(systems),
            "reweighting": self._reweighting(systems),
        }

    @cached_property
    def _task(self) -> "TaskScores":
        return self.stored.scores()

    @cached_property
    def _train(self) -> list[Any]:
        """Training answers of which the most frequent label is known."""
        label = self.stored.majority[self.shots]
        return [[label] if self.stored.kind == "tagging" else label]

    def _draws(self, system: str) -> Draws:
        return self.stored.draws(system, self.shots)

    def _main(self, systems: Mapping[str, Draws]) -> str:
        return self.main if self.main in systems else UNADAPTED

    def _majority(self) -> dict[str, Any]:
        said = self._task.majority(self._train)
        metrics = {
            metric.name: asdict(self._task.score({MAJORITY: said}, self.generator(), metric.name))
            for metric in self._task.metrics
        }
        return {"label": self.stored.majority[self.shots], "metrics": metrics}

    def _system(self, system: str, draws: Draws) -> dict[str, Any]:
        task = self._task
        confusion = task.confusion(draws)
        lengths = self.stored.tests[self.stored.language].lengths
        return {
            "metrics": {one.name: asdict(task.score(draws, self.generator(), one.name)) for one in task.metrics},
            "spread": asdict(task.spread(draws, self._train)),
            "runs": task.values(draws),
            "retried": self._retried(system),
            "over_majority": asdict(task.compare(draws, {MAJORITY: task.majority(self._train)}, self.generator())),
            "over_zero_shot": self._over_zero_shot(system, draws),
            "per_length": [asdict(one) for one in task.per_length(draws, lengths, self.generator())],
            "confusion": {**asdict(confusion), "most_confused": confusion.most_confused(MOST_CONFUSED)},
        }

    def _retried(self, system: str) -> dict[str, dict[str, Any]]:
        """The runs that were tried twice: both attempts, and what the first would have scored."""
        found = {}
        for name, run in self.stored.systems[system][self.shots].items():
            if len(run.attempts) > 1:
                first = run.first or run.predictions
                scored = self._task.values({name: first[self.stored.language]})[name]
                found[name] = {"attempts": [one.model_dump() for one in run.attempts], "first_score": scored}
        return found

    def _over_zero_shot(self, system: str, draws: Draws) -> dict[str, Any] | None:
        """The gain over no shots, each run against the one of its own seed."""
        zero = self.stored.draws(system, "0")
        if self.shots == "0" or not zero:
            return None
        by_seed = {name.partition(DRAW_SEPARATOR)[2]: said for name, said in zero.items()}
        matched = {name: by_seed[name.partition(DRAW_SEPARATOR)[2]] for name in draws}
        return asdict(self._task.compare(draws, matched, self.generator()))

    def _fairness(self, systems: Mapping[str, Draws]) -> dict[str, Any]:
        """The main system's score by each column, and by language and script where several are tested."""
        system = self._main(systems)
        found: dict[str, GroupScores] = {}
        for column in self.stored.groups:
            groups = self._column(column)
            found[column] = self._task.by_group(systems[system], groups, self.generator(), self.fairness_resamples)
        return {**{name: asdict(one) for name, one in found.items()}, **self._by_language(system)}

    def _column(self, column: str) -> list[str]:
        from lowres.tasks.groups import NOT_GIVEN

        return [value or NOT_GIVEN for value in self.stored.tests[self.stored.language].groups[column]]

    def _by_language(self, system: str) -> dict[str, Any]:
        from lowres.tasks.groups import scores_by_language, scores_by_script

        if len(self.stored.tests) == 1:
            return {}
        counted = {
            language: self.stored.scores(language).counted(self.stored.draws(system, self.shots, language))
            for language in self.stored.tests
        }
        by_language = scores_by_language(counted, self.generator(), self.fairness_resamples)
        by_script = scores_by_script(counted, self.generator(), self.fairness_resamples)
        several = len(by_script.groups) > 1
        return {LANGUAGE: asdict(by_language), **({SCRIPT: asdict(by_script)} if several else {})}

    def _reweighting(self, systems: Mapping[str, Draws]) -> dict[str, Any] | None:
        """What reweighting did to the groups: against the same system without."""
        how = self.stored.reweighted
        if how is None or how["plain"] not in systems:
            return None
        if how["column"] not in self.stored.groups:
            return {**how, "why_not": f"the test examples have no column '{how['column']}'"}
        pair = systems[self._main(systems)], systems[how["plain"]]
        try:
            change = self._task.compare_groups(*pair, self._column(how["column"]), self.generator())
        except ValueError as error:  # fewer than two groups that are large enough
            return {**how, "why_not": str(error)}
        return {**how, **asdict(change)}
