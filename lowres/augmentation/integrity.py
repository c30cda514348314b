"""Whether a changed sentence is still whole: graphemes, scripts, spacing, what was not to be changed, and tags."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from lowres.augmentation.graphemes import cut, is_mark, is_nfc, is_whole, scripts_of
from lowres.augmentation.sentence import Changed, Edit, Sentence
from lowres.data.labelled.bio import are_spans, follow_bio

Damage = Literal["torn_grapheme", "foreign_script", "lost_text", "tags_out_of_step", "not_nfc"]
_MAIN_SHARE = 0.1
_SPACES = re.compile(r"\s+")


class Spelling:
    """What a language's text is written with, and what a method may rightly bring in beside it.

    A script that the text has only a little of, such as Latin letters of a name in Amharic, belongs to those sentences
    that have it.
    """

    def __init__(self, texts: Iterable[str], brought: Iterable[str] = ()) -> None:
        counts = Counter(cluster for text in texts for cluster in cut(text))
        new = {cluster for text in brought for cluster in cut(text)}
        self.scripts = _main_scripts(counts) | {script for cluster in new for script in scripts_of(cluster)}
        graphemes = new | counts.keys()
        self._graphemes = {cluster.casefold() for cluster in graphemes}
        self._marks: dict[str, set[frozenset[str]]] = defaultdict(set)
        for cluster in self._graphemes:
            base, marks = _base_and_marks(cluster)
            self._marks[base].add(marks)

    def torn(self, cluster: str) -> bool:
        """Whether a grapheme has lost its base, or bears marks that the text never has on it together."""
        if cluster.casefold() in self._graphemes:
            return False
        base, marks = _base_and_marks(cluster.casefold())
        return not is_whole(cluster) or (bool(marks) and not any(marks <= known for known in self._marks[base]))


def damage_of_text(before: str, after: str, spelling: Spelling) -> set[Damage]:
    """What is broken in a text that any method changed, whether or not it tells where.

    Args:
        before: the text.
        after: the changed text.
        spelling: what the language and the method may write.
    """
    found: set[Damage] = set()
    if is_nfc(before) and not is_nfc(after):
        found.add("not_nfc")
    new = set(cut(after)) - set(cut(before))
    if any(map(spelling.torn, new)):
        found.add("torn_grapheme")
    known = spelling.scripts | {script for cluster in cut(before) for script in scripts_of(cluster)}
    if any(scripts_of(cluster) - known for cluster in new):
        found.add("foreign_script")
    return found


def spacing_differs(before: str, after: str) -> bool:
    """Whether white space was added, dropped or changed; for methods that leave the number of words as it is."""
    return Counter(_SPACES.findall(before)) != Counter(_SPACES.findall(after))


def characters_lost(before: str, after: str) -> bool:
    """Whether anything else than white space came or went, case apart; for methods that only move words."""
    return _letters(before) != _letters(after)


def damage(change: Changed, spelling: Spelling) -> set[Damage]:
    """What is broken in a sentence of which is known what was to be changed."""
    before, after = change.before, change.after
    found = damage_of_text(before.text, after.text, spelling)
    if not _kept_outside(change):
        found.add("lost_text")
    if after.tags is not None and not _in_step(before, after):
        found.add("tags_out_of_step")
    return found


def _main_scripts(counts: Mapping[str, int]) -> set[str]:
    found: Counter[str] = Counter()
    for cluster, count in counts.items():
        found.update(dict.fromkeys(scripts_of(cluster), count))
    return {script for script, count in found.items() if count >= _MAIN_SHARE * found.total()}


def _base_and_marks(cluster: str) -> tuple[str, frozenset[str]]:
    parts = unicodedata.normalize("NFD", cluster)
    return "".join(one for one in parts if not is_mark(one)), frozenset(one for one in parts if is_mark(one))


def _letters(text: str) -> Counter[str]:
    return Counter(_SPACES.sub("", text).casefold())


def _kept_outside(change: Changed) -> bool:
    """Whether tokens, their tags and what stands between them are the same outside the edits."""
    shift, reached = 0, 0
    last = len(change.before.tokens)
    for edit in (*change.edits, Edit(last, last, ())):
        if not _same(change.before, change.after, range(reached, edit.start), shift):
            return False
        shift += len(edit.tokens) - (edit.end - edit.start)
        reached = edit.end
    return len(change.after.tokens) == last + shift and _signs(change.before) == _signs(change.after)


def _same(before: Sentence, after: Sentence, places: range, shift: int) -> bool:
    """Whether a stretch stands in both; what stands between its tokens too, for its edges see `_signs`."""
    moved = range(places.start + shift, places.stop + shift)
    tokens = before.some_tokens(places.start, places.stop) == after.some_tokens(moved.start, moved.stop)
    joints = [before.joint(place) for place in places[1:]] == [after.joint(place) for place in moved[1:]]
    if before.tags is None or after.tags is None:
        return tokens and joints and before.tags == after.tags
    return tokens and joints and before.tags[places.start : places.stop] == after.tags[moved.start : moved.stop]


def _signs(sentence: Sentence) -> str:
    """All that stands between the words, white space and what stands for it left out."""
    return "".join("".join(sentence.joints or ()).split())


def _in_step(before: Sentence, after: Sentence) -> bool:
    """Whether each token has a tag, and mentions begin and go on as they must."""
    tags = after.tags or ()
    if len(tags) != len(after.tokens) or not all(after.tokens):
        return False
    return not are_spans(before.tags or ()) or follow_bio(tags) == tags
