"""A model that may be chosen."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Candidate:
    """A model reference as the recipe writes it, and where references are looked up."""

    reference: str
    cache: Path
    relative_to: Path
