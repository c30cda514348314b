"""What augmenters need that have a model or another library behind them: both made up, for every script."""

import random
import sys
from pathlib import Path
from types import ModuleType

import pytest
import regex
import torch
from transformers import XLMRobertaConfig, XLMRobertaForMaskedLM

from lowres.augmentation.words import split
from lowres.models.pretrained import Pretrained, new_record, save_pretrained
from lowres.models.unigram_tokenizer import build_unigram_tokenizer
from tests import tiny
from tests.augmentation.sentences import TAGGED, TEXTS, WORD_CLASSES


def folder(parent: Path) -> Path:
    """A random masked language model that has every word of the sentences as a piece, saved once."""
    path = parent / "fills_in_words"
    if path.is_dir():
        return path
    words = {word for texts in TEXTS.values() for text in texts for word in split(text).tokens}
    words |= {word for sentence in (*TAGGED, *WORD_CLASSES) for word in sentence.tokens}
    letters = {letter for word in words for letter in word} - set(tiny.PIECES)
    pieces = [*tiny.PIECES[:-1], *sorted(letters), *(f"▁{word}" for word in sorted(words)), "<mask>"]
    pieces = list(dict.fromkeys(pieces))
    scores = [0.0 if piece.startswith("<") else -10.0 + len(piece) for piece in pieces]
    tokenizer = build_unigram_tokenizer(pieces, scores, model_max_length=64)
    configuration = XLMRobertaConfig(
        vocab_size=len(pieces), max_position_embeddings=66, type_vocab_size=1, **tiny.SIZES
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        model = XLMRobertaForMaskedLM(configuration).eval()
    save_pretrained(Pretrained(model, tokenizer, new_record(tokenizer, "made up")), path)
    return path


class TurningAug:
    """Stands for an augmenter of nlpaug: turns neighbouring letters of some words."""

    action = "substitute"

    def __init__(self, aug_p: float = 0.3) -> None:
        self._share = aug_p

    def augment(self, text: str) -> list[str]:
        parts = regex.findall(r"\X", text)
        turned = [place for place in range(len(parts) - 1) if parts[place].isalpha() and parts[place + 1].isalpha()]
        for place in turned[:: random.choice([2, 3])]:
            if random.random() < self._share:
                parts[place : place + 2] = parts[place + 1], parts[place]
        return ["".join(parts)]


def stand_in_for_nlpaug(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the library made of one augmenter."""
    for name in ("nlpaug", "nlpaug.augmenter", "nlpaug.augmenter.word"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    sys.modules["nlpaug.augmenter.word"].__dict__["TurningAug"] = TurningAug
