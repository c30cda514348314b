from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from lowres.data.examples import Pair
from lowres.errors import UserError
from lowres.models.embeddings import is_tied, read_rows
from lowres.models.pretrained import Pretrained, save_pretrained
from lowres.models.sentences import encode
from lowres.progress import SilentProgress
from lowres.training.distil import Distillation, choose_pairs, distil
from lowres.training.schedule import Schedule
from lowres.training.trainer import Training, TrainingFolder
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.kinds.kind import Piece
from tests import tiny
from tests.tiny_models import family

OLD = len(tiny.PIECES)
NEW_PIECES = [Piece("▁tonalli", -1.0), Piece("▁calpan", -1.0)]
WORDS = ("tonalli", "calpan", "atl", "tla", "in")
TEXTS = [" ".join(words) for words in combinations(WORDS, 2)]  # 10
MEANINGS = dict(zip(WORDS, ("sol", "casa", "agua", "cuento", "mar"), strict=True))
TRANSLATIONS = [" ".join(MEANINGS[word] for word in text.split()) for text in TEXTS]
SCHEDULE = Schedule(steps=60, batch_size=5, learning_rate=4e-3, rows_learning_rate=2e-2)


def student(new_pieces: list[Piece]) -> Pretrained:
    pretrained = tiny.pretrained()
    if not new_pieces:
        return pretrained
    return extend(pretrained, new_pieces, MeanOfPieces(), Knowledge(), torch.Generator()).pretrained


def teacher_vectors() -> NDArray[np.float32]:
    teacher = tiny.pretrained(seed=3)
    read_rows(teacher.model).mul_(20)  # so that its sentences are apart
    return encode(teacher, TRANSLATIONS)


def taught(pretrained: Pretrained, path: Path, schedule: Schedule = SCHEDULE) -> Distillation:
    folder = TrainingFolder(path, SilentProgress(), "distilling", seed=1)
    return distil(pretrained, TEXTS, teacher_vectors(), schedule, 0.05, folder)


@pytest.fixture(scope="module", params=[NEW_PIECES, []], ids=["with new rows", "without"])
def distilled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Pretrained, Pretrained, Distillation]:
    """A student before and after, and what was done."""
    after = student(request.param)
    return student(request.param), after, taught(after, tmp_path_factory.mktemp("training"))


Distilled = tuple[Pretrained, Pretrained, Distillation]


def test_the_loss_falls(distilled: Distilled) -> None:
    _, _, done = distilled
    losses = [loss for _, loss in done.training.loss]
    assert done.is_finite()
    assert np.mean(losses[-5:]) < 0.6 * np.mean(losses[:5])


def test_a_sentence_comes_nearer_to_its_own_translation_than_to_others(distilled: Distilled) -> None:
    before, after, _ = distilled
    assert contrast(after) > contrast(before) + 0.1


def contrast(pretrained: Pretrained) -> float:
    """How much nearer sentences are to the teacher's vector of their own translation than to those of all."""
    cosines = encode(pretrained, TEXTS) @ teacher_vectors().T  # [sentences, translations]
    return float(np.diag(cosines).mean() - cosines.mean())


def test_old_rows_positions_their_norm_and_the_pooler_stand_still_and_the_body_moves(distilled: Distilled) -> None:
    before, after, _ = distilled
    assert torch.equal(read_rows(after.model)[:OLD], read_rows(before.model)[:OLD])
    learnt = dict(after.model.named_parameters())
    frozen = ("position_embeddings", "token_type_embeddings", "embeddings.LayerNorm", "pooler.")
    for name, value in before.model.named_parameters():
        if any(part in name for part in frozen):
            assert torch.equal(learnt[name], value), name
        elif name.startswith("encoder.") and "key.bias" not in name:  # a key's bias moves no attention
            assert not torch.equal(learnt[name], value), name


def test_new_rows_are_learnt_and_are_a_plain_embedding_again(distilled: Distilled) -> None:
    before, after, _ = distilled
    assert type(after.model.get_input_embeddings()) is torch.nn.Embedding
    ours, theirs = read_rows(after.model)[OLD:], read_rows(before.model)[OLD:]
    assert ours.shape == theirs.shape
    if after.record.added_rows:
        assert (ours != theirs).any(dim=1).all()
    else:
        assert torch.equal(ours, theirs)


def test_what_was_trained_is_counted(distilled: Distilled) -> None:
    _, after, done = distilled
    body = sum(one.numel() for one in after.model.encoder.parameters())
    assert done.trained_parameters == body + after.record.added_rows * tiny.HIDDEN
    assert (done.sentences, done.cut_sentences) == (300, 0)  # 60 steps of 5
    tokens = sum(len(ids) for ids in after.tokenizer(["query: " + text for text in TEXTS]).input_ids)
    assert done.tokens == 30 * tokens  # thirty epochs, none of which leaves a sentence out


def test_a_stock_reload_gives_the_same_vectors(distilled: Distilled, tmp_path: Path) -> None:
    _, after, _ = distilled
    save_pretrained(after, tmp_path / "model")
    stock = Pretrained(
        AutoModel.from_pretrained(tmp_path / "model"), AutoTokenizer.from_pretrained(tmp_path / "model"), after.record
    )
    assert len(read_rows(stock.model)) == len(read_rows(after.model))
    np.testing.assert_allclose(encode(stock, TEXTS), encode(after, TEXTS), atol=1e-3)


@pytest.mark.parametrize("attention", ["eager", "sdpa"])
def test_dropout_is_off_in_whichever_attention_code(attention: str, tmp_path: Path) -> None:
    saved = tiny.model_folder(tmp_path)
    pretrained = tiny.pretrained()
    model = AutoModel.from_pretrained(saved, attn_implementation=attention)
    pretrained = Pretrained(model, pretrained.tokenizer, pretrained.record)
    taught(pretrained, tmp_path / "training", Schedule(steps=1))
    ids = torch.tensor([[0, 45, 46, 47, 2]])
    model.train()
    assert torch.equal(model(input_ids=ids).last_hidden_state, model(input_ids=ids).last_hidden_state)


def test_long_sentences_are_cut_in_training_and_counted(tmp_path: Path) -> None:
    done = taught(student([]), tmp_path, Schedule(steps=4, batch_size=5, longest_sentence_tokens=12))
    lengths = [len(ids) for ids in tiny.unigram_tokenizer()(["query: " + text for text in TEXTS]).input_ids]
    assert done.cut_sentences == sum(length > 12 for length in lengths) > 0
    assert done.tokens == 2 * sum(min(length, 12) for length in lengths)


@pytest.mark.parametrize("name", ["xlm-roberta", "t5", "gpt2"])
def test_of_a_language_model_the_body_learns_and_head_and_old_rows_stand_still(name: str, tmp_path: Path) -> None:
    before, after = family(name).build(), family(name).build()
    record = after.record.model_copy(update={"added_rows": 4})
    taught(replace(after, record=record), tmp_path, Schedule(steps=3, batch_size=5))
    ours, theirs = after.model.state_dict(), before.model.state_dict()
    old = before.record.vocabulary_size - 4
    moved = {key for key in ours if not torch.equal(ours[key], theirs[key])}
    assert moved
    assert not [key for key in moved if key.startswith(("lm_head.dense", "lm_head.layer_norm", "decoder.block"))]
    assert torch.equal(read_rows(after.model)[:old], read_rows(before.model)[:old])
    assert is_tied(after.model)


def test_a_checkpoint_of_another_vocabulary_is_refused(tmp_path: Path) -> None:
    taught(student([]), tmp_path, Schedule(steps=1, batch_size=5))
    with pytest.raises(UserError, match=r"59 tokens .* 61 tokens"):
        taught(student(NEW_PIECES), tmp_path, Schedule(steps=2, batch_size=5))


def test_a_loss_that_is_no_number_is_seen() -> None:
    losses = [(1, 2.0), (2, float("nan"))]
    assert not Distillation(Training(2, losses, "fp32", 0), 1, 1, 1, 0).is_finite()


def test_pairs_are_chosen_once_each_and_no_more_than_the_schedule_gets_through() -> None:
    pairs = [Pair(f"toy:{line}", "atl", "agua", "") for line in range(10)]
    chosen = choose_pairs(pairs, Schedule(steps=2, batch_size=3), seed=5)
    assert len({pair.id for pair in chosen}) == len(chosen) == 6
    assert choose_pairs(pairs, Schedule(steps=2, batch_size=3), seed=5) == chosen
    assert choose_pairs(pairs, Schedule(steps=2, batch_size=3), seed=6) != chosen
    everything = choose_pairs(pairs, Schedule(steps=90, batch_size=3), seed=5)
    assert sorted(pair.id for pair in everything) == sorted(pair.id for pair in pairs)
