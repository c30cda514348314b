from pathlib import Path
from random import Random

import pytest
import torch

from lowres.augmentation.augmenters.augmenter import Materials
from lowres.augmentation.augmenters.contextual import Contextual, Replacing, letters_of, words_by_tag
from lowres.augmentation.masked_words import MaskedWords, whole_words
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import split
from lowres.errors import UserError
from lowres.models.pretrained import Pretrained, save_pretrained
from tests import tiny, tiny_models

TEXT = "el agua, la casa que mar"
BIASES = {"bert": "cls.predictions.bias", "electra": "generator_lm_head.bias"}


def favouring(family: str, *words: str) -> Pretrained:
    """A model of the family whose head finds these words likeliest everywhere, the first most of all."""
    pretrained = tiny_models.family(family).build()
    vocabulary = pretrained.tokenizer.get_vocab()
    bias = dict(pretrained.model.named_parameters())[BIASES.get(family, "lm_head.bias")]
    with torch.no_grad():
        for rank, word in enumerate(words):
            number = next(vocabulary[one] for one in (f"▁{word}", f"Ġ{word}", word) if one in vocabulary)
            bias[number] += 100.0 - 2 * rank
    return pretrained


def replacing(*words: str) -> Replacing:
    """Every word, by these ones."""
    return Replacing(1.0, MaskedWords(favouring("xlm-roberta", *words), len(words)), {})


@pytest.mark.parametrize("family", ["bert", "roberta", "xlm-roberta", "electra"])
def test_words_are_asked_for_in_every_kind_of_pieces(family: str) -> None:
    words = MaskedWords(favouring(family, "sol", "calli", "tonal"), candidates=2)
    [[first, second]] = words.likely([split(TEXT)], [[1, 3]])
    assert list(first) == list(second) == ["sol", "calli"]
    assert first["sol"] > first["calli"] > 0


@pytest.mark.parametrize("name", ["unigram", "wordpiece", "byte_level_bpe", "unigram_deberta"])
def test_only_whole_words_are_taken_from_the_vocabulary(name: str) -> None:
    found = {word.text for word in whole_words(tiny.TOKENIZERS[name]()).values()}
    assert set(tiny.WORDS) <= found
    assert found.isdisjoint({"po", "mask", "UNK"})  # syllables stand inside words alone


def test_the_sentence_is_the_same_but_for_the_replaced_words() -> None:
    assert replacing("sol").augment(split("el agua, (la) casa!"), Random(1)).after.text == "sol sol, (sol) sol!"
    assert replacing("sol").augment(split("El Agua"), Random(1)).is_unchanged  # it has no word with a capital


def test_words_of_another_script_and_numbers_stay() -> None:
    assert replacing("sol").augment(split("вода 1990 agua"), Random(1)).after.text == "вода 1990 sol"


def test_mentions_stay_and_a_word_gets_only_words_that_have_its_tag() -> None:
    spans = Sentence(("la", "casa", "mar"), ("O", "B-LOC", "O"))
    assert replacing("sol", "que").augment(spans, Random(1)).after.tokens[1] == "casa"
    tagged = Sentence(("agua", "de"), ("NOUN", "ADP"))
    known = words_by_tag([Sentence(("Sol", "que"), ("NOUN", "SCONJ"))])
    words = MaskedWords(favouring("xlm-roberta", "que", "sol"), 2)
    assert Replacing(1.0, words, known).augment(tagged, Random(1)).after.tokens == ("sol", "de")


def test_words_with_a_letter_that_the_language_does_not_show_are_not_put_in(tmp_path: Path) -> None:
    pretrained = favouring("xlm-roberta", "sol", "calli")
    [[found]] = MaskedWords(pretrained, 1, frozenset("calitmr")).likely([split("mar")], [[0]])
    assert list(found) == ["calli"]
    assert letters_of(Materials([split("Él sí")], ["ṣe"])) == {"é", "l", "s", "í", "ṣ", "e"}


def test_a_word_behind_the_longest_text_stays() -> None:
    found = replacing("sol").augment(split(" ".join(["agua"] * 80)), Random(1)).after.tokens
    assert (found[0], found[-1]) == ("sol", "agua")


def test_a_text_with_a_mask_of_its_own_stays() -> None:
    words = MaskedWords(favouring("xlm-roberta", "sol"), 1)
    assert words.likely([split("agua <mask> agua"), split("agua")], [[0], [0]]) == [[{}], [{"sol": pytest.approx(1)}]]


def test_a_model_without_a_trained_head_or_none_at_all_is_refused(tmp_path: Path) -> None:
    folder = tiny.model_folder(tmp_path)
    with pytest.raises(UserError, match="contextual, model .*tiny: a BertModel was not trained to fill in words"):
        Contextual(model=str(folder)).prepare(Materials([split(TEXT)]))
    with pytest.raises(UserError, match="contextual has no model"):
        Contextual().prepare(Materials([split(TEXT)]))


def test_a_text_without_spaces_is_refused() -> None:
    with pytest.raises(UserError, match="needs spaces"):
        Contextual(model="tiny").prepare(Materials([split("ក្រុមការងារ")]))


def test_a_saved_model_is_loaded_and_asked(tmp_path: Path) -> None:
    save_pretrained(favouring("xlm-roberta", "sol", "calli", "tonal"), tmp_path / "model")
    prepared = Contextual(model=str(tmp_path / "model"), rate=1.0, candidates=3).prepare(
        Materials([split(TEXT)], ["calli tonal"])
    )
    found = prepared.augment(split(TEXT), Random(1))
    assert not found.is_unchanged
    assert prepared.augment(split(TEXT), Random(1)) == found
