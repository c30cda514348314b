"""Sentence distillation: from pairs and a teacher's vectors to an adapted encoder."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from lowres.data.examples import Pair
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import tokenize
from lowres.models.split_embedding import join_embedding, split_embedding
from lowres.training.batches import bucketed_batches
from lowres.training.dropout import switch_dropout_off
from lowres.training.objectives.sentence_distillation import ContrastiveDistillation
from lowres.training.schedule import Schedule
from lowres.training.trainer import Training, TrainingFolder, train

UNCUT = 1_000_000


@dataclass(frozen=True)
class Distillation:
    """What a distillation did."""

    training: Training
    trained_parameters: int
    sentences: int
    tokens: int
    cut_sentences: int

    def is_finite(self) -> bool:
        """Whether the loss stayed a number."""
        return all(math.isfinite(loss) for _, loss in self.training.loss)


def choose_pairs(pairs: Sequence[Pair], schedule: Schedule, seed: int) -> list[Pair]:
    """The pairs a schedule gets through, at most all, so that no teacher vector is computed in vain."""
    wanted = min(len(pairs), schedule.steps * schedule.batch_size)
    return random.Random(seed).sample(list(pairs), wanted)


def sentence_lengths(student: Pretrained, texts: Sequence[str]) -> list[int]:
    """Tokens of each sentence as the student reads it, prefix and special tokens included."""
    ids = tokenize(student.tokenizer, texts, student.record.prefix, max_tokens=UNCUT)
    return [len(sentence) for sentence in ids]


def distil(
    student: Pretrained,
    texts: Sequence[str],
    targets: NDArray[np.float32],
    schedule: Schedule,
    temperature: float,
    folder: TrainingFolder,
) -> Distillation:
    """Train the encoder's body and its new embedding rows, in place; old rows stand still.

    Args:
        student: the encoder; rows that a vocabulary extension added are trained along.
        texts: sentences in the target language.
        targets: the teacher's vector of each one's translation, [texts, hidden].
        schedule: how long and how fast.
        temperature: of the contrastive softmax.
        folder: for checkpoints.
    """
    longest = schedule.longest_sentence_tokens
    whole = sentence_lengths(student, texts)
    sentences = tokenize(student.tokenizer, texts, student.record.prefix, longest)
    _train_body_only(student)
    objective = ContrastiveDistillation(student.body, sentences, torch.from_numpy(targets), temperature)
    lengths = [len(sentence) for sentence in sentences]
    batches = bucketed_batches(lengths, schedule.batch_size, schedule.steps, folder.seed)
    training = train(objective, batches, schedule, replace(folder, record=student.record))
    trained = sum(one.numel() for one in objective.parameters() if one.requires_grad)
    if student.record.added_rows:
        join_embedding(student)
    seen = [place for batch in batches for place in batch]
    return Distillation(
        training=training,
        trained_parameters=trained,
        sentences=len(seen),
        tokens=sum(lengths[place] for place in seen),
        cut_sentences=sum(length > longest for length in whole),
    )


def _train_body_only(student: Pretrained) -> None:
    """Freeze the old rows, positions and their norm, a head, and the pooler that mean pooling never uses."""
    for parameter in student.model.parameters():
        parameter.requires_grad = False
    for name, parameter in student.body.named_parameters():
        parameter.requires_grad = "embeddings." not in name and not name.startswith("pooler.")
    student.body.get_input_embeddings().requires_grad_(False)  # some models call it by another name
    if student.record.added_rows:
        split_embedding(student)
    switch_dropout_off(student.body)
