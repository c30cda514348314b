"""Put a romanisation into a fast tokenizer's own normaliser, so that it is applied wherever the tokenizer is."""

import base64
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from lowres.models.unigram_tokenizer import charsmap_of
from lowres.vocabulary.romanisation.romanisation import Romanisation

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast


def romanised(tokenizer: "PreTrainedTokenizerFast", romanisation: Romanisation) -> "PreTrainedTokenizerFast":
    """The same tokenizer, which writes texts in Latin letters before its own normaliser sees them.

    Token numbers stay. Nothing but the stock library is needed to apply it.
    """
    from tokenizers import Tokenizer

    state: dict[str, Any] = json.loads(tokenizer.backend_tokenizer.to_str())
    state["normalizer"] = {"type": "Sequence", "normalizers": [*_steps(romanisation), *_own_steps(state["normalizer"])]}
    return type(tokenizer)(
        tokenizer_object=Tokenizer.from_str(json.dumps(state)),
        model_max_length=tokenizer.model_max_length,
        padding_side=tokenizer.padding_side,
        truncation_side=tokenizer.truncation_side,
        **tokenizer.special_tokens_map,
    )


def _own_steps(normaliser: dict[str, Any] | None) -> list[dict[str, Any]]:
    if normaliser is None:
        return []
    steps: list[dict[str, Any]] = normaliser["normalizers"] if normaliser["type"] == "Sequence" else [normaliser]
    return steps


def _steps(romanisation: Romanisation) -> list[dict[str, Any]]:
    table = base64.b64encode(charsmap(romanisation.rules)).decode("ascii")
    return [
        *(
            {"type": "Replace", "pattern": {"Regex": one.pattern}, "content": one.content}
            for one in romanisation.replacements
        ),
        {"type": "Precompiled", "precompiled_charsmap": table},
    ]


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
