"""A sample of lines that may be more than the memory holds."""

import random
from collections.abc import Iterable


def sample(lines: Iterable[str], most: int, seed: int) -> list[str]:
    """All lines in their order, or where there are more, a uniform sample of them in any order.

    Vitter's (1985) reservoir: one pass, and no more in memory than is kept.
    """
    rng = random.Random(seed)
    kept: list[str] = []
    for number, line in enumerate(lines):
        if number < most:
            kept.append(line)
        elif (place := rng.randrange(number + 1)) < most:
            kept[place] = line
    return kept
