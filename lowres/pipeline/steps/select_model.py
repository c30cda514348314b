"""The step that chooses which pretrained model to start from."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import PositiveInt

from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.sampling import sample
from lowres.pipeline.step import Workplace
from lowres.pipeline.steps.candidates import StepOnCandidates

if TYPE_CHECKING:
    from lowres.data.examples import Pair
    from lowres.selection.rank import Ranked


class SelectModel(StepOnCandidates):
    """Rank the candidate encoders on a sample of the training text and take the best."""

    step: Literal["select_model"] = "select_model"
    needs_one_of: ClassVar[tuple[str, ...]] = ("corpus", "task")
    gives: ClassVar[tuple[str, ...]] = ("model", "unadapted")
    pairs: PositiveInt = 300
    """Training pairs that the ranking looks at, or lines where there are no pairs."""

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.prepare import PreparedCorpus

        corpus = PreparedCorpus(workplace.find(adaptation.corpus)) if adaptation.corpus is not None else None
        pairs = corpus.training_pairs() if corpus else []
        text = corpus.training_text() if corpus else _text_of_the_task(adaptation, workplace)
        metric, ranked = (
            self._by_retrieval(pairs, adaptation, workplace)
            if pairs
            else self._by_spelling(text, adaptation, workplace)
        )
        best = ranked[0]
        if best.folder is None:
            raise ValueError("the best candidate has no folder")  # ranking raises first
        workplace.report(
            {
                "headline": f"chose {best.reference}",
                "metric": metric,
                "ranked": [_row(one) for one in ranked],
                "chosen": best.reference,
            }
        )
        return adaptation.with_paths(workplace.run_folder, model=best.folder, unadapted=best.folder)

    def _by_retrieval(
        self, pairs: "list[Pair]", adaptation: Adaptation, workplace: Workplace
    ) -> "tuple[str, list[Ranked]]":
        import numpy as np

        from lowres.selection.rank import rank

        generator = np.random.default_rng(adaptation.seed)
        chosen = generator.choice(len(pairs), size=min(self.pairs, len(pairs)), replace=False)
        shown = [pairs[place] for place in sorted(chosen.tolist())]
        metric = f"retrieval at rank 1 among {len(shown)} training pairs, mean of both directions"
        return metric, rank(self.found(workplace), shown, generator, workplace.progress)

    def _by_spelling(
        self, text: Iterable[str], adaptation: Adaptation, workplace: Workplace
    ) -> "tuple[str, list[Ranked]]":
        from lowres.selection.rank import rank_by_spelling

        lines = sample(text, self.pairs, adaptation.seed)
        metric = f"pieces a word of {len(lines)} training lines, as there are no translations"
        return metric, rank_by_spelling(self.found(workplace), lines)


def _text_of_the_task(adaptation: Adaptation, workplace: Workplace) -> Iterable[str]:
    """Texts of the language that no test holds; of its sources where there is none."""
    from lowres.data.labelled.prepared import PreparedTask

    texts = PreparedTask.read(workplace.find(adaptation.task)).unlabelled
    return texts.get(adaptation.language) or [text for found in texts.values() for text in found]


def _row(one: Any) -> dict[str, Any]:
    return {
        "model": one.reference,
        "parameters": one.parameters,
        "vocabulary_size": one.vocabulary_size,
        "score": vars(one.score) if one.score else None,
        "fertility": one.target.tokens_per_word if one.target else None,
        "unknown_rate": one.target.unknown_rate if one.target else None,
        "reason": one.reason(),
        "refused": one.refused,
    }
