"""Which words say what a text is about: those that a language has few of, and uses all the time, do not."""

from collections import Counter
from collections.abc import Sequence

from lowres.augmentation.phrases import folded
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import split

CONTENT_TAGS = frozenset({"NOUN", "PROPN", "VERB", "ADJ", "ADV"})
"""Those of Universal Dependencies; NUM and INTJ say little of a text."""
FUNCTION_WORDS = 100
"""So many of the most frequent words are taken for function words where no tag tells."""


class ContentWords:
    """Tells content words by their tags, or by how often they stand in the training text."""

    def __init__(self, sentences: Sequence[Sentence], texts: Sequence[str]) -> None:
        counts = Counter(folded(token) for sentence in sentences for token in sentence.tokens)
        for text in texts:
            counts.update(map(folded, split(text).tokens))
        self._frequent = {word for word, _ in counts.most_common(FUNCTION_WORDS)}

    def has(self, sentence: Sentence, place: int) -> bool:
        """Whether the token at that place is a content word."""
        if sentence.tags is not None and CONTENT_TAGS & set(sentence.tags):
            return sentence.tags[place] in CONTENT_TAGS
        return folded(sentence.token(place)) not in self._frequent
