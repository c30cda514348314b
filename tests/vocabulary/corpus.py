"""A hundred sentences of twenty word forms that the tiny tokenizer spells in syllables and letters."""

import random

STEMS = ("calpan", "tepetl", "xochitl", "cuicatl", "ohtli", "mixtli", "cihuatl", "tlacatl", "altepetl", "noyollo")


def sentences(count: int = 100, seed: int = 1) -> list[str]:
    """Sentences of six words, each a stem with or without its ending."""
    rng = random.Random(seed)
    return [" ".join(rng.choice(STEMS) + rng.choice(("", "tzin")) for _ in range(6)) for _ in range(count)]
