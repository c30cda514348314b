"""Learn from uroman, on the user's own text, rules that romanise it without uroman."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from random import Random

from lowres.errors import UserError
from lowres.vocabulary.romanisation.replacements import learn_rules
from lowres.vocabulary.romanisation.restoring import count_units
from lowres.vocabulary.romanisation.romanisation import Replacement, Romanisation, respellings
from lowres.vocabulary.romanisation.scripts import characters_to_romanise
from lowres.vocabulary.romanisation.written import Writer, Written

LEARNT_FROM = 400_000
"""Characters of text that uroman is asked about, about half a minute of work; letters are counted in all of it."""
JUDGED = 5
"""Every fifth text is kept apart to count how often the learnt rules agree with uroman."""
RARE = 20
"""A character seen less often is also shown to uroman in other characters' place."""
WORD = re.compile(r"[^\s\N{TIBETAN MARK INTERSYLLABIC TSHEG}]+")
"""What agreement is counted in: words, in Tibetan syllables."""


def learn_romanisation(texts: Iterable[str], respell: Mapping[str, str] | None = None) -> Romanisation:
    """Rules that write these texts' scripts in Latin letters as uroman does, for seen and unseen words.

    `respell` is applied first, as real texts write one letter in several ways (`<` for a Tifinagh letter).

    Raises:
        UserError: if the texts hold no letters of another script than Latin.
        MissingPackageError: if uroman is not installed; it is needed to learn, not to apply.
    """
    respelt = respellings(respell or {})
    sample, counted = _sample(texts, respelt)
    characters = characters_to_romanise(counted)
    if not characters:
        raise UserError(
            "romanisation: the text's letters are all Latin, or of no script that Unicode names; "
            "there is nothing to romanise. Leave romanisation out."
        )
    writer = Writer(characters)
    written = writer.write(sample)
    learnt_from = [text for place, text in enumerate(written) if len(written) < JUDGED or place % JUDGED]
    judged = written[::JUDGED]
    replacements, rules = learn_rules([*learnt_from, *_rare_ones(learnt_from, writer)], writer.alone)
    units, neighbours = count_units(text.units for text in learnt_from)
    found = Romanisation(
        replacements=(*respelt, *replacements), rules=rules, units=units, neighbours=neighbours, agreement=0, restored=0
    )
    agreement = _share_alike((text.romanised, found.romanise(text.text), text.text) for text in judged)
    restored = _share_alike((text.text, found.restore(found.romanise(text.text)), text.romanised) for text in judged)
    return found.model_copy(update={"agreement": agreement, "restored": restored})


def _sample(texts: Iterable[str], respelt: Sequence[Replacement]) -> tuple[list[str], Counter[str]]:
    """The first texts, each once, up to a size, and how often each character stands in all of them."""
    counted: Counter[str] = Counter()
    kept: dict[str, None] = {}
    room = LEARNT_FROM
    for text in texts:
        for one in respelt:
            text = re.sub(one.pattern, lambda _, one=one: one.content, text)  # type: ignore[misc]
        counted.update(text)
        if room > 0 and text.strip() and text not in kept:
            kept[text] = None
            room -= len(text)
    return list(kept), counted


def _rare_ones(written: Sequence[Written], writer: Writer) -> list[Written]:
    """Real words with a common character exchanged for a rare one of its category, as uroman writes them."""
    words = sorted({word for text in written for word in WORD.findall(text.text)})
    Random(0).shuffle(words)
    seen = Counter(character for text in written for character in text.text)
    homes: dict[str, list[tuple[str, str]]] = {}
    for word in words:
        for character in word:
            if character in writer.alone and seen[character] >= RARE:
                homes.setdefault(unicodedata.category(character), []).append((word, character))
    rare = [one for one in writer.alone if seen[one] < RARE and unicodedata.category(one)[0] in "LM"]
    invented = [
        word.replace(common, one) for one in rare for word, common in homes.get(unicodedata.category(one), [])[:RARE]
    ]
    return writer.write(invented)


def _share_alike(triples: Iterable[tuple[str, str, str]]) -> float:
    """The share of words of the first text that stand in the second, words that the third has too left out."""
    alike = total = 0
    for expected, found, other in triples:
        unchanged = set(WORD.findall(other))
        wanted = [word for word in WORD.findall(expected) if word not in unchanged]
        got = [word for word in WORD.findall(found) if word not in unchanged]
        blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_matching_blocks()
        alike += sum(block.size for block in blocks)
        total += len(wanted)
    return alike / total if total else 1.0
