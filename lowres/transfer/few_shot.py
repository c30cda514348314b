"""Zero-shot and few-shot transfer: labels of a source language, and none or a handful of the target's."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import LabelledText
from lowres.transfer.learners.frozen_probe import FittedProbe, FrozenProbe, Labelled

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Sentences to vectors, [sentences, hidden]."""


@dataclass(frozen=True)
class FewShotTask:
    """Labelled source text, target text to label, and shot sets drawn once and shared by all systems."""

    source: str
    target: str
    train: Sequence[LabelledText]  # in the source language
    test: Sequence[LabelledText]  # in the target language
    shots: Mapping[int, Sequence[LabelledText]]  # seed -> the target examples of that draw
    unlabelled: Sequence[str]  # in the target language


@dataclass(frozen=True)
class Transfer:
    """What one encoder's probes said of the test sentences, in their order."""

    zero_shot: list[str]
    few_shot: dict[int, list[str]]  # seed -> labels
    zero_shot_probe: FittedProbe
    few_shot_probes: dict[int, FittedProbe]


def transfer(embed: Embed, task: FewShotTask, learner: FrozenProbe) -> Transfer:
    """Fit the learner on source labels alone, then with each shot set beside them, and label the test sentences."""
    source = Labelled(embed([one.text for one in task.train]), [one.label for one in task.train], task.source)
    test = embed([one.text for one in task.test])
    unlabelled = {task.source: source.vectors, task.target: embed(task.unlabelled)}
    zero_shot = learner.fit([source], unlabelled)
    probes: dict[int, FittedProbe] = {}
    for seed, shots in task.shots.items():
        vectors = embed([one.text for one in shots])
        few = Labelled(vectors, [one.label for one in shots], task.target, learner.shot_weight)
        probes[seed] = learner.fit([source, few], unlabelled)
    return Transfer(
        zero_shot.predict(test, task.target),
        {seed: probe.predict(test, task.target) for seed, probe in probes.items()},
        zero_shot,
        probes,
    )
