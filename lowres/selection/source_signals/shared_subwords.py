"""How much of the target's text is spelt with sub-words that the source uses too."""

from typing import Literal

import numpy as np
from pydantic import NonNegativeFloat

from lowres.data.examples import text_of
from lowres.selection.comparison import Comparison
from lowres.selection.source_signals.signal import Measured, Signal


class SharedSubwords(Signal):
    """How many of the sub-words in a sentence of the target occur in the source's examples.

    Loans, names and cognates that are spelt alike are what an encoder carries over most easily (Wu and Dredze 2019,
    arXiv 1904.09077).
    """

    method: Literal["shared_subwords"] = "shared_subwords"
    weight: NonNegativeFloat = 0.03
    """How much it counts in the score of a source, beside the weights of the others."""

    def measure(self, comparison: Comparison) -> Measured:
        reader = comparison.reader
        sentences = [set(pieces) for pieces in reader.pieces([text_of(one) for one in comparison.target_texts])]
        rows = []
        for language in comparison.languages:
            texts = [text_of(one) for one in comparison.source_texts[language]]
            known = {piece for pieces in reader.pieces(texts) for piece in pieces}
            rows.append([len(pieces & known) / max(1, len(pieces)) for pieces in sentences])
        return np.array(rows)

    def said(self, value: float, target: str) -> str:
        return f"uses {self.shown(value)} of the sub-words of {target} text"
