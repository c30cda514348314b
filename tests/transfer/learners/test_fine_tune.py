from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModelForSequenceClassification, AutoModelForTokenClassification, AutoTokenizer

from lowres.models.task_head import head_parameters
from lowres.transfer.learners.fine_tune import FineTune
from lowres.transfer.lesson import Lesson
from lowres.transfer.tuned_model import TunedModel
from lowres.transfer.workshop import Workshop
from tests.transfer import toy

FAST: dict[str, Any] = {"epochs": 6, "learning_rate": 3e-3, "batch_size": 8, "looks": 2}
TEXTS = toy.lesson("classification")
BRIEF: dict[str, Any] = FAST | {"epochs": 1.6}
"""Eight steps, for what need not have learnt anything."""


def learnt(folder: Path, lesson: Lesson, **options: Any) -> TunedModel:
    found = FineTune(**options).attempt(toy.encoder(), lesson, Workshop(folder, seed=3), gentle=False)
    assert isinstance(found, TunedModel)
    return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> TunedModel:
    """What eight steps make of texts."""
    return learnt(tmp_path_factory.mktemp("plain"), TEXTS, **BRIEF)


def same(ours: TunedModel, theirs: TunedModel) -> bool:
    first, second = (one.pretrained.model.state_dict() for one in (ours, theirs))
    return all(torch.equal(value, second[name]) for name, value in first.items())


def test_stock_transformers_labels_texts_with_the_saved_folder(tmp_path: Path) -> None:
    fitted = learnt(tmp_path / "work", TEXTS, **FAST)
    fitted.save(tmp_path / "model")
    model: Any = AutoModelForSequenceClassification.from_pretrained(tmp_path / "model").eval()
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "model")
    texts = [one.text for one in toy.unseen("classification")]  # type: ignore[union-attr]
    with torch.no_grad():
        best = model(**tokenizer(texts, padding=True, return_tensors="pt")).logits.argmax(dim=-1).tolist()
    said = [model.config.id2label[place] for place in best]
    assert said == fitted.predict(toy.unseen("classification"), toy.TARGET)
    assert set(said) == {"thing", "light"}


def test_stock_transformers_tags_words_with_the_saved_folder(tmp_path: Path) -> None:
    fitted = learnt(tmp_path / "work", toy.lesson("tagging"), **FAST)
    fitted.save(tmp_path / "model")
    model: Any = AutoModelForTokenClassification.from_pretrained(tmp_path / "model").eval()
    tokenizer = AutoTokenizer.from_pretrained(tmp_path / "model")
    for sentence, said in zip(toy.unseen("tagging"), fitted.predict(toy.unseen("tagging"), toy.TARGET), strict=True):
        read = tokenizer(list(sentence.tokens), is_split_into_words=True, return_tensors="pt")  # type: ignore[union-attr]
        with torch.no_grad():
            best = model(**read).logits[0].argmax(dim=-1).tolist()
        firsts = [read.word_ids().index(word) for word in range(3)]
        assert [model.config.id2label[best[place]] for place in firsts] == said


def test_the_few_examples_can_be_learnt_after_the_sources(plain: TunedModel, tmp_path: Path) -> None:
    after = learnt(tmp_path / "after", TEXTS, **BRIEF, shots="after", shot_epochs=2)
    alone = learnt(tmp_path / "alone", replace(TEXTS, shots=()), **BRIEF)
    assert not same(after, plain)  # which learnt them together
    assert not same(after, alone)
    # The sources were learnt alone: looks found the same scores as without any few examples.
    assert after.task.told["development_scores"] == alone.task.told["development_scores"]
    assert {path.name for path in (tmp_path / "after").iterdir()} == {"head", "training", "shots"}
    halfway = learnt(tmp_path / "halfway", TEXTS, **BRIEF, shots="after", shot_epochs=2, share_of_sources=0.5)
    ends = after.pretrained.model.state_dict(), alone.pretrained.model.state_dict()
    for name, value in halfway.pretrained.model.state_dict().items():
        torch.testing.assert_close(value, (ends[0][name] + ends[1][name]) / 2)


def test_the_head_learns_first_and_alone(tmp_path: Path) -> None:
    still: dict[str, Any] = FAST | {"epochs": 0.1, "looks": 1, "learning_rate": 1e-12, "head_learning_rate": 0.1}
    head_only = learnt(tmp_path / "head", TEXTS, **still, head_epochs=3).pretrained
    neither = learnt(tmp_path / "neither", TEXTS, **still, head_epochs=0).pretrained
    assert not (tmp_path / "neither" / "head").exists()
    for name, value in head_only.body.state_dict().items():
        if not name.startswith("pooler."):  # which is of the head
            torch.testing.assert_close(value, neither.body.state_dict()[name], atol=1e-6, rtol=0)
    before, after = (torch.cat([p.flatten() for p in head_parameters(m.model)]) for m in (neither, head_only))
    assert (after - before).abs().max() > 0.1


def test_the_mean_of_checkpoints_is_another_model_than_the_best(plain: TunedModel, tmp_path: Path) -> None:
    mean = learnt(tmp_path, TEXTS, **BRIEF, average_checkpoints=True)
    assert len(mean.task.told["development_scores"]) == 2
    assert not same(plain, mean)


def test_word_vectors_stand_still_where_asked(plain: TunedModel, tmp_path: Path) -> None:
    before = toy.encoder().body.get_input_embeddings().weight
    still = learnt(tmp_path, TEXTS, **BRIEF, train_embeddings=False).pretrained.body.get_input_embeddings().weight
    assert torch.equal(before, still)
    assert not torch.equal(before, plain.pretrained.body.get_input_embeddings().weight)


def test_texts_are_read_without_the_encoders_prefix(tmp_path: Path) -> None:
    started = toy.encoder()
    prefixed = replace(started, record=started.record.model_copy(update={"prefix": "query: "}))
    found = FineTune(**BRIEF).attempt(prefixed, TEXTS, Workshop(tmp_path, seed=3), gentle=False)
    assert isinstance(found, TunedModel)
    assert found.pretrained.record.prefix == ""


def test_the_target_language_may_be_the_only_source(tmp_path: Path) -> None:
    given = toy.lesson("classification")
    own = replace(given, sources={toy.TARGET: given.sources[toy.SOURCE]}, shots=(), development={}, unlabelled={})
    found = FineTune(**FAST).learn(toy.encoder(), own, Workshop(tmp_path, seed=3))
    said = found.fitted.predict(toy.unseen("classification"), toy.TARGET)
    assert np.mean([a == b.label for a, b in zip(said, toy.unseen("classification"), strict=True)]) > 0.8  # type: ignore[union-attr]


@pytest.mark.parametrize(("gentle", "rate", "rise"), [(False, 5e-5, 0.1), (True, 2.5e-5, 0.3)])
def test_a_second_attempt_starts_more_slowly(gentle: bool, rate: float, rise: float) -> None:
    found = FineTune().schedule(160, 5.0, gentle)
    assert (found.steps, found.learning_rate, found.rise) == (50, rate, rise)
    assert found.checkpoint_every_steps == 7  # looked at eight times
