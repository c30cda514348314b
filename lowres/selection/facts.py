"""What is known of a candidate before it is loaded: its entry in the catalogue, or what its folder holds."""

import json
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lowres.files import read_json
from lowres.models.trust import WEIGHTS, WEIGHTS_INDEX
from lowres.selection.catalogue.entry import CatalogueEntry
from lowres.selection.catalogue.read import find, has_language, has_script, lineage

RECORD = "lowres.json"
LONGEST_HEADER = 100_000_000


@dataclass(frozen=True)
class ModelFacts:
    """Facts of a model; None is unknown."""

    reference: str
    parameters: int | None = None
    entry: CatalogueEntry | None = None
    """Its own, or that of the model which it was adapted from."""
    is_adapted: bool = False
    """Whether the entry is that of the model it was adapted from."""

    @property
    def licence(self) -> str | None:
        """The name of its licence; an adapted model has that of its base."""
        return self.entry.licence.name if self.entry else None

    @property
    def commercial_use(self) -> bool | None:
        """Whether its licence allows commercial use."""
        return self.entry.licence.commercial_use if self.entry else None

    @property
    def number_of_languages(self) -> int:
        """How many languages it was trained on, by its source or else by the list; 0 where nothing is known."""
        if self.entry is None:
            return 0
        return max(one.pretraining.number_of_languages or len(one.codes) for one in lineage(self.entry))

    def knows(self, language: str) -> bool | None:
        """Whether a source names the language among those of its pretraining."""
        if self.entry is None:
            return None
        if has_language(lineage(self.entry), language):
            return True
        return False if all(one.pretraining.complete for one in lineage(self.entry)) else None

    def knows_script(self, language: str) -> bool | None:
        """Whether a source names a language in the same script."""
        return None if self.entry is None else has_script(lineage(self.entry), language) is not None


def facts_of(reference: str, folder: Path | None = None) -> ModelFacts:
    """What the catalogue says of a reference and, if there is one, what its folder holds."""
    entry = find(reference)
    parameters = entry.architecture.parameters if entry else None
    if folder is None:
        return ModelFacts(reference, parameters, entry)
    counted = parameters_in(folder)
    if entry is None and (folder / RECORD).is_file():
        base = find(str(read_json(folder / RECORD).get("base_model", "")))
        return ModelFacts(reference, counted, base, is_adapted=base is not None)
    return ModelFacts(reference, counted or parameters, entry)


def parameters_in(folder: Path) -> int | None:
    """How many numbers the weights of a folder hold, from the heads of its safetensors files alone."""
    index = folder / WEIGHTS_INDEX
    names = sorted(set(read_json(index)["weight_map"].values())) if index.is_file() else [WEIGHTS]
    try:
        return sum(_numbers_in(folder / name) for name in names)
    except (OSError, ValueError, KeyError, struct.error):
        return None  # loading it will say what is wrong


def _numbers_in(path: Path) -> int:
    with path.open("rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        if length > LONGEST_HEADER:
            raise ValueError(f"{path} has a head of {length} bytes")
        tensors: dict[str, Any] = json.loads(stream.read(length))
    return sum(math.prod(one["shape"]) for name, one in tensors.items() if name != "__metadata__")
