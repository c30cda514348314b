"""Our side: the initialiser `focus`, by way of `replace`. Its rows go to a file."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from signals import Measurer

from lowres.models.embeddings import read_rows
from lowres.models.pretrained import load_pretrained
from lowres.vocabulary.changed import Changed
from lowres.vocabulary.initialisers.focus import Focus
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.kinds.kind import Piece
from lowres.vocabulary.replace import replace


def main() -> None:
    """Start a vocabulary and say how long it took."""
    wanted = argparse.ArgumentParser()
    for name in ("model", "pieces", "text", "rows"):
        wanted.add_argument(name, type=Path)
    asked = wanted.parse_args()
    measurer = Measurer()
    pretrained = load_pretrained(asked.model)
    sum(float(one.sum()) for one in pretrained.model.parameters())  # weights that the file only maps are read in
    pieces = [Piece(text, score) for text, score in json.loads(asked.pieces.read_text(encoding="utf-8"))]

    def start() -> Changed:
        texts = asked.text.read_text(encoding="utf-8").splitlines()
        return replace(pretrained, pieces, Focus(), Knowledge(texts), torch.Generator().manual_seed(0))

    changed, took = measurer.timed(start)
    np.save(asked.rows, read_rows(pretrained.model).numpy())
    measurer.tell(
        {**took, "random_rows": changed.random_rows(), "new_tokens": len(changed.tokens), "rules": changed.rules()}
    )


if __name__ == "__main__":
    main()
