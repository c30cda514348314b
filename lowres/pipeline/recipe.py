"""A recipe: a whole adaptation on one screen, validated whole before anything runs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, get_args

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from lowres.data.labelled.task_recipe import TaskRecipe
from lowres.definition import nearest, one_of, parse_yaml, read_yaml, validate
from lowres.errors import Fault, RecipeError
from lowres.language import LanguageTag
from lowres.method import Parameters
from lowres.pipeline.outside import Named, look_outside
from lowres.pipeline.step import Step
from lowres.pipeline.steps.adapt import Adapt
from lowres.pipeline.steps.augment import Augment
from lowres.pipeline.steps.choose_sources import ChooseSources
from lowres.pipeline.steps.diagnose import Diagnose
from lowres.pipeline.steps.evaluate import Evaluate
from lowres.pipeline.steps.extend_vocabulary import ExtendVocabulary
from lowres.pipeline.steps.few_shot import FewShot
from lowres.pipeline.steps.prepare_corpus import PrepareCorpus
from lowres.pipeline.steps.prepare_task import PrepareTask
from lowres.pipeline.steps.replace_vocabulary import ReplaceVocabulary
from lowres.pipeline.steps.report import Report
from lowres.pipeline.steps.respell import Respell
from lowres.pipeline.steps.romanise import Romanise
from lowres.pipeline.steps.select_model import SelectModel
from lowres.pipeline.steps.trim_vocabulary import TrimVocabulary

AnyStep = Annotated[
    PrepareCorpus
    | PrepareTask
    | Diagnose
    | SelectModel
    | ChooseSources
    | Respell
    | Romanise
    | ExtendVocabulary
    | ReplaceVocabulary
    | TrimVocabulary
    | Adapt
    | Augment
    | FewShot
    | Evaluate
    | Report,
    Field(discriminator="step"),
]
STEPS: tuple[type[Step], ...] = get_args(get_args(AnyStep)[0])
"""Every step a recipe can name: the union is the list."""
NEEDS = {
    "corpus": "a prepared corpus",
    "task": "a prepared task",
    "model": "a model",
    "unadapted": "a model to compare with",
    "predictions": "predictions of the task",
    "evaluation": "an evaluation",
}
"""What a step can need of those before it, in words."""

ASKING_A_MODEL = ("contextual", "too_far")
"""What of the step augment takes the recipe's own model where it names none."""

Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]


class Recipe(Parameters):
    """What to adapt to which language, on which text, by which steps."""

    name: Name
    """Names the run folder: `runs/NAME`."""
    language: LanguageTag
    """The language to adapt to, such as `nah-Latn`."""
    pivot: LanguageTag | None = None
    """The better-resourced language on the other side of the parallel text, such as `spa-Latn`."""
    corpus: str | None = None
    """A name in `corpora_recipes/`, or the path of such a file relative to this recipe."""
    task: TaskRecipe | None = None
    """A labelled task; a recipe needs a corpus with its pivot, or a task, or both."""
    seed: Annotated[int, Field(ge=0)] = 17
    ablations: list[str] = []
    """Steps to leave out, one at a time, in extra runs of the chain that stand beside the full one."""
    steps: Annotated[list[AnyStep], Field(min_length=1)]

    @property
    def by_way_of(self) -> str:
        """The pivot; of a task alone its first source, or where it has none the language itself."""
        sources = self.task.sources if self.task else []
        return self.pivot or (sources[0].language if sources else self.language)


def load_recipe(path: Path, overrides: Sequence[str] = ()) -> Recipe:
    """Read a recipe file and apply overrides such as `steps.4.new_tokens=2000`.

    Raises:
        UserError: if the file cannot be read as YAML.
        RecipeError: with every fault of the recipe and the overrides.
    """
    raw = _without_aliases(read_yaml(path))
    faults = [fault for override in overrides if (fault := _apply(raw, override))]
    recipe = None
    try:
        recipe = validate(Recipe, raw, path.name)
    except RecipeError as error:
        faults += error.faults
    faults += [*_missing(raw), *order_faults(raw)]
    if faults and (isinstance(raw.get("corpus"), str) or "task" in raw):
        faults += look_outside(_named(raw), _sound_steps(raw), path.parent)[1]
    if faults or recipe is None:
        raise RecipeError(path.name, faults)
    return recipe


def _entries(raw: Mapping[str, Any]) -> list[Any]:
    steps = raw.get("steps")
    return steps if isinstance(steps, list) else []


def _missing(raw: Mapping[str, Any]) -> list[Fault]:
    """Keys that may be left out only where there is another."""
    needed = ("corpus", "pivot") if "corpus" in raw or "task" not in raw else ()
    return [Fault(key, "is missing.") for key in needed if raw.get(key) is None]


def _named(raw: Mapping[str, Any]) -> Named:
    """What a recipe that is not yet validated names outside itself; a faulty task is told elsewhere."""
    task = None
    with suppress(ValidationError):
        task = TypeAdapter(TaskRecipe).validate_python(raw.get("task"))
    corpus = raw.get("corpus")
    return Named(corpus if isinstance(corpus, str) else None, task, str(raw.get("language")))


def _sound_steps(raw: Mapping[str, Any]) -> Iterator[tuple[int, Step]]:
    for number, step in enumerate(_entries(raw), start=1):
        with suppress(ValidationError):
            yield number, TypeAdapter(AnyStep).validate_python(step)


def order_faults(raw: Mapping[str, Any]) -> list[Fault]:
    """Steps that come too early, twice, or too late, and ablations that cannot work, of a recipe not yet validated.

    An unknown step is told elsewhere; it might give everything.
    """
    names = [step.get("step") if isinstance(step, dict) else None for step in _entries(raw)]
    known = {cls.model_fields["step"].default: cls for cls in STEPS}
    faults: list[Fault] = []
    held: set[str] = set()
    before: list[type[Step]] = []
    finished_by: str | None = None
    for number, name in enumerate(names, start=1):
        step = known.get(name) if isinstance(name, str) else None
        if step is None:
            held |= set(NEEDS)
            continue
        address = f"steps.{number}.step"
        if name in names[: number - 1]:
            faults.append(Fault(address, f"is '{name}', which stands in this recipe already; name each step once."))
        if finished_by:
            faults.append(Fault(address, f"is '{name}', but '{finished_by}' must be the last step."))
        faults += [
            Fault(address, f"is '{name}', which needs {NEEDS[need]}; put {one_of(_givers(need))} before it.")
            for need in step.needs
            if need not in held
        ]
        faults += _lacking_all(address, name, step, held)
        if name == "prepare_task" and (early := [one for one in before if "task" in one.wants]):
            first = early[0].model_fields["step"].default
            told = f"is 'prepare_task', which must stand before '{first}', so that its tests are kept out."
            faults.append(Fault(address, told))
        before.append(step)
        if name == "augment" and "few_shot" in names[: number - 1]:
            faults.append(Fault(address, "is 'augment', which must stand before 'few_shot', which learns from it."))
        if name == "augment" and "model" not in held:
            faults += _lacking_a_model(f"steps.{number}", _entries(raw)[number - 1])
        finished_by = finished_by or (None if step.in_branches else name)
        held |= set(step.gives) | set(step.needs) | set(step.needs_one_of)  # one report a cause
    steps = [known.get(name) if isinstance(name, str) else None for name in names]
    return faults + _ablation_faults(raw.get("ablations"), steps)


def _lacking_all(address: str, name: Any, step: type[Step], held: set[str]) -> list[Fault]:
    """The fault of a step that needs one of several things and has none."""
    wanted = step.needs_one_of
    if not wanted or held & set(wanted):
        return []
    givers = list(dict.fromkeys(giver for need in wanted for giver in _givers(need)))
    told = " or ".join(NEEDS[need] for need in wanted)
    return [Fault(address, f"is '{name}', which needs {told}; put {one_of(givers)} before it.")]


def _lacking_a_model(address: str, step: Mapping[str, Any]) -> list[Fault]:
    """The methods of a step augment that ask a model, where none is named and none was chosen before."""
    faults = []
    for name in ("augmenters", "source_augmenters", "filters"):
        methods = step.get(name)
        for place, one in enumerate(methods if isinstance(methods, list) else [], start=1):
            if isinstance(one, dict) and one.get("method") in ASKING_A_MODEL and one.get("model") is None:
                told = (
                    f"is '{one['method']}', which asks a model; name one (model), or put select_model before the step."
                )
                faults.append(Fault(f"{address}.{name}.{place}.method", told))
    return faults


def _ablation_faults(ablations: Any, steps: Sequence[type[Step] | None]) -> list[Fault]:
    if not isinstance(ablations, list):
        return []
    removable = [str(step.model_fields["step"].default) for step in steps if step and step.removable]
    faults = []
    for number, name in enumerate(ablations, start=1):
        if name in ablations[: number - 1]:
            faults.append(Fault(f"ablations.{number}", f"is {name!r}, which is left out already; name it once."))
        elif isinstance(name, str) and name not in removable and None not in steps:
            allowed = ", ".join(removable) or "there is none"
            demand = f"must be a step of this recipe that can be left out: {allowed}.{nearest(name, removable)}"
            faults.append(Fault(f"ablations.{number}", f"is {name!r}, but {demand}"))
    return faults


def _givers(need: str) -> list[str]:
    """The steps that give something, but for those that only change it."""
    return [str(step.model_fields["step"].default) for step in STEPS if need in step.gives and need not in step.needs]


def _without_aliases(value: Any) -> Any:
    """The same with every YAML alias written out, so that an override changes the one place it names."""
    if isinstance(value, dict):
        return {key: _without_aliases(one) for key, one in value.items()}
    return [_without_aliases(one) for one in value] if isinstance(value, list) else value


def _apply(raw: dict[str, Any], override: str) -> Fault | None:
    """Set one value in the raw recipe by its address; a fault where the address leads nowhere."""
    address, equals, text = override.partition("=")
    if not equals or not address:
        return Fault(f"--set {override}", "must look like steps.4.new_tokens=2000.")
    *parents, last = address.split(".")
    value: Any = raw
    for place, word in enumerate(parents):
        child = _child(value, word)
        if child is None:
            where = ".".join(parents[: place + 1])
            return Fault(f"--set {address}", f"leads nowhere: there is no '{where}'{_children_hint(value)}.")
        value = child
    try:
        given = parse_yaml(text)
    except ValueError as error:
        return Fault(f"--set {address}", f"is {text!r}, which is not a YAML value: {error}.")
    if isinstance(value, dict):
        value[last] = given
    elif isinstance(value, list) and last.isdigit() and 1 <= int(last) <= len(value):
        value[int(last) - 1] = given
    else:
        return Fault(f"--set {address}", f"leads nowhere{_children_hint(value)}.")
    return None


def _child(value: Any, word: str) -> Any:
    if isinstance(value, dict):
        return value.get(word)
    if isinstance(value, list):
        if word.isdigit():
            return value[int(word) - 1] if 1 <= int(word) <= len(value) else None
        return next((entry for entry in value if isinstance(entry, dict) and entry.get("step") == word), None)
    return None


def _children_hint(value: Any) -> str:
    if isinstance(value, dict):
        return f"; allowed: {', '.join(map(str, value))}"
    if isinstance(value, list):
        return f"; it is a list of {len(value)}, counted from 1"
    return ""
