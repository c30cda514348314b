"""What every vocabulary operation must keep to, on every family of models."""

from collections.abc import Callable
from dataclasses import replace as with_fields
from itertools import product
from pathlib import Path

import pytest
import torch
import transformers

from lowres.models.embeddings import is_tied, read_token_rows
from lowres.models.pretrained import Pretrained, load_pretrained, save_pretrained, tokenizer_sha256
from lowres.models.sentences import encode, plain_ids
from lowres.models.split_embedding import join_embedding, split_embedding
from lowres.vocabulary.changed import Changed
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers.mean import MeanOfPieces
from lowres.vocabulary.initialisers.source import Knowledge
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.mixture import mixed
from lowres.vocabulary.replace import replace
from lowres.vocabulary.round_trip import check_round_trip
from lowres.vocabulary.trim import trim
from tests.tiny_models import FAMILIES, Family, logits
from tests.vocabulary.corpus import sentences

TEXTS = sentences(60)
Operation = Callable[[Pretrained], Changed]


def extended(pretrained: Pretrained) -> Changed:
    pieces = kind_of(pretrained.tokenizer).learn_new(TEXTS, 8)
    return extend(pretrained, pieces, MeanOfPieces(), Knowledge(TEXTS), torch.Generator())


def replaced(pretrained: Pretrained) -> Changed:
    pieces = kind_of(pretrained.tokenizer).learn_own(TEXTS, 300)
    return replace(pretrained, pieces, MeanOfPieces(), Knowledge(TEXTS), torch.Generator())


def trimmed(pretrained: Pretrained) -> Changed:
    return trim(pretrained, TEXTS)


CASES = list(product(FAMILIES, (extended, replaced, trimmed)))
every_case = pytest.mark.parametrize(
    ("family", "operation"), CASES, ids=[f"{family.name}, {operation.__name__}" for family, operation in CASES]
)


def kept_numbers(changed: Changed) -> list[int]:
    """Some new numbers of tokens that were there before; none of them special, as padding is masked."""
    special = set(changed.pretrained.tokenizer.all_special_ids)
    return [number for number in range(len(changed.kept)) if number not in special][:20]


@every_case
def test_every_row_kept_lands_at_its_new_number_and_every_new_row_is_its_mixture(
    family: Family, operation: Operation
) -> None:
    changed = operation(family.build())
    fresh = family.build()
    old, new = (read_token_rows(one.model) for one in (fresh, changed.pretrained))
    size, kept = len(fresh.tokenizer), len(changed.kept)
    assert family.has_bias == (old.bias is not None)
    for before, after in ((old.input, new.input), (old.output, new.output), (old.bias, new.bias)):
        assert (before is None) == (after is None)
        if before is not None:
            assert len(after) == kept + len(changed.tokens) == len(changed.pretrained.tokenizer)
            assert torch.equal(after[:kept], before[changed.kept])
            torch.testing.assert_close(after[kept:], mixed(before[:size], changed.origins, torch.Generator()))


@every_case
def test_tokens_that_stay_read_and_predict_as_before(family: Family, operation: Operation) -> None:
    changed = operation(family.build())
    numbers = kept_numbers(changed)
    before = logits(family.build().model, [changed.kept[number] for number in numbers])[:, changed.kept]
    after = logits(changed.pretrained.model, numbers)[:, : len(changed.kept)]
    torch.testing.assert_close(after, before, rtol=0, atol=2e-6)


@every_case
def test_what_was_tied_stays_tied_and_every_part_knows_the_new_size(family: Family, operation: Operation) -> None:
    model = operation(family.build()).pretrained.model
    assert is_tied(model) is family.tied
    size = len(model.get_input_embeddings().weight)
    assert {part.config.vocab_size for part in model.modules() if hasattr(part, "config")} == {size}
    assert model.get_input_embeddings().num_embeddings == model.get_output_embeddings().out_features == size


def frame(tokenizer: transformers.PreTrainedTokenizerFast) -> list[str]:
    """The special tokens that the tokenizer sets around a text and between two."""
    ids = tokenizer("casa", "mar").input_ids
    return [token for token in tokenizer.convert_ids_to_tokens(ids) if token in tokenizer.all_special_tokens]


@every_case
def test_special_tokens_keep_their_text_and_the_model_their_numbers(family: Family, operation: Operation) -> None:
    before, after = family.build().tokenizer, operation(family.build()).pretrained
    assert after.tokenizer.special_tokens_map == before.special_tokens_map
    assert frame(after.tokenizer) == frame(before)
    for name in ("pad_token_id", "eos_token_id"):
        assert getattr(after.model.config, name) == getattr(after.tokenizer, name)


@every_case
def test_texts_come_back_from_their_tokens(family: Family, operation: Operation) -> None:
    changed = operation(family.build())
    check_round_trip(changed.before, changed.pretrained.tokenizer, [*TEXTS, "la casa del mar, que no.", "ñandú", ""])


@every_case
def test_a_stock_load_gives_the_same_logits_and_the_same_numbers(
    family: Family, operation: Operation, tmp_path: Path
) -> None:
    ours = operation(family.build()).pretrained
    save_pretrained(ours, tmp_path / "model")
    model = getattr(transformers, family.auto).from_pretrained(tmp_path / "model").eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(tmp_path / "model")
    ids = tokenizer(TEXTS[0]).input_ids
    assert ids == ours.tokenizer(TEXTS[0]).input_ids
    torch.testing.assert_close(logits(model, ids), logits(ours.model, ids), rtol=0, atol=2e-6)


@every_case
def test_our_load_keeps_the_head_the_rows_and_the_record(family: Family, operation: Operation, tmp_path: Path) -> None:
    ours = operation(family.build()).pretrained
    save_pretrained(ours, tmp_path / "model")
    again = load_pretrained(tmp_path / "model")
    assert again.record == ours.record
    assert again.record.tokenizer_sha256 == tokenizer_sha256(ours.tokenizer)
    for name, value in ours.model.state_dict().items():
        assert torch.equal(again.model.state_dict()[name], value), name


@pytest.mark.parametrize("operation", [extended, replaced], ids=["extended", "replaced"])
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_new_rows_are_the_last_and_can_be_trained_alone(family: Family, operation: Operation) -> None:
    changed = operation(family.build())
    assert changed.pretrained.record.added_rows == len(changed.tokens) > 0
    old = len(changed.kept)
    before = logits(changed.pretrained.model, kept_numbers(changed))[:, :old]
    split = split_embedding(changed.pretrained)
    assert len(split.new_rows) == len(changed.tokens)
    with torch.no_grad():
        split.new_rows += 1
    join_embedding(changed.pretrained)
    assert torch.equal(read_token_rows(changed.pretrained.model).input[old:], split.new_rows)
    assert is_tied(changed.pretrained.model) is family.tied
    after = logits(changed.pretrained.model, kept_numbers(changed))[:, :old]
    torch.testing.assert_close(after, before, rtol=0, atol=2e-6)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_extended_texts_without_a_new_piece_are_spelt_by_the_old_numbers(family: Family) -> None:
    changed = extended(family.build())
    texts = ["la casa del mar", "agua que no", "sol"]
    assert plain_ids(changed.pretrained.tokenizer, texts) == plain_ids(changed.before, texts)
    assert changed.kept == list(range(len(changed.before)))
    assert changed.tokens


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_a_trimmed_model_says_the_same_of_the_texts(family: Family) -> None:
    changed, before = trimmed(family.build()), family.build()
    assert len(changed.kept) < len(before.tokenizer)
    for text in TEXTS[:5]:
        ids = changed.pretrained.tokenizer(text).input_ids
        old_ids = before.tokenizer(text).input_ids
        assert [changed.kept[number] for number in ids] == old_ids
        found = logits(changed.pretrained.model, ids)
        torch.testing.assert_close(found, logits(before.model, old_ids)[:, changed.kept], rtol=0, atol=2e-6)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_one_operation_follows_another(family: Family) -> None:
    first = trimmed(family.build())
    second = extended(first.pretrained)
    third = trim(with_fields(second.pretrained), [*TEXTS, "la casa"])
    assert third.pretrained.record.added_rows == sum(number >= len(second.kept) for number in third.kept) > 0
    assert third.pretrained.record.vocabulary_size == len(third.pretrained.tokenizer)
    check_round_trip(first.before, third.pretrained.tokenizer, TEXTS)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_body_makes_sentence_vectors(family: Family) -> None:
    vectors = encode(family.build(), TEXTS[:3])
    assert vectors.shape == (3, 32)
    assert abs(vectors[0] - vectors[1]).max() > 1e-3
