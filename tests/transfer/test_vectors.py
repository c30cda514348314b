from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence
from lowres.models.sentences import encode
from lowres.transfer import vectors as module
from lowres.transfer.vectors import Layers, Vectorizer
from tests import tiny

TEXTS = ["sol mar", "casa", "el agua de la casa"]
EXAMPLES = [LabelledText(str(place), text, "") for place, text in enumerate(TEXTS)]


def vectorizer(layers: Layers = "last", **options: Any) -> Vectorizer:
    return Vectorizer(tiny.pretrained(), layers, **options)


def states(text: str) -> list[torch.Tensor]:
    """The states of each layer after the embeddings, [tokens, hidden]."""
    pretrained = tiny.pretrained()
    ids = torch.tensor([pretrained.tokenizer(text)["input_ids"]])
    with torch.no_grad():
        found = pretrained.model(input_ids=ids, output_hidden_states=True).hidden_states
    return [one[0] for one in found[1:]]


def unit(vector: torch.Tensor) -> list[float]:
    found: list[float] = torch.nn.functional.normalize(vector, dim=-1).tolist()
    return found


def test_texts_have_the_vectors_that_the_encoder_gives_them() -> None:
    np.testing.assert_allclose(vectorizer()(EXAMPLES), encode(tiny.pretrained(), TEXTS), atol=1e-2)  # bfloat16


def test_the_mean_over_layers_leaves_the_embeddings_out() -> None:
    expected = unit(torch.stack(states("query: sol mar")).mean(dim=0).mean(dim=0))
    np.testing.assert_allclose(vectorizer("mean")(EXAMPLES[:1])[0], expected, atol=2e-2)


def test_a_pair_is_the_vectors_of_its_texts_side_by_side() -> None:
    [found] = vectorizer()([LabelledPair("a", TEXTS[0], TEXTS[1], "")])
    first, second = vectorizer()(EXAMPLES[:2])
    np.testing.assert_allclose(found, np.concatenate([first, second]), atol=1e-2)


def test_a_word_is_the_mean_of_its_pieces_without_any_prefix() -> None:
    found = vectorizer()([TaggedSentence("a", ("sol", "zz"), ()), TaggedSentence("b", ("mar",), ())])
    assert found.shape == (3, tiny.HIDDEN)
    last = states("sol zz")[-1]  # <s> ▁sol ▁ z z </s>
    np.testing.assert_allclose(found[0], unit(last[1]), atol=2e-2)
    np.testing.assert_allclose(found[1], unit(last[2:5].mean(dim=0)), atol=2e-2)
    np.testing.assert_allclose(found[2], unit(states("mar")[-1][1]), atol=2e-2)


def test_unlabelled_text_is_taken_apart_at_its_spaces_where_words_are_tagged() -> None:
    assert vectorizer().of_unlabelled("tagging", ["sol mar", "", "casa"]).shape == (3, tiny.HIDDEN)
    assert vectorizer().of_unlabelled("classification", ["sol mar", "casa"]).shape == (2, tiny.HIDDEN)


class Counted:
    """Counts what is read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        read = module.read

        def counted(pretrained: Any, examples: Any, longest: int) -> Any:
            self.texts.extend(one.text for one in examples)
            return read(pretrained, examples, longest)

        monkeypatch.setattr(module, "read", counted)


def test_a_text_of_two_blocks_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Counted(monkeypatch)
    plain = vectorizer()
    knowing = plain.remembering([EXAMPLES[:2], EXAMPLES])
    assert counted.texts == TEXTS
    found = knowing([EXAMPLES[2], EXAMPLES[0]])
    assert counted.texts == TEXTS
    np.testing.assert_allclose(found, plain([EXAMPLES[2], EXAMPLES[0]]), atol=1e-2)
    knowing([LabelledText("new", "tonal", "")])
    assert counted.texts[-1] == "tonal"


def test_a_cache_is_of_one_encoder_its_layers_and_its_texts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    counted = Counted(monkeypatch)
    for _ in range(2):
        found = vectorizer(cache=tmp_path, sum="one")(EXAMPLES)
    assert counted.texts == TEXTS
    np.testing.assert_array_equal(found, vectorizer(cache=tmp_path, sum="one")(EXAMPLES))
    for other in (vectorizer("mean", cache=tmp_path, sum="one"), vectorizer(cache=tmp_path, sum="two")):
        counted.texts.clear()
        other(EXAMPLES)
        assert counted.texts == TEXTS


def test_a_pair_and_a_sentence_of_the_same_words_are_kept_apart(tmp_path: Path) -> None:
    kept = vectorizer(cache=tmp_path, sum="one")
    assert kept([LabelledPair("a", "sol", "mar", "")]).shape == (1, 2 * tiny.HIDDEN)
    assert kept([TaggedSentence("a", ("sol", "mar"), ())]).shape == (2, tiny.HIDDEN)


def test_of_no_examples_there_are_no_vectors() -> None:
    assert vectorizer().remembering([EXAMPLES])([]).shape == (0, tiny.HIDDEN)
