"""One candidate's place, with all that speaks for it or against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lowres.metrics.fertility import Fertility
from lowres.metrics.interval import Estimate
from lowres.selection.catalogue.read import has_language, lineage
from lowres.selection.facts import ModelFacts
from lowres.selection.languages import name_of
from lowres.tasks.spelling import Spelling


@dataclass(frozen=True)
class LayerScore:
    """The score of one layer's vectors."""

    layer: int
    value: float


@dataclass(frozen=True)
class Ranked:
    """One candidate's place: its score and facts, or the reason why it has none."""

    reference: str
    language: str = ""
    folder: Path | None = None
    score: Estimate | None = None
    place: Estimate | None = None
    """From 1, with its interval over the examples; without one for a model that is ranked by facts."""
    told: str = ""
    """The score in words."""
    layers: tuple[LayerScore, ...] = ()
    vectors: int = 0
    """How many labelled vectors were scored."""
    dimensions: int = 0
    """Of each."""
    in_windows: int = 0
    """How many examples were longer than the model, and were read in windows."""
    spelling: Spelling | None = None
    target: Fertility | None = None
    parameters: int = 0
    vocabulary_size: int = 0
    facts: ModelFacts | None = None
    ruled_out: tuple[str, ...] = ()
    """The limits that it is beyond."""
    refused: str | None = None
    """Why it cannot be loaded."""

    @property
    def best_layer(self) -> LayerScore | None:
        """The layer whose vectors score highest by themselves."""
        return max(self.layers, key=lambda one: one.value, default=None)

    @property
    def why_not(self) -> str:
        """Why it has no score, as a sentence."""
        if self.ruled_out:
            return f"It {'; it '.join(self.ruled_out)}."
        return self.refused or ""

    def reason(self) -> str:
        """Why it stands where it stands, in words."""
        if self.place is None:
            return f"{'Left out' if self.ruled_out else 'Not ranked'}: {self.why_not}"
        return " ".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        if self.score is None:
            yield f"By the catalogue alone: {self.facts_in_words()}"
            if self.refused:
                yield f"It cannot be loaded: {self.refused}"
            return
        yield f"{_capital(self.told)}, {self._spelt()}" if self._spelt() else f"{_capital(self.told)}."
        if self.place and self.place.low != self.place.high:
            yield f"Another sample would give it place {self.place.low:.0f} to {self.place.high:.0f}."
        if self.best_layer and self.layers and self.best_layer.layer != len(self.layers):
            best, count = self.best_layer, len(self.layers)
            yield f"Its best layer by itself is {best.layer} of {count} ({best.value:.3f})."
        if self.facts and self.facts.entry:
            yield _capital(self.facts_in_words())

    def _spelt(self) -> str:
        if self.target is None:
            return ""
        return (
            f"spells a word in {self.target.tokens_per_word:.2f} pieces "
            f"and leaves {self.target.unknown_rate:.2%} of them unknown."
        )

    def facts_in_words(self) -> str:
        """What the catalogue says of its pretraining and size."""
        facts = self.facts
        if facts is None or facts.entry is None:
            return "nothing is known of its pretraining."
        whose = f"its base {facts.entry.id}" if facts.is_adapted else "it"
        size = (
            f" {whose} has {facts.parameters / 1e6:,.0f} million parameters."
            if facts.parameters and not self.score
            else ""
        )
        return f"{whose} {_pretraining(facts, self.language)}.{_capital_after_space(size)}"


def _pretraining(facts: ModelFacts, language: str) -> str:
    if facts.entry is None:
        return "is not in the catalogue"
    models = lineage(facts.entry)
    name = name_of(language)
    with_it = has_language(models, language)
    if with_it:
        return f"was trained on {name} ({with_it.pretraining.source})"
    told = "was not trained on" if facts.knows(language) is False else "is not known to be trained on"
    script = "but on its script" if facts.knows_script(language) else "nor on its script"
    return f"{told} {name}, {script} ({models[0].pretraining.source})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _capital_after_space(text: str) -> str:
    return f" {_capital(text.strip())}" if text else ""
