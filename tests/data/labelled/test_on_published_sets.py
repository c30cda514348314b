"""Every shipped description reads every split of every language from the public files, with the numbers published.

Where the copy at hand is cut, or lacks a file, it says so here.
"""

from functools import cache
from pathlib import Path

import pytest

from lowres.data.examples import LabelledText, TaggedSentence, text_of
from lowres.data.labelled.checks import check_training, without_test_text
from lowres.data.labelled.definition import LabelledCorpus, find_labelled, shipped_labelled
from lowres.data.labelled.faults import labels_in
from lowres.data.labelled.read import LabelledSplit, read_split
from lowres.errors import CorpusError

FOLDERS = {
    "injongo_intents": "injongo",
    "injongo_slots": "injongo",
    "masakhaner2": "masakhaner",
    "nusax_sentiment": "nusax",
    "universal_dependencies": ".",
    "universal_ner": "uner",
    "xnli_english": "xnli_en",
}
CUT = {
    ("afrisenti", language, "train"): 5_000 for language in ("amh-Ethi", "hau-Latn", "ibo-Latn", "pcm-Latn", "yor-Latn")
} | {
    ("masakhaner2", f"{language}-Latn", "train"): 3_000
    for language in ("hau", "ibo", "kin", "lug", "luo", "pcm", "swa", "wol", "yor")
}
CUT |= {
    ("universal_dependencies", "eng-Latn", "train"): 1_500,
    ("universal_dependencies", "eng-Latn", "dev"): 500,
    ("universal_dependencies", "gle-Latn", "train"): 1_000,
    ("universal_dependencies", "uig-Arab", "train"): 1_000,
    ("universal_dependencies", "uig-Arab", "dev"): 400,
    ("universal_ner", "eng-Latn", "train"): 5_000,
}
ABSENT = {
    ("masakhanews", language, split)
    for language in ("amh-Ethi", "eng-Latn", "hau-Latn", "ibo-Latn", "swa-Latn", "yor-Latn")
    for split in ("train", "dev")
} | {("masakhanews", "eng-Latn", "test")}
DROPPED = {("americasnli", "nah-Latn", "test"): {"empty_first": 3}}
WORDS = {  # of the treebanks' test sets, counted by others
    "cym-Latn": 17_026,
    "eng-Latn": 25_094,
    "fao-Latn": 10_002,
    "gle-Latn": 10_109,
    "hsb-Latn": 11_167,
    "kmr-Latn": 10_017,
    "mlt-Latn": 11_073,
    "uig-Arab": 10_330,
    "wol-Latn": 10_403,
}


@cache
def corpus_of(name: str) -> LabelledCorpus:
    return find_labelled(name, Path())


def read(shared: Path, name: str, language: str, split: str) -> LabelledSplit:
    return read_split(corpus_of(name), shared / "data" / FOLDERS.get(name, name), language, split)


@pytest.mark.parametrize("name", sorted(path.stem for path in shipped_labelled().glob("*.yaml")))
def test_every_split_of_every_language_is_read_whole(shared: Path, name: str) -> None:
    met: set[str] = set()
    corpus = corpus_of(name)
    for language, entry in corpus.languages.items():
        for split, published in entry.splits.items():
            place = (name, language, split)
            if place in ABSENT:
                with pytest.raises(CorpusError, match="does not exist"):
                    read(shared, *place)
                continue
            found = read(shared, *place)
            dropped = DROPPED.get(place, {})
            assert found.report.reasons == dropped, place
            assert len(found.examples) == CUT.get(place, published) - sum(dropped.values()), place
            assert len(found.notes) == (place in CUT) + (place in DROPPED), place
            assert len({one.id for one in found.examples}) == len(found.examples)
            met.update(label for one in found.examples for label in labels_in(one))
    assert met == set(corpus.task.answers)


def spans(shared: Path, name: str, language: str, split: str) -> dict[str, int]:
    found = read(shared, name, language, split).examples
    begun = [tag for one in found if isinstance(one, TaggedSentence) for tag in one.tags if tag.startswith("B-")]
    return {tag.removeprefix("B-"): begun.count(tag) for tag in sorted(set(begun))}


def test_entities_are_as_many_as_were_published(shared: Path) -> None:
    assert spans(shared, "universal_ner", "eng-Latn", "train") == {"LOC": 1_099, "ORG": 552, "PER": 1_102}
    assert spans(shared, "universal_ner", "eng-Latn", "dev") == {"LOC": 399, "ORG": 224, "PER": 343}
    assert spans(shared, "universal_ner", "eng-Latn", "test") == {"LOC": 317, "ORG": 322, "PER": 449}
    assert spans(shared, "universal_ner", "tgl-Latn", "test") == {"LOC": 4, "PER": 19}


@pytest.mark.parametrize(("language", "words"), WORDS.items())
def test_treebanks_have_as_many_words_as_were_published(shared: Path, language: str, words: int) -> None:
    found = read(shared, "universal_dependencies", language, "test").examples
    assert sum(len(one.tokens) for one in found if isinstance(one, TaggedSentence)) == words


def test_slots_of_characters_become_tags_of_words(shared: Path) -> None:
    """Yoruba names 3,292 spans in its training set; all of them are found."""
    assert sum(spans(shared, "injongo_slots", "yor-Latn", "train").values()) == 3_292
    assert read(shared, "injongo_slots", "yor-Latn", "train").report.repaired["span_inside_another"] == 0


def test_quoted_line_breaks_do_not_end_an_article(shared: Path) -> None:
    found = read(shared, "masakhanews", "lin-Latn", "test").examples
    assert min(len(text_of(one)) for one in found) > 100
    assert {type(one) for one in found} == {LabelledText}


@pytest.mark.parametrize(("language", "training", "seen"), [("ibo-Latn", "train_50", 3), ("amh-Ethi", "train_20", 1)])
def test_articles_that_are_learnt_from_and_tested_on_are_found(
    shared: Path, language: str, training: str, seen: int
) -> None:
    """The set's own notes count them."""
    train = read(shared, "masakhanews", language, training).examples
    _, dropped = without_test_text(train, read(shared, "masakhanews", language, "test").examples)
    assert len(dropped) == seen


def test_tags_that_a_small_treebank_never_shows_are_named(shared: Path) -> None:
    train, test = (read(shared, "universal_dependencies", "kmr-Latn", split).examples for split in ("train", "test"))
    findings = check_training(train, test).findings
    assert [finding.reason for finding in findings] == ["label_not_in_training"] * 2
    assert [finding.message.split("'")[1] for finding in findings] == ["X", "INTJ"]
