"""Start a new token among the old tokens that translate it, as parallel text shows."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, PositiveInt

from lowres.data.lexicon import read_lexicon
from lowres.errors import UserError
from lowres.method import Method
from lowres.models.sentences import plain_ids
from lowres.vocabulary.initialisers.mean import mean_of_pieces
from lowres.vocabulary.initialisers.source import Origin, Source
from lowres.vocabulary.word_alignment import translation_table

RULE = "aligned"


class Alignment(Method):
    """Start a new token at the mixture of old tokens that translate it, as the parallel text itself shows.

    Tokens of the language, spelt by the new tokenizer, are aligned with tokens of the translations, spelt by the old
    one (IBM Model 1); a row is the mean of the rows of its translations, weighted by their probabilities. It needs no
    lexicon, though one helps, and it is the one start that knows what a word means in a script the model has never
    seen. A token that the pairs do not hold starts at the mean of the old pieces that spell it.
    """

    method: Literal["alignment"] = "alignment"
    lexicon: Path | None = None
    """A UTF-8 file with a word, a tab and its translation on each line: very short pairs beside the sentence pairs."""
    iterations: PositiveInt = 5
    """Rounds of expectation maximisation."""
    most_sources: PositiveInt = 40
    """How many translations a row is mixed from, at most."""
    smallest_probability: Annotated[float, Field(ge=0, lt=1)] = 0.003
    """Less likely translations are left out."""

    def origins(self, tokens: Sequence[str], source: Source) -> list[Origin]:
        """Where each new token starts.

        Raises:
            UserError: if there are neither sentence pairs nor a lexicon.
            CorpusError: if the lexicon cannot be read.
        """
        pairs = [(pair.target, pair.pivot) for pair in source.knowledge.pairs]
        if self.lexicon is not None:
            pairs += read_lexicon(self.lexicon).pairs()
        if not pairs:
            raise UserError(
                "the initialiser 'alignment' needs parallel text, and there are no sentence pairs. "
                "Give a corpus with translations or a lexicon, or use the initialiser 'focus' or 'mean'."
            )
        own = plain_ids(source.after, [target for target, _ in pairs])
        table = translation_table(own, plain_ids(source.before, [pivot for _, pivot in pairs]), self.iterations)
        number_of = source.after.backend_tokenizer.token_to_id
        found = [table.of(number_of(token), self.most_sources, self.smallest_probability) for token in tokens]
        return [
            _origin(translations) if translations else mean_of_pieces(token, source)
            for token, translations in zip(tokens, found, strict=True)
        ]


def _origin(translations: Sequence[tuple[int, float]]) -> Origin:
    total = sum(probability for _, probability in translations)
    return Origin(
        RULE, tuple(number for number, _ in translations), tuple(weight / total for _, weight in translations)
    )
