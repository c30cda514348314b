"""What every choice of the weights to train must keep to in a whole adaptation: it learns, and can be interrupted."""

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
import torch
from torch import Tensor

from lowres.adapters.architectures import Architecture
from lowres.models.masked_language_model import with_head
from lowres.models.pretrained import Pretrained
from lowres.progress import Progress, SilentProgress
from lowres.training.adapt import AdaptationOutcome, adapt
from lowres.training.machinery import Machinery
from lowres.training.parts import OwnPart
from lowres.training.schedule import Schedule
from lowres.training.trainer import TrainingFolder
from tests.tiny_models import family
from tests.training.interruption import Stopped, StopsAt
from tests.training.lessons import BOTH, in_full_precision, materials

pytest.importorskip("adapters", reason="the package 'adapters' is not installed")

PARTS = [cls() for union in (OwnPart, Architecture) for cls in get_args(get_args(union)[0])]
SCHEDULE = Schedule(steps=6, batch_size=4, checkpoint_every_steps=2, learning_rate=1e-3)


def student() -> Pretrained:
    """A tiny XLM-RoBERTa whose last rows are new, with a head that it has just got."""
    found = family("xlm-roberta").build()
    record = found.record.model_copy(update={"added_rows": 4})
    return with_head(replace(found, model=found.model.base_model, record=record))


def adapted(part: Any, path: Path, progress: Progress | None = None) -> AdaptationOutcome:
    folder = TrainingFolder(path / "checkpoints", progress or SilentProgress(), "adapting", seed=1)
    with in_full_precision():
        return adapt(materials(path, SCHEDULE, student()), BOTH, part, Machinery(), folder)


def weights(outcome: AdaptationOutcome) -> dict[str, Tensor]:
    return outcome.pretrained.model.state_dict()


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.method)
def test_interrupted_it_comes_to_the_very_weights_that_it_comes_to_at_once(part: Any, tmp_path: Path) -> None:
    whole = adapted(part, tmp_path / "whole")
    assert whole.is_finite()
    assert whole.trained_parameters > 0
    with pytest.raises(Stopped):
        adapted(part, tmp_path / "stopped", StopsAt(5))
    resumed = adapted(part, tmp_path / "stopped")
    assert resumed.training.resumed_at_step == 4
    ours, theirs = weights(resumed), weights(whole)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if not torch.equal(ours[name], theirs[name])] == []
    assert resumed.training.loss == whole.training.loss
