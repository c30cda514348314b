"""Places of models that cannot be loaded, by what the catalogue says of them alone."""

from collections.abc import Sequence
from dataclasses import replace

from lowres.metrics.interval import Estimate
from lowres.selection.facts import ModelFacts
from lowres.selection.limits import Limits
from lowres.selection.ranked import Ranked

FEWEST_LANGUAGES = 10
"""A model of fewer languages was not meant to learn others."""


def place_by_facts(others: Sequence[Ranked], limits: Limits, first_place: int) -> list[Ranked]:
    """The models that the catalogue knows, each with its place from `first_place` on; then the rest as they were.

    First come models trained on the language, then those that know its script, then the others, each time those of
    many languages before those of a few; among equals the larger ones, as nothing else is known that tells of quality.
    Only those within the limits have a place.
    """
    known = [one for one in others if one.facts and one.facts.entry and not one.ruled_out]
    rest = [one for one in others if one not in known]
    ordered = sorted(known, key=_key)
    placed = [
        replace(one, place=Estimate(float(place), float(place), float(place)))
        for place, one in enumerate(ordered, start=first_place)
    ]
    return placed + rest


def _key(one: Ranked) -> tuple[bool, bool, bool, int]:
    facts = one.facts or ModelFacts(one.reference)
    return (
        facts.knows(one.language) is not True,
        facts.knows_script(one.language) is not True,
        facts.number_of_languages < FEWEST_LANGUAGES,
        -(facts.parameters or 0),
    )
