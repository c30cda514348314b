"""Score a model by how well its tokenizer spells the language; it need not even be loaded."""

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import PositiveFloat

from lowres.metrics.interval import Estimate
from lowres.models.pretrained import Pretrained
from lowres.progress import Progress
from lowres.selection.scorers.scorer import Evidence, Needs, Score, TextScorer
from lowres.tasks.spelling import Spelling, spelling

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


class Fertility(TextScorer):
    """Words a piece: how few pieces the tokenizer needs (Rust et al. 2021, arXiv 2012.15613)."""

    method: Literal["fertility"] = "fertility"
    needs: ClassVar[Needs] = "text"
    pieces_a_lost_letter: PositiveFloat = 10.0
    """A letter inside an unknown piece costs as much: what is not read cannot be learnt, and a tokenizer that gives up
    whole words would else seem the best."""

    def score(self, pretrained: Pretrained, evidence: Evidence, progress: Progress) -> Score:
        return self.of_tokenizer(pretrained.tokenizer, evidence)

    def of_tokenizer(self, tokenizer: "PreTrainedTokenizerFast", evidence: Evidence) -> Score:
        """The same without the model."""
        return self.of_spelling(spelling(tokenizer, evidence.lines))

    def of_spelling(self, found: Spelling) -> Score:
        """The same of what was counted before."""
        cost = found.pieces - found.unknown + self.pieces_a_lost_letter * (found.letters - found.known_letters)
        return Score(found.words.astype(np.float64), np.maximum(cost, 1e-9))

    def in_words(self, score: Estimate) -> str:
        return (
            f"spells {score.value:.3f} words a piece (95 % interval {score.low:.3f} to {score.high:.3f}), lost letters "
            "counted"
        )
