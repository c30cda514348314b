"""Start a new token near the words that a bilingual lexicon teaches to expect where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, PositiveFloat, PositiveInt

from lowres.data.lexicon import Lexicon, read_lexicon
from lowres.errors import UserError
from lowres.method import Method
from lowres.vocabulary.initialisers.lexicon import spelt_translations
from lowres.vocabulary.initialisers.mean import mean_of_pieces, with_pieces
from lowres.vocabulary.initialisers.source import Origin, Source
from lowres.vocabulary.initialisers.words import spellings
from lowres.vocabulary.static_vectors import StaticVectors, learn_static_vectors, nearest, of_length_one

FEWEST_ANCHORS = 10
"""With fewer words, the fit would know nothing but its own mean."""
SMOOTHNESS = np.logspace(-2, 3, 11)
"""The strengths of the ridge penalty, of which the one that predicts anchors left out best is taken."""


class Wechsel(Method):
    """Start a new token amid the translations that its use in the text points to, and near its pieces.

    After WECHSEL (Minixhofer, Paischer and Rekabsaz 2022, arXiv 2112.06598), which aligns two sets of static vectors;
    here those of the user's text are brought straight to the model's own rows, by ridge regression on words of the
    lexicon. A token too rare for a vector starts at the mean of its pieces.
    """

    method: Literal["wechsel"] = "wechsel"
    lexicon: Path
    """A UTF-8 file with a word, a tab and its translation on each line."""
    min_count: PositiveInt = 5
    """A token that the text has less often starts at the mean of its pieces."""
    neighbours: PositiveInt = 10
    """So many tokens of the lexicon's translations take part in one row."""
    temperature: PositiveFloat = 0.1
    """Lower: the nearest neighbour counts for more."""
    spelling_weight: Annotated[float, Field(ge=0, lt=1)] = 0.5
    """The share of the mean of pieces in every row; 0 is WECHSEL as published."""

    def origins(self, tokens: Sequence[str], source: Source) -> list[Origin]:
        lexicon = read_lexicon(self.lexicon)
        if not source.knowledge.texts:
            raise UserError("the initialiser 'wechsel' learns from running text, but there is none. Use 'lexicon'.")
        vectors = learn_static_vectors(source.after, source.knowledge.texts, self.min_count)
        anchors = _anchors(lexicon, vectors, source)
        if len(anchors.vectors) < FEWEST_ANCHORS:
            raise UserError(
                f"{self.lexicon}: only {len(anchors.vectors)} of its {len(lexicon.translations)} words are tokens that "
                f"the text has {self.min_count} times or more, but the initialiser 'wechsel' needs {FEWEST_ANCHORS}. "
                "Add frequent words, or use 'focus'."
            )
        near = self._near_translations(tokens, source, vectors, anchors)
        return [
            with_pieces(near[token], token, source, self.spelling_weight)
            if token in near
            else mean_of_pieces(token, source)
            for token in tokens
        ]

    def _near_translations(
        self, tokens: Sequence[str], source: Source, vectors: StaticVectors, anchors: "_Anchors"
    ) -> dict[str, Origin]:
        """Of each new token that has a vector, the translations nearest to where the fit sends it."""
        from sklearn.linear_model import RidgeCV

        seen, queries = vectors.of(tokens, source.after)
        if not seen:
            return {}
        fit = RidgeCV(SMOOTHNESS).fit(anchors.vectors, anchors.rows)
        found = nearest(of_length_one(fit.predict(queries)), of_length_one(anchors.pool_rows), self.neighbours)
        return {
            token: Origin("wechsel", tuple(anchors.pool[places].tolist()), softmax(cosines / self.temperature))
            for token, (places, cosines) in zip(seen, found, strict=True)
        }


@dataclass(frozen=True)
class _Anchors:
    """Words of the lexicon that are one token with a vector, where their translations stand, and all translations."""

    vectors: NDArray[np.float32]  # [anchors, dimensions]
    rows: NDArray[np.float32]  # [anchors, hidden], less the mean of all rows, as are those of the pool
    pool: NDArray[np.int64]  # numbers of the old tokens that spell any translation, ascending
    pool_rows: NDArray[np.float32]  # [pool, hidden]


def _anchors(lexicon: Lexicon, vectors: StaticVectors, source: Source) -> _Anchors:
    spelt = spelt_translations(lexicon, source)
    pool = np.unique([number for pieces in spelt.values() for number in pieces]).astype(np.int64)
    matrix = source.matrix.detach()
    pool_rows = (matrix[pool] - matrix.mean(dim=0)).float().numpy()
    place_of = vectors.places()
    words = list(lexicon.translations)
    places, rows = [], [np.zeros((0, matrix.shape[1]), np.float32)]
    for word, numbers in zip(words, spellings(source.after, words), strict=True):
        translations = [spelt[one] for one in lexicon.translations[word] if spelt[one]]
        if translations and len(numbers) == 1 and numbers[0] in place_of:
            means = [pool_rows[np.searchsorted(pool, pieces)].mean(axis=0) for pieces in translations]
            places.append(place_of[numbers[0]])
            rows.append(np.mean(means, axis=0, keepdims=True))
    return _Anchors(vectors.rows[places], np.concatenate(rows), pool, pool_rows)


def softmax(scores: NDArray[np.float32]) -> tuple[float, ...]:
    """Weights that sum to one, in the ratio of the exponentials."""
    powers = np.exp((scores - scores.max()).astype(np.float64))
    return tuple((powers / powers.sum()).tolist())
