"""Our side: an augmenter of ours; text in and text out, or tokens and tags in and tokens and tags out."""

import argparse
import json
import random
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from signals import Clock, Measurer

from lowres.augmentation.augmenters import AugmenterMethod
from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared
from lowres.augmentation.sentence import Sentence
from lowres.augmentation.words import split

SEED = 17


def main() -> None:
    """Change every sentence, and say how long it took."""
    wanted = argparse.ArgumentParser()
    for name in ("given", "said"):
        wanted.add_argument(name, type=Path)
    asked = wanted.parse_args()
    measurer = Measurer()
    given = json.loads(asked.given.read_text(encoding="utf-8"))
    rng = random.Random(SEED)
    augmenter: Augmenter = TypeAdapter(AugmenterMethod).validate_python(given["augmenter"])
    one = _tagged if given["tagged"] else _text
    preparing, changing = Clock(), Clock()

    def change() -> dict[str, list[Any]]:
        found = {}
        for language, sentences in given["sentences"].items():
            materials = Materials([_sentence(sentence) for sentence in sentences])
            prepared = preparing.timed(lambda materials=materials: augmenter.prepare(materials))
            found[language] = changing.timed(
                lambda prepared=prepared, sentences=sentences: [one(prepared, sentence, rng) for sentence in sentences]
            )
        return found

    said, _ = measurer.timed(change)
    asked.said.write_text(json.dumps(said), encoding="utf-8")
    measurer.tell({**changing.told(), "preparation_seconds": preparing.told()["processor_seconds"]})


def _text(prepared: Prepared, text: str, rng: random.Random) -> str:
    return prepared.augment(split(text), rng).after.text


def _tagged(prepared: Prepared, sentence: list[list[str]], rng: random.Random) -> tuple[Any, Any]:
    after = prepared.augment(_sentence(sentence), rng).after
    return after.tokens, after.tags


def _sentence(given: str | list[list[str]]) -> Sentence:
    """A text, or tokens with their tags."""
    return split(given) if isinstance(given, str) else Sentence(tuple(given[0]), tuple(given[1]))


if __name__ == "__main__":
    main()
