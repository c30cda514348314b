"""Our side: masked language modelling with our loop, with all its savings or some of them."""

import argparse
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from signals import Measurer
from torch import Tensor
from torch.nn import functional

from lowres.models.masked_language_model import head_of
from lowres.models.pretrained import load_pretrained
from lowres.models.sentences import tokenize
from lowres.progress import SilentProgress
from lowres.training.batches import bucketed_batches
from lowres.training.dropout import switch_dropout_off
from lowres.training.losses.masked_language_model import LEFT_OUT, MaskedLanguageModel
from lowres.training.losses.masking import masking_of
from lowres.training.parts import Everything
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder, train

SEED = 17


class LogitsEverywhere(MaskedLanguageModel):
    """The same loss from logits at every position, as Transformers computes it."""

    def forward(self, input_ids: Tensor, attention_mask: Tensor, labels: Tensor) -> dict[str, Tensor]:
        hidden = self.model.base_model(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        logits = head_of(self.model)(hidden).float()  # [batch, tokens, vocabulary]
        return {"loss": functional.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=LEFT_OUT)}


def random_batches(lengths: Sequence[int], size: int, count: int, seed: int) -> np.ndarray:
    """Batches of sentence numbers in random order."""
    order = random.Random(seed).sample(range(len(lengths)), len(lengths))
    return np.array(order[: count * size], np.uint32).reshape(count, size)


LOSSES = {"everywhere": LogitsEverywhere, "masked": MaskedLanguageModel}
BATCHES = {"random": random_batches, "bucketed": bucketed_batches}


def main() -> None:
    """Go through the text once, and say how long it took."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("model", type=Path)
    wanted.add_argument("text", type=Path)
    wanted.add_argument("batch", type=int)
    wanted.add_argument("logits", choices=LOSSES)
    wanted.add_argument("batches", choices=BATCHES)
    wanted.add_argument("precision", choices=("fp32", "auto"))
    asked = wanted.parse_args()
    measurer = Measurer()
    student = load_pretrained(asked.model)
    sentences = tokenize(student.tokenizer, asked.text.read_text(encoding="utf-8").splitlines())
    Everything().open(student)
    switch_dropout_off(student.model)
    loss = LOSSES[asked.logits](student.model, sentences, masking_of(student.tokenizer, 0.15, SEED))
    steps = len(sentences) // asked.batch
    batches = BATCHES[asked.batches](np.array([len(one) for one in sentences]), asked.batch, steps, SEED)
    schedule = Schedule(
        steps=steps,
        batch_size=asked.batch,
        learning_rate=1e-4,
        checkpoint_every_steps=10_000,
        precision=asked.precision,
    )
    with tempfile.TemporaryDirectory() as folder:
        place = TrainingFolder(Path(folder), SilentProgress(), "training", SEED)
        found, took = measurer.timed(lambda: train(loss, batches, schedule, place))
    measurer.tell({**took, "loss": found.loss[-1][1], "precision": found.precision})


if __name__ == "__main__":
    main()
