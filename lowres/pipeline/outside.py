"""What a recipe names outside itself: found before any work, or told as faults."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from lowres.data.corpus import corpus_file, load_corpus
from lowres.data.labelled.task_recipe import TaskRecipe
from lowres.errors import Fault, RecipeError, UserError
from lowres.pipeline.step import Step, Surroundings


@dataclass(frozen=True)
class Named:
    """What a recipe names outside itself."""

    corpus: str | None
    task: TaskRecipe | None
    language: str


def look_outside(
    named: Named, steps: Iterable[tuple[int, Step]], folder: Path
) -> tuple[Surroundings | None, list[Fault]]:
    """The surroundings of numbered steps, and what is wrong with them; none if the corpus recipe cannot be used.

    `folder` is the recipe's own, where relative paths start.
    """
    surroundings = Surroundings(None, folder, folder, named.task, named.language)
    if named.corpus is not None:
        try:
            found = corpus_file(named.corpus, folder)
            surroundings = replace(surroundings, corpus=load_corpus(found), corpus_folder=found.parent)
        except RecipeError as error:
            return None, [Fault("corpus", f"is {named.corpus}, in which {fault}") for fault in error.faults]
        except UserError as error:
            return None, [Fault("corpus", str(error))]
    return surroundings, [
        Fault(f"steps.{number}.{fault.address}", fault.message)
        for number, step in steps
        for fault in step.faults(surroundings)
    ]
