"""One pretrained model of the catalogue; every fact has its source, and what nobody says is null."""

from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt, StringConstraints, model_validator

from lowres.data.published import Licence
from lowres.language import LanguageTag, code_of, script_of
from lowres.method import Parameters

Address = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
HubName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?$")]
TokenizerKind = Literal["unigram", "wordpiece", "bpe", "byte_level_bpe"]


class ModelLicence(Licence):
    """Under which terms the weights are given."""

    url: Address
    """Who says so."""


class Architecture(Parameters):
    """The shape of a model."""

    family: str
    """As its config.json names it under `model_type`, such as `xlm-roberta`."""
    hidden_size: PositiveInt | None = None
    layers: PositiveInt | None = None
    parameters: PositiveInt | None = None
    """With embeddings; of a model with a decoder, all of it."""
    longest_input: PositiveInt | None = None
    """Tokens, special ones included; null where positions are relative or nobody says."""
    source: Address


class TokenizerFacts(Parameters):
    """What spells text for a model."""

    kind: TokenizerKind
    vocabulary_size: PositiveInt | None = None
    source: Address


class Pretraining(Parameters):
    """The text that a model was trained on."""

    languages: Annotated[list[LanguageTag], Field(min_length=1)]
    """Those that the source names. Where it names a language without a script, the scripts are those that the language
    is commonly written in on the web."""
    complete: bool = True
    """Whether the source names all languages, or some of more."""
    number_of_languages: PositiveInt | None = None
    """As the source counts them."""
    source: Address


class CatalogueEntry(Parameters):
    """A pretrained model."""

    id: HubName
    """Its name on the hub."""
    revision: str | None = None
    """The commit that was looked at."""
    also: list[str] = []
    """Other references to the same weights, such as an encoder packed in a Python package."""
    summary: str
    architecture: Architecture
    tokenizer: TokenizerFacts
    pretraining: Pretraining
    built_on: HubName | None = None
    """The model of the catalogue whose weights it started from: it has seen that one's languages, too."""
    licence: ModelLicence
    notes: list[str] = []

    @model_validator(mode="after")
    def _each_language_once(self) -> Self:
        found = self.pretraining.languages
        twice = sorted({tag for tag in found if found.count(tag) > 1})
        if twice:
            raise ValueError(f"must name each language once, but these stand twice: {', '.join(twice)}")
        return self

    @property
    def references(self) -> list[str]:
        """All names it goes by."""
        return [self.id, *self.also]

    @property
    def scripts(self) -> list[str]:
        """The scripts of the languages that its source names, each once."""
        return sorted({script_of(tag) for tag in self.pretraining.languages})

    @property
    def codes(self) -> set[str]:
        """The languages without their scripts."""
        return {code_of(tag) for tag in self.pretraining.languages}
