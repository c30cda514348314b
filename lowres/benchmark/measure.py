"""One cell: a model that its chain made, the task that it learns, and what it says of the test."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from lowres.benchmark.cells import Cell
from lowres.benchmark.chain import Chain, Made, Workshop, make, plain_model
from lowres.benchmark.data import translations_of
from lowres.benchmark.definition import Benchmark, RetrievalTask
from lowres.benchmark.results import Line
from lowres.benchmark.system import System
from lowres.benchmark.tests_of import Test, labelled_test, translation_test
from lowres.data.labelled.prepared import PreparedTask
from lowres.files import json_text, sha256_of_text
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.resources import measured
from lowres.pipeline.step import Surroundings, Workplace
from lowres.pipeline.stored_task import StoredAttempt
from lowres.pipeline.systems import main_of, systems_of
from lowres.pipeline.transferring import VERSION, Draw, Loading, Transferring
from lowres.report.machine import this_machine
from lowres.tasks.scores import Prediction
from lowres.transfer.lesson import majority_label

LINE_VERSION = 1
"""Raise it when a line of the same cell would say something else."""


@dataclass(frozen=True)
class Job:
    """A cell with all that is needed to measure it, anywhere."""

    benchmark: Benchmark
    system: System
    cell: Cell
    workshop: Workshop
    chain_key: str

    @property
    def chain(self) -> Chain:
        """What makes its model."""
        return Chain(self.benchmark, self.system, self.cell.language, self.cell.seed)

    @property
    def key(self) -> str:
        """A SHA-256 of all that could move the result."""
        learning = self.system.learning.model_dump(mode="json")
        content = {"chain": self.chain_key, "learning": learning, "cell": self.cell.values()}
        versions = [VERSION, LINE_VERSION, self.benchmark.version, self.benchmark.metric]
        return sha256_of_text(json_text({**content, "versions": versions}))

    def line(self) -> Line:
        """A line that says which cell it is, and of what machine."""
        machine = this_machine()
        return Line(
            benchmark=self.benchmark.name,
            version=self.benchmark.version,
            key=self.key,
            language=self.cell.language,
            system=self.cell.system,
            shots=self.cell.shots,
            shot_seed=self.cell.shot_seed,
            seed=self.cell.seed,
            processor=machine.processor,
            cores=machine.cores,
            versions=machine.versions,
            started=time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        )


@dataclass(frozen=True)
class Answers:
    """What was said of a test, and how it came about."""

    test: Test
    said: list[Prediction]
    shot_ids: tuple[str, ...] = ()
    majority: str = ""
    attempts: tuple[StoredAttempt, ...] = ()


def measure(job: Job) -> Line:
    """Do all that the cell needs and has not been done, and score what comes of it.

    Raises:
        LowresError: if a set cannot be had, or a step fails.
    """
    begun = job.line()
    with measured() as usage:
        task, chain = job.benchmark.task, job.system.chain
        plain = isinstance(task, RetrievalTask) and len(chain) == 1
        made = None if plain else make(job.chain, job.workshop)
        started = time.monotonic()
        answers = _looked_for(job, task, made) if isinstance(task, RetrievalTask) else _labelled(job, made)
        seconds = time.monotonic() - started
    line = scored(begun, answers, job.benchmark.metric)
    peak = max(usage.peak_memory_mb, made.peak_memory_mb if made else 0.0)
    return line.model_copy(
        update={
            "seconds": round(seconds, 3),
            "model_seconds": made.seconds if made else 0.0,
            "peak_memory_mb": peak,
            "accelerator": _accelerator(),
        }
    )


def _accelerator() -> str | None:
    import torch

    return torch.cuda.get_device_name() if torch.cuda.is_available() else None


def scored(line: Line, answers: Answers, metric: str | None) -> Line:
    """The line with what was said, and its scores."""
    test = answers.test
    names = test.metrics
    chosen = metric or test.default_metric
    if chosen not in names:
        raise ValueError(f"metric '{chosen}' is not measured here, but {', '.join(names)}")
    packed = test.pack(answers.said)
    draws = {"run": test.unpack(packed, test.labels)}
    scores = {name: test.scores.values(draws, metric=own)["run"] for name, own in names.items()}
    interval = test.scores.score(draws, np.random.default_rng(line.seed), metric=names[chosen])
    collapsed = bool(answers.attempts) and all(one.collapsed for one in answers.attempts)
    return line.model_copy(
        update={
            "metric": chosen,
            "scores": scores,
            "interval": (interval.low, interval.high),
            "examples": len(test.gold),
            "labels": list(test.labels),
            "said": packed,
            "test_sha256": test.sha256,
            "shot_ids": list(answers.shot_ids),
            "majority": answers.majority,
            "attempts": list(answers.attempts),
            "collapsed": collapsed,
        }
    )


def _labelled(job: Job, made: Made | None) -> Answers:
    """Learn the task, and label its test."""
    if made is None or made.adaptation.task is None:
        raise ValueError("the chain of a labelled task prepares it")
    taught = _taught(job, made.adaptation, made.adaptation.task)
    task = taught.task
    shot_set = task.shot_sets.of(job.cell.shots, job.cell.shot_seed)
    workplace = replace(taught.workplace, folder=job.workshop.store / "cells" / job.key[:16])
    transferring = Transferring(task, made.adaptation.task, [job.cell.seed], workplace)
    run = transferring.run_one(taught.loading, Draw(shot_set, job.cell.seed, str(shot_set.seed)))
    test = labelled_test(task.test, task.task.answers, task.kind, task.tags)
    return Answers(
        test=test,
        said=[_as_prediction(one) for one in run.predictions[task.language]],
        shot_ids=shot_set.ids,
        majority=majority_label(transferring.lesson(shot_set)),
        attempts=tuple(run.attempts),
    )


def _as_prediction(answer: str | list[str]) -> Prediction:
    return answer if isinstance(answer, str) else tuple(answer)


@dataclass(frozen=True)
class _Taught:
    """What the cells of one chain share in one process."""

    task: PreparedTask
    loading: Loading
    workplace: Workplace


@lru_cache(maxsize=1)
def _opened(key: str, folder: Path) -> list[_Taught]:
    """A place for what the cells of one chain share, which goes when another chain comes."""
    return []


def _taught(job: Job, adaptation: Adaptation, folder: Path) -> _Taught:
    learning = job.system.learning
    place = _opened(f"{job.chain_key} {sha256_of_text(learning.model_dump_json())}", folder)
    if not place:
        store = job.workshop.store.absolute()
        workplace = Workplace(store, store, Surroundings(None, folder, Path.cwd(), language=job.cell.language))
        system = main_of(systems_of(learning, adaptation, workplace))
        place.append(_Taught(PreparedTask.read(folder), Loading(system), workplace))
    return place[0]


def _looked_for(job: Job, task: RetrievalTask, made: Made | None) -> Answers:
    """Look for the translation of every sentence, and the other way round."""
    from lowres.models.by_reference import load_model
    from lowres.models.pretrained import load_pretrained
    from lowres.models.sentences import encode
    from lowres.tasks.retrieval import retrieve

    asked = translations_of(task, job.cell.language, job.workshop.data)
    folder = None if made is None else made.adaptation.model
    encoder = load_model(plain_model(job.system)) if folder is None else load_pretrained(folder)
    one, other = encode(encoder, asked.sentences), encode(encoder, asked.translations)
    found: Sequence[int] = [*retrieve(one, other).first.tolist(), *retrieve(other, one).first.tolist()]
    return Answers(translation_test(len(asked.sentences)), [str(number) for number in found])
