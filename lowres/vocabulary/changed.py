"""A model whose vocabulary was changed: which old tokens are kept, and where each new row started."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from lowres.models.embeddings import TokenRows, read_rows, read_token_rows, write_token_rows
from lowres.models.pretrained import Pretrained, tokenizer_sha256
from lowres.models.special_tokens import check_padding_stays, renumber_special_tokens
from lowres.vocabulary.initialisers import Initialiser
from lowres.vocabulary.initialisers.source import RANDOM, Knowledge, Origin, Source
from lowres.vocabulary.kinds.kind import Kind

if TYPE_CHECKING:
    from torch import Generator, Tensor
    from transformers import PreTrainedTokenizerFast


@dataclass(frozen=True)
class Changed:
    """A model with another vocabulary."""

    pretrained: Pretrained
    before: "PreTrainedTokenizerFast"
    kept: list[int]
    """The old number of each token that was there before; it stands in the place of its new number."""
    tokens: list[str]
    """The new tokens, numbered on from the last one kept."""
    origins: Sequence[Origin]
    """Where the row of each new token started."""

    def provenance(self) -> list[dict[str, Any]]:
        """One row a new token: its text and number, the rule that started it, the old pieces it came from, weighted."""
        return [
            {
                "token": token,
                "id": number,
                "rule": origin.rule,
                "sources": self.before.convert_ids_to_tokens(list(origin.sources)),
                "weights": [round(weight, 4) for weight in origin.weights],
            }
            for number, (token, origin) in enumerate(zip(self.tokens, self.origins, strict=True), start=len(self.kept))
        ]

    def rules(self) -> Counter[str]:
        """How many rows each rule started."""
        return Counter(origin.rule for origin in self.origins)

    def random_rows(self) -> int:
        """How many rows started at random; 0 unless the baseline was asked for."""
        return self.rules()[RANDOM]


@dataclass(frozen=True)
class Exchange:
    """One vocabulary for another: the old tokenizer's kind, the new tokenizer, and what its numbers are."""

    old: Kind
    after: "PreTrainedTokenizerFast"
    kept: list[int]
    """As in `Changed`."""
    tokens: list[str]
    """As in `Changed`."""


def with_started_rows(
    pretrained: Pretrained,
    exchange: Exchange,
    initialiser: Initialiser,
    knowledge: Knowledge,
    generator: "Generator",
) -> Changed:
    """Give the model the rows of the new tokenizer, in place: those kept, then a row for each new token."""
    source = Source(
        matrix=read_rows(pretrained.model)[: len(exchange.old.pieces())],
        spell=exchange.old.spell,
        surface=exchange.old.surface,
        before=pretrained.tokenizer,
        after=exchange.after,
        shared=dict(enumerate(exchange.kept)),
        knowledge=knowledge,
    )
    return carried_over(pretrained, exchange, initialiser.origins(exchange.tokens, source), generator)


def carried_over(
    pretrained: Pretrained, exchange: Exchange, origins: Sequence[Origin], generator: "Generator"
) -> Changed:
    """Write the rows of the old tokens kept and those of the new tokens, of input, output and bias alike, in place.

    Spare rows that the matrix holds beyond the tokenizer's last token are dropped, so that numbers and rows agree.

    Raises:
        UserError: if the padding token would move in a model that counts positions from it; it is as it was then.
    """
    from lowres.vocabulary.mixture import kept_and_mixed

    model, kept, size = pretrained.model, exchange.kept, len(exchange.old.pieces())
    numbers = {old: new for new, old in enumerate(kept)}
    check_padding_stays(model, numbers)

    def carried(old: "Tensor") -> "Tensor":
        return kept_and_mixed(old[:size], kept, origins, generator)

    rows = read_token_rows(model)
    start = carried(rows.input)
    output = None if rows.output is None else carried(rows.output)
    bias = None if rows.bias is None else carried(rows.bias)
    write_token_rows(model, TokenRows(start, output, bias))
    renumber_special_tokens(model, numbers)
    record = pretrained.record.model_copy(
        update={
            "tokenizer_sha256": tokenizer_sha256(exchange.after),
            "vocabulary_size": len(kept) + len(exchange.tokens),
            "added_rows": _added_rows(kept, size - pretrained.record.added_rows) + len(exchange.tokens),
        }
    )
    changed = replace(pretrained, tokenizer=exchange.after, record=record)
    return Changed(changed, pretrained.tokenizer, kept, exchange.tokens, origins)


def _added_rows(kept: Sequence[int], first_added: int) -> int:
    """How many of the last tokens kept were themselves added once."""
    return sum(1 for _ in takewhile(lambda number: number >= first_added, reversed(kept)))
