"""Learn a task with every system, shot set and seed, and keep what each says of the tests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from lowres.data.labelled.prepared import PreparedTask
from lowres.data.labelled.shots import ShotCount, ShotSet
from lowres.files import json_text, read_json, sha256_of, sha256_of_model, sha256_of_text, write_json
from lowres.metrics.spread import draw_name
from lowres.models.pretrained import Pretrained, load_pretrained
from lowres.pipeline.resources import release_memory
from lowres.pipeline.step import Workplace
from lowres.pipeline.stored_task import Runs, StoredAttempt, StoredRun, spelt
from lowres.pipeline.systems import System, main_of
from lowres.transfer.fitted import Fitted
from lowres.transfer.lesson import Lesson, majority_label
from lowres.transfer.workshop import Workshop

if TYPE_CHECKING:
    from lowres.data.labelled.prepared import ByLanguage
    from lowres.transfer.fitted import Learnt

VERSION = "1"
"""Raise it when the same lesson gives other predictions."""
FITTED = "fitted"


@dataclass(frozen=True)
class Draw:
    """One shot set learnt with one seed."""

    shot_set: ShotSet
    seed: int
    name: str

    @property
    def shots(self) -> ShotCount:
        """How many shots."""
        return self.shot_set.shots


class Loading:
    """A system whose weights are summed once and loaded when they are first asked for."""

    def __init__(self, system: System) -> None:
        """Wait."""
        self.system = system
        self._loaded: Pretrained | None = None

    @cached_property
    def content(self) -> list[object]:
        """All of the system that its predictions depend on."""
        adapters = {language: sha256_of_model(path) for language, path in self.system.language_adapters.items()}
        return [self.system.learner.model_dump(mode="json"), sha256_of_model(self.system.model), adapters]

    def encoder(self) -> Pretrained:
        """The model."""
        if self._loaded is None:
            self._loaded = load_pretrained(self.system.model)
        return self._loaded

    def release(self) -> None:
        """Give back its memory."""
        self._loaded = None
        release_memory()


class Transferring:
    """Runs whatever has not been run: finished runs lie in the run's cache, which ablations and later calls share."""

    def __init__(self, task: PreparedTask, folder: Path, seeds: Sequence[int], workplace: Workplace) -> None:
        """Learn the task that lies in `folder`."""
        self._task = task
        self._sum = sha256_of_text(" ".join(sha256_of(path) for path in sorted(folder.iterdir())))
        self._seeds = seeds
        self._workplace = workplace

    def run_all(self, systems: list[System], keep: bool) -> Runs:
        """System, number of shots and draw to what was said; `keep` the main system's model of most shots."""
        found: Runs = {}
        total = sum(len(list(self.draws(system))) for system in systems)
        with self._workplace.progress.task("Learning the task", total) as advance:
            for system in systems:
                runs = found.setdefault(system.name, {})
                kept = self.kept_draw(system) if keep and system is main_of(systems) else None
                for draw, run in self._of_system(system, kept):
                    runs.setdefault(spelt(draw.shots), {})[draw.name] = run
                    advance(1)
        return found

    def draws(self, system: System) -> Iterator[Draw]:
        """Every shot set with every seed; where no seed is drawn from, with one."""
        seeds = self._seeds if system.learner.drawn else self._seeds[:1]
        for shots in self._task.counts:
            for shot_set in self._task.draws(shots):
                for seed in seeds:
                    name = draw_name(shot_set.seed, seed if len(seeds) > 1 else None)
                    yield Draw(shot_set, seed, name)

    def kept_draw(self, system: System) -> Draw:
        """The draw whose model is kept: the first of most shots."""
        draws = list(self.draws(system))
        most = max((draw.shots for draw in draws), key=lambda shots: float("inf") if shots == "all" else shots)
        return next(draw for draw in draws if draw.shots == most)

    def lesson(self, shot_set: ShotSet) -> Lesson:
        """What is learnt from with a shot set; languages are centred only if the tested ones can be."""
        task = self._task
        centred = all(task.unlabelled.get(language) for language in task.tests)
        return Lesson(
            kind=task.kind,
            labels=tuple(task.task.answers),
            language=task.language,
            sources=task.sources,
            shots=task.learnt_from(shot_set),
            development=task.development,
            unlabelled=task.unlabelled if centred else {},
        )

    def majority(self) -> dict[str, str]:
        """The most frequent training label, by the number of shots."""
        return {spelt(shots): majority_label(self.lesson(self._task.draws(shots)[0])) for shots in self._task.counts}

    def run_one(self, loading: Loading, draw: Draw, keep: bool = False) -> StoredRun:
        """What one draw says, learnt unless it has been; `keep` its model too."""
        name = sha256_of_text(json_text([VERSION, self._sum, *loading.content, *_identity(draw)]))
        path = self._workplace.cache / "few_shot" / f"{name}.json"
        lacks_model = keep and not (self._workplace.scratch / FITTED).is_dir()
        if not path.exists() or lacks_model:
            run = self._learn(loading, draw, keep)
            write_json(path, run.model_dump(mode="json"))
        return StoredRun.model_validate(read_json(path))

    def _of_system(self, system: System, kept: Draw | None) -> Iterator[tuple[Draw, StoredRun]]:
        loading = Loading(system)
        for draw in self.draws(system):
            is_kept = kept is not None and draw.name == kept.name and draw.shots == kept.shots
            yield draw, self.run_one(loading, draw, is_kept)
        loading.release()

    def _learn(self, loading: Loading, draw: Draw, keep: bool) -> StoredRun:
        system = loading.system
        folder = self._workplace.scratch / "learning" / system.name / f"{draw.shots}-{draw.name.replace('/', '-')}"
        workshop = Workshop(
            folder=folder,
            seed=draw.seed,
            progress=self._workplace.progress,
            language_adapters=system.language_adapters,
            cache=self._workplace.cache / "vectors",
        )
        learnt = system.learner.learn(loading.encoder(), self.lesson(draw.shot_set), workshop)
        if keep:
            learnt.fitted.save(self._workplace.scratch / FITTED)
        return _stored(learnt, self._task.tests)


def _identity(draw: Draw) -> list[object]:
    return [draw.shots, draw.shot_set.ids, draw.shot_set.sha256, draw.seed]


def _stored(learnt: "Learnt", tests: "ByLanguage") -> StoredRun:
    first = learnt.attempts[0]
    attempts = [
        StoredAttempt(seed=one.seed, score=one.score, majority=one.majority, collapsed=one.collapsed)
        for one in learnt.attempts
    ]
    retried = first is not learnt.chosen
    return StoredRun(
        predictions=_said(learnt.fitted, tests),
        attempts=attempts,
        first=_said(first.fitted, tests) if retried else None,
    )


def _said(fitted: Fitted, tests: "ByLanguage") -> dict[str, list[str | list[str]]]:
    return {language: fitted.predict(examples, language) for language, examples in tests.items()}
