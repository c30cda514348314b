"""A model converted for CTranslate2, several times faster on a processor than Transformers."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar, Literal

from lowres.augmentation.translators.seq2seq import code_number, tokenizer_of
from lowres.augmentation.translators.translator import LocalTranslator, Translate
from lowres.errors import MissingPackageError, UserError, one_line


class CTranslate2(LocalTranslator):
    """A folder that `ct2-transformers-converter` wrote, with the tokenizer of the model that it was made of."""

    method: Literal["ctranslate2"] = "ctranslate2"
    packages: ClassVar[Mapping[str, str]] = {"ctranslate2": "ctranslate2"}
    folder: Path
    tokenizer: Path | None = None
    """The folder of the tokenizer; null where it lies beside the converted model (`--copy_files`)."""

    def ready(self) -> Translate:
        try:
            import ctranslate2
        except ImportError:
            raise MissingPackageError("ctranslate2", "ctranslate2", "translator: ctranslate2") from None
        folder = self.folder.expanduser()
        beside = (self.tokenizer or folder).expanduser()
        tokenizer = tokenizer_of(beside, self.source)
        if self.target is not None:
            code_number(tokenizer, self.target, beside)
        try:
            model = ctranslate2.Translator(str(folder), device="auto")
        except (RuntimeError, ValueError) as error:
            raise UserError(f"{folder}: is no model that ct2-transformers-converter wrote: {one_line(error)}") from None
        return _Translating(self, model, tokenizer)


class _Translating:
    def __init__(self, form: CTranslate2, model: Any, tokenizer: Any) -> None:
        self._form = form
        self._model = model
        self._tokenizer = tokenizer

    def __call__(self, texts: Sequence[str]) -> list[str]:
        form, tokenizer = self._form, self._tokenizer
        pieces = [tokenizer.convert_ids_to_tokens(tokenizer.encode(text, verbose=False)) for text in texts]
        found = list(texts)
        places = [place for place, one in enumerate(pieces) if len(one) <= form.longest_text_tokens]
        prefix = None if form.target is None else [[form.target]] * len(places)
        written = self._model.translate_batch(
            [pieces[place] for place in places],
            target_prefix=prefix,
            beam_size=form.beams,
            max_batch_size=form.batch_size,
            max_decoding_length=form.longest_text_tokens,
        )
        for place, result in zip(places, written, strict=True):
            said = result.hypotheses[0][0 if form.target is None else 1 :]
            found[place] = tokenizer.decode(tokenizer.convert_tokens_to_ids(said), skip_special_tokens=True).strip()
        return found
