"""What objectives share that learn from sentence pairs."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Pair
from lowres.data.lexicon import read_lexicon
from lowres.training.objectives.objective import LearningObjective

if TYPE_CHECKING:
    from lowres.training.materials import Materials

UNCUT = 1_000_000


class FromPairs(LearningObjective):
    """An objective over sentence pairs."""

    needs_pairs: ClassVar[bool] = True

    def pairs(self, materials: "Materials") -> Sequence[Pair]:
        """All the pairs there are to learn from."""
        return materials.pairs

    def chosen_pairs(self, materials: "Materials") -> list[Pair]:
        """The pairs a schedule gets through, at most all, so that no teacher vector is computed in vain."""
        pairs = list(self.pairs(materials))
        return random.Random(materials.seed).sample(pairs, min(len(pairs), materials.most_sentences()))

    def lengths(self, materials: "Materials", pairs: Sequence[Pair]) -> NDArray[np.int64]:
        """Tokens of each pair's sentence as it is trained on, but uncut."""
        raise NotImplementedError

    def tokens_a_sentence(self, materials: "Materials") -> float:
        lengths = self.lengths(materials, self.pairs(materials))
        return float(np.minimum(lengths, materials.schedule.longest_sentence_tokens).mean()) if len(lengths) else 0.0


class FromPairsOrLexicon(FromPairs):
    """An objective over the corpus's sentence pairs or a lexicon's word pairs."""

    lexicon: Path | None = None
    """Learn from the pairs of this lexicon, as very short parallel text, in place of the corpus's sentence pairs."""

    def pairs(self, materials: "Materials") -> Sequence[Pair]:
        return super().pairs(materials) if self.lexicon is None else lexicon_pairs(self.lexicon)


def lexicon_pairs(path: Path) -> list[Pair]:
    """Each word with each of its translations."""
    words = read_lexicon(path).pairs()
    return [Pair(f"{path.name}:{place}", word, pivot, "") for place, (word, pivot) in enumerate(words, start=1)]


def sentence_lengths(materials: "Materials", texts: Sequence[str]) -> NDArray[np.int64]:
    """Tokens of each sentence as the student reads it, prefix and special tokens included, uncut."""
    from lowres.models.sentences import tokenize

    student = materials.student
    ids = tokenize(student.tokenizer, texts, student.record.prefix, max_tokens=UNCUT)
    return np.array([len(sentence) for sentence in ids], np.int64)
