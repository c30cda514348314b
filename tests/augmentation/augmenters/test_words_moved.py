from random import Random

from lowres.augmentation.augmenters.augmenter import Materials, some
from lowres.augmentation.augmenters.segment_shuffle import SegmentShuffle
from lowres.augmentation.augmenters.word_deletion import WordDeletion
from lowres.augmentation.augmenters.word_swap import WordSwap
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import split


def test_a_share_of_things_is_taken_each_once() -> None:
    rng = Random(1)
    taken = [some(range(10), 0.25, rng) for _ in range(2_000)]
    assert all(len(one) == len(set(one)) in {2, 3} for one in taken)
    assert abs(sum(map(len, taken)) / 2_000 - 2.5) < 0.05
    assert sorted(some(range(5), 1.0, rng)) == [0, 1, 2, 3, 4]


def test_two_words_change_places_and_signs_stay() -> None:
    assert WordSwap(rate=1).prepare(Materials()).augment(split("«Ọjà náà» 3."), Random(1)).after.text == "«náà Ọjà» 3."


def test_tags_of_words_move_along() -> None:
    after = WordSwap(rate=1).prepare(Materials()).augment(Sentence(("Ọjà", "tóbi"), ("NOUN", "ADJ")), Random(1)).after
    assert after == Sentence(("tóbi", "Ọjà"), ("ADJ", "NOUN"))


def test_no_word_leaves_a_mention() -> None:
    sentence = Sentence(("Ana", "wá"), ("B-PER", "O"))
    assert WordSwap(rate=1).prepare(Materials()).augment(sentence, Random(1)).is_unchanged


def test_deletion_leaves_mentions_and_one_word() -> None:
    deleting = WordDeletion(rate=1).prepare(Materials())
    sentence = Sentence(("Ana", "wá", "sí", "Èkó", "."), ("B-PER", "O", "O", "B-LOC", "O"))
    assert deleting.augment(sentence, Random(1)).after == Sentence(("Ana", "Èkó", "."), ("B-PER", "B-LOC", "O"))
    assert len(deleting.augment(split("ọjà náà tóbi."), Random(1)).after.text.split()) == 1
    assert deleting.augment(split("ọjà."), Random(1)).is_unchanged


def test_a_shuffled_mention_still_begins_with_its_first_tag() -> None:
    sentence = Sentence(("Ọ̀ṣun", "State", "wá"), ("B-ORG", "I-ORG", "O"))
    ready = SegmentShuffle(rate=1).prepare(Materials())
    found = {ready.augment(sentence, Random(seed)).after.tokens for seed in range(9)}
    assert found == {("Ọ̀ṣun", "State", "wá"), ("State", "Ọ̀ṣun", "wá")}
    assert ready.augment(sentence, Random(2)).after.tags == sentence.tags


def test_a_token_torn_off_another_stays_where_it_is() -> None:
    sentence = Sentence(("ọjà", "\u0300dára", "púpọ̀"), ("O", "O", "O"))
    assert WordSwap(rate=1).prepare(Materials()).augment(sentence, Random(1)).is_unchanged
