"""What rules a model out, however well it scores."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, PositiveFloat

from lowres.method import Parameters
from lowres.selection.facts import ModelFacts
from lowres.tasks.spelling import Spelling

BYTES_A_PARAMETER = {"inference": 4, "training": 16}
"""Weights in float32; to train them, as many again for gradients and for both moments of Adam."""
Use = Literal["inference", "training"]
Share = Annotated[float, Field(ge=0, le=1)]


class Limits(Parameters):
    """Hard limits; what is null limits nothing."""

    least_script_coverage: Share | None = None
    """Of the text's letters, the share that the tokenizer does not lose in unknown pieces."""
    most_unknown: Share | None = None
    """Of all pieces, the share that is unknown."""
    most_pieces_a_word: PositiveFloat | None = None
    commercial_use: bool = False
    """Whether only models are allowed whose licence is known to allow commercial use."""
    memory_gb: PositiveFloat | None = None
    """The memory there is, in units of 10^9 bytes."""
    memory_for: Use = "training"
    """What the memory must do for: `inference` holds the weights, `training` four times as much. What is computed on
    the way comes on top, and depends on the batch."""

    def against_facts(self, facts: ModelFacts) -> Iterator[str]:
        """Why a model is ruled out by what is known of it without loading it; what nobody says rules it out too."""
        if self.commercial_use and facts.commercial_use is not True:
            yield _licence(facts)
        needed = memory_needed(facts.parameters, self.memory_for)
        if self.memory_gb is None:
            return
        if needed is None:
            yield f"is of a size that is not known, so that it may not fit into {self.memory_gb:g} GB"
        elif needed > self.memory_gb:
            yield (
                f"needs {needed:.1f} GB for {self.memory_for} ({facts.parameters:,} parameters, "
                f"{BYTES_A_PARAMETER[self.memory_for]} bytes each), and there are {self.memory_gb:g}"
            )

    def against_spelling(self, found: Spelling) -> Iterator[str]:
        """Why a model is ruled out by what its tokenizer makes of the text."""
        coverage = found.script_coverage
        if self.least_script_coverage is not None and coverage < self.least_script_coverage:
            yield f"knows {coverage:.1%} of the text's letters, less than {self.least_script_coverage:.1%}"
        pieces, words = int(found.pieces.sum()), int(found.words.sum())
        unknown = int(found.unknown.sum()) / max(pieces, 1)
        if self.most_unknown is not None and unknown > self.most_unknown:
            yield f"leaves {unknown:.1%} of its pieces unknown, more than {self.most_unknown:.1%}"
        fertility = pieces / max(words, 1)
        if self.most_pieces_a_word is not None and fertility > self.most_pieces_a_word:
            yield f"spells a word in {fertility:.2f} pieces, more than {self.most_pieces_a_word:g}"


def memory_needed(parameters: int | None, use: Use) -> float | None:
    """Gigabytes that the weights, and what training keeps of each, take at least; None where nobody counted."""
    return None if parameters is None else parameters * BYTES_A_PARAMETER[use] / 1e9


def _licence(facts: ModelFacts) -> str:
    if facts.licence is None:
        return "has a licence that is not known, so that commercial use may not be allowed"
    allowed = "does not allow" if facts.commercial_use is False else "is not known to allow"
    return f"has the licence {facts.licence}, which {allowed} commercial use"
