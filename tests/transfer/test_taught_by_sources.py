"""What sources alone taught is kept, and serves other target languages and few examples."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lowres.transfer.learners.adapter_stack import AdapterStack
from lowres.transfer.learners.fine_tune import FineTune
from lowres.transfer.learners.tuned import TunedLearner
from lowres.transfer.lesson import Lesson
from lowres.transfer.workshop import Workshop
from tests.transfer import toy

BRIEF: dict[str, Any] = {"epochs": 0.5, "learning_rate": 3e-3, "batch_size": 8, "looks": 1, "shots": "after"}
LESSON = toy.lesson("classification")
OTHER = replace(LESSON, language="kek-Latn", shots=LESSON.shots[1:], unlabelled={})


def said(learner: TunedLearner, lesson: Lesson, workshop: Workshop) -> Any:
    encoder = toy.encoder()
    claimed = workshop.claim(learner, lesson, encoder).for_attempt(1)
    fitted = learner.attempt(encoder, lesson, claimed, gentle=False)
    return np.array(fitted.probabilities(toy.unseen("classification"), lesson.language)), fitted.task.told


def trained_on_sources(folder: Path) -> bool:
    return (folder / "attempt_1" / "training").exists()


@pytest.mark.parametrize("kind", [FineTune, AdapterStack], ids=lambda kind: kind.__name__)
def test_another_language_goes_on_from_what_the_sources_taught(kind: type[TunedLearner], tmp_path: Path) -> None:
    if kind is AdapterStack:
        pytest.importorskip("adapters", reason="the package 'adapters' is not installed")
    learner = kind.model_validate(BRIEF)
    said(learner, LESSON, Workshop(tmp_path / "first", seed=3, cache=tmp_path / "cache"))
    shared, told = said(learner, OTHER, Workshop(tmp_path / "second", seed=3, cache=tmp_path / "cache"))
    assert trained_on_sources(tmp_path / "first")
    assert not trained_on_sources(tmp_path / "second")
    anew, told_anew = said(learner, OTHER, Workshop(tmp_path / "third", seed=3))
    np.testing.assert_allclose(shared, anew, atol=1e-6)
    assert [list(one) for one in told["development_scores"]] == [list(one) for one in told_anew["development_scores"]]
    assert (tmp_path / "second" / "attempt_1" / "shots").exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": 4},
        {"options": {"epochs": 2}},
        {"lesson": replace(LESSON, sources={toy.SOURCE: LESSON.sources[toy.SOURCE][1:]})},
    ],
    ids=["another seed", "other settings", "other sources"],
)
def test_what_other_sources_settings_or_seeds_taught_is_not_taken(changed: dict[str, Any], tmp_path: Path) -> None:
    said(FineTune.model_validate(BRIEF), LESSON, Workshop(tmp_path / "first", seed=3, cache=tmp_path / "cache"))
    learner = FineTune.model_validate(BRIEF | changed.get("options", {}))
    workshop = Workshop(tmp_path / "second", seed=changed.get("seed", 3), cache=tmp_path / "cache")
    said(learner, changed.get("lesson", LESSON), workshop)
    assert trained_on_sources(tmp_path / "second")


def test_weights_that_were_never_vouched_for_are_written_again(tmp_path: Path) -> None:
    learner = FineTune.model_validate(BRIEF)
    said(learner, LESSON, Workshop(tmp_path / "first", seed=3, cache=tmp_path / "cache"))
    [weights] = (tmp_path / "cache" / "taught_by_sources").glob("*.safetensors")
    weights.with_suffix(".json").unlink()
    weights.write_bytes(b"half")
    said(learner, LESSON, Workshop(tmp_path / "second", seed=3, cache=tmp_path / "cache"))
    assert trained_on_sources(tmp_path / "second")
    assert weights.with_suffix(".json").exists()
