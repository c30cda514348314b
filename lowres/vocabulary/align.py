"""Warm new rows up: they alone learn to give a sentence the embedding that the old pieces gave it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from lowres.models.pretrained import Pretrained
from lowres.models.sentences import encode, tokenize
from lowres.models.split_embedding import join_embedding, split_embedding
from lowres.training.batches import bucketed_batches
from lowres.training.dropout import switch_dropout_off
from lowres.training.losses.sentence_alignment import SentenceAlignment
from lowres.training.schedule import Schedule, WarmUp
from lowres.training.trainer import Training, TrainingFolder, train


@dataclass(frozen=True)
class Alignment:
    """How near sentences came to where the old pieces had put them: mean cosines."""

    training: Training
    before: float
    after: float


def align_new_rows(
    pretrained: Pretrained,
    texts: Sequence[str],
    targets: NDArray[np.float32],
    warm_up: WarmUp,
    folder: TrainingFolder,
) -> Alignment:
    """Train the new rows of an extended model, in place; nothing else changes.

    Args:
        pretrained: the extended model.
        texts: sentences of the language.
        targets: the embedding of each under the old tokenizer and rows, [texts, hidden].
        warm_up: how long.
        folder: for checkpoints.
    """
    probe = min(len(texts), 4 * warm_up.batch_size)
    before = _agreement(pretrained, texts[:probe], targets[:probe])
    schedule = Schedule(
        steps=warm_up.steps,
        batch_size=warm_up.batch_size,
        rows_learning_rate=warm_up.learning_rate,
        longest_sentence_tokens=warm_up.longest_sentence_tokens,
        checkpoint_every_steps=20,
    )
    sentences = tokenize(pretrained.tokenizer, texts, pretrained.record.prefix, warm_up.longest_sentence_tokens)
    for parameter in pretrained.model.parameters():
        parameter.requires_grad = False
    switch_dropout_off(pretrained.body)
    split_embedding(pretrained)
    loss = SentenceAlignment(pretrained.body, sentences, torch.from_numpy(targets))
    lengths = [len(sentence) for sentence in sentences]
    batches = bucketed_batches(lengths, warm_up.batch_size, warm_up.steps, folder.seed)
    training = train(loss, batches, schedule, replace(folder, record=pretrained.record))
    join_embedding(pretrained)
    return Alignment(training, before, _agreement(pretrained, texts[:probe], targets[:probe]))


def _agreement(pretrained: Pretrained, texts: Sequence[str], targets: NDArray[np.float32]) -> float:
    return float((encode(pretrained, texts) * targets).sum(axis=1).mean())
