"""Text of any size from the words of published sentences, drawn anew for each line; one line in ten is a repeat."""

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path

SEED = 17
_BLOCK_LINES = 10_000
_NEAR = 5_000
SWAHILI = "corpora/lafand-mt/en-swa/train.swa"
AMHARIC = "corpora/amharic-english-mt/Amharic_English_News/amharic.txt"
TAGS = ("©", "|", "<br>")


def write_generated(path: Path, megabytes: int) -> None:
    """Write so much text: each line of drawn words, a repeat, a near repeat, or one with a fault."""
    draw = random.Random(SEED)
    sentences = [line for name in (SWAHILI, AMHARIC) for line in _lines(name)]
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for block in _blocks(draw, [sentence.split() for sentence in sentences]):
            stream.write(block)
            written += len(block.encode())
            if written >= megabytes * 1_000_000:
                return


def _blocks(draw: random.Random, sentences: list[list[str]]) -> Iterator[str]:
    swahili_first = sorted(sentences, key=lambda words: words[0])  # by script: Latin, then Ethiopic
    words = [word for sentence in swahili_first for word in sentence]
    while True:
        lines = [_line(draw, words, len(draw.choice(sentences))) for _ in range(_BLOCK_LINES)]
        for _ in range(_BLOCK_LINES // 20):
            lines[draw.randrange(_BLOCK_LINES)] = draw.choice(lines)
            lines[draw.randrange(_BLOCK_LINES)] = draw.choice(lines).replace("a", "e", 1) + " tena"
        for _ in range(_BLOCK_LINES // 50):
            lines[draw.randrange(_BLOCK_LINES)] += f" {draw.choice(TAGS)} é".encode().decode("latin-1")
        yield "\n".join(lines) + "\n"


def _line(draw: random.Random, words: list[str], length: int) -> str:
    """So many words, all of one script but where the two meet."""
    middle = draw.randrange(len(words))
    near = words[max(0, middle - _NEAR) : middle + _NEAR]
    return " ".join(draw.choices(near, k=length))


def _lines(name: str) -> list[str]:
    shared = os.environ.get("LOWRES_SHARED")
    if not shared:
        sys.exit("Set LOWRES_SHARED to the folder of public corpora.")
    found = (Path(shared) / name).read_text(encoding="utf-8").split("\n")
    return [line for line in found if line.strip()]
