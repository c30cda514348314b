"""The step that chooses which pretrained model to start from."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import PositiveInt

from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.sampling import sample
from lowres.pipeline.step import Workplace
from lowres.pipeline.steps.candidates import StepOnCandidates
from lowres.selection.limits import Limits
from lowres.selection.scorers import Scorer

if TYPE_CHECKING:
    from lowres.data.examples import Labelled, Pair
    from lowres.data.labelled.prepared import PreparedTask
    from lowres.selection.ranked import Ranked
    from lowres.selection.scorers.scorer import Evidence


class SelectModel(StepOnCandidates):
    """Rank the candidate encoders on a sample of the training text and take the best."""

    step: Literal["select_model"] = "select_model"
    needs_one_of: ClassVar[tuple[str, ...]] = ("corpus", "task")
    gives: ClassVar[tuple[str, ...]] = ("model", "unadapted")
    pairs: PositiveInt = 300
    """Training pairs that the ranking looks at, or lines where there are no pairs."""
    scorer: Scorer | None = None
    """By what they are ranked; null for retrieval where there are pairs, and for spelling where there are none."""
    examples: PositiveInt = 1_000
    """Labelled examples that a scorer of labels looks at: the task's sources' or, without one, its largest shot set."""
    limits: Limits = Limits()
    """What rules a candidate out, however well it scores."""

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.selection.rank import RankSettings, default_scorer, rank

        evidence = self._evidence(adaptation, workplace)
        scorer = self.scorer or default_scorer(evidence)
        options = RankSettings(scorer, self.limits, seed=adaptation.seed, cache=workplace.cache / "rankings")
        ranked = rank(self.found(workplace), evidence, adaptation.language, options, workplace.progress)
        best = ranked[0]
        if best.folder is None:
            raise ValueError("the best candidate has no folder")  # ranking raises first
        workplace.report(
            {
                "headline": f"chose {best.reference}",
                "metric": _metric(scorer, evidence),
                "ranked": [row_of(one) for one in ranked],
                "chosen": best.reference,
            }
        )
        return adaptation.with_paths(workplace.run_folder, model=best.folder, unadapted=best.folder)

    def _evidence(self, adaptation: Adaptation, workplace: Workplace) -> "Evidence":
        from lowres.data.labelled.prepared import PreparedTask
        from lowres.data.prepare import PreparedCorpus
        from lowres.selection.scorers.scorer import Evidence

        corpus = PreparedCorpus(workplace.find(adaptation.corpus)) if adaptation.corpus is not None else None
        task = PreparedTask.read(workplace.find(adaptation.task)) if adaptation.task is not None else None
        pairs = self._some_pairs(corpus.training_pairs(), adaptation.seed) if corpus else []
        wants_labels = self.scorer is not None and self.scorer.needs == "labels"
        labelled = self._labelled(task, adaptation.seed) if task and wants_labels else []
        if pairs:
            return Evidence([pair.target for pair in pairs], labelled, pairs)
        text = corpus.training_text() if corpus else _text_of(task, adaptation.language)
        return Evidence(sample(text, self.pairs, adaptation.seed), labelled)

    def _some_pairs(self, pairs: "list[Pair]", seed: int) -> "list[Pair]":
        import numpy as np

        chosen = np.random.default_rng(seed).choice(len(pairs), size=min(self.pairs, len(pairs)), replace=False)
        return [pairs[place] for place in sorted(chosen.tolist())]

    def _labelled(self, task: "PreparedTask", seed: int) -> "Sequence[Labelled]":
        """What the task is learnt from: never its test, nor more of its language than the largest shot set."""
        from lowres.data.sample import in_drawing_order

        sources = [one for examples in task.sources.values() for one in examples]
        shots = max((task.examples(one) for one in task.shot_sets.sets), key=len, default=[])
        return in_drawing_order(sources or shots, seed, "labels to rank models by")[: self.examples]


def _text_of(task: "PreparedTask | None", language: str) -> Iterable[str]:
    """Texts of the language that no test holds; of its sources where there is none."""
    if task is None:
        return []
    return task.unlabelled.get(language) or [text for found in task.unlabelled.values() for text in found]


def _metric(scorer: Any, evidence: "Evidence") -> str:
    """What the score is, and of how much."""
    if scorer.needs == "translations":
        return f"retrieval at rank 1 among {len(evidence.pairs)} training pairs, mean of both directions"
    if scorer.needs == "labels":
        return f"{scorer.method.replace('_', ' ')} of {len(evidence.labelled)} training examples, mean over layers"
    why = "" if evidence.pairs else ", as there are no translations"
    return f"pieces a word of {len(evidence.lines)} training lines{why}"


def row_of(one: "Ranked") -> dict[str, Any]:
    """A candidate as JSON."""
    return {
        "model": one.reference,
        "parameters": one.parameters,
        "vocabulary_size": one.vocabulary_size,
        "score": vars(one.score) if one.score else None,
        "place": vars(one.place) if one.place else None,
        "layers": [layer.value for layer in one.layers],
        "fertility": one.target.tokens_per_word if one.target else None,
        "unknown_rate": one.target.unknown_rate if one.target else None,
        "script_coverage": one.spelling.script_coverage if one.spelling else None,
        "licence": one.facts.licence if one.facts else None,
        "reason": one.reason(),
        "refused": one.why_not or None if one.place is None else None,
    }
