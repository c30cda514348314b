"""Adapt a masked language model to six languages in three scripts, and see how well it guesses text it has not read.

    LOWRES_SHARED=FOLDER .venv/bin/python benchmarks/adaptation_bits.py runs/masked_language_backbone [--only LANGUAGE]

The model is that of masked_language_backbone.py: the README's encoder under a head that has learnt English and Spanish.
It is trimmed to what the language's text and English use, gets new pieces, and is trained as a whole on the text. Bits
a character are of the same held-out sentences before, with the whole old vocabulary, and after; so are those of English
ones. Appends a line for each language to benchmarks/results/adaptation_bits.jsonl; those that stand there are skipped.
"""

import argparse
import random
import time
from pathlib import Path
from typing import Any

from language_model import SEED, english_lines, language_model, lines_of
from lines import add_line, has_line

from lowres.models.pretrained import Pretrained, load_pretrained
from lowres.models.sentences import tokenize
from lowres.tasks.masked_language_model import bits_per_character

RESULTS = Path(__file__).parent / "results" / "adaptation_bits.jsonl"
HELD_OUT = 200
LONGEST = 128
MOST_CHARACTERS = 1_500_000
SCRIPTS = {"swh": "Latin", "yor": "Latin", "lug": "Latin", "amh": "Ethiopic", "tir": "Ethiopic", "khm": "Khmer"}


def measure(name: str, backbone: Path) -> dict[str, Any]:
    """Bits a character before and after, and what the training took."""
    unadapted = load_pretrained(backbone)
    training, held_out = split(lines_of(name), unadapted)
    english_training, english = split(english_lines(), unadapted)
    before = bits(unadapted, held_out), bits(unadapted, english)
    started = time.perf_counter()
    outcome = language_model(unadapted, training, english_training)
    seconds = time.perf_counter() - started
    after = bits(outcome.pretrained, held_out), bits(outcome.pretrained, english)
    return {
        "sentences": len(training),
        "characters": sum(map(len, training)),
        "held_out_characters": sum(map(len, held_out)),
        "steps": outcome.training.steps,
        "tokens": outcome.tokens,
        "precision": outcome.training.precision,
        "seconds": round(seconds, 1),
        "bits_per_character_before": round(before[0], 4),
        "bits_per_character_after": round(after[0], 4),
        "english_bits_per_character_before": round(before[1], 4),
        "english_bits_per_character_after": round(after[1], 4),
    }


def bits(pretrained: Pretrained, texts: list[str]) -> float:
    """Bits a character of whole sentences."""
    return bits_per_character(pretrained, texts, LONGEST).value


def split(lines: list[str], unadapted: Pretrained) -> tuple[list[str], list[str]]:
    """Text to train on and sentences held out of it, which the unadapted model can read as a whole."""
    lines = list(dict.fromkeys(lines))
    random.Random(SEED).shuffle(lines)
    candidates = lines[: 4 * HELD_OUT]
    lengths = map(len, tokenize(unadapted.tokenizer, candidates, max_tokens=10_000))
    held_out = [line for line, length in zip(candidates, lengths, strict=True) if length <= LONGEST][:HELD_OUT]
    apart, training, characters = set(held_out), [], 0
    for line in lines:
        if line not in apart and characters + len(line) <= MOST_CHARACTERS:
            training.append(line)
            characters += len(line)
    return training, held_out


def main() -> None:
    """Measure everything that has no line yet."""
    wanted = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    wanted.add_argument("backbone", type=Path)
    wanted.add_argument("--only", choices=SCRIPTS, nargs="+", default=list(SCRIPTS))
    asked = wanted.parse_args()
    for name in asked.only:
        key = {"language": name, "script": SCRIPTS[name], "seed": SEED}
        if not has_line(RESULTS, key):
            add_line(RESULTS, {**key, **measure(name, asked.backbone)})


if __name__ == "__main__":
    main()
