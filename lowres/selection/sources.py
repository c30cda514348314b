"""Rank the languages that a task could be learnt from, before any training, and say why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lowres.data.examples import Labelled, TaggedSentence
from lowres.errors import UserError
from lowres.metrics.interval import Estimate
from lowres.progress import Progress
from lowres.selection.combined import Combined, Floats, combined
from lowres.selection.comparison import Comparison, Source
from lowres.selection.source_signals.signal import Measured, Signal

FEW = 25
"""So many sentences of the target suffice (arXiv 2510.03202); with fewer, places are told to be unsure."""


@dataclass(frozen=True)
class SignalOfSource:
    """What one signal says of one source."""

    signal: str
    value: float | None
    """Nothing where the signal does not know the language."""
    part: float
    """What it adds to the score, or takes from it."""
    share: float
    """Its part of all that is added and taken."""
    words: str


@dataclass(frozen=True)
class RankedSource:
    """One source's place, or the reason why it has none."""

    language: str
    examples: int
    place: Estimate | None = None
    """Counted from 1, with the interval that the target's sentences leave open."""
    score: Estimate | None = None
    """The weighted mean of the signals, each in standard deviations from the mean source."""
    signals: tuple[SignalOfSource, ...] = ()
    refused: str | None = None

    def reason(self) -> str:
        """Why it stands where it stands, in words: what speaks for it and what against it, the weightiest first."""
        if self.refused is not None:
            return f"Not ranked: {self.refused}."
        weighty = sorted(self.signals, key=lambda one: -abs(one.part))
        above = " and ".join(one.words for one in weighty if one.part > 0)
        below = " and ".join(one.words for one in weighty if one.part < 0)
        if not above and not below:
            return "No signal tells it from the others."
        told = [f"{opening} {words}." for opening, words in (("For it:", above), ("Against it:", below)) if words]
        return " ".join(told)


@dataclass(frozen=True)
class SourceRanking:
    """All sources, the best first; those that cannot teach come last with the reason."""

    target: str
    sources: tuple[RankedSource, ...]
    weights: dict[str, float]
    """The share of each signal in the score."""
    sentences: int
    """Of the target, by which the sources were ranked."""
    notes: tuple[str, ...] = ()

    @property
    def able(self) -> list[str]:
        """The languages that have a place, the best first."""
        return [one.language for one in self.sources if one.place is not None]


def rank_sources(
    compared: Comparison, signals: Sequence[Signal], generator: np.random.Generator, progress: Progress | None = None
) -> SourceRanking:
    """The sources of a comparison, the best first.

    Args:
        compared: the target's text and the sources' examples.
        signals: what speaks for a source; each counts by its weight.
        generator: for the bootstrap.
        progress: hears of each signal.

    Raises:
        UserError: if a signal is named twice, none has a weight, or not one source can teach.
        MissingPackageError: if a signal needs a package that is not installed.
    """
    weights = shares_of(signals)
    reasons = {source.language: _refusal(source) for source in compared.sources}
    able = [source for source in compared.sources if reasons[source.language] is None]
    refused = [
        RankedSource(source.language, source.size, refused=reason)
        for source in compared.sources
        if (reason := reasons[source.language])
    ]
    if not able:
        told = " ".join(f"{one.language}: {one.refused}." for one in refused)
        raise UserError(f"not one source language can be learnt from. {told}")
    counting = [signal for signal in signals if signal.weight]
    compared = replace(compared, sources=able, progress=progress or compared.progress)
    found = combined(_measured(compared, counting), weights, generator)
    ranked = [_ranked(place, compared, counting, found) for place in range(len(able))]
    ranked.sort(key=lambda one: one.place.value if one.place else 0)
    sentences = len(compared.target.examples)
    return SourceRanking(compared.target.language, (*ranked, *refused), weights, sentences, tuple(_notes(compared)))


def shares_of(signals: Sequence[Signal]) -> dict[str, float]:
    """The share of each signal in a score.

    Raises:
        UserError: if a signal is named twice, or none has a weight.
        MissingPackageError: if one needs a package that is not installed.
    """
    names = [signal.name for signal in signals]
    twice = sorted({name for name in names if names.count(name) > 1})
    total = sum(signal.weight for signal in signals)
    if twice:
        raise UserError(f"the signals name {', '.join(twice)} twice. Name each once.")
    if not total:
        raise UserError("no signal has a weight above 0, so that nothing tells one source from another.")
    for signal in signals:
        signal.check()
    return {signal.name: signal.weight / total for signal in signals}


def _refusal(source: Source) -> str | None:
    """Why nothing can be learnt from a source."""
    if not source.examples:
        return "it has no examples"
    labels = {label for one in source.examples for label in labels_of(one)}
    if len(labels) < 2:
        return f"every example has the label '{next(iter(labels), '')}', and a task needs two"
    return None


def labels_of(example: Labelled) -> Sequence[str]:
    """What is known of an example: one label, or one of each word."""
    return example.tags if isinstance(example, TaggedSentence) else [example.label]


def _measured(compared: Comparison, signals: Sequence[Signal]) -> dict[str, Measured]:
    found: dict[str, Measured] = {}
    with compared.progress.task("Comparing languages", len(signals)) as advance:
        for signal in signals:
            found[signal.name] = signal.measure(compared)
            advance(1)
    return found


def _ranked(place: int, compared: Comparison, signals: Sequence[Signal], found: Combined) -> RankedSource:
    source = compared.sources[place]
    parts = {signal.name: float(found.parts[signal.name][place]) for signal in signals}
    total = sum(abs(part) for part in parts.values())
    told = []
    for signal in signals:
        value = float(found.values[signal.name][place])
        told.append(
            SignalOfSource(
                signal=signal.name,
                value=None if np.isnan(value) else value,
                part=parts[signal.name],
                share=abs(parts[signal.name]) / total if total else 0.0,
                words=_words(signal, found.values[signal.name], place, compared.target.language),
            )
        )
    return RankedSource(source.language, source.size, found.places[place], found.scores[place], tuple(told))


def _words(signal: Signal, values: Floats, place: int, target: str) -> str:
    """What a signal says of one source, beside the mean of all."""
    said = signal.said(float(values[place]), target)
    if np.isnan(values[place]) or signal.is_relative:
        return said
    return f"{said} (mean source: {signal.shown(float(np.nanmean(values)))})"


def _notes(compared: Comparison) -> list[str]:
    """What a reader of the ranking should know."""
    notes = []
    sentences = len(compared.target.examples)
    if sentences < FEW:
        notes.append(f"{sentences} texts of {compared.target.language} are few; places are unsure below {FEW}.")
    sizes = {source.language: len(source.examples) for source in compared.sources}
    few = [language for language, size in sizes.items() if size * 2 < max(sizes.values())]
    if few:
        notes.append(
            f"Of {', '.join(few)} fewer examples were compared than of others ({max(sizes.values()):,}), so that they "
            "have fewer to be neighbours."
        )
    return notes
