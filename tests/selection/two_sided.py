"""An encoder whose two sides agree: words that mean the same have the same row."""

from itertools import combinations
from pathlib import Path

from lowres.data.examples import Pair
from lowres.models.embeddings import read_rows
from lowres.models.pretrained import Pretrained, save_pretrained
from tests import tiny

MEANINGS = {"atl": "agua", "calli": "casa", "tonal": "sol", "tla": "mar", "in": "la"}
PAIRS = [
    Pair(f"toy:{line}", " ".join(words), " ".join(MEANINGS[word] for word in words), "")
    for line, words in enumerate(combinations(MEANINGS, 2))
]
"""Ten pairs of two words."""


def two_sided() -> Pretrained:
    """The tiny model, in which a word and its translation are one row."""
    pretrained = tiny.pretrained()
    rows = read_rows(pretrained.model).mul_(20)
    for target, pivot in MEANINGS.items():
        rows[tiny.PIECES.index(f"▁{target}")] = rows[tiny.PIECES.index(f"▁{pivot}")]
    return pretrained


def two_sided_folder(parent: Path) -> Path:
    save_pretrained(two_sided(), parent / "two_sided")
    return parent / "two_sided"
