"""The step that chooses which pretrained model to start from."""

from typing import Any, ClassVar, Literal

from pydantic import PositiveInt

from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Workplace
from lowres.pipeline.steps.candidates import StepOnCandidates


class SelectModel(StepOnCandidates):
    """Rank the candidate encoders on a sample of training pairs and take the best."""

    step: Literal["select_model"] = "select_model"
    gives: ClassVar[tuple[str, ...]] = ("model", "unadapted")
    pairs: PositiveInt = 300
    """Training pairs that the ranking looks at."""

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        import numpy as np

        from lowres.data.prepare import PreparedCorpus
        from lowres.selection.rank import rank

        generator = np.random.default_rng(adaptation.seed)
        pairs = PreparedCorpus(workplace.find(adaptation.corpus)).training_pairs()
        chosen = generator.choice(len(pairs), size=min(self.pairs, len(pairs)), replace=False)
        sample = [pairs[place] for place in sorted(chosen.tolist())]
        ranked = rank(self.found(workplace), sample, generator, workplace.progress)
        best = ranked[0]
        if best.folder is None:
            raise ValueError("the best candidate has no folder")  # rank() raises first
        workplace.report(
            {
                "headline": f"chose {best.reference}",
                "metric": f"retrieval at rank 1 among {len(sample)} training pairs, mean of both directions",
                "ranked": [_row(one) for one in ranked],
                "chosen": best.reference,
            }
        )
        return adaptation.with_paths(workplace.run_folder, model=best.folder, unadapted=best.folder)


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
