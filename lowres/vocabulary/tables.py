"""What is written down beside a changed vocabulary: where each row started, and how fertility fell."""

from dataclasses import asdict

from lowres.files import json_lines_text, json_text
from lowres.vocabulary.changed import Changed
from lowres.vocabulary.learn import Learnt

PROVENANCE = "provenance.jsonl"
CURVE = "curve.json"
PIECES = "pieces.jsonl"


def provenance_file(changed: Changed) -> dict[str, str]:
    """One line a new token, as a text by its file name; nothing where no token is new."""
    return {PROVENANCE: json_lines_text(changed.provenance())} if changed.tokens else {}


def curve_file(learnt: Learnt) -> dict[str, str]:
    """Fertility by the number of pieces, as a text by its file name."""
    values = {"held_out": learnt.held_out, "points": [asdict(point) for point in learnt.curve]}
    return {CURVE: json_text(values)}


def pieces_file(learnt: Learnt) -> dict[str, str]:
    """One line a piece, the best first, as a text by its file name."""
    return {PIECES: json_lines_text(asdict(piece) for piece in learnt.pieces)}
