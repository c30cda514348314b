"""The chain of a system in one language: the recipe that makes its model, run once for all of its cells."""

import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock

from lowres.benchmark.data import Data, sum_of_set, task_recipe, translations_of, write_text_recipe
from lowres.benchmark.definition import Benchmark, LabelledTask, RetrievalTask
from lowres.benchmark.kept_out import write_kept_out
from lowres.benchmark.system import System
from lowres.errors import LowresError, StepError
from lowres.files import json_text, read_json, sha256_of_text, write_json, write_text
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.plan import RESULTS_VERSION
from lowres.pipeline.run import RunOptions, run
from lowres.pipeline.steps.select_model import SelectModel

CHAINS = "chains"
_RECIPE = "recipe.yaml"
_ENDED = "chain.json"
"""What the chain came to; the last to be written."""
_FAILED = "failed.json"
_LAST_LINES = 5
_LAUNCHERS = {"accelerate": "accelerate.commands.accelerate_cli", "torchrun": "torch.distributed.run"}


@dataclass(frozen=True)
class Chain:
    """One system in one language with one seed."""

    benchmark: Benchmark
    system: System
    language: str
    seed: int

    @property
    def key(self) -> str:
        """A SHA-256 of all that its model depends on; published files count by the sums that their recipes pin."""
        text = self.benchmark.text.get(self.language) if self.system.adapts else None
        read = [text.model_dump(mode="json"), sum_of_set(text.corpus)] if text else None
        content = {
            "version": RESULTS_VERSION,
            "steps": [step.model_dump(mode="json") for step in self.system.steps[:-1]],
            "language": self.language,
            "seed": self.seed,
            "task": self._task(),
            "text": read,
        }
        return sha256_of_text(json_text(content))

    def _task(self) -> dict[str, Any]:
        task = self.benchmark.task
        said = task.model_dump(mode="json")
        if not isinstance(task, LabelledTask):
            return {"task": said, "set": sum_of_set(task.corpus)}
        names = {task.corpus, *(source.corpus for source in task.sources if source.corpus)}
        sets = {name: sum_of_set(name) for name in sorted(names)}
        shots = [self.benchmark.shots, self.benchmark.shot_seeds]
        return {"task": said, "sets": sets, "shots": shots}


@dataclass(frozen=True)
class Made:
    """What a chain came to."""

    adaptation: Adaptation
    """Its paths start at the root."""
    seconds: float
    peak_memory_mb: float


@dataclass(frozen=True)
class Workshop:
    """Where chains are run, and how."""

    store: Path
    """A folder that all workers see, or each its own."""
    data: Data
    launch: str = ""
    """A command such as `accelerate launch --num_processes 2`, by which a chain is run."""
    attempt: str = ""
    """What a chain that failed in this attempt is known by, so that its other cells need not try it again."""


def chain_folder(store: Path, key: str) -> Path:
    """Where a chain is run."""
    return store / CHAINS / key[:16]


def is_made(store: Path, key: str) -> bool:
    """Whether a chain has been run to its end."""
    return (chain_folder(store, key) / _ENDED).is_file()


def make(chain: Chain, workshop: Workshop) -> Made:
    """Run the chain unless it has been; another process that wants the same waits, and a killed one is gone on with.

    Raises:
        UserError: if its recipe cannot be run as it stands.
        StepError: if a step fails.
    """
    folder = chain_folder(workshop.store, chain.key).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not is_made(workshop.store, chain.key):
            _try(chain, folder, workshop)
        found = read_json(folder / _ENDED)
    adaptation = Adaptation.model_validate(found["adaptation"])
    paths = {name: folder / value for name, value in adaptation if isinstance(value, Path)}
    return Made(adaptation.model_copy(update=paths), found["seconds"], found["peak_memory_mb"])


def _try(chain: Chain, folder: Path, workshop: Workshop) -> None:
    """Run it, or say at once that it failed where another cell of this attempt has tried."""
    failed = folder / _FAILED
    if workshop.attempt and failed.is_file() and (told := read_json(failed))["attempt"] == workshop.attempt:
        raise StepError(told["error"])
    try:
        _run(chain, folder, workshop)
    except LowresError as error:
        write_json(failed, {"attempt": workshop.attempt, "error": str(error)})
        raise


def _run(chain: Chain, folder: Path, workshop: Workshop) -> None:
    recipe = folder / _RECIPE
    write_text(recipe, yaml.safe_dump(_values(chain, folder, workshop.data), sort_keys=False, allow_unicode=True))
    if workshop.launch:
        _launched(workshop.launch, recipe, folder)
    else:
        run(recipe, folder, options=RunOptions())
    steps = [read_json(path) for path in sorted(folder.glob("[0-9]*/done.json"))]
    write_json(
        folder / _ENDED,
        {
            "adaptation": steps[-1]["adaptation"],
            "seconds": round(sum(step["seconds"] for step in steps), 3),
            "peak_memory_mb": max(step["peak_memory_mb"] for step in steps),
        },
    )


def _values(chain: Chain, folder: Path, data: Data) -> dict[str, Any]:
    """The recipe, as a YAML file holds it."""
    steps: list[dict[str, Any]] = []
    values: dict[str, Any] = {"name": chain.system.name, "language": chain.language, "seed": chain.seed}
    task = chain.benchmark.task
    if chain.system.adapts:
        text = chain.benchmark.text[chain.language]
        values["pivot"] = write_text_recipe(text, chain.language, data, folder / "corpus.yaml")
        values["corpus"] = "corpus.yaml"
        preparing = chain.system.preparing.model_dump(mode="json")
        if isinstance(task, RetrievalTask):
            asked = translations_of(task, chain.language, data)
            kept_out = write_kept_out([*asked.sentences, *asked.translations], chain.language, folder)
            preparing["benchmarks"] = [*preparing["benchmarks"], *kept_out]
        steps.append(preparing)
    if isinstance(task, LabelledTask):
        values["task"] = task_recipe(chain.benchmark, chain.language, data).model_dump(mode="json", exclude_unset=True)
        steps.append({"step": "prepare_task"})
    return {**values, "steps": steps + [step.model_dump(mode="json") for step in chain.system.chain]}


def _launched(launch: str, recipe: Path, folder: Path) -> None:
    """Run the recipe by a launcher, several processes of which train together."""
    command = [*shlex.split(launch), "-m", "lowres", "run", str(recipe), "--out", str(folder), "--quiet"]
    if command[0] in _LAUNCHERS:  # of this Python's own packages, wherever their commands lie
        command[:1] = [sys.executable, "-m", _LAUNCHERS[command[0]]]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        last = " ".join(ended.stderr.strip().splitlines()[-_LAST_LINES:])
        raise StepError(f"{launch} ended with status {ended.returncode}: {last}")


def plain_model(system: System) -> str:
    """The model of a system that changes none: its one candidate."""
    [step] = [one for one in system.chain if isinstance(one, SelectModel)]
    return step.candidates[0]
