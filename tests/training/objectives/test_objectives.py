from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from pydantic import TypeAdapter, ValidationError

from lowres.errors import UserError
from lowres.training.losses.masked_language_model import MaskedLanguageModel
from lowres.training.losses.masking import WholeWordMasking
from lowres.training.losses.sentence_distillation import ContrastiveLoss
from lowres.training.losses.sentence_targets import SentenceTargets
from lowres.training.losses.squared_distance import SquaredDistance
from lowres.training.materials import Materials
from lowres.training.objectives import Objective
from lowres.training.objectives.contrastive_distillation import ContrastiveDistillation
from lowres.training.objectives.masked_language_modelling import MaskedLanguageModelling
from lowres.training.objectives.mean_squared_error_distillation import MeanSquaredErrorDistillation
from lowres.training.objectives.objective import LearningObjective
from lowres.training.objectives.rehearsal import Rehearsal
from lowres.training.objectives.translation_language_modelling import TranslationLanguageModelling
from lowres.training.schedule import Schedule
from tests import tiny
from tests.training.lessons import PAIRS, TEXTS, materials, teacher_vectors

ALL: tuple[LearningObjective, ...] = (
    ContrastiveDistillation(),
    MeanSquaredErrorDistillation(),
    MaskedLanguageModelling(),
    TranslationLanguageModelling(),
    Rehearsal(),
)


def method(objective: LearningObjective) -> str:
    return str(objective.model_dump()["method"])


@pytest.fixture
def all_pairs(tmp_path: Path) -> Materials:
    """Materials of a schedule that gets through everything."""
    return materials(tmp_path, Schedule(steps=30, batch_size=5))


@pytest.mark.parametrize("objective", ALL, ids=method)
def test_a_recipe_names_it_by_its_method_and_nothing_else(objective: LearningObjective) -> None:
    read: TypeAdapter[Any] = TypeAdapter(Objective)
    assert read.validate_python({"method": method(objective)}) == objective
    assert objective.weight == 1
    with pytest.raises(ValidationError):
        read.validate_python({"method": method(objective), "weight": 0})
    with pytest.raises(ValidationError):
        read.validate_python({"method": method(objective), "epochs": 1})


@pytest.mark.parametrize("objective", ALL, ids=method)
def test_it_is_built_over_all_sentences_and_has_a_loss_with_a_gradient(
    objective: LearningObjective, all_pairs: Materials
) -> None:
    found = objective.build(all_pairs)
    assert len(found.lengths) == 10
    batch = found.loss.collate([3, 0, 7])
    assert batch["attention_mask"].sum(dim=1).tolist() == found.lengths[[3, 0, 7]].tolist()
    loss = found.loss(**batch)["loss"]
    loss.backward()
    assert torch.isfinite(loss)
    assert any(one.grad is not None for one in all_pairs.student.body.parameters())


@pytest.mark.parametrize("objective", ALL, ids=method)
def test_long_sentences_are_cut_and_counted_and_the_mean_is_of_what_is_left(
    objective: LearningObjective, all_pairs: Materials
) -> None:
    whole = objective.build(all_pairs).lengths
    longest = int(np.median(whole))
    schedule = all_pairs.schedule.model_copy(update={"longest_sentence_tokens": longest})
    found = objective.build(replace(all_pairs, schedule=schedule))
    assert found.lengths.max() <= longest
    assert found.cut_sentences == (whole > longest).sum()
    mean = objective.tokens_a_sentence(replace(all_pairs, schedule=schedule))
    assert mean == pytest.approx(np.minimum(whole, longest).mean())


@pytest.mark.parametrize("objective", ALL, ids=method)
def test_no_more_is_prepared_than_the_schedule_gets_through(objective: LearningObjective, tmp_path: Path) -> None:
    few = materials(tmp_path, Schedule(steps=2, batch_size=3))
    assert len(objective.build(few).lengths) == 6


def test_what_each_needs() -> None:
    needs = {method(one): (one.needs_head, one.needs_pairs, one.needs_teacher) for one in ALL}
    assert needs == {
        "contrastive_distillation": (False, True, True),
        "mse_distillation": (False, True, True),
        "masked_language_model": (True, False, False),
        "translation_language_model": (True, True, False),
        "rehearsal": (False, True, True),
    }


def texts_of(loss: SentenceTargets, among: list[str]) -> list[str]:
    """Which of these texts the loss's sentences are, read with the prefix."""
    by_tokens = {tuple(tiny.unigram_tokenizer()("query: " + text).input_ids): text for text in among}
    return [by_tokens[tuple(sentence)] for sentence in loss.sentences]


@pytest.mark.parametrize("objective", ALL[:2], ids=method)
def test_a_distillation_pulls_a_sentence_towards_its_own_translation(
    objective: LearningObjective, all_pairs: Materials
) -> None:
    loss = objective.build(all_pairs).loss
    assert isinstance(loss, SentenceTargets)
    pivots = {pair.target: pair.pivot for pair in PAIRS}
    texts = texts_of(loss, TEXTS)
    assert sorted(texts) == sorted(TEXTS)
    expected = teacher_vectors([pivots[text] for text in texts])
    np.testing.assert_allclose(loss.targets().numpy(), expected, atol=2e-2)  # bfloat16 where batches differ


@pytest.mark.parametrize(
    ("rehearsal", "kind"), [(Rehearsal(), ContrastiveLoss), (Rehearsal(loss="squared_distance"), SquaredDistance)]
)
def test_rehearsal_keeps_pivot_sentences_where_the_teacher_puts_them(
    rehearsal: Rehearsal, kind: type[SentenceTargets], all_pairs: Materials
) -> None:
    loss = rehearsal.build(all_pairs).loss
    assert isinstance(loss, kind)
    pivots = texts_of(loss, [pair.pivot for pair in PAIRS])
    assert sorted(pivots) == sorted(pair.pivot for pair in PAIRS)
    np.testing.assert_allclose(loss.targets().numpy(), teacher_vectors(pivots), atol=2e-2)


def test_each_distillation_has_a_loss_of_its_own(all_pairs: Materials) -> None:
    assert isinstance(ContrastiveDistillation(temperature=0.1).build(all_pairs).loss, ContrastiveLoss)
    assert isinstance(MeanSquaredErrorDistillation().build(all_pairs).loss, SquaredDistance)


@pytest.mark.parametrize("objective", ALL[:2] + ALL[3:4], ids=method)
def test_the_pairs_of_a_lexicon_take_the_place_of_sentences(
    objective: LearningObjective, all_pairs: Materials, tmp_path: Path
) -> None:
    (tmp_path / "words.tsv").write_text("atl\tagua\ncalli\tcasa\ncalli\tno\n", encoding="utf-8")
    found = objective.model_copy(update={"lexicon": tmp_path / "words.tsv"}).build(replace(all_pairs, pairs=()))
    assert len(found.lengths) == 3  # a word has a line for each translation
    assert found.lengths.max() < 16


def test_both_sides_of_a_pair_are_guessed_together(all_pairs: Materials) -> None:
    loss = TranslationLanguageModelling(share=0.9).build(all_pairs).loss
    assert isinstance(loss, MaskedLanguageModel)
    sides = {(pair.target, pair.pivot) for pair in PAIRS}
    tokenizer = tiny.unigram_tokenizer()
    expected = sorted(tokenizer(target, pivot).input_ids for target, pivot in sides)
    assert sorted(loss.sentences[place] for place in range(10)) == expected


def test_whole_words_and_packing_are_what_a_recipe_asks_for(all_pairs: Materials) -> None:
    plain = MaskedLanguageModelling().build(all_pairs).loss
    words = MaskedLanguageModelling(whole_words=True).build(all_pairs).loss
    assert isinstance(plain, MaskedLanguageModel)
    assert isinstance(words, MaskedLanguageModel)
    assert not isinstance(plain.masking, WholeWordMasking)
    assert isinstance(words.masking, WholeWordMasking)
    assert len(MaskedLanguageModelling(packed=True).build(all_pairs).lengths) < 10


def test_a_student_without_a_head_is_refused(tmp_path: Path) -> None:
    headless = materials(tmp_path, Schedule(), tiny.pretrained())
    with pytest.raises(UserError, match="head"):
        MaskedLanguageModelling().build(headless)


def test_a_teacher_of_another_hidden_size_is_refused_with_both_sizes(all_pairs: Materials) -> None:
    other = replace(all_pairs, teacher=lambda texts: np.zeros((len(texts), 48), np.float32))
    with pytest.raises(UserError, match=r"48 numbers, but the student's hidden size is 32") as refusal:
        ContrastiveDistillation().build(other)
    assert "\n" not in str(refusal.value)


def test_pairs_are_chosen_once_each_and_no_more_than_the_schedule_gets_through(all_pairs: Materials) -> None:
    few = replace(all_pairs, schedule=Schedule(steps=2, batch_size=3))
    chosen = ContrastiveDistillation().chosen_pairs(few)
    assert len({pair.id for pair in chosen}) == len(chosen) == 6
    assert ContrastiveDistillation().chosen_pairs(few) == chosen
    assert ContrastiveDistillation().chosen_pairs(replace(few, seed=6)) != chosen
    assert sorted(pair.id for pair in ContrastiveDistillation().chosen_pairs(all_pairs)) == sorted(
        pair.id for pair in PAIRS
    )
