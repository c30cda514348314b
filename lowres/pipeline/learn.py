"""A task from a file of labelled lines to a model, without a recipe of one's own: it is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from lowres.data.labelled.shots import ShotCount
from lowres.data.readers.parts import TaskKind
from lowres.definition import validate
from lowres.errors import UserError
from lowres.files import write_text
from lowres.pipeline.plan import find_surroundings
from lowres.pipeline.recipe import Recipe
from lowres.pipeline.run import RunOptions, RunResult, run

RECIPE = "recipe.yaml"


@dataclass(frozen=True)
class LearnOptions:
    """What a task is learnt from beside the first file, and how."""

    sources: Mapping[str, str | Path] = field(default_factory=dict)
    """Source language to its file of labelled examples; to learn without any, leave it out."""
    test: str | Path | None = None
    """A file of labelled examples to test on; without it, a part of each class is held out."""
    task: TaskKind | None = None
    """Told by the file's ending where it is not given."""
    learner: str | Mapping[str, Any] = "frozen_probe"
    """A learner's name, or its name (`method`) with parameters."""
    shots: Sequence[ShotCount] | None = None
    """How many labelled examples of the language are learnt from; by default all, and with sources 0 and all."""
    groups: Sequence[str] = ()
    """Columns by which fairness is measured."""
    seed: int = 17
    more: Mapping[str, Any] = field(default_factory=dict)
    """Other keys of a recipe's `task`, such as `development`, `unlabelled` or `labels`."""


def learn(
    file: str | Path,
    language: str,
    model: str,
    out: str | Path | None = None,
    options: LearnOptions = LearnOptions(),  # noqa: B008  (frozen)
    run_options: RunOptions = RunOptions(),  # noqa: B008  (frozen)
) -> RunResult:
    """Learn a task from a file of labelled examples, test it, and write model and report.

    The recipe that is written into the run folder says all of it, and can be changed and run again.

    Args:
        file: labelled examples (CSV, TSV, JSON lines, CoNLL) of the language.
        language: such as `wol-Latn`.
        model: a hub name, a local folder, or `package:NAME/FILE`.
        out: the run folder; by default `runs/` and the file's name.
        options: sources, test, learner, shots.
        run_options: what to do again, and where progress goes.

    Raises:
        UserError: if the files or an option are wrong.
        StepError: if a step could not reach its goal.
    """
    _refuse_missing_files([file, *options.sources.values(), *([] if options.test is None else [options.test])])
    values = recipe_of(Path(file), language, model, options)
    folder = Path(out) if out else Path("runs") / values["name"]
    path = folder / RECIPE
    text = yaml.safe_dump(values, sort_keys=False, allow_unicode=True)
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file, but must be the run folder. Pass another --out.")
    find_surroundings(validate(Recipe, values, "the options"), folder / RECIPE)  # refuses before anything is written
    write_text(path, text)
    return run(path, folder, options=run_options)


def recipe_of(file: Path, language: str, model: str, options: LearnOptions) -> dict[str, Any]:
    """The recipe, as a YAML file would hold it; its paths start at the root."""
    task: dict[str, Any] = {"name": name_of(file), "train": _at_root(file), **options.more}
    if options.task:
        task["kind"] = options.task
    if options.test is not None:
        task["test"] = _at_root(options.test)
    if options.sources:
        task["sources"] = [{"language": tag, "train": _at_root(path)} for tag, path in options.sources.items()]
    task["shots"] = list(options.shots or ([0, "all"] if options.sources else ["all"]))
    if options.groups:
        task["groups"] = list(options.groups)
    learner = {"method": options.learner} if isinstance(options.learner, str) else dict(options.learner)
    local = Path(model).expanduser()
    return {
        "name": name_of(file),
        "language": language,
        "seed": options.seed,
        "task": task,
        "steps": [
            {"step": "prepare_task"},
            {"step": "select_model", "candidates": [_at_root(local) if local.is_dir() else model]},
            {"step": "few_shot", "learner": learner},
            {"step": "evaluate"},
            {"step": "report"},
        ],
    }


def _refuse_missing_files(files: Sequence[str | Path]) -> None:
    for path in files:
        if not Path(path).expanduser().is_file():
            raise UserError(f"{path}: there is no such file. Check the path.")


def name_of(file: Path) -> str:
    """The file's name as a recipe may be named."""
    spelt = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in file.stem.lower())
    return spelt.strip("_")[:80] or "task"


def _at_root(path: str | Path) -> str:
    return str(Path(path).expanduser().absolute())
