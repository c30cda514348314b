"""What a recipe names outside itself: found before any work, or told as faults."""

from collections.abc import Iterable
from pathlib import Path

from lowres.data.corpus import corpus_file, load_corpus
from lowres.errors import Fault, RecipeError, UserError
from lowres.pipeline.step import Step, Surroundings


def look_outside(
    corpus: str, steps: Iterable[tuple[int, Step]], folder: Path
) -> tuple[Surroundings | None, list[Fault]]:
    """The surroundings of numbered steps, and what is wrong with them; none if the corpus recipe cannot be used.

    `folder` is the recipe's own, where relative paths start.
    """
    try:
        found = corpus_file(corpus, folder)
        surroundings = Surroundings(load_corpus(found), found.parent, folder)
    except RecipeError as error:
        return None, [Fault("corpus", f"is {corpus}, in which {fault}") for fault in error.faults]
    except UserError as error:
        return None, [Fault("corpus", str(error))]
    return surroundings, [
        Fault(f"steps.{number}.{fault.address}", fault.message)
        for number, step in steps
        for fault in step.faults(surroundings)
    ]
