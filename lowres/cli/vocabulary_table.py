"""What a change of vocabulary came to, on stdout."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained
    from lowres.pipeline.steps.vocabulary import Outcome
    from lowres.vocabulary.learn import Learnt


@dataclass(frozen=True)
class ModelSize:
    """How large a model is."""

    rows: int
    """Of its embedding matrix, spare ones included."""
    megabytes: float
    """Of its weights' files."""

    @classmethod
    def of(cls, pretrained: "Pretrained", folder: Path) -> "ModelSize":
        """A model that lies in this folder."""
        from lowres.models.embeddings import read_rows

        weights = sum(path.stat().st_size for path in folder.glob("*.safetensors"))
        return cls(len(read_rows(pretrained.model)), weights / 1e6)


def print_change(
    console: Console, outcome: "Outcome", texts: Sequence[str], sizes: Sequence[ModelSize], seconds: float
) -> None:
    """Print rows, spelling and size before and after, then how the new rows started and how long it all took."""
    from lowres.tasks.spelling import tokenizer_fertility

    tokenizers = (outcome.changed.before, outcome.changed.pretrained.tokenizer)
    spelt = [tokenizer_fertility(tokenizer, texts) for tokenizer in tokenizers]
    table = Table("")
    for name in ("before", "after"):
        table.add_column(name, justify="right")
    table.add_row("embedding rows", *(f"{size.rows:,}" for size in sizes))
    table.add_row("pieces a word", *(f"{one.tokens_per_word:.2f}" for one in spelt))
    table.add_row("unknown tokens", *(f"{100 * one.unknown_rate:.1f} %" for one in spelt))
    table.add_row("weights, MB", *(f"{size.megabytes:,.1f}" for size in sizes))
    console.print(table)
    console.print(escape(outcome.headline))
    rules = [f"{count:,} by {rule.replace('_', ' ')}" for rule, count in outcome.changed.rules().most_common()]
    if rules:
        console.print(f"new rows: {', '.join(rules)}")
    console.print(f"seconds: {seconds:.1f}")


def print_curve(console: Console, learnt: "Learnt") -> None:
    """Print pieces a word by the number of pieces."""
    table = Table()
    table.add_column("pieces", justify="right")
    table.add_column("pieces a word", justify="right")
    for point in learnt.curve:
        table.add_row(f"{point.pieces:,}", f"{point.tokens_per_word:.2f}")
    console.print(table)
    console.print(f"measured on {'sentences held out' if learnt.held_out else 'the text itself'}")
