"""Four inputs that transformer-ranker is given: what each leads to."""

import json
import sys
from collections.abc import Callable
from typing import Any

from datasets import Dataset, DatasetDict
from signals import Measurer
from transformer_ranker import TransformerRanker


def main() -> None:
    """Try each."""
    model, given = sys.argv[1], json.loads(sys.argv[2])
    measurer = Measurer()
    texts = Dataset.from_dict({"text": given["texts"], "label": given["labels"]})
    unlabelled = Dataset.from_dict({"text": given["texts"]})
    words = Dataset.from_dict({"tokens": given["words"], "ner_tags": given["tags"]})
    numbers = [[["O", "B-PER"].index(tag) for tag in tags] for tags in given["long_tags"]]
    long = Dataset.from_dict({"tokens": given["long_words"], "ner_tags": numbers})

    def ranked(data: Any, **options: Any) -> Callable[[], Any]:
        return lambda: TransformerRanker(data).run([model], estimator="hscore", device="cpu", **options)

    tried = {
        "string_tags": outcome(ranked(words)),
        "over_long_sentences": outcome(ranked(long)),
        "pooling_argument": outcome(ranked(texts, sentence_pooling="first")),
        "split_without_labels": outcome(ranked(DatasetDict({"train": texts, "test": unlabelled}))),
    }
    measurer.timed(lambda: None)
    measurer.tell(tried)


def outcome(work: Callable[[], Any]) -> str:
    """`works`, or the error's kind."""
    try:
        work()
    except Exception as error:
        return type(error).__name__
    return "works"


if __name__ == "__main__":
    main()
