import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lowres.transfer.learners.frozen_probe import FittedProbe, FrozenProbe, Labelled, calibrated, centred, features
from lowres.transfer.lesson import TaskKind
from lowres.transfer.workshop import Workshop
from tests.transfer import toy

SPAIN, MEXICO = "spa-Latn", "nah-Latn"


def vectors(*rows: list[float]) -> NDArray[np.float32]:
    return np.array(rows, dtype=np.float32)


def on_a_line(*places: float) -> NDArray[np.float32]:
    """Vectors that differ in their first number only."""
    return vectors(*([place, 0.0] for place in places))


def uncentred() -> FrozenProbe:
    return FrozenProbe(centre_languages=False)


def test_two_classes_on_two_sides_are_told_apart() -> None:
    probe = uncentred().fit([Labelled(on_a_line(-1, -1, 1, 1), ["tale", "tale", "poem", "poem"], SPAIN)], {})
    assert probe.labels == ("poem", "tale")
    assert probe.predict(on_a_line(-0.5, 0.5), SPAIN) == ["tale", "poem"]
    assert probe.coefficients.shape == (2, 2)


def test_two_classes_have_the_probabilities_of_the_logistic_curve() -> None:
    probe = FittedProbe(("a", "b"), vectors([-1.0, 0.0], [1.0, 0.0]), np.zeros(2, np.float32), {})
    found = probe.probabilities(on_a_line(math.log(3) / 2, 0.0), SPAIN)  # odds of three to one, and even ones
    np.testing.assert_allclose(found, [[0.25, 0.75], [0.5, 0.5]], atol=1e-6)


def test_a_probe_of_two_classes_says_what_scikit_learn_says() -> None:
    from sklearn.linear_model import LogisticRegression

    random = np.random.default_rng(0)
    shown = random.normal(size=(30, 4)).astype(np.float32)
    labels = ["b" if row[0] + row[1] > 0.3 else "a" for row in shown]
    theirs = LogisticRegression(C=10.0, class_weight="balanced", max_iter=2000).fit(shown, labels)
    ours = uncentred().fit([Labelled(shown, labels, SPAIN)], {})
    np.testing.assert_allclose(ours.probabilities(shown, SPAIN), theirs.predict_proba(shown), atol=1e-5)


def test_three_classes_at_three_corners_are_told_apart() -> None:
    corners = vectors([1, 0], [-0.5, 0.87], [-0.5, -0.87])
    probe = uncentred().fit([Labelled(np.tile(corners, (4, 1)), ["a", "b", "c"] * 4, SPAIN)], {})
    assert probe.predict(corners, SPAIN) == ["a", "b", "c"]
    found = probe.probabilities(corners, SPAIN)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    np.testing.assert_allclose(probe.probabilities(vectors([0, 0]), SPAIN), [[1 / 3] * 3], atol=1e-3)


def test_a_rare_class_is_worth_as_much_as_a_frequent_one() -> None:
    # Nine tales at -1 and one poem at 1: balanced, the border lies in the middle.
    probe = uncentred().fit([Labelled(on_a_line(*[-1] * 9, 1), ["tale"] * 9 + ["poem"], SPAIN)], {})
    np.testing.assert_allclose(probe.probabilities(on_a_line(0.0), SPAIN), [[0.5, 0.5]], atol=1e-3)


def test_a_shot_of_weight_three_counts_as_three_shots() -> None:
    source = Labelled(on_a_line(-1, -0.8, 0.9, 1), ["tale", "tale", "poem", "poem"], SPAIN)
    shots, labels = on_a_line(0.1, 0.6), ["tale", "poem"]
    once = uncentred().fit([source, Labelled(shots, labels, MEXICO, weight=3.0)], {})
    thrice = uncentred().fit([source, Labelled(np.tile(shots, (3, 1)), labels * 3, MEXICO)], {})
    np.testing.assert_allclose(once.coefficients, thrice.coefficients, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(once.intercepts, thrice.intercepts, rtol=1e-3, atol=1e-4)


def test_centring_moves_to_the_mean_and_back_to_length_one() -> None:
    # (4, 5) less (1, 1) is (3, 4), of length 5.
    np.testing.assert_allclose(centred(vectors([4, 5], [1, 0]), vectors([1, 1])[0]), [[0.6, 0.8], [0, -1]])


def test_a_vector_at_the_centre_stays_a_number() -> None:
    np.testing.assert_array_equal(centred(vectors([1, 1]), vectors([1, 1])[0]), [[0, 0]])


def test_centring_removes_what_marks_a_language() -> None:
    # Tales lie west and poems east of their language's mean, which is (0, 0) in one and (9, 3) in the other.
    source = Labelled(vectors([-1, 0], [-1, 0], [1, 0], [1, 0]), ["tale", "tale", "poem", "poem"], SPAIN)
    shifted = vectors([8, 3], [10, 3])
    unlabelled = {SPAIN: source.vectors, MEXICO: vectors([8, 3], [8, 3], [10, 3], [10, 3])}
    probe = FrozenProbe().fit([source], unlabelled)
    np.testing.assert_allclose(probe.centres[MEXICO], [9, 3])
    assert probe.predict(shifted, MEXICO) == ["tale", "poem"]
    np.testing.assert_allclose(
        probe.probabilities(shifted, MEXICO), probe.probabilities(vectors([-1, 0], [1, 0]), SPAIN)
    )
    assert uncentred().fit([source], unlabelled).predict(shifted, MEXICO) == ["poem", "poem"]


def test_shots_are_centred_on_their_own_language() -> None:
    source = Labelled(vectors([-1, 0], [1, 0]), ["tale", "poem"], SPAIN)
    unlabelled = {SPAIN: source.vectors, MEXICO: vectors([8, 3], [10, 3])}
    shots = Labelled(vectors([8, 3], [10, 3]), ["tale", "poem"], MEXICO)
    twice = Labelled(vectors([-1, 0], [1, 0]), ["tale", "poem"], SPAIN)
    ours, theirs = (FrozenProbe().fit([source, other], unlabelled) for other in (shots, twice))
    np.testing.assert_allclose(ours.coefficients, theirs.coefficients, rtol=1e-4)


def test_a_language_without_a_centre_is_left_as_it_is() -> None:
    probe = FrozenProbe().fit([Labelled(on_a_line(-1, 1), ["tale", "poem"], SPAIN)], {SPAIN: on_a_line(-1, 1)})
    far = vectors([5, 2])
    scores = far @ probe.coefficients.T + probe.intercepts
    odds = np.exp(scores[0, 1] - scores[0, 0])
    assert probe.probabilities(far, "kek-Latn")[0, 1] == pytest.approx(odds / (1 + odds), rel=1e-4)


def test_a_probe_read_back_gives_the_same_probabilities(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    shown = random.normal(size=(12, 3)).astype(np.float32)
    before = FrozenProbe().fit([Labelled(shown, ["a", "b", "ç"] * 4, SPAIN)], {SPAIN: shown, MEXICO: shown + 1})
    before.save(tmp_path, MEXICO)
    after = FittedProbe.load(tmp_path)
    assert after.labels == ("a", "b", "ç")
    for language in (SPAIN, MEXICO, "kek-Latn"):
        assert np.array_equal(after.probabilities(shown, language), before.probabilities(shown, language))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["probe.json", "probe.safetensors"]


def test_fitting_again_gives_the_same_probe() -> None:
    shown = np.random.default_rng(2).normal(size=(12, 3)).astype(np.float32)
    first, second = (FrozenProbe().fit([Labelled(shown, ["a", "b", "c"] * 4, SPAIN)], {SPAIN: shown}) for _ in range(2))
    assert np.array_equal(first.coefficients, second.coefficients)


def test_a_pair_is_both_vectors_their_distance_and_their_product() -> None:
    shown = vectors([1, 2, 3, 1])  # (1, 2) beside (3, 1)
    np.testing.assert_allclose(features(shown, None, True), [[1, 2, 3, 1, 2, 1, 3, 2]])


def test_each_side_of_a_pair_is_centred() -> None:
    shown, centre = vectors([4, 5, 1, 3]), vectors([1, 1])[0]  # (3, 4) and (0, 2) once moved
    np.testing.assert_allclose(features(shown, centre, True), [[0.6, 0.8, 0, 1, 0.6, 0.2, 0, 0.8]], rtol=1e-6)


def test_pairs_that_are_alike_are_told_from_those_that_are_not() -> None:
    random = np.random.default_rng(4)
    first = random.normal(size=(80, 3))
    second = np.concatenate([first[:40], random.normal(size=(40, 3))])
    shown = np.concatenate([first, second], axis=1).astype(np.float32)
    labels = ["same"] * 40 + ["other"] * 40
    said = uncentred().fit([Labelled(shown, labels, SPAIN)], {}, paired=True).predict(shown, SPAIN)
    assert np.mean([ours == theirs for ours, theirs in zip(said, labels, strict=True)]) > 0.9


def test_probabilities_become_as_high_as_labels_are_right() -> None:
    # A score of 4 ahead says 98 %, but three in four are right: log 3 ahead would be true, at temperature 4 / log 3.
    probe = FittedProbe(("a", "b"), vectors([-2.0], [2.0]), np.zeros(2, np.float32), {})
    development = Labelled(vectors([1.0], [1.0], [1.0], [1.0]), ["b", "b", "b", "a"], SPAIN)
    found = calibrated(probe, [development])
    assert found.temperature == pytest.approx(4 / math.log(3), rel=1e-3)
    np.testing.assert_allclose(found.probabilities(vectors([1.0]), SPAIN), [[0.25, 0.75]], atol=1e-3)
    assert found.predict(development.vectors, SPAIN) == probe.predict(development.vectors, SPAIN)


def test_without_development_data_nothing_is_calibrated() -> None:
    probe = FittedProbe(("a", "b"), vectors([-2.0], [2.0]), np.zeros(2, np.float32), {})
    assert calibrated(probe, []) is probe
    assert calibrated(probe, [Labelled(vectors([1.0]), ["c"], SPAIN)]) is probe  # a label that it does not know


def test_frequent_labels_may_count_more() -> None:
    shown = Labelled(on_a_line(*[-1] * 9, 1), ["tale"] * 9 + ["poem"], SPAIN)
    plain = FrozenProbe(centre_languages=False, class_balanced=False).fit([shown], {})
    assert plain.probabilities(on_a_line(0.0), SPAIN)[0, 1] > 0.7


def test_labels_of_texts_count_alike_and_tags_of_words_as_often_as_they_occur_unless_it_is_said() -> None:
    kinds: tuple[TaskKind, ...] = ("classification", "pair_classification", "tagging")
    assert [FrozenProbe().for_kind(kind).class_balanced for kind in kinds] == [True, True, False]
    assert [FrozenProbe(class_balanced=True).for_kind(kind).class_balanced for kind in kinds] == [True] * 3
    assert [FrozenProbe(class_balanced=False).for_kind(kind).class_balanced for kind in kinds] == [False] * 3


def test_tags_are_learnt_by_how_often_they_occur(tmp_path: Path) -> None:
    lesson = toy.lesson("tagging")
    found = [
        FrozenProbe(class_balanced=balanced)
        .learn(toy.encoder(), lesson, Workshop(tmp_path))
        .fitted.probabilities(toy.unseen("tagging"), toy.TARGET)
        for balanced in (None, False, True)
    ]
    np.testing.assert_array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])


def two_dialects() -> Labelled:
    """In the north what lies east is a poem; in the small south what lies north is, and east and west say nothing."""
    random = np.random.default_rng(5)
    shown = random.normal(size=(220, 2)).astype(np.float32)
    north = np.arange(220) < 200
    poems = np.where(north, shown[:, 0] > 0, shown[:, 1] > 0)
    return Labelled(
        shown,
        ["poem" if one else "tale" for one in poems],
        SPAIN,
        groups=["north" if one else "south" for one in north],
    )


@pytest.mark.parametrize("reweight", ["group_balanced", "worst_group"])
def test_reweighting_helps_the_group_that_is_learnt_worst(reweight: str) -> None:
    shown = two_dialects()
    worst = {}
    for name, by in (("none", None), (reweight, "dialect")):
        probe = FrozenProbe(centre_languages=False, reweight=name, group_by=by).fit([shown], {})  # type: ignore[arg-type]
        right = np.array(probe.predict(shown.vectors, SPAIN)) == np.array(shown.labels)
        worst[name] = right[200:].mean()
    assert worst[reweight] > worst["none"] + 0.1


def test_the_worst_group_loses_less_than_with_groups_of_equal_weight() -> None:
    shown = two_dialects()
    worst = {}
    for name in ("group_balanced", "worst_group"):
        probe = FrozenProbe(centre_languages=False, reweight=name, group_by="dialect").fit([shown], {})  # type: ignore[arg-type]
        found = probe.probabilities(shown.vectors, SPAIN)
        losses = -np.log([row[probe.labels.index(label)] for row, label in zip(found, shown.labels, strict=True)])
        worst[name] = max(losses[:200].mean(), losses[200:].mean())
    assert worst["worst_group"] < worst["group_balanced"] + 1e-6
