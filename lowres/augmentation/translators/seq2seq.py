"""A sequence-to-sequence model in a local folder, such as OPUS-MT, NLLB or M2M100 as Transformers saves it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lowres.augmentation.translators.translator import LocalTranslator, Translate
from lowres.errors import UserError, one_line
from lowres.models.trust import inspect_model_folder

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase


class Seq2Seq(LocalTranslator):
    """A local folder with a sequence-to-sequence model and its tokenizer, loaded without running code of its own."""

    method: Literal["seq2seq"] = "seq2seq"
    folder: Path

    def ready(self) -> Translate:
        from transformers import AutoModelForSeq2SeqLM

        folder = self.folder.expanduser()
        inspect_model_folder(folder)
        tokenizer = tokenizer_of(folder, self.source)
        try:
            model: Any = AutoModelForSeq2SeqLM.from_pretrained(folder, local_files_only=True, use_safetensors=True)
        except (OSError, ValueError) as error:
            raise UserError(f"{folder}: holds no sequence-to-sequence model: {one_line(error)}") from None
        begins = None if self.target is None else code_number(tokenizer, self.target, folder)
        return Generating(self, model.eval(), tokenizer, begins)


class Generating:
    """Translates batches of texts of like length."""

    def __init__(self, form: Seq2Seq, model: Any, tokenizer: Any, begins: int | None) -> None:
        from lowres.models.device import pick_device

        self._form = form
        self._model = model.to(pick_device())
        self._tokenizer = tokenizer
        self._begins = {} if begins is None else {"forced_bos_token_id": begins}

    def __call__(self, texts: Sequence[str]) -> list[str]:
        import torch

        longest = self._form.longest_text_tokens
        ids = self._tokenizer(list(texts), truncation=False, verbose=False)["input_ids"] if texts else []
        found = list(texts)
        order = sorted((place for place in range(len(texts)) if len(ids[place]) <= longest), key=lambda i: len(ids[i]))
        for start in range(0, len(order), self._form.batch_size):
            places = order[start : start + self._form.batch_size]
            read = self._tokenizer([texts[place] for place in places], padding=True, return_tensors="pt")
            read = {name: one.to(self._model.device) for name, one in read.items() if name != "token_type_ids"}
            with torch.inference_mode():
                written = self._model.generate(
                    **read, **self._begins, num_beams=self._form.beams, max_new_tokens=longest, do_sample=False
                )
            said = self._tokenizer.batch_decode(written, skip_special_tokens=True)
            for place, text in zip(places, said, strict=True):
                found[place] = text.strip()
        return found


def tokenizer_of(folder: Path, source: str | None) -> "PreTrainedTokenizerBase":
    """The folder's tokenizer, which reads the source language.

    Raises:
        UserError: if it cannot be loaded, or does not know the language.
    """
    from transformers import AutoTokenizer

    given = {} if source is None else {"src_lang": source}
    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(folder, local_files_only=True, **given)
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise UserError(f"{folder}: its tokenizer cannot be loaded: {one_line(error)}") from None
    if source is not None:
        code_number(tokenizer, source, folder)
    return tokenizer


def code_number(tokenizer: Any, code: str, folder: Path) -> int:
    """The token that stands for a language, by the model's own code of it.

    Raises:
        UserError: if there is none.
    """
    vocabulary = tokenizer.get_vocab()
    for spelt in (code, f"__{code}__"):  # NLLB and mBART; M2M100
        if spelt in vocabulary:
            return int(vocabulary[spelt])
    alike = [word for word in vocabulary if word.startswith(code[:3]) and "_" in word]
    known = f" It has, for example: {', '.join(sorted(alike)[:5])}." if alike else ""
    raise UserError(f"{folder}: its tokenizer has no language '{code}'.{known} Use the model's own codes.")
