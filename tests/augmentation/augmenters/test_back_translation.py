from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lowres.augmentation.augmenters.augmenter import Materials
from lowres.augmentation.augmenters.back_translation import BackTranslation
from lowres.augmentation.mix import mix
from lowres.augmentation.translators.own import Own
from lowres.augmentation.translators.seq2seq import Generating, Seq2Seq
from lowres.augmentation.translators.translator import Translate
from lowres.augmentation.words import split
from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence
from lowres.errors import UserError
from lowres.models.pretrained import save_pretrained
from tests import tiny, tiny_models


def same(texts: Sequence[str]) -> list[str]:
    return list(texts)


def through(back: Translate, rate: float = 1.0) -> BackTranslation:
    return BackTranslation(there=Own(translate=same), back=Own(translate=back), rate=rate)


def test_labels_stay_and_both_texts_of_a_pair_are_translated() -> None:
    method = through(lambda texts: [text.replace("agua", "sol") for text in texts])
    text, pair = LabelledText("t", "el agua", "x"), LabelledPair("p", "el agua", "agua mar", "entailment")
    [of_text], [of_pair] = (mix([one], [method], 1, seed=1).made for one in (text, pair))
    assert of_text.example == LabelledText("t~back_translation1", "el sol", "x")
    assert of_pair.example == LabelledPair("p~back_translation1", "el sol", "sol mar", "entailment")


def test_tagged_sentences_are_refused() -> None:
    sentence = TaggedSentence("s", ("Ana",), ("B-PER",))
    with pytest.raises(UserError, match="writes sentences anew, so that no tag would stand by its word"):
        mix([sentence], [through(same)], 1, seed=1)


def test_what_came_back_empty_or_went_in_circles_is_refused_and_counted() -> None:
    prepared = through(lambda texts: ["" if "uno" in text else "la " * 30 for text in texts]).prepare(Materials())
    found = prepared.augment_all([split("uno dos"), split("tres")], Random(1))
    assert all(one.is_unchanged for one in found)
    assert prepared.refusals() == {"nothing_came_back": 1, "went_in_circles": 1}


def test_nfc_and_the_spaces_around_a_text_stay() -> None:
    prepared = through(lambda texts: ["lo\u0323 náà" for _ in texts]).prepare(Materials())
    assert prepared.augment(split(" ọjà náà\n"), Random(1)).after.text == " lọ náà\n"


def test_the_rate_is_the_share_of_texts_and_none_is_sent_at_rate_0() -> None:
    asked: list[str] = []

    def counting(texts: Sequence[str]) -> list[str]:
        asked.extend(texts)
        return [text.upper() for text in texts]

    sentences = [split(f"uno {number}") for number in range(400)]
    found = through(counting, 0.25).prepare(Materials()).augment_all(sentences, Random(1))
    assert len(asked) == sum(not one.is_unchanged for one in found) == pytest.approx(100, abs=25)
    asked.clear()
    through(counting, 0).prepare(Materials()).augment_all(sentences, Random(1))
    assert asked == []


def test_a_callable_that_loses_texts_is_told() -> None:
    with pytest.raises(UserError, match="gave 1 results for 2 texts"):
        through(lambda texts: texts[:1]).prepare(Materials()).augment_all([split("a"), split("b")], Random(1))


class Echo:
    """Stands for a sequence-to-sequence model: writes what it reads, the last piece first."""

    device = "cpu"

    def to(self, device: object) -> "Echo":
        return self

    def generate(self, input_ids: Any, **given: Any) -> Any:
        assert given["num_beams"] == 3
        self.begins = given.get("forced_bos_token_id")
        return input_ids.flip(dims=[1])


def test_texts_are_translated_in_batches_of_like_length_and_come_back_in_order() -> None:
    form = Seq2Seq(folder=Path("unused"), beams=3, longest_text_tokens=8, batch_size=2)
    echo = Echo()
    translate = Generating(form, echo, tiny.unigram_tokenizer(), begins=5)
    texts = ["agua la casa", "agua", "mar sol", "el " * 30]
    assert translate(texts) == ["casa la agua", "agua", "sol mar", texts[3]]  # the last is longer than what is read
    assert echo.begins == 5
    assert translate([]) == []


def test_a_local_folder_is_loaded_and_written_from(tmp_path: Path) -> None:
    save_pretrained(tiny_models.family("t5").build(seed=3), tmp_path / "t5")
    translate = Seq2Seq(folder=tmp_path / "t5", beams=1, longest_text_tokens=8).ready()
    assert translate(["agua"]) == ["sol sol sol sol sol sol sol sol"]


def test_a_folder_that_holds_no_such_model_or_language_is_told(tmp_path: Path) -> None:
    save_pretrained(tiny_models.family("t5").build(), tmp_path / "t5")
    save_pretrained(tiny_models.family("bert").build(), tmp_path / "bert")
    with pytest.raises(UserError, match="holds no sequence-to-sequence model"):
        Seq2Seq(folder=tmp_path / "bert").ready()
    with pytest.raises(UserError, match="its tokenizer has no language 'wol_Latn'"):
        Seq2Seq(folder=tmp_path / "t5", target="wol_Latn").ready()
    with pytest.raises(UserError):
        Seq2Seq(folder=tmp_path / "absent").ready()
