"""Tiny random language models of the families that vocabulary work must serve, each with a tokenizer of its kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
import transformers
from torch import Tensor

from lowres.models.pretrained import Pretrained, new_record
from tests import tiny

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

SPARE_ROWS = 3
SHAPE: dict[str, Any] = {
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "max_position_embeddings": 66,
}
SHAPE_T5: dict[str, Any] = {"d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4}
SHAPE_GPT2: dict[str, Any] = {"n_embd": 32, "n_layer": 2, "n_head": 4, "n_positions": 66}


@dataclass(frozen=True)
class Family:
    """A kind of model: its class with a language-modelling head, its tokenizer, and what is its own about it."""

    name: str
    model: str
    configuration: str
    tokenizer: "Callable[[], PreTrainedTokenizerFast]"
    settings: dict[str, Any]
    auto: str = "AutoModelForMaskedLM"
    tied: bool = True
    has_bias: bool = True

    def build(self, seed: int = 7) -> Pretrained:
        """A random model of the family; rows are far apart, biases are no zeros, and there are rows to spare."""
        tokenizer = self.tokenizer()
        specials = {f"{name}_token_id": getattr(tokenizer, f"{name}_token_id") for name in ("pad", "bos", "eos")}
        settings = {**self.settings, **specials, "tie_word_embeddings": self.tied}
        if self.configuration == "T5Config":
            settings["decoder_start_token_id"] = tokenizer.pad_token_id
        configuration = getattr(transformers, self.configuration)(vocab_size=len(tokenizer) + SPARE_ROWS, **settings)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            model = getattr(transformers, self.model)(configuration).eval()
            with torch.no_grad():
                for parameter in model.parameters():
                    if parameter.ndim == 1:
                        parameter.add_(0.1 * torch.randn(parameter.shape))
        return Pretrained(model, tokenizer, new_record(tokenizer, f"tiny {self.name}"))


FAMILIES = (
    Family("bert", "BertForMaskedLM", "BertConfig", tiny.wordpiece_tokenizer, SHAPE),
    Family("bert untied", "BertForMaskedLM", "BertConfig", tiny.wordpiece_tokenizer, SHAPE, tied=False),
    Family("roberta", "RobertaForMaskedLM", "RobertaConfig", tiny.byte_level_tokenizer, SHAPE),
    Family("xlm-roberta", "XLMRobertaForMaskedLM", "XLMRobertaConfig", tiny.unigram_tokenizer, SHAPE),
    Family("deberta-v2", "DebertaV2ForMaskedLM", "DebertaV2Config", tiny.deberta_tokenizer, SHAPE),
    Family("electra", "ElectraForMaskedLM", "ElectraConfig", tiny.wordpiece_tokenizer, {**SHAPE, "embedding_size": 16}),
    Family(
        "t5",
        "T5ForConditionalGeneration",
        "T5Config",
        tiny.t5_tokenizer,
        SHAPE_T5,
        auto="AutoModelForSeq2SeqLM",
        has_bias=False,
    ),
    Family(
        "t5 untied",
        "T5ForConditionalGeneration",
        "T5Config",
        tiny.t5_tokenizer,
        SHAPE_T5,
        auto="AutoModelForSeq2SeqLM",
        tied=False,
        has_bias=False,
    ),
    Family(
        "gpt2",
        "GPT2LMHeadModel",
        "GPT2Config",
        tiny.byte_level_tokenizer,
        SHAPE_GPT2,
        auto="AutoModelForCausalLM",
        has_bias=False,
    ),
    Family(
        "llama",
        "LlamaForCausalLM",
        "LlamaConfig",
        tiny.sentencepiece_bpe_tokenizer,
        SHAPE,
        auto="AutoModelForCausalLM",
        tied=False,
        has_bias=False,
    ),
)


def family(name: str) -> Family:
    """The family of this name."""
    return next(one for one in FAMILIES if one.name == name)


def logits(model: "PreTrainedModel", ids: list[int]) -> Tensor:
    """What the model's head says after reading these tokens, [tokens, vocabulary]."""
    numbers = torch.tensor([ids])
    decoder = {"decoder_input_ids": numbers} if model.config.is_encoder_decoder else {}
    with torch.no_grad():
        found: Tensor = model(input_ids=numbers, **decoder).logits[0]
    return found
