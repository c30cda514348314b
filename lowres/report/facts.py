"""Gather what the steps of a run wrote, however much of it is there."""

import re
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from lowres.files import read_json
from lowres.report.machine import Machine, installed_version, this_machine
from lowres.report.per_class import ClassScore, class_scores
from lowres.report.records import (
    AdaptationFacts,
    Comparison,
    CorpusFacts,
    DiagnosisFacts,
    EvaluationFacts,
    Fact,
    FertilityCurve,
    FewShotFacts,
    ModelFacts,
    NewPiece,
    RankingFacts,
    Score,
    VocabularyFacts,
)
from lowres.report.run_facts import ADAPTED, Branch, RunFacts, StepFacts
from lowres.report.task_records import ChosenSourcesFacts, PreparedTaskFacts, TaskFacts

REPORT_STEP = "report"
SHOWN_PIECES = 10
VOCABULARY_STEPS = ("respell", "romanise", "extend_vocabulary", "replace_vocabulary", "trim_vocabulary")
NEW_ROWS_STEPS = ("extend_vocabulary", "replace_vocabulary")
_Record = TypeVar("_Record", bound=Fact)
_STEP_FOLDER = re.compile(r"^(\d+)-(\w+)$")


def collect(run_folder: Path) -> RunFacts:
    """Read a run folder; a missing or damaged part becomes a note, never an error."""
    notes: list[str] = []
    recipe_file, recipe_text, recipe = _recipe(run_folder, notes)
    steps = _steps(run_folder, None, notes)
    chain = _branch(steps, None, notes)
    ablations = []
    for folder in sorted((run_folder / "ablations").glob("without*")):
        removed = re.sub(r"^without[-_]", "", folder.name)
        steps_without = _steps(folder, f"without_{removed}", notes)
        steps += steps_without
        ablations.append(_branch(steps_without, removed, notes))
    scores = _unique([score for branch in [chain, *ablations] for score in _scores(branch)])
    machine_file = run_folder / "machine.json"
    machine = _record(machine_file, Machine, notes) if machine_file.exists() else None
    return RunFacts(
        folder=run_folder,
        name=str(recipe.get("name") or run_folder.resolve().name),
        language=_text(recipe.get("language")),
        pivot=_text(recipe.get("pivot")),
        seed=recipe["seed"] if isinstance(recipe.get("seed"), int) else None,
        recipe=recipe_text,
        recipe_file=recipe_file,
        lowres_version=installed_version("lowres"),
        machine=machine or this_machine(),
        model=_model(run_folder, notes),
        steps=steps,
        chain=chain,
        ablations=ablations,
        scores=scores,
        comparisons=_unique([comparison for branch in [chain, *ablations] for comparison in _comparisons(branch)]),
        per_class=_per_class([chain, *ablations], scores),
        notes=notes,
    )


def _recipe(run_folder: Path, notes: list[str]) -> tuple[str, str | None, dict[str, Any]]:
    """The recipe as it ran; failing that, as the user wrote it."""
    for file in (run_folder / "resolved_recipe.yaml", run_folder / "recipe.yaml"):
        try:
            text = file.read_text(encoding="utf-8")
            raw = yaml.safe_load(text)
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            notes.append(f"{file.name} could not be read.")
            continue
        if isinstance(raw, dict):
            return file.name, text, raw
    return file.name, None, {}


def _steps(folder: Path, branch: str | None, notes: list[str]) -> list[StepFacts]:
    found = []
    for place in sorted(folder.glob("*-*")) if folder.is_dir() else []:
        match = _STEP_FOLDER.match(place.name)
        done = _mapping(place / "done.json", notes)
        asked = _mapping(place / "parameters.json", notes)
        parameters = asked.get("parameters", done.get("parameters", asked))
        parameters = parameters if isinstance(parameters, dict) else {}
        step = done.get("step") or parameters.get("step") or (match[2] if match else None)
        if place.is_dir() and step:
            found.append(
                StepFacts(
                    number=_whole(done.get("number")) or (int(match[1]) if match else 0),
                    step=str(step),
                    branch=branch,
                    folder=place,
                    finished=bool(done),
                    seconds=_number(done.get("seconds")),
                    peak_memory_mb=_number(done.get("peak_memory_mb")),
                    outcome=_text(done.get("outcome")),
                    parameters=parameters,
                )
            )
    return sorted(found, key=lambda one: one.number)


def _branch(steps: list[StepFacts], removed: str | None, notes: list[str]) -> Branch:
    for step in steps:
        if not step.finished and step.step != REPORT_STEP:
            notes.append(f"Step {step.folder.name} has not finished; what it wrote so far is left out.")
    finished = {step.step: step.folder for step in steps if step.finished}
    vocabulary = _vocabulary_changes(finished, notes)
    new_rows = next((one for one in vocabulary if one.step in NEW_ROWS_STEPS), None)
    folder = finished[new_rows.step] if new_rows else None
    evaluation = _result(finished, "evaluate", EvaluationFacts, notes)
    return Branch(
        system=f"{ADAPTED}_without_{removed}" if removed else ADAPTED,
        removed=removed,
        corpus=_result(finished, "prepare_corpus", CorpusFacts, notes),
        diagnosis=_result(finished, "diagnose", DiagnosisFacts, notes),
        ranking=_result(finished, "select_model", RankingFacts, notes),
        vocabulary_changes=vocabulary,
        vocabulary=new_rows,
        fertility_curve=_curve(folder, notes),
        new_pieces=_new_pieces(folder),
        adaptation=_result(finished, "adapt", AdaptationFacts, notes),
        task=_task(finished, notes),
        few_shot=_result(finished, "few_shot", FewShotFacts, notes),
        evaluation=evaluation,
        labelled=_labelled(evaluation, notes),
    )


def _task(finished: dict[str, Path], notes: list[str]) -> PreparedTaskFacts | None:
    """The labelled task, with the sources that it is learnt from."""
    prepared = _result(finished, "prepare_task", PreparedTaskFacts, notes)
    return prepared.learnt_from(_result(finished, "choose_sources", ChosenSourcesFacts, notes)) if prepared else None


def _labelled(evaluation: EvaluationFacts | None, notes: list[str]) -> list[TaskFacts]:
    """What was said of each number of shots; what cannot be read is a note."""
    found = []
    for one in evaluation.few_shot if evaluation else []:
        try:
            found.append(TaskFacts.model_validate(one))
        except ValidationError as error:
            first = error.errors()[0]
            notes.append(f"A part of the labelled task could not be used: {'.'.join(map(str, first['loc']))}.")
    return found


def _vocabulary_changes(finished: dict[str, Path], notes: list[str]) -> list[VocabularyFacts]:
    read = [(step, _result(finished, step, VocabularyFacts, notes)) for step in finished if step in VOCABULARY_STEPS]
    return [found.model_copy(update={"step": step}) for step, found in read if found]


def _curve(folder: Path | None, notes: list[str]) -> FertilityCurve | None:
    file = folder / "curve.json" if folder else None
    return _record(file, FertilityCurve, notes) if file and file.exists() else None


def _result(finished: dict[str, Path], step: str, record: type[_Record], notes: list[str]) -> _Record | None:
    return _record(finished[step] / "result.json", record, notes) if step in finished else None


def _record(file: Path, record: type[_Record], notes: list[str]) -> _Record | None:
    """A typed record of a JSON file, or `None` and a note."""
    label = f"{file.parent.name}/{file.name}"
    try:
        return record.model_validate(read_json(file))
    except ValidationError as error:
        first = error.errors()[0]
        notes.append(f"{label} could not be used: {'.'.join(map(str, first['loc']))}: {first['msg']}.")
    except (OSError, ValueError):
        notes.append(f"{label} could not be read.")
    return None


def _mapping(file: Path, notes: list[str]) -> dict[str, Any]:
    try:
        raw = read_json(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError):
        notes.append(f"{file.parent.name}/{file.name} could not be read.")
        return {}
    return raw if isinstance(raw, dict) else {}


def _new_pieces(folder: Path | None) -> list[NewPiece]:
    """A few lines of provenance, spread evenly over the file; lines that are no record are passed over."""
    file = folder / "provenance.jsonl" if folder else None
    if file is None or not file.exists():
        return []
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    pieces = []
    for line in lines[:: max(1, len(lines) // SHOWN_PIECES)][:SHOWN_PIECES]:
        try:
            pieces.append(NewPiece.model_validate_json(line))
        except ValidationError:
            continue
    return pieces


def _model(run_folder: Path, notes: list[str]) -> ModelFacts | None:
    folder = run_folder / "model"
    if not folder.is_dir():
        return None
    record = folder / "lowres.json"
    return _record(record, ModelFacts, notes) if record.exists() else ModelFacts()


def _own_names(branch: Branch, named: set[str]) -> dict[str, str]:
    """What to call the systems of a branch: an ablation that says `adapted` means its own model."""
    return {ADAPTED: branch.system} if branch.removed and branch.system not in named else {}


def _scores(branch: Branch) -> list[Score]:
    scores = branch.evaluation.scores if branch.evaluation else []
    names = _own_names(branch, {score.system for score in scores})
    return [score.model_copy(update={"system": names.get(score.system, score.system)}) for score in scores]


def _comparisons(branch: Branch) -> list[Comparison]:
    comparisons = branch.evaluation.comparisons if branch.evaluation else []
    names = _own_names(branch, {name for one in comparisons for name in (one.system, one.baseline)})
    return [
        one.model_copy(
            update={"system": names.get(one.system, one.system), "baseline": names.get(one.baseline, one.baseline)}
        )
        for one in comparisons
    ]


def _per_class(branches: list[Branch], scores: list[Score]) -> list[ClassScore]:
    tasks, systems = {score.task for score in scores}, {score.system for score in scores}
    found: dict[tuple[str, str, str], ClassScore] = {}
    for branch in branches:
        nested = branch.evaluation.per_class if branch.evaluation else None
        for one in class_scores(nested, tasks, systems):
            found.setdefault((one.task, one.system, one.label), one)
    return list(found.values())


_Result = TypeVar("_Result", Score, Comparison)


def _unique(results: list[_Result]) -> list[_Result]:
    """The first of each: what an ablation repeats of the full chain is the same number."""
    kept: dict[tuple[str, ...], _Result] = {}
    for one in results:
        key = (one.task, one.metric, one.system, getattr(one, "baseline", ""))
        kept.setdefault(key, one)
    return list(kept.values())


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _text(value: Any) -> str | None:
    return str(value) if value is not None else None
