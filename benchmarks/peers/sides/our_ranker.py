"""Our side: models ranked on labelled texts, from their folders to places, intervals and scores of every layer."""

import argparse
import json
import tempfile
from pathlib import Path

import numpy as np
from signals import Measurer

from lowres.data.examples import LabelledText
from lowres.progress import SilentProgress
from lowres.selection.candidate import Candidate
from lowres.selection.rank import RankSettings, rank
from lowres.selection.scorers.h_score import HScore
from lowres.selection.scorers.scorer import Evidence, LabelledVectors


def main() -> None:
    """Rank, and say how long it took; then score the vectors that the other side wrote down, if it did."""
    wanted = argparse.ArgumentParser()
    for name in ("given", "vectors"):
        wanted.add_argument(name, type=Path)
    asked = wanted.parse_args()
    measurer = Measurer()
    given = json.loads(asked.given.read_text(encoding="utf-8"))
    examples = [
        LabelledText(str(number), text, label)
        for number, (text, label) in enumerate(zip(given["texts"], given["labels"], strict=True))
    ]
    candidates = [Candidate(path, Path(), Path("/")) for path in given["models"].values()]

    def ranked() -> dict[str, float]:
        with tempfile.TemporaryDirectory() as cache:
            options = RankSettings(HScore(), cache=Path(cache))
            found = rank(candidates, Evidence(given["texts"], examples), given["language"], options, SilentProgress())
        return {one.reference: one.score.value for one in found if one.score}

    scores, took = measurer.timed(ranked)
    names = {path: name for name, path in given["models"].items()}
    own = {names[path]: score for path, score in scores.items()}
    measurer.tell({**took, "h_score": own, "h_score_of_their_vectors": scored(asked.vectors, given["labels"])})


def scored(folder: Path, labels: list[str]) -> dict[str, float]:
    """Our H-score of vectors in `MODEL.npy`."""
    told = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    found = {}
    for path in sorted(folder.glob("*.npy")):
        sample = LabelledVectors(np.load(path), told, np.arange(len(told)))
        found[path.stem] = HScore().value(sample)
    return found


if __name__ == "__main__":
    main()
