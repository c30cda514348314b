"""Their side: datatrove's formatter, length filter and MinHash in four stages, on as many processes as it is told."""

import argparse
import shutil
import sys
from pathlib import Path

from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.base import PipelineStep
from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.filters import LambdaFilter
from datatrove.pipeline.formatters import FTFYFormatter
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from loguru import logger
from signals import Measurer

BANDS, ROWS = 14, 8


def long_enough(document: object) -> bool:
    """As our filter of lengths."""
    return 10 <= len(document.text) <= 20_000  # type: ignore[attr-defined]


def clean(text: Path, work: Path, processes: int) -> int:
    """The lines that stay, written to a file."""
    config = MinhashConfig(n_grams=5, num_buckets=BANDS, hashes_per_bucket=ROWS)
    formatter = FTFYFormatter(unescape_html=False, remove_terminal_escapes=False, normalization="NFC")
    cleaned = [
        JsonlReader(str(text)),
        formatter,
        LambdaFilter(long_enough),
        JsonlWriter(f"{work}/clean", compression=None),
    ]
    read = JsonlReader(f"{work}/clean")
    stages: list[tuple[list[PipelineStep], int]] = [
        (cleaned, processes),
        ([read, MinhashDedupSignature(f"{work}/signatures", config)], processes),
        ([MinhashDedupBuckets(f"{work}/signatures", f"{work}/buckets", config=config)], BANDS),
        ([MinhashDedupCluster(f"{work}/buckets", f"{work}/remove", config=config)], 1),
        ([read, MinhashDedupFilter(f"{work}/remove"), JsonlWriter(f"{work}/kept", compression=None)], processes),
    ]
    for number, (steps, tasks) in enumerate(stages):
        logs = f"{work}/logs{number}"
        LocalPipelineExecutor(steps, tasks=tasks, workers=min(tasks, processes), logging_dir=logs).run()
    return sum(len(path.read_bytes().splitlines()) for path in Path(f"{work}/kept").iterdir())


def main() -> None:
    """Clean the text once, and say how long it took."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("text", type=Path)
    wanted.add_argument("work", type=Path)
    wanted.add_argument("processes", type=int)
    asked = wanted.parse_args()
    shutil.rmtree(asked.work, ignore_errors=True)
    measurer = Measurer()
    logger.remove()
    logger.add(sys.stderr, level="ERROR")
    kept, took = measurer.timed(lambda: clean(asked.text, asked.work, asked.processes))
    measurer.tell({**took, "kept": kept})


if __name__ == "__main__":
    main()
