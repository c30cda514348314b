"""Augment the training examples of a prepared task: each shot set by itself, and the sources."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lowres.augmentation.augment import Augmented, Beside, MethodCounts, augment
from lowres.augmentation.augmenters.augmenter import Augmenter, Materials
from lowres.augmentation.mix import materials_of
from lowres.data.examples import Labelled, texts_in
from lowres.data.labelled.prepared import PreparedTask, draw_key
from lowres.errors import StepError, UserError
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Workplace
from lowres.pipeline.vectors import Vectors

if TYPE_CHECKING:
    from lowres.pipeline.steps.augment import Augment

logger = logging.getLogger(__name__)


class Augmenting:
    """What becomes of each shot set and each source, counted by method."""

    def __init__(self, step: "Augment", adaptation: Adaptation, workplace: Workplace) -> None:
        """Augment as the step says, whose paths start at the root."""
        self._step = step
        self._adaptation = adaptation
        self._workplace = workplace
        self._task = PreparedTask.read(workplace.find(adaptation.task))
        self._tests = [text for found in self._task.tests.values() for one in found for text in texts_in(one)]
        self._vectors: Vectors | None = None
        self.of_shots: dict[str, dict[str, MethodCounts]] = {}
        """Draw, then method."""
        self.of_sources: dict[str, dict[str, MethodCounts]] = {}
        """Language, then method."""
        self.notes: dict[str, None] = {}  # as a set that keeps its order
        self._refusals: list[UserError] = []

    def augmented(self) -> PreparedTask:
        """The task with the new examples; its tests, development data and shot sets are the same.

        Raises:
            UserError: if no method fits any examples.
            StepError: if nothing new came of all methods.
        """
        step, task = self._step, self._task
        copies: dict[str, list[Labelled]] = {}
        if step.augmenters:
            for shot_set in task.shot_sets.sets:
                shots = task.examples(shot_set)
                if shots and (key := draw_key(shot_set)) not in copies:
                    made = self._made(key, shots, step.augmenters, step.copies, task.language)
                    copies[key], self.of_shots[key] = made.examples, made.counts
        sources = dict(task.sources)
        if step.source_augmenters:
            for language, examples in task.sources.items():
                made = self._made(language, examples, step.source_augmenters, step.source_copies, language)
                sources[language] = [*examples, *made.examples]
                self.of_sources[language] = made.counts
        self._tell()
        if self._vectors:
            self._vectors.release()
        return replace(task, copies=copies, sources=sources, notes=(*task.notes, *self.notes))

    def _made(
        self, where: str, examples: Sequence[Labelled], augmenters: Sequence[Augmenter], copies: float, language: str
    ) -> Augmented:
        """What the methods make that fit these examples: a lexicon may have no word of a handful of shots."""
        beside = Beside(
            materials=materials_of(examples, self._task.unlabelled.get(language, ()), self._task.language),
            tests=self._tests,
            encoder=self._encoder(),
            progress=self._workplace.progress,
        )
        fitting = [self._with_model(one) for one in augmenters]
        while fitting:
            try:
                return augment(examples, fitting, copies, self._adaptation.seed, self._step.filters, beside)
            except UserError:
                fitting = [one for one in fitting if self._fits(where, one, beside)]
        return Augmented((), {})

    def _fits(self, where: str, augmenter: Augmenter, beside: Beside) -> bool:
        try:
            augmenter.prepare(beside.materials or Materials())
        except UserError as error:
            self._refusals.append(error)
            self.notes[f"{where}: {error}"] = None
            return False
        return True

    def _with_model(self, augmenter: Augmenter) -> Augmenter:
        """The augmenter with the recipe's own model, where it names none and could use one."""
        if "model" not in type(augmenter).model_fields or getattr(augmenter, "model", None) is not None:
            return augmenter
        if self._adaptation.model is None:
            raise StepError(
                f"{augmenter.method} has no model. Name one (model), or put select_model before the step augment."
            )
        return augmenter.model_copy(update={"model": str(self._workplace.find(self._adaptation.model))})

    def _encoder(self) -> Vectors | None:
        if self._adaptation.model is None:
            return None
        if self._vectors is None:
            folder = self._workplace.find(self._adaptation.model)
            self._vectors = Vectors(folder, self._workplace.cache, self._workplace.progress)
        return self._vectors

    def _tell(self) -> None:
        every = [*self.of_shots.items(), *self.of_sources.items()]
        if not every:
            raise StepError(
                "there is nothing to augment: the task draws no shots (task.shots), and no source_augmenters are "
                "named. Draw shots, or name source_augmenters."
            )
        if not any(one.kept for _, counts in every for one in counts.values()):
            if self._refusals:
                raise self._refusals[0]
            told = "; ".join(
                f"{where}: {method}: {_why(one)}" for where, counts in every for method, one in counts.items()
            )
            raise StepError(f"no new example came of all methods ({told}). Raise their rate, or use other methods.")
        for where, counts in every:
            for method, one in counts.items():
                if one.planned and not one.kept:
                    note = f"{where}: no new example came of {method}: {_why(one)}."
                    self.notes[note] = None
                    logger.warning("%s", note)


def _why(counts: MethodCounts) -> str:
    dropped = "".join(f", {number:,} dropped as {name}" for name, number in counts.dropped.items())
    return f"{counts.unchanged:,} of {counts.planned:,} came out unchanged{dropped}"
