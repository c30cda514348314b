"""Rank pretrained models for a language before any training, and say why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from lowres.data.examples import Pair
from lowres.errors import UserError
from lowres.metrics.fertility import Fertility
from lowres.metrics.interval import Estimate
from lowres.models.pretrained import Pretrained, load_pretrained
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
        if self.target is None:
            return f"Not ranked: {self.refused}"
        spelling = (
            f"spells a word in {self.target.tokens_per_word:.2f} pieces "
            f"and leaves {self.target.unknown_rate:.2%} of them unknown."
        )
        if self.score is None:
            return spelling.capitalize()
        return (
            f"Finds {self.score.value:.1%} of the translations among the training pairs it was shown "
            f"(95 % interval {self.score.low:.1%} to {self.score.high:.1%}), {spelling}"
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
    _refuse_none(ranked)
    return sorted(ranked, key=lambda one: -1.0 if one.score is None else one.score.value, reverse=True)


def rank_by_spelling(candidates: Sequence[Candidate], lines: Sequence[str]) -> list[Ranked]:
    """The candidates of which the tokenizer spells the language best, first; for text without translations.

    Fewest unknown pieces come first, in steps of a hundredth, then fewest pieces a word (Rust et al. 2021).

    Raises:
        UserError: if not one candidate can be loaded.
    """
    ranked = [_spelt(candidate, lines) for candidate in candidates]
    _refuse_none(ranked)
    return sorted(ranked, key=_spelling)


def _spelling(one: Ranked) -> tuple[bool, float, float]:
    if one.target is None:
        return True, 0.0, 0.0
    return False, round(one.target.unknown_rate, 2), one.target.tokens_per_word


def _refuse_none(ranked: Sequence[Ranked]) -> None:
    if all(one.folder is None for one in ranked):
        reasons = " ".join(f"{one.reference}: {one.refused}" for one in ranked)
        raise UserError(f"no candidate model can be loaded. {reasons}")


def _judge(candidate: Candidate, pairs: Sequence[Pair], generator: np.random.Generator, progress: Progress) -> Ranked:
    try:
        folder, pretrained = _load(candidate)
    except UserError as error:
        return Ranked(candidate.reference, refused=str(error))
    found = pair_retrieval(pretrained, pairs, generator, progress)
    return replace(_described(candidate, folder, pretrained, [pair.target for pair in pairs]), score=found)


def _spelt(candidate: Candidate, lines: Sequence[str]) -> Ranked:
    try:
        folder, pretrained = _load(candidate)
    except UserError as error:
        return Ranked(candidate.reference, refused=str(error))
    return _described(candidate, folder, pretrained, lines)


def _load(candidate: Candidate) -> tuple[Path, Pretrained]:
    folder = resolve_model(candidate.reference, candidate.cache, candidate.relative_to)
    return folder, load_pretrained(folder)


def _described(candidate: Candidate, folder: Path, pretrained: Pretrained, lines: Sequence[str]) -> Ranked:
    return Ranked(
        reference=candidate.reference,
        folder=folder,
        target=tokenizer_fertility(pretrained.tokenizer, lines),
        parameters=sum(parameter.numel() for parameter in pretrained.model.parameters()),
        vocabulary_size=pretrained.record.vocabulary_size,
    )
