"""Rank pretrained models for a language before any training, and say why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import numpy as np

from lowres.errors import UserError
from lowres.files import sha256_of_text
from lowres.metrics.interval import Estimate
from lowres.models.layer_vectors import Pooling
from lowres.models.pretrained import Pretrained, load_pretrained, load_tokenizer
from lowres.models.reference import resolve_model
from lowres.progress import Progress
from lowres.selection.by_facts import place_by_facts
from lowres.selection.candidate import Candidate
from lowres.selection.facts import ModelFacts, facts_of
from lowres.selection.limits import Limits
from lowres.selection.places import placed
from lowres.selection.ranked import LayerScore, Ranked
from lowres.selection.reading import Readings, sample_of
from lowres.selection.scorers import Scorer
from lowres.selection.scorers.fertility import Fertility
from lowres.selection.scorers.h_score import HScore
from lowres.selection.scorers.pair_retrieval import PairRetrieval
from lowres.selection.scorers.scorer import Evidence, Score, TextScorer, VectorScorer, score_of
from lowres.tasks.spelling import Spelling, spelling, tokenizer_fertility

NEEDED = {"labels": "labelled examples", "translations": "sentences with their translations", "text": "text"}


@dataclass(frozen=True)
class RankSettings:
    """How models are ranked."""

    scorer: Scorer | None = None
    """By default translations are retrieved, else labels told apart by the H-score, else words spelt."""
    limits: Limits = Limits()
    by_facts: bool = False
    """Whether models that cannot be loaded are ranked by what the catalogue says of them."""
    seed: int = 17
    cache: Path | None = None
    """Where vectors are kept."""
    pooling: Pooling = "mean"


@dataclass(frozen=True)
class _Judged:
    """A candidate that could be loaded, with its score."""

    ranked: Ranked
    score: Score


@dataclass(frozen=True)
class _Judge:
    """What all candidates are judged by."""

    evidence: Evidence
    language: str
    scorer: Scorer
    options: RankSettings
    progress: Progress
    readings: Readings = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "readings", Readings(self.evidence.labelled, self.options.cache, self.options.pooling))
        if isinstance(self.scorer, VectorScorer):
            _ = self.readings.answers  # refuses labels that tell nothing before any model is loaded

    def __call__(self, candidate: Candidate) -> "Ranked | _Judged":
        """Score a candidate, or say why it has no score."""
        facts = facts_of(candidate.reference)
        found = Ranked(candidate.reference, facts=facts, language=self.language)
        # What the catalogue rules out is not even fetched; a size that it does not give is counted below.
        ruled_out = list(self.options.limits.against_facts(facts)) if facts.entry and facts.parameters else []
        if ruled_out:
            return replace(found, ruled_out=tuple(ruled_out))
        try:
            folder = resolve_model(candidate.reference, candidate.cache, candidate.relative_to)
            return self._of_folder(replace(found, facts=facts_of(candidate.reference, folder), folder=folder), folder)
        except UserError as error:
            return replace(found, folder=None, refused=str(error))

    def _of_folder(self, found: Ranked, folder: Path) -> "Ranked | _Judged":
        limits = self.options.limits
        ruled_out = list(limits.against_facts(cast(ModelFacts, found.facts)))
        if ruled_out:
            return replace(found, ruled_out=tuple(ruled_out))
        tokenizer = load_tokenizer(folder)
        spelt = spelling(tokenizer, self.evidence.lines)
        found = replace(found, spelling=spelt, target=tokenizer_fertility(tokenizer, self.evidence.lines))
        ruled_out = list(limits.against_spelling(spelt))
        if ruled_out:
            return replace(found, ruled_out=tuple(ruled_out))
        pretrained = load_pretrained(folder, tokenizer=tokenizer)
        found = replace(
            found,
            parameters=sum(parameter.numel() for parameter in pretrained.model.parameters()),
            vocabulary_size=pretrained.record.vocabulary_size,
        )
        if isinstance(self.scorer, VectorScorer):
            return self._by_vectors(found, pretrained, folder, self.scorer)
        return _Judged(found, self._by_text(pretrained, spelt))

    def _by_text(self, pretrained: Pretrained, spelt: Spelling) -> Score:
        if isinstance(self.scorer, Fertility):
            return self.scorer.of_spelling(spelt)
        return cast(TextScorer, self.scorer).score(pretrained, self.evidence, self.progress)

    def _by_vectors(self, found: Ranked, pretrained: Pretrained, folder: Path, scorer: VectorScorer) -> _Judged:
        read = self.readings.vectors(pretrained, folder, self.progress)
        answers = self.readings.answers
        sample = sample_of(read.mean(), answers)
        score = score_of(sample, scorer.contributions(sample))
        about = {"vectors": len(sample.labels), "dimensions": sample.vectors.shape[1], "in_windows": read.in_windows}
        layers = []
        with self.progress.task(f"Scoring layers of {found.reference}", read.layers) as advance:
            for layer in range(1, read.layers + 1):
                layers.append(LayerScore(layer, scorer.value(sample_of(read.of_layer(layer), answers))))
                advance(1)
        return _Judged(replace(found, layers=tuple(layers), **about), score)


def rank(
    candidates: Sequence[Candidate],
    evidence: Evidence,
    language: str,
    options: RankSettings,
    progress: Progress,
) -> list[Ranked]:
    """The candidates, best first; then those that the limits rule out and those that cannot be loaded, with reasons.

    Args:
        candidates: models to compare.
        evidence: text of the language, none of it from a test.
        language: such as `wol-Latn`.
        options: scorer, limits, and what to do with models that cannot be loaded.
        progress: hears of the reading.

    Raises:
        UserError: if not one candidate can be ranked, or the scorer lacks what it needs.
    """
    scorer = options.scorer or default_scorer(evidence)
    if not evidence.has(scorer.needs):
        raise UserError(
            f"the scorer {scorer.method} needs {NEEDED[scorer.needs]}, and there are none. "
            f"Give some, or another scorer, such as {default_scorer(evidence).method}."
        )
    judge = _Judge(evidence, language, scorer, options, progress)
    found = []
    with progress.task("Ranking models", len(candidates)) as advance:
        for candidate in candidates:
            found.append(judge(candidate))
            advance(1)
    scored = [one for one in found if isinstance(one, _Judged)]
    others = [one for one in found if isinstance(one, Ranked)]
    ranked = list(_in_order(scored, scorer, options.seed))
    if options.by_facts:
        others = place_by_facts(others, options.limits, first_place=len(ranked) + 1)
    if not any(one.place for one in [*ranked, *others]):
        raise UserError(_nothing_left(others, options))
    return ranked + others


def default_scorer(evidence: Evidence) -> HScore | PairRetrieval | Fertility:
    """What fits the evidence: translations tell more than labels, and labels more than plain text."""
    if evidence.pairs:
        return PairRetrieval()
    return HScore() if evidence.labelled else Fertility()


def _in_order(scored: Sequence[_Judged], scorer: Scorer, seed: int) -> Iterator[Ranked]:
    if not scored:
        return
    generator = np.random.default_rng([seed, int(sha256_of_text(scorer.method)[:8], 16)])
    found = [
        replace(one.ranked, score=at.score, place=at.place, told=scorer.in_words(at.score))
        for one, at in zip(scored, placed([one.score for one in scored], generator), strict=True)
    ]
    yield from sorted(found, key=lambda one: -cast(Estimate, one.score).value)


def _nothing_left(others: Sequence[Ranked], options: RankSettings) -> str:
    reasons = " ".join(f"{one.reference}: {one.why_not}" for one in others)
    if any(one.ruled_out for one in others):
        wanted = "Loosen a limit, or give other models."
        return f"no candidate model is within the limits. {reasons} {wanted}"
    hint = "" if options.by_facts else " Models of the catalogue can be ranked without loading them, by its facts."
    return f"no candidate model can be loaded. {reasons}{hint}"
