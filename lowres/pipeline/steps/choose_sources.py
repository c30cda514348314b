"""The step that chooses from which of its source languages the task is learnt."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field, PositiveInt

from lowres.errors import Fault, UserError
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Surroundings, Workplace
from lowres.selection.source_signals import DEFAULT_SIGNALS, SourceSignal

if TYPE_CHECKING:
    from lowres.data.labelled.prepared import PreparedTask
    from lowres.selection.comparison import Target
    from lowres.selection.sources import SourceRanking


class ChooseSources(Step):
    """Rank the task's source languages by text of the target, and learn from the best ones alone."""

    step: Literal["choose_sources"] = "choose_sources"
    needs: ClassVar[tuple[str, ...]] = ("task", "model")
    gives: ClassVar[tuple[str, ...]] = ("task",)
    sources: PositiveInt = 1
    """How many of the best are learnt from."""
    signals: Annotated[list[SourceSignal], Field(min_length=1)] = list(DEFAULT_SIGNALS)
    """What speaks for a source; each counts by its weight."""
    target_sentences: PositiveInt = 100
    """How many texts of the target are looked at, none of its test."""
    source_examples: PositiveInt = 400
    """How many examples of each source are looked at."""

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        from lowres.selection.sources import shares_of

        try:
            shares_of(self.signals)
        except UserError as error:
            return [Fault("signals", f"cannot be used: {error}")]
        if surroundings.task is None:
            return []  # prepare_task tells it
        given = len(surroundings.task.sources)
        if given == 0:
            return [Fault("step", "has no source to choose from. Name the languages in task.sources.")]
        if self.sources > given:
            return [Fault("sources", f"is {self.sources}, but task.sources names {given} only.")]
        named = [source.language for source in surroundings.task.sources]
        if surroundings.language in named:
            return [
                Fault(
                    "step", f"cannot rank {surroundings.language}, which is the target. Leave it out of task.sources."
                )
            ]
        return []

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.labelled.prepared import PreparedTask

        task = PreparedTask.read(workplace.find(adaptation.task))
        ranking = self._ranking(task, adaptation, workplace)
        chosen = ranking.able[: self.sources]
        restricted(task, chosen).write(workplace.folder / "task")
        workplace.report(
            {
                "headline": f"chose {', '.join(chosen)} of {len(ranking.sources)} sources",
                "chosen": chosen,
                "shares": ranking.weights,
                "sentences": ranking.sentences,
                "notes": list(ranking.notes),
                "ranked": [{**asdict(one), "reason": one.reason()} for one in ranking.sources],
            }
        )
        return adaptation.with_paths(workplace.run_folder, task=workplace.folder / "task")

    def _ranking(self, task: "PreparedTask", adaptation: Adaptation, workplace: Workplace) -> "SourceRanking":
        import numpy as np

        from lowres.models.pretrained import load_pretrained
        from lowres.pipeline.source_ranking import EncoderReader
        from lowres.selection.comparison import Sampling, Source, comparison
        from lowres.selection.sources import rank_sources

        sources = [Source(language, found, len(found)) for language, found in task.sources.items()]
        sampling = Sampling(self.target_sentences, self.source_examples, adaptation.seed)
        reader = EncoderReader(load_pretrained(workplace.find(adaptation.model)), workplace.cache / "vectors")
        compared = comparison(task.kind, _target(task, workplace.surroundings), sources, reader, sampling)
        return rank_sources(compared, self.signals, np.random.default_rng(adaptation.seed), workplace.progress)


def restricted(task: "PreparedTask", languages: Sequence[str]) -> "PreparedTask":
    """The task with these sources alone, in this order."""
    sources = {language: task.sources[language] for language in languages}
    development = {language: found for language, found in task.development.items() if language in languages}
    note = f"Of {len(task.sources)} source languages, the task is learnt from the best ranked: {', '.join(languages)}."
    return replace(task, sources=sources, development=development, notes=(*task.notes, note))


def _target(task: "PreparedTask", surroundings: Surroundings) -> "Target":
    """Text of the language that no test holds: of its own file where there is one, else of its training examples.

    Raises:
        UserError: if there is none.
    """
    from lowres.pipeline.source_files import unlabelled
    from lowres.selection.comparison import Target

    own_file = surroundings.task is not None and surroundings.task.unlabelled is not None
    if task.pool and not own_file:  # their ids tell the translations of each
        return Target(task.language, task.pool)
    texts = task.unlabelled.get(task.language, ())
    if not texts:
        raise UserError(
            f"there is no text of {task.language} but its test, by which sources cannot be chosen. "
            "Name a file with one sentence a line in task.unlabelled."
        )
    return Target(task.language, unlabelled(texts, task.kind))
