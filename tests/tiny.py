"""Tiny random models of real classes, with tiny real tokenizers, built in a few milliseconds; no network."""

from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from lowres.models.pretrained import Pretrained, new_record, save_pretrained
from lowres.models.unigram_tokenizer import build_unigram_tokenizer

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

HIDDEN = 32
SPARE_ROWS = 3
"""The tiny model has more embedding rows than pieces, as multilingual-e5 has."""
WORDS = ("casa", "agua", "cuento", "sol", "mar", "atl", "calli", "tonal", "in", "tla", "la", "de", "el", "que", "no")
SYLLABLES = ("ca", "tl", "li", "co", "ma", "te", "po", "na", "al", "ni")
PIECES = (
    *("<s>", "<pad>", "</s>", "<unk>"),
    *("▁", ",", "."),
    *ascii_lowercase,
    *SYLLABLES,
    *(f"▁{word}" for word in WORDS),
    "<mask>",
)
"""59 Unigram pieces in XLM-RoBERTa's order: the special ones first, `<mask>` last."""
SIZES: dict[str, Any] = {
    "hidden_size": HIDDEN,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "intermediate_size": 64,
    "pad_token_id": 1,
}


def unigram_tokenizer() -> "PreTrainedTokenizerFast":
    """An XLM-RoBERTa-style tokenizer of `PIECES`; whole words beat syllables, and syllables beat letters."""
    scores = [0.0 if piece.startswith("<") else -10.0 + len(piece.lstrip("▁")) for piece in PIECES]
    return build_unigram_tokenizer(PIECES, scores, model_max_length=64)


def wordpiece_tokenizer() -> "PreTrainedTokenizerFast":
    """An mBERT-style WordPiece tokenizer."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece
    from transformers import BertTokenizerFast

    letters = [*ascii_lowercase, *(f"##{letter}" for letter in ascii_lowercase)]
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *WORDS, *(f"##{part}" for part in SYLLABLES)]
    model = WordPiece({piece: index for index, piece in enumerate(pieces)}, unk_token="[UNK]")
    return BertTokenizerFast(tokenizer_object=_bert_pipeline(Tokenizer(model)), model_max_length=64)


def _bert_pipeline(tokenizer: Any) -> Any:
    from tokenizers import decoders, normalizers, pre_tokenizers, processors

    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.decoder = decoders.WordPiece()
    return tokenizer


def t5_tokenizer() -> "PreTrainedTokenizerFast":
    """A T5-style Unigram tokenizer whose three sentinels stand outside its model."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import T5TokenizerFast

    pieces = ["<pad>", "</s>", "<unk>", *PIECES[4:-1]]
    scores = [0.0 if piece.startswith("<") else -10.0 + len(piece.lstrip("▁")) for piece in pieces]
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=2, byte_fallback=False))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing("$A </s>", "$A </s> $B </s>", [("</s>", 1)])
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    return T5TokenizerFast(tokenizer_object=tokenizer, extra_ids=3, model_max_length=64)


def deberta_tokenizer() -> "PreTrainedTokenizerFast":
    """A DeBERTa-v2-style Unigram tokenizer whose `[MASK]` stands outside its model."""
    from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from transformers import DebertaV2TokenizerFast

    pieces = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", *PIECES[4:-1]]
    scores = [0.0 if piece.startswith("[") else -10.0 + len(piece.lstrip("▁")) for piece in pieces]
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    frame = ("[CLS]:0 $A:0 [SEP]:0", "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", [("[CLS]", 1), ("[SEP]", 2)])
    tokenizer.post_processor = processors.TemplateProcessing(*frame)
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    return DebertaV2TokenizerFast(tokenizer_object=tokenizer, model_max_length=64)


def sentencepiece_bpe_tokenizer() -> "PreTrainedTokenizerFast":
    """A Llama-style tokenizer: merges over characters, `▁` put in by the normaliser, bytes for what has no piece."""
    from tokenizers import Tokenizer, decoders, models, normalizers
    from transformers import LlamaTokenizerFast

    special = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    merges = _merges_that_build(*(f"▁{word}" for word in WORDS), *SYLLABLES)
    pieces = dict.fromkeys([*special, "▁", ",", ".", *ascii_lowercase, *("".join(pair) for pair in merges)])
    numbers = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.BPE(numbers, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    spaces = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    tokenizer.decoder = decoders.Sequence(spaces)
    return LlamaTokenizerFast(tokenizer_object=tokenizer, pad_token="</s>", model_max_length=64)


def byte_level_tokenizer() -> "PreTrainedTokenizerFast":
    """A RoBERTa-style tokenizer: merges over bytes."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
    from transformers import RobertaTokenizerFast

    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    merges = _merges_that_build(*(f"Ġ{word}" for word in WORDS), *SYLLABLES, "Ã±")  # ñ as its two bytes
    pieces = ["<s>", "<pad>", "</s>", "<unk>", *alphabet, *("".join(pair) for pair in merges), "<mask>"]
    tokenizer = Tokenizer(models.BPE({piece: number for number, piece in enumerate(pieces)}, merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    return RobertaTokenizerFast(tokenizer_object=tokenizer, model_max_length=64)


def _merges_that_build(*pieces: str) -> list[tuple[str, str]]:
    """Merges that build the pieces letter by letter from the left."""
    pairs = [(piece[:length], piece[length]) for piece in pieces for length in range(1, len(piece))]
    return list(dict.fromkeys(pairs))


TOKENIZERS = {
    "unigram": unigram_tokenizer,
    "unigram_t5": t5_tokenizer,
    "unigram_deberta": deberta_tokenizer,
    "sentencepiece_bpe": sentencepiece_bpe_tokenizer,
    "byte_level_bpe": byte_level_tokenizer,
    "wordpiece": wordpiece_tokenizer,
}
"""One tiny tokenizer of each kind; of Unigram one of each family."""


def bert_model(seed: int = 7, head: bool = False, tied: bool = True) -> "PreTrainedModel":
    """A `BertModel` for `unigram_tokenizer`, or a `BertForMaskedLM` with its head tied or not."""
    from transformers import BertConfig, BertForMaskedLM, BertModel

    config = BertConfig(
        vocab_size=len(PIECES) + SPARE_ROWS, max_position_embeddings=64, tie_word_embeddings=tied, **SIZES
    )
    return _seeded(BertForMaskedLM if head else BertModel, config, seed)


def xlm_roberta_model(seed: int = 7, head: bool = False, tied: bool = True) -> "PreTrainedModel":
    """An `XLMRobertaModel` for `unigram_tokenizer`, or an `XLMRobertaForMaskedLM` with its head tied or not."""
    from transformers import XLMRobertaConfig, XLMRobertaForMaskedLM, XLMRobertaModel

    config = XLMRobertaConfig(
        vocab_size=len(PIECES), max_position_embeddings=66, type_vocab_size=1, tie_word_embeddings=tied, **SIZES
    )
    return _seeded(XLMRobertaForMaskedLM if head else XLMRobertaModel, config, seed)


def multilingual_bert_model(seed: int = 7) -> "PreTrainedModel":
    """A `BertModel` for `wordpiece_tokenizer`."""
    from transformers import BertConfig, BertModel

    rows = len(wordpiece_tokenizer())
    return _seeded(
        BertModel, BertConfig(vocab_size=rows, max_position_embeddings=64, **SIZES | {"pad_token_id": 0}), seed
    )


def _seeded(cls: Any, config: Any, seed: int) -> "PreTrainedModel":
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return cls(config).eval()


def pretrained(seed: int = 7, prefix: str = "query: ") -> Pretrained:
    """The tiny `BertModel` with its tokenizer and record."""
    tokenizer = unigram_tokenizer()
    return Pretrained(bert_model(seed), tokenizer, new_record(tokenizer, "tiny", prefix=prefix))


def model_folder(parent: Path, seed: int = 7) -> Path:
    """The tiny BERT with Unigram pieces, saved as `parent/tiny`."""
    folder = parent / "tiny"
    save_pretrained(pretrained(seed), folder)
    return folder


def xlm_roberta_folder(parent: Path) -> Path:
    """A tiny XLM-RoBERTa saved as Transformers saves it, without our record, as `parent/tiny_xlm_roberta`."""
    return _stock_folder(parent / "tiny_xlm_roberta", xlm_roberta_model(), unigram_tokenizer())


def wordpiece_folder(parent: Path) -> Path:
    """A tiny multilingual BERT saved as Transformers saves it, without our record, as `parent/tiny_bert`."""
    return _stock_folder(parent / "tiny_bert", multilingual_bert_model(), wordpiece_tokenizer())


def _stock_folder(folder: Path, model: "PreTrainedModel", tokenizer: "PreTrainedTokenizerFast") -> Path:
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
