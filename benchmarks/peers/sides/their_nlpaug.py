"""Their side: an augmenter of nlpaug as its documentation calls it, run in its own environment."""

import argparse
import json
import random
from pathlib import Path

import nlpaug.augmenter.char as nac
import nlpaug.augmenter.word as naw
import numpy as np
from signals import Clock, Measurer

SEED = 17


def main() -> None:
    """Change every text, and say how long it took."""
    wanted = argparse.ArgumentParser()
    for name in ("given", "said"):
        wanted.add_argument(name, type=Path)
    asked = wanted.parse_args()
    measurer = Measurer()
    given = json.loads(asked.given.read_text(encoding="utf-8"))
    random.seed(SEED)
    np.random.seed(SEED)
    augmenter = getattr({"char": nac, "word": naw}[given["level"]], given["name"])(**given["parameters"])

    clock = Clock()

    def change() -> dict[str, list[str]]:
        return {
            language: clock.timed(lambda texts=texts: augmenter.augment(texts))
            for language, texts in given["sentences"].items()
        }

    said, _ = measurer.timed(change)
    asked.said.write_text(json.dumps(said), encoding="utf-8")
    measurer.tell(clock.told())


if __name__ == "__main__":
    main()
