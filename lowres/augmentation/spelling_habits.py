"""What a text shows of its language's spelling: which graphemes stand between which, and with which diacritics."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lowres.augmentation.graphemes import clusters, is_letter, is_loose, is_upper, scripts_of, without_diacritics
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import split

EDGE = ""
"""What stands before a word and after it."""
_MOST_WORDS = 200_000
"""More different words teach nothing new of single graphemes."""


class SpellingHabits:
    """Graphemes by their neighbours, and by what they are without diacritics."""

    def __init__(self, runs: Iterable[Sequence[str]]) -> None:
        words = Counter(tuple(run) for run in runs)
        between: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        plain: dict[str, Counter[str]] = defaultdict(Counter)
        for word, count in words.most_common(_MOST_WORDS):
            for before, cluster, after in zip((EDGE, *word), word, (*word[1:], EDGE), strict=False):
                if is_letter(cluster):
                    between[before, after][cluster] += count
                    plain[without_diacritics(cluster)][cluster] += count
        self._between = {place: tuple(found) for place, found in between.items()}
        self._others: dict[tuple[str, str, str], list[str]] = {}
        self._marked = {base: _marked(base, found) for base, found in plain.items()}
        self.graphemes = frozenset(cluster for found in plain.values() for cluster in found)

    def others(self, before: str, cluster: str, after: str) -> list[str]:
        """Loose letters of the same script and case that the text has between the same neighbours."""
        place = before, cluster, after
        if place not in self._others:
            found = self._between.get((before, after), ())
            self._others[place] = [one for one in found if one != cluster and is_loose(one) and alike(one, cluster)]
        return self._others[place]

    def with_diacritics(self, cluster: str) -> Sequence[str]:
        """The same letter with diacritics, as the text has it."""
        return self._marked.get(cluster, ())


def habits(sentences: Iterable[Sentence], texts: Iterable[str]) -> SpellingHabits:
    """What the sentences and texts show."""
    return SpellingHabits(run for source in (sentences, map(split, texts)) for one in source for run in runs_of(one))


def runs_of(sentence: Sentence) -> list[Sequence[str]]:
    """The graphemes of each word, or of each run of a script that has no spaces."""
    return [
        clusters(sentence.tokens[place.start]) if len(place) == 1 else sentence.tokens[place.start : place.stop]
        for place in run_places(sentence)
    ]


def run_places(sentence: Sentence) -> list[range]:
    """Tokens that touch one another, together; every other token by itself."""
    count = sentence.count()
    if not sentence.has_runs():
        return [range(place, place + 1) for place in range(count)]
    starts = [place for place in range(count) if place == 0 or sentence.joint(place) != ""]
    return [range(*bounds) for bounds in zip(starts, [*starts[1:], count], strict=True)]


def alike(one: str, other: str) -> bool:
    """Whether two letters are of the same script and case."""
    return scripts_of(one) == scripts_of(other) and is_upper(one) == is_upper(other)


def _marked(base: str, found: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(cluster for cluster in found if cluster != base and is_loose(cluster))
