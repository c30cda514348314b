"""Their side: transformer-ranker as its README calls it, run in its own environment."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from datasets import Dataset
from signals import Measurer
from transformer_ranker import TransformerRanker
from transformer_ranker.embedder import Embedder


def main() -> None:
    """Rank, and say how long it took; then write the vectors that were scored."""
    wanted = argparse.ArgumentParser()
    for name in ("given", "vectors"):
        wanted.add_argument(name, type=Path)
    asked = wanted.parse_args()
    measurer = Measurer()
    given = json.loads(asked.given.read_text(encoding="utf-8"))
    folders = list(given["models"].values())

    def ranked() -> dict[str, float]:
        ranker = TransformerRanker(Dataset.from_dict({"text": given["texts"], "label": given["labels"]}))
        result = ranker.run(folders, estimator="hscore", layer_aggregator="layermean", device="cpu")
        return dict(result.scores)

    scores, took = measurer.timed(ranked)
    asked.vectors.mkdir(parents=True, exist_ok=True)
    for name, folder in given["models"].items():
        path = asked.vectors / f"{name}.npy"
        if not path.exists():
            embedder = Embedder(folder, layer_ids="all", layer_mean=True, sentence_pooling="mean", device="cpu")
            np.save(path, torch.stack(embedder.embed(given["texts"], show_progress=False))[:, 0].numpy())
    names = {folder: name for name, folder in given["models"].items()}
    measurer.tell({**took, "h_score": {names[folder]: score for folder, score in scores.items()}})


if __name__ == "__main__":
    main()
