"""Run a recipe: every step once, in its own folder, so that a killed run goes on where it stopped."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from lowres.data.corpus import corpus_file
from lowres.definition import nearest
from lowres.errors import LowresError, RunFolderError, StepError, UserError
from lowres.files import read_json, write_json, write_text
from lowres.method import Parameters
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.launch import Launch, call, calls, end, has_ended, this_launch
from lowres.pipeline.plan import PlannedStep, find_surroundings, plan
from lowres.pipeline.recipe import Recipe, load_recipe
from lowres.pipeline.resources import measured, release_memory
from lowres.pipeline.step import Surroundings, Workplace, headline_of
from lowres.progress import Progress, SilentProgress
from lowres.report.machine import this_machine

RESOLVED = "resolved_recipe.yaml"


@dataclass(frozen=True)
class StepEvent:
    """Something happened to a step; the command line prints it."""

    kind: Literal["started", "skipped", "finished", "failed"]
    number: int
    step: str
    branch: str | None
    seconds: float | None = None
    message: str = ""


Announce = Callable[[StepEvent], None]


class Score(Parameters):
    """One figure of the report, with its 95 % bootstrap interval."""

    task: str
    metric: str
    system: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class RunResult:
    """A finished run."""

    folder: Path
    scores: list[Score]
    summary: dict[str, Any]

    @property
    def model(self) -> Path:
        """The adapted model's folder; stock Transformers loads it."""
        return self.folder / "model"

    @property
    def report(self) -> Path:
        """The report, one HTML file."""
        return self.folder / "report.html"


@dataclass(frozen=True)
class RunOptions:
    """How a run treats what its folder already holds, and who hears of it."""

    from_step: str | None = None
    resume: bool = True
    progress: Progress = SilentProgress()
    announce: Announce = lambda event: None


def run(
    recipe: str | Path,
    out: str | Path | None = None,
    overrides: Sequence[str] = (),
    options: RunOptions = RunOptions(),  # noqa: B008  (frozen)
) -> RunResult:
    """Run a recipe file, or go on with it, and return its scores.

    Where a launcher such as `torchrun` started several processes, all call this alike: the first does the steps and
    says what there is to say, and the others join in the trainings.

    Args:
        recipe: path of the YAML file.
        out: the run folder; by default the recipe's own folder if the file is named `recipe.yaml` or
            `resolved_recipe.yaml`, otherwise `runs/NAME`.
        overrides: values to change, such as `steps.4.new_tokens=2000`.
        options: what to do again, and where progress goes.

    Raises:
        RecipeError: with every fault of the recipe; nothing is written then.
        RunFolderError: if another process works in the folder, or it holds results of other parameters.
        StepError: if a step could not reach its goal.
    """
    path = Path(recipe)
    loaded = load_recipe(path, overrides)
    surroundings = find_surroundings(loaded, path)
    folder = Path(out) if out else default_folder(path, loaded)
    steps = plan(loaded, surroundings)
    again = _to_do_again(steps, options)
    launch = this_launch()
    if not launch.is_first:
        _join_all(folder, surroundings, steps, launch)
        return _result(folder)
    with locked(folder):
        try:
            call(folder, launch)
            _refuse_other_results(folder, loaded, steps, again)
            _forget(folder, again)
            write_text(folder / RESOLVED, resolved(loaded, path.parent))
            write_json(folder / "machine.json", this_machine().model_dump())
            _run_all(folder, loaded, surroundings, steps, options, launch)
            return _result(folder)
        finally:
            end(folder, launch)


def _result(folder: Path) -> RunResult:
    summary_file = folder / "summary.json"
    summary = read_json(summary_file) if summary_file.exists() else {}
    return RunResult(folder, [Score(**score) for score in summary.get("scores", [])], summary)


def default_folder(recipe_path: Path, recipe: Recipe) -> Path:
    """Where a run goes if nobody says: beside its own copy of the recipe, or under `runs/`."""
    if recipe_path.name in ("recipe.yaml", RESOLVED):
        return recipe_path.parent
    return Path("runs") / recipe.name


def resolved(recipe: Recipe, folder: Path) -> str:
    """The recipe as it runs: overrides applied, every default written out, paths that start at the root."""
    changes: dict[str, Any] = {"steps": [step.located(folder) for step in recipe.steps]}
    if recipe.corpus is not None:
        corpus = corpus_file(recipe.corpus, folder)
        shipped = corpus.stem == recipe.corpus  # a name, not a path
        changes["corpus"] = recipe.corpus if shipped else str(corpus.absolute())
    if recipe.task is not None:
        changes["task"] = recipe.task.located(folder)
    values = recipe.model_copy(update=changes).model_dump(mode="json")
    for key in ("corpus", "pivot", "task"):
        if values[key] is None:
            del values[key]
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep the run folder to this process; the lock goes with the process, however it ends.

    Raises:
        RunFolderError: if another process holds it.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"{folder} cannot be made: {error.strerror}. Pass another --out.") from None
    owner = folder / "owner.json"
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise RunFolderError(
            f"{folder} is in use by another lowres run{_process(owner)}. Wait for it to end, or pass another --out."
        ) from None
    try:
        write_json(owner, {"process": os.getpid()})
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _process(owner: Path) -> str:
    try:
        return f" (process {read_json(owner)['process']})"
    except FileNotFoundError:  # it ends at this very moment, or has just begun
        return ""


def _to_do_again(steps: Sequence[PlannedStep], options: RunOptions) -> list[PlannedStep]:
    """The steps to do again even if they are finished: those of a number, and of all later ones, in every branch."""
    if not options.resume:
        return list(steps)
    if options.from_step is None:
        return []
    for planned in steps:
        if options.from_step in (planned.step.name, str(planned.number), planned.folder.name):
            return [one for one in steps if one.number >= planned.number]
    names = list(dict.fromkeys(planned.step.name for planned in steps))
    hint = nearest(options.from_step, names)
    raise UserError(f"--from is '{options.from_step}', but must be a step of this recipe: {', '.join(names)}.{hint}")


def _forget(folder: Path, again: Sequence[PlannedStep]) -> None:
    """Delete results, the last first and of each its mark first: what is left at any moment is finished and current."""
    for planned in reversed(again):
        (folder / planned.folder / "done.json").unlink(missing_ok=True)
        shutil.rmtree(folder / planned.folder, ignore_errors=True)


def _refuse_other_results(
    folder: Path, recipe: Recipe, steps: Sequence[PlannedStep], again: Sequence[PlannedStep]
) -> None:
    expected = {planned.folder for planned in steps}
    standing = [done.parent for done in [*folder.glob("*/done.json"), *folder.glob("ablations/*/*/done.json")]]
    for place in sorted(standing):
        if place.relative_to(folder) not in expected:
            raise RunFolderError(
                f"{place}: holds a step that this recipe does not have. Pass another --out, or delete it."
            )
    for planned in steps:
        done = None if planned in again else _finished(folder / planned.folder)
        if done and done["fingerprint"] != planned.fingerprint:
            raise RunFolderError(
                f"{folder / planned.folder}: holds a result of other parameters or inputs"
                f"{_changes(done, planned, recipe)}. "
                f"Pass another --out, redo it with --from {planned.step.name}, or delete it."
            )


def _changes(done: dict[str, Any], planned: PlannedStep, recipe: Recipe) -> str:
    """What differs between a result and the plan, as far as the result tells."""
    settings = ("language", "pivot", "seed")
    before = {**done["parameters"], **{key: done["adaptation"][key] for key in settings}}
    now = {
        **planned.step.model_dump(mode="json"),
        "language": recipe.language,
        "pivot": recipe.by_way_of,
        "seed": recipe.seed,
    }
    changed = [f"{key} was {before.get(key)!r}, is {now[key]!r}" for key in now if before.get(key) != now[key]]
    if not changed and done["inputs"] == planned.inputs:
        changed = ["the corpus, a model's files or lowres itself changed"]
    return f" ({'; '.join(changed or ['an earlier step changed'])})"


def _finished(folder: Path) -> dict[str, Any] | None:
    done = folder / "done.json"
    return dict(read_json(done)) if done.exists() else None


def _join_all(folder: Path, surroundings: Surroundings, steps: Sequence[PlannedStep], launch: Launch) -> None:
    """Join in every step that the first process begins and that processes do together."""
    by_folder = {str(planned.folder): planned.step for planned in steps}
    for name, before in calls(folder, launch):
        try:
            by_folder[name].join(before, Workplace(folder, folder / name, surroundings))
        except RuntimeError as error:  # what a broken connection is told by
            if has_ended(folder, launch):
                raise StepError("the first process of this launch has ended.") from error
            raise
        release_memory()


def _run_all(
    folder: Path,
    recipe: Recipe,
    surroundings: Surroundings,
    steps: Sequence[PlannedStep],
    options: RunOptions,
    launch: Launch,
) -> None:
    start = Adaptation(name=recipe.name, language=recipe.language, pivot=recipe.by_way_of, seed=recipe.seed)
    states: dict[str | None, Adaptation] = {None: start}
    outcomes: dict[str, Adaptation] = {}
    for planned in steps:
        before = states.setdefault(planned.branch, start.model_copy(update={"branch": planned.branch}))
        if planned.shared:
            outcome = outcomes[planned.fingerprint]
            after = before.model_copy(update={name: getattr(outcome, name) for name in planned.step.gives})
        else:
            evaluation = states[None].evaluation if planned.branch else None
            main = folder / evaluation if evaluation else None
            workplace = Workplace(folder, folder / planned.folder, surroundings, main, options.progress, launch)
            after = _run_one(planned, before, workplace, options.announce)
        states[planned.branch] = outcomes[planned.fingerprint] = after


def _run_one(planned: PlannedStep, before: Adaptation, workplace: Workplace, announce: Announce) -> Adaptation:
    name = (planned.number, planned.step.name, planned.branch)
    done = _finished(workplace.folder)
    if done:
        announce(StepEvent("skipped", *name, seconds=done["seconds"], message=done["headline"]))
        return Adaptation.model_validate(done["adaptation"])
    _begin(planned, workplace)
    if planned.step.distributed:
        call(workplace.run_folder, workplace.launch, str(planned.folder), before)
    announce(StepEvent("started", *name, message=planned.title))
    started = time.strftime("%Y-%m-%dT%H:%M:%S%z")
    try:
        with measured() as usage:
            after = planned.step.run(before, workplace)
    except LowresError as error:
        announce(StepEvent("failed", *name, message=str(error)))
        raise
    except MemoryError:
        raise StepError(
            f"step {planned.number} ({planned.step.name}) ran out of memory. Lower its batch size."
        ) from None
    release_memory()
    shutil.rmtree(workplace.scratch, ignore_errors=True)
    result_file = workplace.folder / "result.json"
    headline = headline_of(read_json(result_file)) if result_file.exists() else ""
    write_json(
        workplace.folder / "done.json",
        {
            "step": planned.step.name,
            "number": planned.number,
            "branch": planned.branch,
            "fingerprint": planned.fingerprint,
            "parameters": planned.step.model_dump(mode="json"),
            "inputs": planned.inputs,
            "started": started,
            "seconds": usage.seconds,
            "peak_memory_mb": usage.peak_memory_mb,
            "outcome": "finished",
            "headline": headline,
            "adaptation": after.model_dump(mode="json"),
        },
    )
    announce(StepEvent("finished", *name, seconds=usage.seconds, message=headline))
    return after


def _begin(planned: PlannedStep, workplace: Workplace) -> None:
    """Clear what a killed step left, but for checkpoints of the very same work."""
    marker = workplace.folder / "parameters.json"
    same = marker.exists() and read_json(marker)["fingerprint"] == planned.fingerprint
    if workplace.folder.exists():
        for entry in workplace.folder.iterdir():
            if not (same and entry in (marker, workplace.scratch, workplace.logs)):
                shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    write_json(marker, {"fingerprint": planned.fingerprint, "parameters": planned.step.model_dump(mode="json")})
    workplace.scratch.mkdir(exist_ok=True)
