"""The step that reads the recipe's labelled task, tells its faults, and draws the shot sets that all systems share."""

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from lowres.data.fetch import usual_cache
from lowres.data.labelled.task_recipe import Reference, TaskRecipe, located, references, unlabelled_files
from lowres.errors import Fault, UserError
from lowres.files import sha256_of
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Surroundings, Workplace

if TYPE_CHECKING:
    from lowres.data.labelled.prepared import PreparedTask

_NO_MATTER = {"source", "use"}
"""What a description says that examples do not depend on: their files are compared by what is in them."""
_CHECK = "Check the paths and the folder of the task."
_PATHS = {"folder", "train", "development", "test", "unlabelled", "shot_file"}


class PrepareTask(Step):
    """Read the labelled task, keep its test text out of what is learnt, and draw the shot sets."""

    step: Literal["prepare_task"] = "prepare_task"
    gives: ClassVar[tuple[str, ...]] = ("task",)

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        if surroundings.task is None:
            return [Fault("step", "has no task to prepare. Describe one under task: at the top of the recipe.")]
        try:
            wanted = references(surroundings.task, surroundings.language, surroundings.recipe_folder)
        except UserError as error:
            return [Fault("step", f"cannot find its task: {line}") for line in str(error).splitlines()]
        paths = {one.path: _next_step(one) for one in wanted}
        others = unlabelled_files(surroundings.task, surroundings.language, surroundings.recipe_folder).values()
        paths = {**dict.fromkeys(others, _CHECK), **paths}
        return [Fault("step", f"cannot find {path}. {step}") for path, step in paths.items() if not path.is_file()]

    def inputs(self, surroundings: Surroundings) -> dict[str, Any]:
        """What the task says, and the content of its files; where they lie is no matter."""
        task, folder = task_of(surroundings), surroundings.recipe_folder
        wanted = references(task, surroundings.language, folder)
        paths = [one.path for one in wanted] + [
            path for _, path in sorted(unlabelled_files(task, surroundings.language, folder).items())
        ]
        if task.shot_file is not None and located(task.shot_file, folder).is_file():
            paths.append(located(task.shot_file, folder))
        said = task.model_dump(mode="json", exclude=_PATHS | {"corpus", "sources"})
        described = {
            one.corpus.name: one.corpus.model_dump(mode="json", exclude=_NO_MATTER) for one in wanted if one.corpus
        }
        names = [[one.language, one.part, one.split] for one in wanted]
        return {"task": said, "corpora": described, "names": names, "files": [sha256_of(path) for path in paths]}

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.labelled.prepare import prepare_task
        from lowres.tasks.groups import column_of

        task = task_of(workplace.surroundings)
        folder = workplace.surroundings.recipe_folder
        prepared = prepare_task(task, adaptation.language, adaptation.seed, folder)
        for column in prepared.groups:
            column_of(prepared.test, column)  # refuses a column that no example has
        prepared.write(workplace.folder / "task")
        sources = {tag: len(found) for tag, found in prepared.sources.items()}
        workplace.report(
            {
                "headline": _headline(prepared),
                "name": prepared.name,
                "kind": prepared.kind,
                "tags": prepared.tags,
                "labels": prepared.task.labels,
                "sources": sources,
                "development": {tag: len(found) for tag, found in prepared.development.items()},
                "pool": len(prepared.pool),
                "tests": {tag: len(found) for tag, found in prepared.tests.items()},
                "unlabelled": {tag: len(found) for tag, found in prepared.unlabelled.items()},
                "shots": {str(shots): len(prepared.draws(shots)) for shots in prepared.counts},
                "notes": list(prepared.notes),
                "corpora": dict(prepared.description),
            }
        )
        return adaptation.with_paths(workplace.run_folder, task=workplace.folder / "task")


def _headline(task: "PreparedTask") -> str:
    sources = "".join(f"{len(found):,} of {tag} to learn from; " for tag, found in task.sources.items())
    kind = task.kind.replace("_", " ")
    pool = f"{len(task.pool):,} to draw shots from; {len(task.test):,} to test on"
    return f"{kind}, {len(task.task.labels)} labels; {sources}{pool}"


def task_of(surroundings: Surroundings) -> TaskRecipe:
    """The recipe's task, which a plan with this step has."""
    if surroundings.task is None:
        raise ValueError("the recipe describes no task")  # `faults` refuses it
    return surroundings.task


def _next_step(reference: Reference) -> str:
    """What to do where a file is missing: of a set without a folder, fetch it."""
    corpus = reference.corpus
    if corpus is None or usual_cache().of(corpus) not in reference.path.parents:
        return _CHECK
    return f"Fetch it with: lowres corpus fetch {corpus.name} --language {reference.language}"
