"""A model together with its tokenizer and a record of what it is: loaded with every check, saved whole."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import ValidationError

from lowres.errors import UserError, one_line
from lowres.files import read_json, sha256_of_text, whole_folder, write_json, write_text
from lowres.method import Parameters
from lowres.models.attached_adapters import AdapterName, active_adapters, without_adapters
from lowres.models.device import fast_attention, pick_device
from lowres.models.embeddings import read_rows
from lowres.models.trust import inspect_model_folder

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerFast

RECORD = "lowres.json"
COMPANIONS = ("romanisation.json",)
"""Files of vocabulary work that stay with a model wherever it is loaded and saved again."""
LANGUAGE_MODELS = {
    "ForMaskedLM": "AutoModelForMaskedLM",
    "ForCausalLM": "AutoModelForCausalLM",
    "LMHeadModel": "AutoModelForCausalLM",
    "ForConditionalGeneration": "AutoModelForSeq2SeqLM",
}
"""How an architecture's name ends: the class that loads it with its language-modelling head."""
FORMAT_VERSION = "4.57.0"
"""The oldest Transformers release that reads our folders alike; what their config.json states as its version."""


class ModelRecord(Parameters):
    """What a model folder says of itself in `lowres.json`, checked whenever it is loaded."""

    base_model: str
    """The reference that the model was first loaded from."""
    tokenizer_sha256: str
    vocabulary_size: int
    """How many tokens the tokenizer knows, added and special ones included; the model may have spare rows beyond."""
    added_rows: int = 0
    """How many embedding rows a vocabulary extension added."""
    prefix: str = ""
    """What stands before every text, such as `query: `."""
    pooling: Literal["mean"] = "mean"
    normalise: bool = True
    """Whether sentence vectors are brought to length one."""
    adapters: list[AdapterName] = []
    """Which adapters of the folder's `adapters` are at work, from the first that states go through to the last."""


@dataclass(frozen=True)
class Pretrained:
    """A loaded model (on the CPU, float32, in evaluation mode), its tokenizer and its record."""

    model: "PreTrainedModel"
    tokenizer: "PreTrainedTokenizerFast"
    record: ModelRecord
    companions: Mapping[str, str] = field(default_factory=dict)
    """Texts that are saved beside the model, by file name; those of `COMPANIONS` are loaded again."""

    @property
    def body(self) -> "PreTrainedModel":
        """The model without its head, or the encoder of one with a decoder: what makes sentence vectors."""
        whole: Any = self.model
        found: PreTrainedModel = whole.get_encoder() if whole.config.is_encoder_decoder else whole.base_model
        return found


def tokenizer_sha256(tokenizer: "PreTrainedTokenizerFast") -> str:
    """The SHA-256 of the tokenizer's whole state but for truncation and padding, which calls set in passing."""
    state = json.loads(tokenizer.backend_tokenizer.to_str())
    state["truncation"] = state["padding"] = None
    return sha256_of_text(json.dumps(state, sort_keys=True))


def vocabulary_size(tokenizer: "PreTrainedTokenizerFast") -> int:
    """One more than the highest token id."""
    return 1 + max(tokenizer.get_vocab().values(), default=-1)


def new_record(
    tokenizer: "PreTrainedTokenizerFast", base_model: str, prefix: str = "", added_rows: int = 0
) -> ModelRecord:
    """The record of a model with this tokenizer."""
    return ModelRecord(
        base_model=base_model,
        tokenizer_sha256=tokenizer_sha256(tokenizer),
        vocabulary_size=vocabulary_size(tokenizer),
        added_rows=added_rows,
        prefix=prefix,
    )


def load_pretrained(
    folder: Path, head: str | None = None, tokenizer: "PreTrainedTokenizerFast | None" = None
) -> Pretrained:
    """Load a model folder: inspected first, from safetensors only, never running code of its own.

    A model that was saved with a language-modelling head keeps it, and one that was saved with adapters gets them
    back, at work. A folder without `lowres.json` gets a record of mean pooling without prefix.

    Args:
        folder: the model's.
        head: the class of Transformers that loads it with another head, such as one of labels.
        tokenizer: the folder's, if it was loaded before: one of 250,000 pieces takes as much memory as a small model.

    Raises:
        UntrustedModelError: see `inspect_model_folder`.
        UserError: for weights that are missing or do not fit, a tokenizer larger than the embedding matrix, a
            tokenizer that is not the one recorded, or an adapter that `load_adapter` refuses.
        MissingPackageError: if there are adapters, and the package `adapters` is not installed.

    """
    from lowres.models.saved_adapter import load_attached  # here, as it builds on this file

    inspect_model_folder(folder)
    tokenizer = load_tokenizer(folder) if tokenizer is None else tokenizer
    record = _checked_record(folder, tokenizer)
    model = _load_model(folder, head)
    rows = len(read_rows(model))
    if vocabulary_size(tokenizer) > rows:
        raise UserError(
            f"{folder}: its tokenizer has {vocabulary_size(tokenizer)} tokens, but its model only {rows} embedding "
            "rows. Put back the tokenizer that was saved with the model."
        )
    found = [folder / name for name in COMPANIONS if (folder / name).is_file()]
    companions = {path.name: path.read_text(encoding="utf-8") for path in found}
    return load_attached(Pretrained(model, tokenizer, record, companions), folder)


def save_pretrained(pretrained: Pretrained, folder: Path) -> None:
    """Save model, tokenizer and record as one folder, whole or not at all; its stock parts load with `AutoModel`.

    Adapters that are at work are saved in folders of their own beside the model's plain weights. The record is written
    with the hash and size of the tokenizer that is saved. `config.json` states the format's version, not the writer's:
    Transformers 4.57.3 to 4.57.6 warn of a wrong (Mistral) pattern in any local tokenizer whose config.json states a
    version after 4.57.2, which is false for every tokenizer but Mistral's.
    """
    from lowres.models.saved_adapter import save_attached  # here, as it builds on this file

    pretrained.tokenizer.backend_tokenizer.no_truncation()
    pretrained.tokenizer.backend_tokenizer.no_padding()
    found = new_record(pretrained.tokenizer, pretrained.record.base_model)
    record = pretrained.record.model_copy(
        update={
            "tokenizer_sha256": found.tokenizer_sha256,
            "vocabulary_size": found.vocabulary_size,
            "adapters": active_adapters(pretrained.model),
        }
    )
    with whole_folder(folder) as temporary:
        without_adapters(pretrained.model).save_pretrained(temporary, safe_serialization=True)
        pretrained.tokenizer.save_pretrained(temporary)
        config = read_json(temporary / "config.json")
        write_json(temporary / "config.json", {**config, "transformers_version": FORMAT_VERSION})
        write_json(temporary / RECORD, record.model_dump())
        for name, text in pretrained.companions.items():
            write_text(temporary / name, text)
        save_attached(replace(pretrained, record=record), temporary)


@contextmanager
def _quiet_transformers() -> Iterator[None]:
    """Silence Transformers while we load: what it would warn of is checked here, and raised as an error."""
    from transformers.utils import logging as transformers_logging

    before = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()
    try:
        yield
    finally:
        transformers_logging.set_verbosity(before)


def load_tokenizer(folder: Path) -> "PreTrainedTokenizerFast":
    """The fast tokenizer of an inspected folder.

    Raises:
        UserError: if it cannot be loaded, or has no fast form.
    """
    from transformers import AutoTokenizer, PreTrainedTokenizerFast

    try:
        with _quiet_transformers():
            # False: no pattern of Mistral's is put into this tokenizer, and no warning that one is missing.
            tokenizer = AutoTokenizer.from_pretrained(
                folder, use_fast=True, trust_remote_code=False, local_files_only=True, fix_mistral_regex=False
            )
    except Exception as error:  # the library raises bare Exception for a broken tokenizer.json
        raise UserError(f"{folder}: its tokenizer cannot be loaded: {one_line(error)}") from error
    if not isinstance(tokenizer, PreTrainedTokenizerFast):
        raise UserError(
            f"{folder}: has no fast tokenizer (tokenizer.json), and its {type(tokenizer).__name__} cannot be made one. "
            "Use a model whose tokenizer has a fast form."
        )
    tokenizer.init_kwargs.pop("fix_mistral_regex", None)
    return tokenizer


def _load_model(folder: Path, head: str | None) -> "PreTrainedModel":
    import torch
    import transformers

    try:
        with _quiet_transformers():
            model, loading = (getattr(transformers, head) if head else _loader(folder)).from_pretrained(
                folder,
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
                dtype=torch.float32,
                attn_implementation=fast_attention(pick_device()),
                output_loading_info=True,
            )
    except Exception as error:  # one of a dozen kinds, for a file that is cut, foreign or of another shape
        raise UserError(f"{folder}: its model cannot be loaded: {one_line(error)}") from error
    missing = sorted(key for key in loading["missing_keys"] if not key.startswith("pooler."))
    if missing:
        raise UserError(
            f"{folder}: its weights lack {len(missing)} parts that its config.json names, such as {missing[0]}; "
            "they would be random. Fetch the model again."
        )
    if loading["missing_keys"]:
        _identity_pooler(model)
    return cast("PreTrainedModel", model.eval())


def _loader(folder: Path) -> Any:
    """The class that loads what the folder's config.json says it holds: with its head, or else the bare model."""
    import transformers

    architectures = read_json(folder / "config.json").get("architectures") or [""]
    for ending, name in LANGUAGE_MODELS.items():
        if str(architectures[0]).endswith(ending):
            return getattr(transformers, name)
    return transformers.AutoModel


def _identity_pooler(model: "PreTrainedModel") -> None:
    """A pooler that the weights lack would be random: two loads would differ. Mean pooling never uses it."""
    import torch

    dense = cast(torch.nn.Linear, model.get_submodule("pooler.dense"))
    torch.nn.init.eye_(dense.weight)
    torch.nn.init.zeros_(dense.bias)


def _checked_record(folder: Path, tokenizer: "PreTrainedTokenizerFast") -> ModelRecord:
    """The folder's record, which must be of this tokenizer."""
    path = folder / RECORD
    found = new_record(tokenizer, str(folder))
    if not path.exists():
        return found
    record = read_record(path)
    if (record.tokenizer_sha256, record.vocabulary_size) != (found.tokenizer_sha256, found.vocabulary_size):
        raise UserError(
            f"{folder}: its tokenizer ({found.vocabulary_size} tokens) is not the one its model was saved with "
            f"({record.vocabulary_size} tokens, {RECORD}). Put back the model's own tokenizer, or save the model again."
        )
    return record


def read_record(path: Path) -> ModelRecord:
    """The record in a file.

    Raises:
        UserError: if it is none.

    """
    try:
        value: Any = read_json(path)
        return ModelRecord.model_validate(value)
    except (ValidationError, ValueError, OSError) as error:
        raise UserError(f"{path}: is not a model record: {one_line(error)}") from error
