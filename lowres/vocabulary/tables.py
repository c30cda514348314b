"""What is written down beside a changed vocabulary: where each row started, and how fertility fell."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from lowres.vocabulary.changed import Changed
from lowres.vocabulary.learn import Learnt

PROVENANCE = "provenance.jsonl"
CURVE = "curve.json"
PIECES = "pieces.jsonl"


def provenance_file(changed: Changed) -> dict[str, str]:
    """One line a new token, as a text by its file name; nothing where no token is new."""
    return {PROVENANCE: _lines(changed.provenance())} if changed.tokens else {}


def curve_file(learnt: Learnt) -> dict[str, str]:
    """Fertility by the number of pieces, as a text by its file name."""
    values = {"held_out": learnt.held_out, "points": [asdict(point) for point in learnt.curve]}
    return {CURVE: json.dumps(values, indent=2) + "\n"}


def pieces_file(learnt: Learnt) -> dict[str, str]:
    """One line a piece, the best first, as a text by its file name."""
    return {PIECES: _lines(asdict(piece) for piece in learnt.pieces)}


def _lines(values: Iterable[Any]) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
