"""Whole words that a masked language model finds likely in the place of others, whatever its kind of tokenizer.

A piece is a whole word where it begins one (`▁` of SentencePiece, `Ġ` of byte-level pieces, no `##` of WordPiece), all
of it is letters and marks, and no word follows it without a space. Where a model writes no space before a text's first
word, as RoBERTa, a space is put there.
"""

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lowres.augmentation.graphemes import clusters, is_letter, is_whole, scripts_of
from lowres.augmentation.letter_case import has_case_of, in_case_of
from lowres.augmentation.sentence import Sentence
from lowres.errors import UserError
from lowres.models.byte_level import bytes_by_letter, is_byte_level
from lowres.models.masked_language_model import has_head, head_of, is_fresh
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import longest_input, pad, pad_id_of, tokenize

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import PreTrainedTokenizerFast

SPACES = {"\N{LOWER ONE EIGHTH BLOCK}", "\N{LATIN CAPITAL LETTER G WITH DOT ABOVE}"}
"""How a piece begins that has a space before it, in SentencePiece and in byte-level tokenizers."""
CONTINUED = "##"
TEXTS_IN_A_BATCH = 32


@dataclass(frozen=True)
class _Word:
    """A piece of the vocabulary that is a whole word."""

    text: str
    script: frozenset[str]


class MaskedWords:
    """Asks a masked language model for words."""

    def __init__(self, pretrained: Pretrained, candidates: int, letters: Collection[str] = ()) -> None:
        """Ask for so many candidates a place, of these letters alone where any are given, case folded.

        Raises:
            UserError: if the model has no trained head, its tokenizer no mask, or its vocabulary no whole word.
        """
        if not has_head(pretrained.model) or is_fresh(pretrained.model):
            raise UserError(
                f"a {type(pretrained.model).__name__} was not trained to fill in words: it has no masked-language-"
                "modelling head. Use a checkpoint whose config.json names a class that ends in ForMaskedLM, such as "
                "xlm-roberta-base, or train one: step adapt, objectives: [{method: masked_language_model}]."
            )
        if pretrained.tokenizer.mask_token is None:
            raise UserError("its tokenizer has no mask token, so that no word can be hidden from it.")
        self._pretrained = pretrained
        self._candidates = candidates
        self._cased = is_cased(pretrained.tokenizer)
        self._words = {
            number: word for number, word in whole_words(pretrained.tokenizer).items() if _is_of(word.text, letters)
        }
        if not self._words:
            raise UserError("its vocabulary holds no whole word of the language's letters.")

    def likely(self, sentences: Sequence[Sentence], places: Sequence[Sequence[int]]) -> list[list[dict[str, float]]]:
        """For every chosen place of every sentence the likeliest words of its script, each with its probability.

        A place that lies behind the longest text that the model reads has none.
        """
        found: list[list[dict[str, float]]] = [[{} for _ in chosen] for chosen in places]
        asked = [number for number, chosen in enumerate(places) if chosen]
        for start in range(0, len(asked), TEXTS_IN_A_BATCH):
            batch = asked[start : start + TEXTS_IN_A_BATCH]
            texts = [self._with_masks(sentences[number], places[number]) for number in batch]
            for number, rows in zip(batch, self._probabilities(texts), strict=True):
                if len(rows) > len(places[number]):  # the text has a mask of its own
                    continue
                for order, row in enumerate(rows):
                    found[number][order] = self._best(row, sentences[number].token(places[number][order]))
        return found

    def _with_masks(self, sentence: Sentence, places: Sequence[int]) -> str:
        tokens = list(sentence.tokens)
        for place in places:
            tokens[place] = str(self._pretrained.tokenizer.mask_token)
        text = Sentence(tuple(tokens), None, sentence.joints).text
        return f" {text}" if not text.startswith(" ") and is_byte_level(self._pretrained.tokenizer) else text

    def _probabilities(self, texts: Sequence[str]) -> "Iterator[Tensor]":
        """Of each text, the probability of every piece at each mask, [masks, vocabulary]."""
        import torch

        model, tokenizer = self._pretrained.model, self._pretrained.tokenizer
        ids = tokenize(tokenizer, texts, max_tokens=longest_input(model))
        input_ids, mask = (part.to(model.device) for part in pad(ids, pad_id_of(tokenizer)))
        with torch.inference_mode():
            hidden = model.base_model(input_ids=input_ids, attention_mask=mask).last_hidden_state
            for row, states in zip(input_ids, hidden, strict=True):
                asked = states[row == tokenizer.mask_token_id]  # [masks, hidden]
                yield torch.softmax(head_of(model)(asked).float(), dim=-1).cpu()

    def _best(self, probabilities: "Tensor", word: str) -> dict[str, float]:
        """The likeliest whole words of the word's script and case."""
        script = _script_of(word)
        found: dict[str, float] = {}
        for piece in probabilities.argsort(descending=True, stable=True).tolist():
            candidate = self._words.get(piece)
            if candidate is not None and candidate.script == script:
                text = candidate.text if self._cased else in_case_of(word, candidate.text)
                if has_case_of(word, text):
                    found.setdefault(text, float(probabilities[piece]))
            if len(found) == self._candidates:
                break
        return found


def whole_words(tokenizer: "PreTrainedTokenizerFast") -> dict[int, _Word]:
    """The pieces that are whole words, by their numbers."""
    vocabulary: Mapping[str, int] = tokenizer.get_vocab()
    special = set(tokenizer.all_special_tokens)
    reads_bytes = is_byte_level(tokenizer)
    marks_spaces = any(piece[0] in SPACES for piece in vocabulary if piece and piece not in special)
    found: dict[int, _Word] = {}
    for piece, number in vocabulary.items():
        text = None if piece in special else _text_of(piece, reads_bytes, marks_spaces)
        if text and _is_word(text):
            found[number] = _Word(text, _script_of(text))
    return found


def _text_of(piece: str, reads_bytes: bool, marks_spaces: bool) -> str | None:
    """What a piece writes that begins a word; None for one that goes on with another."""
    if marks_spaces:
        if piece[:1] not in SPACES:
            return None
        piece = piece[1:]
    elif piece.startswith(CONTINUED):
        return None
    if not reads_bytes:
        return unicodedata.normalize("NFC", piece)
    table = bytes_by_letter()
    try:
        return unicodedata.normalize("NFC", bytes(table[letter] for letter in piece).decode("utf-8"))
    except (KeyError, UnicodeDecodeError):  # a part of a character
        return None


def _is_word(text: str) -> bool:
    """Letters and marks alone, in one script."""
    parts = clusters(text)
    return all(is_letter(part) and is_whole(part) for part in parts) and len(_script_of(text)) == 1


def _is_of(text: str, letters: Collection[str]) -> bool:
    return not letters or all(part.casefold() in letters for part in clusters(text))


def _script_of(text: str) -> frozenset[str]:
    return frozenset(script for part in clusters(text) for script in scripts_of(part))


def is_cased(tokenizer: "PreTrainedTokenizerFast") -> bool:
    """Whether capitals are other letters to the tokenizer."""
    backend: Any = tokenizer.backend_tokenizer
    shown = "Aa"
    return (
        backend.normalizer is None
        or backend.normalizer.normalize_str(shown).strip(" \N{LOWER ONE EIGHTH BLOCK}") == shown
    )
