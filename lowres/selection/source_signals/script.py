"""Whether a source is written as the target is."""

from collections import Counter
from typing import Literal

import numpy as np
from pydantic import NonNegativeFloat

from lowres.data.examples import Labelled, text_of
from lowres.metrics.scripts import script_shares
from lowres.selection.comparison import Comparison
from lowres.selection.source_signals.signal import Measured, Signal


class Script(Signal):
    """How many letters of the target's text are of the script that the source is written in."""

    method: Literal["script"] = "script"
    weight: NonNegativeFloat = 0.03
    """How much it counts in the score of a source, beside the weights of the others."""

    def measure(self, comparison: Comparison) -> Measured:
        of_target = [_shares([one]) for one in comparison.target_texts]
        rows = []
        for language in comparison.languages:
            main = next(iter(_shares(comparison.source_texts[language])), "")
            rows.append([shares.get(main, 0.0) for shares in of_target])
        return np.array(rows)

    def said(self, value: float, target: str) -> str:
        return f"shares the script of {self.shown(value)} of {target} letters"


def _shares(examples: list[Labelled]) -> dict[str, float]:
    return script_shares(Counter(letter for one in examples for letter in text_of(one)))
