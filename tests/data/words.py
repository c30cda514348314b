"""Sentences of invented words, each unlike every other."""

SYLLABLES = ("tla", "co", "mi", "te", "po", "chi", "hua", "nel", "qui", "zo", "ya", "cuau", "xo", "itz", "pan", "lli")


def words(number: int) -> str:
    """Five words that no other number shares much of: the digits of its multiples, spelt in syllables."""
    digits = [(number * prime + prime) % 9973 for prime in (7919, 6151, 4733, 3571, 2843)]
    return " ".join(SYLLABLES[one % 16] + SYLLABLES[one // 16 % 16] + SYLLABLES[one // 256 % 16] for one in digits)
