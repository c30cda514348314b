"""Rank three encoders on labelled Swahili sentences as transformer-ranker does and as we do.

    LOWRES_SHARED=FOLDER make peer-transformer-ranker

writes results/peers/transformer-ranker.json: seconds, memory and H-scores of both sides on all of SIB-200's Swahili
training sentences (Adelani et al. 2024), from model folders to scores. Theirs scores the mean of all layers; ours that,
each layer by itself, and an interval. H-scores are compared on the very same vectors, those that theirs writes down,
and once more as each side reads text: theirs takes punctuation for words, and leaves special tokens and the encoder's
prefix out. Then both are given four inputs on which transformer-ranker 0.2.0 raises an error. Finished parts lie in
runs/peer_transformer_ranker and are used again while their inputs are the same.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from environment import python_with
from kept import kept, sum_of_files
from measured import SIDES, run_side
from result import ROOT, Row, write_result

sys.path.append(str(ROOT / "benchmarks"))

from encoder import sib200  # noqa: E402
from encoders import encoder_folders  # noqa: E402
from sib200 import topics  # noqa: E402

from lowres.files import write_json  # noqa: E402

VERSION = "0.2.0"
PACKAGES = (
    f"transformer-ranker=={VERSION}",
    "torch==2.13.0",
    "transformers==4.57.6",
    "sentencepiece==0.2.3",
    "protobuf",
)
RUNS = ROOT / "runs" / "peer_transformer_ranker"
LANGUAGE = "swh_Latn"
REPEATS = 2
OURS, THEIRS, MEMORY = "ours", "theirs", "memory"
SCRIPTS = {OURS: "our_ranker.py", THEIRS: "their_ranker.py"}
INPUT_SCRIPTS = {OURS: "our_ranker_inputs.py", THEIRS: "their_ranker_inputs.py"}
INPUTS = {
    "texts": ["a cold wind", "the warm sun", "a cold night", "the warm day"] * 6,
    "labels": ["cold", "warm"] * 12,
    "words": [["Anna", "sings"], ["Ben", "runs"]] * 12,
    "tags": [["B-PER", "O"]] * 24,
    "long_words": [["Anna", "sings"] * 400] * 4,
    "long_tags": [["B-PER", "O"] * 400] * 4,
}


def main() -> None:
    """Measure both sides in turn, then once each for memory, then the four inputs."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("--repeats", type=int, default=REPEATS)
    repeats = wanted.parse_args().repeats
    pythons = {OURS: Path(sys.executable), THEIRS: python_with("transformer-ranker", PACKAGES)}
    train = topics(sib200(), LANGUAGE, "train")
    folders = encoder_folders()
    models = {name: str(folder) for name, folder in folders.items()}
    given, vectors = RUNS / "given.json", RUNS / "vectors"
    write_json(given, {"models": models, "texts": train.texts, "labels": train.labels, "language": "swh-Latn"})

    def told(side: str, name: str) -> dict[str, Any]:
        def make() -> dict[str, Any]:
            found = run_side(pythons[side], SCRIPTS[side], [given, vectors], sampled=name == MEMORY)
            say(f"{side}, {name}: {json.dumps(found)}")
            return found

        found: dict[str, Any] = kept(RUNS / f"{side}_{name}.json", (sum_of_files([given]), inputs_of(side)), make)
        return found

    timed: dict[str, list[dict[str, Any]]] = {side: [] for side in SCRIPTS}
    for number in range(repeats):
        for side in (THEIRS, OURS):
            timed[side].append(told(side, f"timed_{number + 1}"))
    memory = {side: told(side, MEMORY) for side in SCRIPTS}
    arguments = [models["minilm"], json.dumps(INPUTS)]
    inputs = {side: run_side(pythons[side], script, arguments, sampled=False) for side, script in INPUT_SCRIPTS.items()}
    say(json.dumps(inputs))
    say(f"wrote {write_result('transformer-ranker', VERSION, rows_of(timed, memory, inputs, len(train.texts)))}")


def inputs_of(side: str) -> str:
    """All that a side's figures come from, but for the data."""
    ours = [*(ROOT / "lowres" / "selection").rglob("*.py"), *(ROOT / "lowres" / "models").glob("*.py")]
    return sum_of_files([SIDES / SCRIPTS[side], *(ours if side == OURS else [])]) + "".join(PACKAGES)


def rows_of(
    timed: dict[str, list[dict[str, Any]]],
    memory: dict[str, dict[str, Any]],
    inputs: dict[str, dict[str, str]],
    sentences: int,
) -> list[Row]:
    """The rows of the result."""
    ours, theirs = timed[OURS][-1], timed[THEIRS][-1]
    what = (
        f"SIB-200 {LANGUAGE}, all {sentences} training sentences, {', '.join(ours['h_score'])}, from folders to scores"
    )
    least = {side: min(runs, key=lambda run: run["seconds"]) for side, runs in timed.items()}
    cpu = " and ".join(f"{least[side]['processor_seconds']:.1f}" for side in SCRIPTS)
    return [
        Row(
            "seconds",
            "s",
            least[OURS]["seconds"],
            least[THEIRS]["seconds"],
            f"{what}; least of {len(timed[OURS])} in turn; processor seconds {cpu}",
        ),
        Row(
            "peak_memory_mb",
            "MB",
            memory[OURS]["peak_process_mb"],
            memory[THEIRS]["peak_process_mb"],
            f"{what}; the whole process, libraries included",
        ),
        *(
            Row(
                "h_score", "H-score", ours["h_score_of_their_vectors"][name], score, f"{name}: the same vectors, theirs"
            )
            for name, score in theirs["h_score"].items()
        ),
        *(
            Row("h_score_as_read", "H-score", ours["h_score"][name], score, f"{name}: as each side reads text")
            for name, score in theirs["h_score"].items()
        ),
        *(
            Row(f"input_{name}", "1 if it works", float(inputs[OURS][name] == "works"), float(said == "works"), said)
            for name, said in inputs[THEIRS].items()
        ),
    ]


def say(line: str) -> None:
    """Tell whoever waits."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
