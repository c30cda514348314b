"""What a text shows of its language's spelling: which graphemes follow which, and with which diacritics."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from lowres.augmentation.graphemes import is_loose_letter, is_upper, scripts_of, without_diacritics
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.spelt_words import spelt
from lowres.augmentation.words import split

EDGE = ""
"""What stands before a word."""
_NONE: Mapping[str, Sequence[str]] = {}
_MOST_WORDS = 200_000
"""More different words teach nothing new of single graphemes."""


class SpellingHabits:
    """Graphemes by what stands before them, and by what they are without diacritics; loose ones, which join none."""

    def __init__(self, runs: Iterable[Sequence[str]]) -> None:
        words = Counter(tuple(run) for run in runs)
        following: dict[str, dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        plain: dict[str, dict[str, None]] = defaultdict(dict)  # as sets that keep their order
        for word, _ in words.most_common(_MOST_WORDS):
            for before, cluster in zip((EDGE, *word), word, strict=False):
                if is_loose_letter(cluster):
                    following[before][kind_of(cluster)][cluster] = None
                    plain[without_diacritics(cluster)][cluster] = None
        self._following = {
            before: {kind: tuple(found) for kind, found in by.items()} for before, by in following.items()
        }
        self._marked = {base: tuple(one for one in found if one != base) for base, found in plain.items()}

    def after(self, before: str, kind: str) -> Sequence[str]:
        """The letters of a kind that the text has after a letter."""
        return self._following.get(before, _NONE).get(kind, ())

    def with_diacritics(self, cluster: str) -> Sequence[str]:
        """The same letter with diacritics, as the text has it."""
        return self._marked.get(cluster, ())


def habits(sentences: Iterable[Sentence], texts: Iterable[str]) -> SpellingHabits:
    """What the sentences and texts show."""
    return SpellingHabits(run for source in (sentences, map(split, texts)) for one in source for run in runs_of(one))


def runs_of(sentence: Sentence) -> list[Sequence[str]]:
    """The graphemes of each word, or of each run of a script that has no spaces."""
    return [
        spelt(sentence.token(place.start)).graphemes
        if len(place) == 1
        else sentence.some_tokens(place.start, place.stop)
        for place in run_places(sentence)
    ]


def run_places(sentence: Sentence) -> list[range]:
    """Tokens that touch one another, together; every other token by itself."""
    count = sentence.count()
    if not sentence.has_runs():
        return [range(place, place + 1) for place in range(count)]
    starts = [place for place in range(count) if place == 0 or sentence.joint(place) != ""]
    return [range(*bounds) for bounds in zip(starts, [*starts[1:], count], strict=True)]


@lru_cache(maxsize=65_536)
def kind_of(cluster: str) -> str:
    """Its scripts, and whether it is a capital: letters of one kind may stand for one another."""
    return f"{' '.join(sorted(scripts_of(cluster)))}{' capital' * is_upper(cluster)}"
