from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import LabelledText
from lowres.transfer.few_shot import FewShotTask, Transfer, transfer
from lowres.transfer.learners.frozen_probe import FrozenProbe

# What the toy encoder knows of a sentence: how far east it stands, and its language shift.
SPANISH, NAHUATL = (0.0, 0.0), (0.0, 2.0)


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """`spa -1` stands one to the west and a half to the north; a Nahuatl sentence two further north."""
    rows = []
    for text in texts:
        language, place = text.split()
        shift = SPANISH if language == "spa" else NAHUATL
        rows.append([float(place) + shift[0], abs(float(place)) / 2 + shift[1]])
    return np.array(rows, dtype=np.float32)


def labelled(language: str, place: float, label: str) -> LabelledText:
    return LabelledText(f"{language}:{place}", f"{language} {place}", label, "book")


TASK = FewShotTask(
    source="spa-Latn",
    target="nah-Latn",
    train=[labelled("spa", place, "tale" if place < 0 else "poem") for place in (-1.2, -1, -0.8, 0.8, 1, 1.2)],
    test=[labelled("nah", place, "tale" if place < 0 else "poem") for place in (-1, 1, -0.7)],
    shots={
        11: [labelled("nah", -0.9, "tale"), labelled("nah", 0.9, "poem")],
        12: [labelled("nah", -1.1, "tale"), labelled("nah", 1.1, "poem")],
    },
    unlabelled=[f"nah {place}" for place in (-1, -0.5, 0.5, 1)],
)


def relabelled(examples: Sequence[LabelledText]) -> list[LabelledText]:
    return [replace(one, label="poem" if one.label == "tale" else "tale") for one in examples]


def transferred(task: FewShotTask, weight: float = 3.0) -> Transfer:
    return transfer(embed, task, FrozenProbe(shot_weight=weight))


def test_a_task_is_carried_over_without_and_with_shots() -> None:
    found = transferred(TASK)
    assert found.zero_shot == ["tale", "poem", "tale"]
    assert found.few_shot == {11: ["tale", "poem", "tale"], 12: ["tale", "poem", "tale"]}


def test_every_draw_is_learnt_and_predicted() -> None:
    found = transferred(TASK)
    assert list(found.few_shot) == list(found.few_shot_probes) == [11, 12]
    assert not np.array_equal(found.few_shot_probes[11].coefficients, found.few_shot_probes[12].coefficients)


def test_zero_shot_uses_no_label_of_the_target_language() -> None:
    turned = replace(TASK, shots={seed: relabelled(shots) for seed, shots in TASK.shots.items()})
    assert transferred(turned).zero_shot == transferred(TASK).zero_shot
    assert np.array_equal(
        transferred(turned).zero_shot_probe.coefficients, transferred(TASK).zero_shot_probe.coefficients
    )


def test_shots_are_used_where_there_are_any() -> None:
    turned = replace(TASK, shots={seed: relabelled(shots) for seed, shots in TASK.shots.items()})
    assert transferred(turned, weight=100.0).few_shot == {11: ["poem", "tale", "poem"], 12: ["poem", "tale", "poem"]}


def test_the_labels_of_test_sentences_are_never_read() -> None:
    turned = replace(TASK, test=relabelled(TASK.test))
    assert transferred(turned).zero_shot == transferred(TASK).zero_shot
    assert transferred(turned).few_shot == transferred(TASK).few_shot


def test_the_centre_of_the_target_language_comes_from_unlabelled_text_not_from_test_sentences() -> None:
    found = transferred(TASK)
    np.testing.assert_allclose(found.zero_shot_probe.centres["nah-Latn"], [0.0, 2.375], atol=1e-6)
    shorter = replace(TASK, test=TASK.test[:1])
    assert transferred(shorter).zero_shot == found.zero_shot[:1]


def test_two_systems_are_shown_the_same_sentences() -> None:
    def shown(scale: float) -> list[list[str]]:
        asked: list[list[str]] = []

        def system(texts: Sequence[str]) -> NDArray[np.float32]:
            asked.append(list(texts))
            return scale * embed(texts)

        transfer(system, TASK, FrozenProbe())
        return asked

    assert shown(1.0) == shown(5.0)
    assert ["nah -0.9", "nah 0.9"] in shown(1.0)


def test_without_a_draw_there_is_zero_shot_alone() -> None:
    found = transferred(replace(TASK, shots={}))
    assert (found.few_shot, found.few_shot_probes) == ({}, {})
    assert found.zero_shot == ["tale", "poem", "tale"]
