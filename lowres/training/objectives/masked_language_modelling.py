"""Masked language modelling on text of the language alone."""

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from lowres.training.objectives.masked import Masked

if TYPE_CHECKING:
    from lowres.training.materials import Materials, Prepared
    from lowres.training.token_file import TokenFile

SAMPLE = 5_000
"""Lines by which the mean length of a text is told."""


class MaskedLanguageModelling(Masked):
    """Guess masked tokens of plain text in the language (Devlin et al. 2019, arXiv 1810.04805)."""

    method: Literal["masked_language_model"] = "masked_language_model"
    packed: bool = False
    """Whether lines are joined up to the longest length, as RoBERTa's full sentences (Liu et al. 2019)."""

    def build(self, materials: "Materials") -> "Prepared":
        found = self._tokens(materials)
        return self.prepared(materials, found, found.lengths(), found.cut_sentences)

    def tokens_a_sentence(self, materials: "Materials") -> float:
        sample = materials.schedule.model_copy(update={"steps": max(1, SAMPLE // materials.schedule.batch_size)})
        lengths = self._tokens(replace(materials, schedule=sample)).lengths()
        return float(lengths.mean()) if len(lengths) else 0.0

    def _tokens(self, materials: "Materials") -> "TokenFile":
        from lowres.training.text_tokens import line_tokens, packed_tokens

        return packed_tokens(materials) if self.packed else line_tokens(materials)
