from pathlib import Path

import numpy as np
import pytest
import torch

from lowres.errors import UserError
from lowres.vocabulary.initialisers.source import Source
from lowres.vocabulary.initialisers.wechsel import Wechsel, softmax
from tests import tiny
from tests.vocabulary.initialisers.sources import NOUNS, VERBS, of_tokens, two_kinds_of_words


def numbers(words: tuple[str, ...]) -> set[int]:
    return {tiny.PIECES.index(f"▁{word}") for word in words}


def source(*tokens: str) -> Source:
    """Rows of nouns point one way, rows of verbs another, with a little noise."""
    matrix = 0.1 * torch.randn(len(tiny.PIECES), 8, generator=torch.Generator().manual_seed(1))
    matrix[sorted(numbers(NOUNS)), 0] += 1
    matrix[sorted(numbers(VERBS)), 1] += 1
    return of_tokens(*tokens, texts=two_kinds_of_words(), matrix=matrix)


def lexicon(folder: Path, words: int = 10) -> Path:
    """Every noun is translated by the next noun, every verb by the next verb."""
    pairs = [pair for kind in (NOUNS, VERBS) for pair in zip(kind, kind[1:] + kind[:1], strict=True)]
    path = folder / "words.tsv"
    path.write_text("".join(f"{word}\t{translation}\n" for word, translation in pairs[:words]), encoding="utf-8")
    return path


def test_a_noun_starts_amid_translations_of_nouns_and_a_verb_amid_those_of_verbs(tmp_path: Path) -> None:
    method = Wechsel(lexicon=lexicon(tmp_path), neighbours=5, spelling_weight=0)
    noun, verb = method.origins(["▁calpan", "▁ohtli"], source("▁calpan", "▁ohtli"))
    assert noun.rule == verb.rule == "wechsel"
    assert (set(noun.sources), set(verb.sources)) == (numbers(NOUNS), numbers(VERBS))
    assert list(noun.weights) == sorted(noun.weights, reverse=True)


def test_its_pieces_take_part_with_the_weight_of_its_spelling(tmp_path: Path) -> None:
    method = Wechsel(lexicon=lexicon(tmp_path), neighbours=5, spelling_weight=0.25)
    [origin] = method.origins(["▁calpan"], source("▁calpan"))
    weights = dict(zip(origin.sources, origin.weights, strict=True))
    assert sum(weights[noun] for noun in numbers(NOUNS)) == pytest.approx(0.75)


def test_a_token_that_the_text_has_too_seldom_starts_at_the_mean_of_its_pieces(tmp_path: Path) -> None:
    [origin] = Wechsel(lexicon=lexicon(tmp_path)).origins(["▁tepetl"], source("▁tepetl"))
    assert origin.rule == "mean_of_pieces"


def test_a_lexicon_of_words_that_the_text_has_not_is_refused_with_their_number(tmp_path: Path) -> None:
    method = Wechsel(lexicon=lexicon(tmp_path, words=9))
    with pytest.raises(UserError, match="words.tsv: only 9 of its 9 words are tokens .* needs 10. Add frequent words"):
        method.origins(["▁calpan"], source("▁calpan"))


def test_no_text_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="'wechsel' learns from running text, but there is none"):
        Wechsel(lexicon=lexicon(tmp_path)).origins(["▁calpan"], of_tokens("▁calpan"))


def test_softmax_weighs_by_exponentials() -> None:
    assert softmax(np.log(np.array([6, 3, 1], np.float32))) == pytest.approx((0.6, 0.3, 0.1))
    assert softmax(np.array([800, 0], np.float32)) == (1.0, 0.0)
