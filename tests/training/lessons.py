"""A tiny student, its pairs and text, and adaptations of it that take seconds."""

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from unittest.mock import patch

import numpy as np
import torch
from numpy.typing import NDArray

from lowres.data.examples import Pair
from lowres.models.embeddings import read_rows
from lowres.models.pretrained import Pretrained
from lowres.models.sentences import encode
from lowres.progress import Progress, SilentProgress
from lowres.training import arguments
from lowres.training.adapt import AdaptationOutcome, adapt
from lowres.training.machinery import Machinery
from lowres.training.materials import Materials
from lowres.training.objectives.contrastive_distillation import ContrastiveDistillation
from lowres.training.objectives.masked_language_modelling import MaskedLanguageModelling
from lowres.training.objectives.objective import LearningObjective
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder
from tests import tiny
from tests.tiny_models import family

WORDS = ("tonalli", "calpan", "atl", "tla", "in")
MEANINGS = dict(zip(WORDS, ("sol", "casa", "agua", "cuento", "mar"), strict=True))
TEXTS = [" ".join(words) for words in combinations(WORDS, 2)]  # 10
PAIRS = [
    Pair(f"toy:{line}", text, " ".join(MEANINGS[word] for word in text.split()), "")
    for line, text in enumerate(TEXTS, start=1)
]
BOTH = (ContrastiveDistillation(), MaskedLanguageModelling(share=0.5))


class WithoutEmbeddings:
    """Trains all but the embeddings; the simplest part there is."""

    def open(self, student: Pretrained, seed: int = 0) -> None:
        for name, parameter in student.model.named_parameters():
            parameter.requires_grad = "embeddings." not in name

    def close(self, student: Pretrained) -> Pretrained:
        return student


def student() -> Pretrained:
    """A tiny XLM-RoBERTa with its head."""
    found = family("xlm-roberta").build()
    return replace(found, record=found.record.model_copy(update={"prefix": "query: "}))


def teacher_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """The vectors of a teacher whose sentences are apart."""
    teacher = tiny.pretrained(seed=3)
    read_rows(teacher.model).mul_(20)
    return encode(teacher, texts)


def materials(scratch: Path, schedule: Schedule, pretrained: Pretrained | None = None) -> Materials:
    """The student's, with ten pairs, and the target side of them as text."""
    return Materials(
        student=pretrained or student(),
        pairs=PAIRS,
        text=lambda: iter(TEXTS),
        teacher=teacher_vectors,
        schedule=schedule,
        seed=1,
        scratch=scratch,
        progress=SilentProgress(),
    )


def adapted(
    path: Path,
    objectives: Sequence[LearningObjective] = BOTH,
    schedule: Schedule | None = None,
    machinery: Machinery | None = None,
    progress: Progress | None = None,
) -> AdaptationOutcome:
    """Twelve steps of four sentences, with a checkpoint every four."""
    chosen = schedule or Schedule(steps=12, batch_size=4, checkpoint_every_steps=4)
    folder = TrainingFolder(path / "checkpoints", progress or SilentProgress(), "adapting", seed=1)
    used = machinery or Machinery()
    return adapt(materials(path, chosen), objectives, WithoutEmbeddings(), used, folder)  # type: ignore[arg-type]


def weights(outcome: AdaptationOutcome) -> dict[str, torch.Tensor]:
    """The student's, after its adaptation."""
    return {name: one.detach().clone() for name, one in outcome.pretrained.model.named_parameters()}


def in_full_precision() -> AbstractContextManager[object]:
    """Compute in float32 wherever this is, so that figures agree to many digits."""
    return patch.object(arguments, "supports_bfloat16", lambda device=None: False)


def as_one_of_several(path: Path) -> None:
    """What each process of a launcher does: the adaptation in a folder of its own, and its weights beside that."""
    number = os.environ["RANK"]
    with in_full_precision():
        done = adapted(path / f"process{number}")
    torch.save((weights(done), done.training.loss, done.training.losses), path / f"outcome{number}.pt")


if __name__ == "__main__":
    as_one_of_several(Path(sys.argv[1]))
