"""The same four inputs, given to us."""

import csv
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from signals import Measurer

from lowres.pipeline.model_ranking import RankingText, RankModelsOptions, rank_models


def main() -> None:
    """Try each; files are written as a user has them."""
    model, given = sys.argv[1], json.loads(sys.argv[2])
    measurer = Measurer()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("", "long_"):
            blocks = zip(given[f"{name}words"], given[f"{name}tags"], strict=True)
            text = "\n\n".join("\n".join(map(" ".join, zip(*block, strict=True))) for block in blocks)
            (folder / f"{name}words.conll").write_text(text + "\n", encoding="utf-8")
        with (folder / "train.tsv").open("w", encoding="utf-8", newline="") as file:
            rows = zip(given["texts"], given["labels"], strict=True)
            csv.writer(file, delimiter="\t").writerows([("text", "label"), *rows])
        (folder / "test.txt").write_text("\n".join(given["texts"]), encoding="utf-8")

        def ranked(name: str, **options: Any) -> Callable[[], Any]:
            settings = RankModelsOptions(cache=folder / "cache", **options)
            return lambda: rank_models("eng-Latn", [model], RankingText(labelled=folder / name), settings)

        tried = {
            "string_tags": outcome(ranked("words.conll")),
            "over_long_sentences": outcome(ranked("long_words.conll")),
            "pooling_argument": outcome(ranked("train.tsv", pooling="first")),
            "split_without_labels": outcome(ranked("train.tsv")),  # a test beside it is never read
        }
    measurer.timed(lambda: None)
    measurer.tell(tried)


def outcome(work: Callable[[], Any]) -> str:
    """`works`, or the error's kind; a model that is listed without a score does not work."""
    try:
        found = work()
    except Exception as error:
        return type(error).__name__
    return "works" if found.models[0].score else str(found.models[0].refused)


if __name__ == "__main__":
    main()
