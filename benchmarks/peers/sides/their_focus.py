"""Their side: FOCUS as the README of deepfocus calls it, run in its own environment. Its rows go to a file."""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from deepfocus import FOCUS
from deepfocus.fasttext_embs import load_target_token_embedding
from deepfocus.focus import get_overlapping_tokens, is_very_rare_token
from signals import Measurer
from transformers import AutoModelForMaskedLM, AutoTokenizer


def main() -> None:
    """Start a vocabulary and say how long it took."""
    wanted = argparse.ArgumentParser()
    for name in ("model", "tokenizer", "text", "rows"):
        wanted.add_argument(name, type=Path)
    asked = wanted.parse_args()
    measurer = Measurer()
    model = AutoModelForMaskedLM.from_pretrained(asked.model)
    sum(float(one.sum()) for one in model.parameters())  # weights that the file only maps are read in
    source, target = (AutoTokenizer.from_pretrained(folder) for folder in (asked.model, asked.tokenizer))

    def start() -> Any:
        return FOCUS(
            source_embeddings=model.get_input_embeddings().weight,
            source_tokenizer=source,
            target_tokenizer=target,
            target_training_data_path=str(asked.text),
        )

    rows, took = measurer.timed(start)
    np.save(asked.rows, rows.numpy())
    new, random = counted(source, target, str(asked.text))
    measurer.tell({**took, "random_rows": random, "new_tokens": new})


def counted(source: Any, target: Any, text: str) -> tuple[int, int]:
    """How many tokens its own functions call new, and how many of them too rare for anything but chance."""
    _, new = get_overlapping_tokens(target, source, match_symbols=False, exact_match_all=True, fuzzy_match_all=False)
    static = load_target_token_embedding(target, text, epochs=3, dim=100, min_count=10)  # kept by the call before
    return len(new), sum(bool(is_very_rare_token(token, static)) for token in new)


if __name__ == "__main__":
    main()
