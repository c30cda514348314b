"""How well a model guesses held-out text when its rows have just started, and after equal training."""

import math
import tempfile
from pathlib import Path
from typing import Any

from rich.console import Console

from lowres.cli.progress_bars import progress_on
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import tokenize
from lowres.tasks.masked_language_model import bits_per_character
from lowres.training.batches import bucketed_batches
from lowres.training.dropout import switch_dropout_off
from lowres.training.losses.masked_language_model import MaskedLanguageModel
from lowres.training.losses.masking import masking_of
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder, train

STEPS = 300
BATCH = 16
LONGEST = 64
SHARE_MASKED = 0.15
LEARNING_RATE = 3e-4
SEED = 17
SETTING = (STEPS, BATCH, LONGEST, SHARE_MASKED, LEARNING_RATE, SEED)


def at_start(pretrained: Pretrained, held_out: list[str]) -> float:
    """Bits a character before any training."""
    return bits_per_character(pretrained, held_out).value


def after_training(pretrained: Pretrained, training: list[str], held_out: list[str], steps: int = STEPS) -> Any:
    """Bits a character after training the whole model, embedding included; masks and batches follow from the seed."""
    tokenizer, model = pretrained.tokenizer, pretrained.model
    switch_dropout_off(model)
    sentences = tokenize(tokenizer, training, max_tokens=LONGEST)
    objective = MaskedLanguageModel(model, sentences, masking_of(tokenizer, SHARE_MASKED, SEED))
    batches = bucketed_batches([len(one) for one in sentences], BATCH, steps, SEED)
    schedule = Schedule(
        steps=steps,
        batch_size=BATCH,
        learning_rate=LEARNING_RATE,
        longest_sentence_tokens=LONGEST,
        checkpoint_every_steps=steps,
    )
    with tempfile.TemporaryDirectory() as scratch:
        watched = TrainingFolder(Path(scratch), progress_on(Console(stderr=True)), f"{steps} steps", SEED)
        loss = train(objective, batches, schedule, watched).loss
    if not math.isfinite(loss[-1][1]):
        raise ValueError("the training diverged")
    return bits_per_character(pretrained, held_out).value
