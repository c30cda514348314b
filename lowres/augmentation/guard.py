"""What another library made of a sentence, let through only where nothing broke.

Its output is taken for the sentence with some tokens replaced, and written again so by our own edits. What comes out
otherwise lost or moved a space or a sign somewhere, which nlpaug does to most scripts that are not Latin.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from lowres.augmentation.graphemes import clusters, is_nfc, is_whole, scripts_of
from lowres.augmentation.segments import has_spans
from lowres.augmentation.sentence import Edit, Sentence, changed
from lowres.augmentation.words import split
from lowres.data.labelled.bio import OUTSIDE

Refused = str
"""The reason in a word or three."""


def guarded(sentence: Sentence, text: str, *, may_lose_words: bool = False) -> list[Edit] | Refused:
    """The edits that make this text of the sentence, or why it is refused."""
    if text == sentence.text:
        return []
    if not sentence.tokens:
        return "spacing_changed"
    edits = _edits_in_step(sentence, text) if sentence.joints is None else _edits(sentence, split(text).tokens)
    if isinstance(edits, str):
        return edits
    if changed(sentence, edits).after.text != text:
        return "spacing_changed"
    if not may_lose_words and any(len(edit.tokens) < edit.end - edit.start for edit in edits):
        return "text_lost"
    if is_nfc(sentence.text) and not is_nfc(text):
        return "not_nfc"
    return next((reason for edit in edits if (reason := _broken(sentence, edit))), edits)


def _edits(sentence: Sentence, tokens: Sequence[str]) -> list[Edit]:
    if len(tokens) == len(sentence.tokens):  # words that changed places, too, are others at their places
        return _in_place(sentence, tokens)
    matcher = SequenceMatcher(None, sentence.tokens, tokens, autojunk=False)
    return [
        _replacing(sentence, start, end, tuple(tokens[first:last]))
        for kind, start, end, first, last in matcher.get_opcodes()
        if kind != "equal"
    ]


def _replacing(sentence: Sentence, start: int, end: int, tokens: tuple[str, ...]) -> Edit:
    """The edit; where tokens were only put in, the one beside them is taken along."""
    if start < end:
        return Edit(start, end, tokens)
    if start == 0:
        return Edit(0, 1, (*tokens, sentence.token(0)))
    return Edit(start - 1, start, (sentence.token(start - 1), *tokens))


def _edits_in_step(sentence: Sentence, text: str) -> list[Edit] | Refused:
    """Of words with a tag each: as many as before, none moved, and none of a mention changed."""
    tokens, tags = text.split(" "), sentence.tags or ()
    if len(tokens) != len(sentence.tokens):
        return "words_out_of_step"
    places = [place for place, token in enumerate(tokens) if token != sentence.token(place)]
    before = Counter(sentence.token(place).casefold() for place in places)
    if before & Counter(tokens[place].casefold() for place in places):
        return "words_moved"
    if has_spans(tags) and any(tags[place] != OUTSIDE for place in places):
        return "mention_changed"
    return _in_place(sentence, tokens)


def _in_place(sentence: Sentence, tokens: Sequence[str]) -> list[Edit]:
    return [Edit(place, place + 1, (token,)) for place, token in enumerate(tokens) if token != sentence.token(place)]


def _broken(sentence: Sentence, edit: Edit) -> Refused | None:
    """Why the new tokens are refused, but for those that only moved; a letter that lost its mark counts as torn."""
    scripts = frozenset(script for token in sentence.tokens for part in clusters(token) for script in scripts_of(part))
    moved = {token.casefold() for token in sentence.tokens}
    old = {part for token in sentence.some_tokens(edit.start, edit.end) for part in clusters(token)}
    for token in edit.tokens:
        for part in () if token.casefold() in moved else clusters(token):
            if not is_whole(part) or (part not in old and any(_is_left_of(part, one) for one in old)):
                return "grapheme_torn"
            if not scripts_of(part) <= scripts:
                return "foreign_script"
    return None


def _is_left_of(part: str, whole: str) -> bool:
    """Whether a letter is what is left of another one that lost marks, composed or not."""
    fewer, more = unicodedata.normalize("NFD", part), unicodedata.normalize("NFD", whole)
    return len(fewer) < len(more) and set(fewer) <= set(more)
