"""Rank pretrained models for a language before any training, and say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lowres.data.examples import Pair
from lowres.errors import UserError
from lowres.metrics.fertility import Fertility
from lowres.metrics.interval import Estimate
from lowres.models.pretrained import load_pretrained
from lowres.models.reference import resolve_model
from lowres.progress import Progress
from lowres.selection.candidate import Candidate
from lowres.selection.scorers.pair_retrieval import pair_retrieval
from lowres.tasks.spelling import tokenizer_fertility


@dataclass(frozen=True)
class Ranked:
    """One candidate's place: its score and facts, or the reason why it has none."""

    reference: str
    folder: Path | None = None
    score: Estimate | None = None
    target: Fertility | None = None
    parameters: int = 0
    vocabulary_size: int = 0
    refused: str | None = None

    def reason(self) -> str:
        """Why it stands where it stands, in words."""
        if self.score is None or self.target is None:
            return f"Not ranked: {self.refused}"
        return (
            f"Finds {self.score.value:.1%} of the translations among the training pairs it was shown "
            f"(95 % interval {self.score.low:.1%} to {self.score.high:.1%}), spells a word in "
            f"{self.target.tokens_per_word:.2f} pieces and leaves {self.target.unknown_rate:.2%} of them unknown."
        )


def rank(
    candidates: Sequence[Candidate], pairs: Sequence[Pair], generator: np.random.Generator, progress: Progress
) -> list[Ranked]:
    """The candidates, best first; those that cannot be loaded come last with the reason.

    Args:
        candidates: models to compare.
        pairs: training pairs; never test data.
        generator: for the bootstrap.
        progress: hears of the encoding.

    Raises:
        UserError: if not one candidate can be loaded.
    """
    ranked = [_judge(candidate, pairs, generator, progress) for candidate in candidates]
    if all(one.score is None for one in ranked):
        reasons = " ".join(f"{one.reference}: {one.refused}" for one in ranked)
        raise UserError(f"no candidate model can be loaded. {reasons}")
    return sorted(ranked, key=lambda one: -1.0 if one.score is None else one.score.value, reverse=True)


def _judge(candidate: Candidate, pairs: Sequence[Pair], generator: np.random.Generator, progress: Progress) -> Ranked:
    try:
        folder = resolve_model(candidate.reference, candidate.cache, candidate.relative_to)
        pretrained = load_pretrained(folder)
    except UserError as error:
        return Ranked(candidate.reference, refused=str(error))
    return Ranked(
        reference=candidate.reference,
        folder=folder,
        score=pair_retrieval(pretrained, pairs, generator, progress),
        target=tokenizer_fertility(pretrained.tokenizer, [pair.target for pair in pairs]),
        parameters=sum(parameter.numel() for parameter in pretrained.model.parameters()),
        vocabulary_size=pretrained.record.vocabulary_size,
    )
