from typing import Any

import numpy as np
import pytest

from lowres.tasks.kinds import scores_of
from lowres.tasks.scores import TaskScores

LABEL_TASKS: list[TaskScores] = [
    scores_of("classification", ["a", "b", "a"] * 20, ["a", "b"]),
    scores_of("pair_classification", ["a", "b", "a"] * 20, ["a", "b"]),
]
TAG_TASKS: list[TaskScores] = [
    scores_of("tagging", [["O", "B-PER"], ["B-PER", "O"], ["O", "O"]] * 20, ["O", "B-PER"], "spans"),
    scores_of("tagging", [["A", "B"], ["A", "A"], ["A", "B"]] * 20, ["A", "B"], "words"),
]


@pytest.mark.parametrize("task", [*LABEL_TASKS, *TAG_TASKS], ids=lambda task: f"{type(task).__name__}")
def test_every_kind_answers_to_the_same_interface(task: TaskScores) -> None:
    generator: Any = np.random.default_rng(0)
    right, majority = {"1": task.gold, "2": task.gold}, {"majority": task.majority(task.gold)}
    assert task.score(right, generator).value == 1.0
    assert task.values(right) == {"1": 1.0, "2": 1.0}
    test = task.compare(right, majority, generator)
    assert test.difference == pytest.approx(1 - task.values(majority)["majority"])
    assert test.p_value < 0.01
    assert {score.f1 for score in task.per_class(right).values()} == {1.0}
    assert set(task.per_class(right)) == set(task.classes)
    assert [one.score.value for one in task.per_length(right, [1, 2, 3] * 20, generator)] != []
    assert task.confusion(right).most_confused() == []
    assert task.collapsed(majority["majority"], task.gold)
    assert not task.collapsed(task.gold, task.gold)
    assert task.spread(right, task.gold).everything.mean == 1.0
    gap = task.by_group(right, ["one", "other"] * 30, generator, resamples=20).gap
    assert gap is not None
    assert task.compare_groups(right, majority, ["one", "other"] * 30, generator).worst_score.difference > 0


def test_the_metric_follows_from_the_kind() -> None:
    assert [task.metric_name for task in (*LABEL_TASKS, *TAG_TASKS)] == ["macro_f1", "macro_f1", "span_f1", "accuracy"]


def test_a_tagging_task_says_what_its_tags_are_of() -> None:
    with pytest.raises(ValueError, match="'spans' or of 'words'"):
        scores_of("tagging", [["O"]], ["O"])
