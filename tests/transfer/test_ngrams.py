"""Character n-grams beside an encoder's vectors: what they are, what they teach, and that they are read back."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from lowres.data.examples import LabelledText
from lowres.errors import UserError
from lowres.transfer.learners.contrastive_few_shot import ContrastiveFewShot
from lowres.transfer.learners.frozen_probe import FrozenProbe
from lowres.transfer.ngrams import NGRAMS, CharacterNgrams, FittedNgrams
from lowres.transfer.saved import load_fitted
from lowres.transfer.workshop import Workshop
from tests.transfer import toy

NGRAMS_ALONE = CharacterNgrams(shortest=2, longest=2, weight=3.0)
TEXTS = ["ab ab", "ab cd", "cd ef"]


def learner(**settings: Any) -> FrozenProbe:
    return FrozenProbe(character_ngrams=CharacterNgrams(**settings))


def test_ngrams_that_stand_in_two_texts_are_known_with_the_edges_of_words() -> None:
    found = NGRAMS_ALONE.fit(TEXTS)
    assert found is not None
    assert set(found.grams) == {" a", "ab", "b ", " c", "cd", "d "}


def test_a_text_has_the_length_that_is_asked_for_and_an_unknown_one_none() -> None:
    found = NGRAMS_ALONE.fit(TEXTS)
    assert found is not None
    lengths = np.linalg.norm(found(["ab ab", "cd", "xyz"]).toarray(), axis=1)
    np.testing.assert_allclose(lengths, [3.0, 3.0, 0.0])


def test_the_rarer_ngram_weighs_more() -> None:
    found = NGRAMS_ALONE.fit(["ab", "ab", "ab cd", "ab cd"])
    assert found is not None
    [row] = found(["ab cd"]).toarray()
    # sklearn's smoothed idf: 1 + ln((1 + texts) / (1 + texts with it)), of 4 texts that have it 4 and 2
    assert row[found.grams.index("cd")] / row[found.grams.index("ab")] == pytest.approx(1 + np.log(5 / 3))


def test_texts_that_share_nothing_have_no_ngrams() -> None:
    assert NGRAMS_ALONE.fit(["ab", "cd", ""]) is None
    assert NGRAMS_ALONE.fit([]) is None


def test_ngrams_read_back_say_the_same(tmp_path: Path) -> None:
    found = NGRAMS_ALONE.fit(TEXTS)
    assert found is not None
    found.save(tmp_path)
    again = FittedNgrams.load(tmp_path)
    assert again is not None
    assert (again.settings, again.grams) == (found.settings, found.grams)
    np.testing.assert_array_equal(again(TEXTS).toarray(), found(TEXTS).toarray())


def test_a_learnt_model_with_ngrams_is_read_back(tmp_path: Path) -> None:
    found = learner().learn(toy.encoder(), toy.lesson("classification"), Workshop(tmp_path / "work")).fitted
    found.save(tmp_path / "saved")
    assert (tmp_path / "saved" / NGRAMS).is_file()
    again = load_fitted(tmp_path / "saved")
    unseen = toy.unseen("classification")
    np.testing.assert_allclose(
        again.probabilities(unseen, toy.TARGET), found.probabilities(unseen, toy.TARGET), atol=1e-6
    )


def test_what_an_encoder_cannot_see_ngrams_tell(tmp_path: Path) -> None:
    """The same vector for every text: only the spelling is left to tell the classes apart."""
    lesson = toy.lesson("classification")
    unseen = toy.unseen("classification")
    gold = [one.label for one in unseen if isinstance(one, LabelledText)]
    right = {}
    for name, one in (("vectors", FrozenProbe()), ("ngrams", learner())):
        blind = toy.encoder()
        for parameter in blind.model.parameters():
            parameter.data.zero_()
        said = one.learn(blind, lesson, Workshop(tmp_path / name)).fitted.predict(unseen, toy.TARGET)
        right[name] = np.mean([a == b for a, b in zip(said, gold, strict=True)])
    assert right["ngrams"] == 1.0
    assert right["vectors"] < 1.0


def test_of_the_texts_of_each_label_the_surest_share_is_learnt_from(tmp_path: Path) -> None:
    lesson = toy.lesson("classification")
    texts = len(lesson.unlabelled[toy.TARGET])
    for share in (1.0, 0.5, 0.0):
        found = learner(pseudo_labelled=share).learn(toy.encoder(), lesson, Workshop(tmp_path / str(share))).fitted
        told = found.task.told["pseudo_labels"]
        assert share * texts - len(lesson.labels) <= told <= share * texts


def test_without_unlabelled_text_there_are_no_pseudo_labels(tmp_path: Path) -> None:
    lesson = replace(toy.lesson("classification"), unlabelled={})
    found = learner().learn(toy.encoder(), lesson, Workshop(tmp_path)).fitted
    assert found.task.told["pseudo_labels"] == 0
    assert len(found.predict(toy.unseen("classification"), toy.TARGET)) == len(toy.unseen("classification"))


def test_a_contrastive_encoder_may_have_a_head_with_ngrams(tmp_path: Path) -> None:
    one = ContrastiveFewShot(steps=2, head=learner())
    found = one.learn(toy.encoder(), toy.lesson("classification"), Workshop(tmp_path / "work")).fitted
    found.save(tmp_path / "saved")
    assert (tmp_path / "saved" / NGRAMS).is_file()


@pytest.mark.parametrize("kind", ["pair_classification", "tagging"])
def test_only_texts_have_ngrams(kind: Any, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=f"character_ngrams, which are for texts alone, but the task is {kind}"):
        learner().learn(toy.encoder(), toy.lesson(kind), Workshop(tmp_path))


def test_pseudo_labels_belong_to_no_group() -> None:
    reweighted: Any = {"reweight": "group_balanced", "group_by": "dialect"}
    with pytest.raises(ValidationError, match="pseudo_labelled to 0"):
        FrozenProbe(character_ngrams=CharacterNgrams(), **reweighted)
    with pytest.raises(ValidationError, match="pseudo_labelled to 0"):
        ContrastiveFewShot(head=learner(), **reweighted)
    assert FrozenProbe(character_ngrams=CharacterNgrams(pseudo_labelled=0), **reweighted).character_ngrams


def test_the_shortest_is_not_longer_than_the_longest() -> None:
    with pytest.raises(ValidationError, match="longest n-gram of 4 characters at least"):
        CharacterNgrams(shortest=4, longest=3)
