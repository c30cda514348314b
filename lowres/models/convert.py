"""Turn a packed encoder into a stock Transformers folder: a `BertModel` and an `XLMRobertaTokenizerFast`."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from lowres.models.packed_encoder import PackedEncoder, read_packed_encoder
from lowres.models.pretrained import Pretrained, new_record, save_pretrained
from lowres.models.unigram_tokenizer import build_unigram_tokenizer

if TYPE_CHECKING:
    import torch
    from transformers import BertModel

CONVERSION = 1
"""Raise it when a conversion would come out differently: folders converted before are then not used again."""
PREFIX = "query: "
DENSE = {  # the file's name of a weight: ours, then its dimensions as names of Shape's fields
    "q": ("attention.self.query", "hidden", "hidden"),
    "k": ("attention.self.key", "hidden", "hidden"),
    "v": ("attention.self.value", "hidden", "hidden"),
    "ao": ("attention.output.dense", "hidden", "hidden"),
    "fi": ("intermediate.dense", "feed_forward", "hidden"),
    "fo": ("output.dense", "hidden", "feed_forward"),
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}

logger = logging.getLogger(__name__)


def convert_packed_encoder(path: Path, folder: Path, base_model: str) -> None:
    """Write the packed encoder at `path` as a model folder, whole or not at all.

    The file has no pooler; an identity (weight I, bias 0) is written in its place, so that
    `AutoModel.from_pretrained` finds all it asks for. Sentence vectors do not use it: they are means over tokens.

    Raises:
        UserError: if the file is truncated, foreign or corrupt.

    """
    packed = read_packed_encoder(path)
    logger.info("converting %s: %d pieces, %d layers", path.name, len(packed.pieces), packed.shape.layers)
    tokenizer = build_unigram_tokenizer(packed.pieces, packed.scores, packed.shape.positions)
    record = new_record(tokenizer, base_model, prefix=PREFIX)
    save_pretrained(Pretrained(build_model(packed), tokenizer, record), folder)


def build_model(packed: PackedEncoder) -> "BertModel":
    """The `BertModel` of a packed encoder, its 4-bit weights widened to float32."""
    import torch
    from transformers import BertConfig, BertModel

    shape = packed.shape
    config = BertConfig(
        vocab_size=shape.rows,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.types,
        layer_norm_eps=shape.epsilon,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
    )
    with torch.device("meta"):  # no memory, and no random start that would be overwritten
        model = BertModel(config)
    model.load_state_dict(_weights(packed), assign=True)
    return model


def _weights(packed: PackedEncoder) -> "dict[str, torch.Tensor]":
    """Every tensor under its Transformers name, with its shape checked."""
    import torch

    shape = packed.shape
    names: dict[str, tuple[str, tuple[int, ...]]] = {  # ours: the file's, dimensions
        "embeddings.word_embeddings.weight": ("emb.word", (shape.rows, shape.hidden)),
        "embeddings.position_embeddings.weight": ("emb.pos", (shape.positions, shape.hidden)),
        "embeddings.token_type_embeddings.weight": ("emb.type", (shape.types, shape.hidden)),
        "embeddings.LayerNorm.weight": ("emb.ln.w", (shape.hidden,)),
        "embeddings.LayerNorm.bias": ("emb.ln.b", (shape.hidden,)),
    }
    for layer in range(shape.layers):
        ours, theirs = f"encoder.layer.{layer}", f"l{layer}"
        for short, (name, rows, columns) in DENSE.items():
            dimensions = (getattr(shape, rows), getattr(shape, columns))
            names[f"{ours}.{name}.weight"] = (f"{theirs}.{short}.w", dimensions)
            names[f"{ours}.{name}.bias"] = (f"{theirs}.{short}.b", dimensions[:1])
        for short, name in NORMS.items():
            names[f"{ours}.{name}.weight"] = (f"{theirs}.{short}.w", (shape.hidden,))
            names[f"{ours}.{name}.bias"] = (f"{theirs}.{short}.b", (shape.hidden,))
    weights = {ours: torch.from_numpy(packed.tensor(theirs, *size)) for ours, (theirs, size) in names.items()}
    weights["pooler.dense.weight"] = torch.eye(shape.hidden)
    weights["pooler.dense.bias"] = torch.zeros(shape.hidden)
    return weights
