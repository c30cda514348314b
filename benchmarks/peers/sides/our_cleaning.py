"""Our side: mojibake, NFC, lengths, exact repeats and MinHash in one pass, and nothing set apart."""

import argparse
import shutil
from pathlib import Path

from signals import Measurer

from lowres.data.filters import Length
from lowres.data.line_cleaner import LineCleaner
from lowres.data.min_hash import MinHash
from lowres.data.monolingual import Known, TextSizes, TextToRead, part_text
from lowres.data.readers.plain_text import JsonText
from lowres.progress import SilentProgress

SEED = 17


def clean(text: Path, work: Path, processes: int) -> int:
    """The lines that stay, written to a file."""
    cleaner = LineCleaner([Length(fewest_characters=10, most_characters=20_000).reasons], MinHash())
    to_read = TextToRead(sorted(text.iterdir()), JsonText(), cleaner, processes)
    report = part_text(to_read, Known(), TextSizes(0, 0, 20_000), SEED, work, SilentProgress())
    return report.sizes["training_lines"]


def main() -> None:
    """Clean the text once, and say how long it took."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("text", type=Path)
    wanted.add_argument("work", type=Path)
    wanted.add_argument("processes", type=int)
    asked = wanted.parse_args()
    shutil.rmtree(asked.work, ignore_errors=True)
    measurer = Measurer()
    kept, took = measurer.timed(lambda: clean(asked.text, asked.work, asked.processes))
    measurer.tell({**took, "kept": kept})


if __name__ == "__main__":
    main()
