"""Nothing is broken in any language of SIB-200 and MasakhaNER; every fiftieth sentence is asked for."""

import csv
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials
from lowres.augmentation.augmenters.character_noise import CharacterNoise
from lowres.augmentation.augmenters.cldr_names import CldrNames
from lowres.augmentation.augmenters.entity_swap import EntitySwap
from lowres.augmentation.augmenters.same_tag import SameTag
from lowres.augmentation.augmenters.segment_shuffle import SegmentShuffle
from lowres.augmentation.augmenters.word_deletion import WordDeletion
from lowres.augmentation.augmenters.word_swap import WordSwap
from lowres.augmentation.integrity import Spelling, damage
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import split
from lowres.data.labelled.bio import follow_bio
from lowres.data.readers.conll import Conll
from lowres.data.readers.rows import TaggedRow
from lowres.errors import UserError

EVERY = 50
FOR_TEXTS: list[Augmenter] = [CharacterNoise(rate=1), WordSwap(rate=1), WordDeletion(rate=0.5), SegmentShuffle(rate=1)]
FOR_TAGS: list[Augmenter] = [EntitySwap(rate=1), CldrNames(rate=1, locale="en"), SameTag(rate=1)]


def broken(method: Augmenter, sentences: list[Sentence]) -> tuple[int, int]:
    """How many sentences are changed, and how many broken."""
    prepared = method.prepare(Materials(sentences))
    spelling = Spelling((one.text for one in sentences), prepared.brings())
    changes = prepared.augment_all(sentences, Random(1))
    return sum(not one.is_unchanged for one in changes), sum(bool(damage(one, spelling)) for one in changes)


def topics(shared: Path) -> Iterator[tuple[str, list[str]]]:
    for folder in sorted((shared / "data" / "sib200" / "data" / "annotated").iterdir()):
        with (folder / "train.tsv").open(encoding="utf-8", newline="") as stream:
            rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            yield folder.name, [row["text"] for row in rows][::EVERY]


def test_every_text_of_34_languages_comes_back_from_its_words(shared: Path) -> None:
    found = dict(topics(shared))
    assert len(found) == 34
    assert all(split(text).text == text for texts in found.values() for text in texts)


@pytest.mark.parametrize("method", FOR_TEXTS, ids=lambda one: one.method)
def test_no_text_of_34_languages_is_broken(method: Augmenter, shared: Path) -> None:
    refused = set()
    for language, texts in topics(shared):
        try:
            changed, damaged = broken(method, [split(text) for text in texts])
        except UserError:
            refused.add(language)
            continue
        assert damaged == 0, language
        assert changed > len(texts) / 2, language
    assert refused == ({"khm_Khmr", "shn_Mymr"} if method.needs_spaces else set())


@pytest.mark.parametrize("method", FOR_TEXTS + FOR_TAGS, ids=lambda one: one.method)
def test_no_tagged_sentence_of_ten_languages_is_broken(method: Augmenter, shared: Path) -> None:
    files = sorted((shared / "data" / "masakhaner").glob("**/dev.txt"))
    assert len(files) == 10
    for file in files:
        rows = [row for row in Conll().read(file, 100_000) if isinstance(row, TaggedRow)][::EVERY]
        changed, damaged = broken(method, [Sentence(row.tokens, follow_bio(row.tags)) for row in rows])
        assert damaged == 0, file
        assert changed > 0, file
