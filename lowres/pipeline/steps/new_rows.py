"""What steps share that give the model new rows: how many, where they start, and how they warm up."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import PositiveInt, ValidationError, ValidatorFunctionWrapHandler, WrapValidator, model_validator

from lowres.errors import Fault
from lowres.method import Method
from lowres.pipeline import named_files
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Surroundings, Workplace
from lowres.pipeline.steps.vocabulary import Outcome, VocabularyStep
from lowres.training.schedule import WarmUp
from lowres.vocabulary.initialisers import Initialiser
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.learn import Automatic

if TYPE_CHECKING:
    from lowres.pipeline.learnt_text import Found
    from lowres.vocabulary.align import Alignment
    from lowres.vocabulary.changed import Changed
    from lowres.vocabulary.learn import Learnt


def _one_complaint(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """One message for a value that is neither of the two forms, in place of one for each."""
    try:
        return read(value)
    except ValidationError:
        raise ValueError("must be a whole number greater than 0, or auto") from None


Size = Annotated[PositiveInt | Automatic, WrapValidator(_one_complaint)]
"""How many pieces; `auto` stops where another one no longer makes the spelling shorter."""


class NewRowsStep(VocabularyStep):
    """A step after which some embedding rows are new."""

    initialiser: Initialiser = MeanOfPieces()
    """Where the new rows start; a lexicon's path starts in the recipe's folder."""
    warm_up: WarmUp | None = WarmUp()
    """New rows alone learn to give a sentence the vector that the old pieces gave it; null leaves this out, as it is
    left out with the initialiser `alignment` unless it is written."""

    @model_validator(mode="before")
    @classmethod
    def _no_warm_up_towards_less(cls, given: Any) -> Any:
        """Rows that start at their translations know more than the old spelling did: no warm-up unless asked for."""
        if isinstance(given, dict) and "warm_up" not in given and _method(given.get("initialiser")) == "alignment":
            return {**given, "warm_up": None}
        return given

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        """A lexicon that cannot be used."""
        return named_files.faults(self.initialiser, surroundings.recipe_folder, "initialiser")

    def located(self, folder: Path) -> Self:
        return self.model_copy(update={"initialiser": named_files.located(self.initialiser, folder)})

    def identity(self, surroundings: Surroundings) -> dict[str, Any]:
        """The lexicon by its content."""
        initialiser = named_files.identity(self.initialiser, surroundings.recipe_folder)
        return {**super().identity(surroundings), "initialiser": initialiser}

    def methods(self) -> Sequence[Method]:
        return [self.initialiser]

    def without_tests(self, found: "Found", scratch: Path) -> Self:
        from lowres.pipeline.learnt_text import without_tests

        return self.model_copy(update={"initialiser": without_tests(self.initialiser, found, scratch)})

    def outcome(self, changed: "Changed", learnt: "Learnt", asked: int | Automatic, headline: str) -> Outcome:
        """What new rows have in common."""
        from lowres.vocabulary.tables import curve_file, provenance_file

        figures = {
            "asked": None if asked == "auto" else asked,
            "added": len(changed.tokens),
            "initialiser": self.initialiser.method,
            "rules": dict(changed.rules()),
            "random_rows": changed.random_rows(),
        }
        return Outcome(changed, headline, figures, {**provenance_file(changed), **curve_file(learnt)})

    def train(self, changed: "Changed", texts: list[str], adaptation: Adaptation, workplace: Workplace) -> Any:
        """Align the new rows on a sample of the texts, towards the vectors that the model gave them before.

        Texts in which the old tokenizer met unknown tokens have no vector worth learning; they are left out.
        """
        from lowres.pipeline.vectors import Vectors
        from lowres.training.trainer import TrainingFolder
        from lowres.vocabulary.align import align_new_rows

        if self.warm_up is None or not changed.tokens:
            return None
        most = self.warm_up.steps * self.warm_up.batch_size
        sample = _known(random.Random(adaptation.seed).sample(texts, min(len(texts), most)), changed)
        if not sample:
            return None
        teacher = Vectors(workplace.find(adaptation.model), workplace.cache, workplace.progress)
        targets = teacher(sample)
        teacher.release()
        folder = TrainingFolder(workplace.scratch, workplace.progress, "Warming new rows up", adaptation.seed)
        return _figures(align_new_rows(changed.pretrained, sample, targets, self.warm_up, folder))


def _known(texts: list[str], changed: "Changed") -> list[str]:
    from lowres.models.sentences import plain_ids

    unknown = changed.before.unk_token_id
    return [text for text, ids in zip(texts, plain_ids(changed.before, texts), strict=True) if unknown not in ids]


def _method(initialiser: Any) -> str | None:
    """Its name, as a recipe writes it or as it was read."""
    return initialiser.get("method") if isinstance(initialiser, dict) else getattr(initialiser, "method", None)


def _figures(alignment: "Alignment") -> dict[str, Any]:
    return {
        "steps": alignment.training.steps,
        "loss": alignment.training.loss,
        "agreement": {"before": alignment.before, "after": alignment.after},
        "resumed": alignment.training.resumed_at_step,
    }
