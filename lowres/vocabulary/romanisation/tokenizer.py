"""Put a romanisation into a fast tokenizer's own normaliser, so that it is applied wherever the tokenizer is."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from lowres.models.unigram_tokenizer import charsmap_of
from lowres.vocabulary.kinds.state import rebuilt, state_of
from lowres.vocabulary.romanisation.romanisation import Replacement, Romanisation, respellings

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def romanised(tokenizer: "PreTrainedTokenizerFast", romanisation: Romanisation) -> "PreTrainedTokenizerFast":
    """The same tokenizer, which writes texts in Latin letters before its own normaliser sees them.

    Token numbers stay. Nothing but the stock library is needed to apply it.
    """
    return _with_steps(tokenizer, _steps(romanisation))


def respelt(tokenizer: "PreTrainedTokenizerFast", respell: Mapping[str, str]) -> "PreTrainedTokenizerFast":
    """The same tokenizer, which respells texts before its own normaliser sees them, and romanises nothing."""
    return _with_steps(tokenizer, [_step(one) for one in respellings(respell)])


def _with_steps(tokenizer: "PreTrainedTokenizerFast", steps: Sequence[dict[str, Any]]) -> "PreTrainedTokenizerFast":
    state = state_of(tokenizer)
    together = [*steps, *_own_steps(state["normalizer"])]
    return rebuilt(tokenizer, {**state, "normalizer": {"type": "Sequence", "normalizers": together}})


def _own_steps(normaliser: dict[str, Any] | None) -> list[dict[str, Any]]:
    if normaliser is None:
        return []
    steps: list[dict[str, Any]] = normaliser["normalizers"] if normaliser["type"] == "Sequence" else [normaliser]
    return steps


def _steps(romanisation: Romanisation) -> list[dict[str, Any]]:
    table = base64.b64encode(charsmap(romanisation.rules)).decode("ascii")
    return [*map(_step, romanisation.replacements), {"type": "Precompiled", "precompiled_charsmap": table}]


def _step(replacement: Replacement) -> dict[str, Any]:
    return {"type": "Replace", "pattern": {"Regex": replacement.pattern}, "content": replacement.content}


def charsmap(rules: dict[str, str]) -> bytes:
    """SentencePiece's compiled table of one-character rules: one pass over a text, however many there are."""
    from sentencepiece import SentencePieceNormalizer, set_min_log_level

    set_min_log_level(2)  # it reports every table that it compiles
    lines = [f"{_codes(character)}\t{_codes(romanised)}\n" for character, romanised in sorted(rules.items())]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "rules.tsv"
        file.write_text("".join(lines), encoding="ascii")
        return charsmap_of(SentencePieceNormalizer(rule_tsv=str(file)))


def _codes(text: str) -> str:
    return " ".join(f"{ord(character):X}" for character in text)
