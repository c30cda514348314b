"""Give a model whole tokens for words that it spells in crumbs, by editing the tokenizer's own model."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lowres.errors import StepError
from lowres.models.embeddings import grow_rows, read_rows
from lowres.models.pretrained import Pretrained, vocabulary_size
from lowres.models.sentences import plain_ids
from lowres.vocabulary.initialisers import Initialiser
from lowres.vocabulary.initialisers.source import Origin, SourceRows
from lowres.vocabulary.unigram import Piece, spelling, with_pieces

if TYPE_CHECKING:
    from torch import Generator
    from transformers import PreTrainedTokenizerFast

RANDOM_RULES = frozenset({"random"})


@dataclass(frozen=True)
class Extended:
    """A model with new tokens, and where each new row started."""

    pretrained: Pretrained
    tokens: list[str]
    origins: Sequence[Origin]

    def provenance(self) -> list[dict[str, Any]]:
        """One row a new token: its text, number, the rule that started it and the old pieces it came from."""
        record = self.pretrained.record
        first = record.vocabulary_size - len(self.tokens)
        return [
            {"token": token, "id": first + place, "rule": origin.rule, "sources": self._pieces(origin)}
            for place, (token, origin) in enumerate(zip(self.tokens, self.origins, strict=True))
        ]

    def _pieces(self, origin: Origin) -> list[str]:
        return [str(piece) for piece in self.pretrained.tokenizer.convert_ids_to_tokens(list(origin.sources))]

    def rules(self) -> Counter[str]:
        """How many rows each rule started."""
        return Counter(origin.rule for origin in self.origins)

    def random_rows(self) -> int:
        """How many rows started at random; 0 unless the baseline was asked for."""
        return sum(origin.rule in RANDOM_RULES for origin in self.origins)


def extend(
    pretrained: Pretrained, pieces: Sequence[Piece], initialiser: Initialiser, generator: "Generator"
) -> Extended:
    """Add pieces to the tokenizer's own model and a row for each to the model's embedding, in place.

    Spare rows that the matrix holds beyond the tokenizer's last token are dropped first, so that token numbers and
    rows agree.

    Raises:
        UserError: if the tokenizer is of a kind that cannot be extended; the model is as it was then.
    """
    tokens = [piece.text for piece in pieces]
    tokenizer = pretrained.tokenizer
    longer = with_pieces(tokenizer, pieces)  # first, as it may refuse, and nothing is changed yet
    first = vocabulary_size(tokenizer)
    source = SourceRows(read_rows(pretrained.model)[:first], lambda piece: spelling(tokenizer, piece))
    start = initialiser.initialise(tokens, source, generator)
    grow_rows(pretrained.model, start.rows, at=first)
    record = pretrained.record.model_copy(
        update={
            "vocabulary_size": vocabulary_size(longer),
            "added_rows": pretrained.record.added_rows + len(tokens),
        }
    )
    return Extended(Pretrained(pretrained.model, longer, record), tokens, start.origins)


def check_round_trip(before: "PreTrainedTokenizerFast", after: "PreTrainedTokenizerFast", texts: Sequence[str]) -> None:
    """Every text must decode to the same string as with the old tokenizer, unless the old one had unknown tokens.

    Raises:
        StepError: with the first text that does not.
    """
    unknown = before.unk_token_id
    old_ids, new_ids = plain_ids(before, texts), plain_ids(after, texts)
    decoded = zip(texts, old_ids, before.batch_decode(old_ids), after.batch_decode(new_ids), strict=True)
    for text, ids, old, new in decoded:
        if new != old and unknown not in ids:
            raise StepError(f"the extended tokenizer decodes {text!r} as {new!r}; the old one as {old!r}.")
