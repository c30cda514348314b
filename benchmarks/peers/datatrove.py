"""Clean the same text with datatrove and with lowres, with equal filters, and see how much each gets through.

    LOWRES_SHARED=FOLDER make peer-datatrove

writes results/peers/datatrove.json. Both read the same JSON lines in two files, mend mojibake by ftfy, make NFC, drop
texts by length, drop near repeats by MinHash (14 bands of 8 rows) and write what stays, in as many processes as there
are cores. Ours drops exact repeats too, and MinHash of character 4-grams where theirs is of 5 words. The runs take
turns in one go; the least time counts.
"""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from environment import python_with
from generated_text import SEED, write_generated
from kept import sum_of_files
from measured import run_side
from result import ROOT, Row, write_result

VERSION = "0.10.1"
PACKAGES = (f"datatrove=={VERSION}", "ftfy==6.3.1", "xxhash<4", "regex", "orjson", "spacy", "tokenizers")
RUNS = ROOT / "runs" / "peer_datatrove"
MEGABYTES = 50
REPEATS = 1


def main() -> None:
    """Measure both sides in turns, then the memory of each."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--megabytes", type=int, default=MEGABYTES, help="how much text to clean")
    wanted.add_argument("--repeats", type=int, default=REPEATS, help="how often each side is timed")
    asked = wanted.parse_args()
    theirs = python_with("datatrove", PACKAGES)
    text = written(asked.megabytes)
    sides = {"ours": (Path(sys.executable), "our_cleaning.py"), "theirs": (theirs, "their_cleaning.py")}
    timed: dict[str, list[dict[str, Any]]] = {name: [] for name in sides}
    for _ in range(asked.repeats):
        for name, side in sides.items():
            timed[name].append(told(name, side, text, sampled=False))
    peaks = {name: told(name, side, text, sampled=True) for name, side in sides.items()}
    say(f"wrote {write_result('datatrove', VERSION, rows_of(text, timed, peaks))}")


def written(megabytes: int) -> Path:
    """The text as JSON lines in two files, so that two processes of theirs have one each."""
    folder = RUNS / f"text{megabytes}"
    if not folder.is_dir():
        plain = RUNS / "plain.txt"
        plain.parent.mkdir(parents=True, exist_ok=True)
        write_generated(plain, megabytes)
        part = folder.with_suffix(".part")
        part.mkdir(exist_ok=True)
        with plain.open(encoding="utf-8") as lines:
            files = [stack.open("w", encoding="utf-8") for stack in (part / "0.jsonl", part / "1.jsonl")]
            for number, line in enumerate(lines):
                value = {"text": line.removesuffix("\n"), "id": str(number)}
                files[number % 2].write(json.dumps(value, ensure_ascii=False) + "\n")
            for file in files:
                file.close()
        part.replace(folder)
        plain.unlink()
    return folder


def told(name: str, side: tuple[Path, str], text: Path, *, sampled: bool) -> dict[str, Any]:
    """What one run of a side tells."""
    python, script = side
    found = run_side(python, script, [text, RUNS / f"work_{name}", str(cores())], sampled)
    say(f"{name}: {json.dumps(found)}")
    return found


def rows_of(text: Path, timed: dict[str, list[dict[str, Any]]], peaks: dict[str, dict[str, Any]]) -> list[Row]:
    """How fast each is, how much memory it takes, and what stays; their processes do not tell their own time."""
    megabytes = sum(path.stat().st_size for path in text.iterdir()) / 1e6
    runs = len(timed["ours"])
    what = (
        f"{megabytes:.0f} MB of JSON lines made with seed {SEED} (sum {sum_of_files(text.iterdir())[:12]}), "
        f"{cores()} processes; {'one run' if runs == 1 else f'the quickest of {runs} runs in turn'} each"
    )
    speeds = {name: megabytes / min(run["seconds"] for run in found) for name, found in timed.items()}
    memory = {name: run["peak_process_mb"] for name, run in peaks.items()}
    kept = {name: found[0]["kept"] for name, found in timed.items()}
    return [
        Row("mb_per_second", "MB/s", **speeds, conditions=what),
        Row("peak_memory_mb", "MB", **memory, conditions=what),
        Row("lines_kept", "lines", **kept, conditions=what),
    ]


def cores() -> int:
    """How many processes each side may have."""
    return len(os.sched_getaffinity(0))


def say(line: str) -> None:
    """Tell whoever waits."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
