"""What every way of starting a new row must keep to."""

from typing import Any, get_args

import pytest
import torch
from pydantic import TypeAdapter, ValidationError

from lowres.models.embeddings import read_rows
from lowres.vocabulary.extend import extend
from lowres.vocabulary.initialisers import Initialiser
from lowres.vocabulary.initialisers.source import SourceRows, Start
from lowres.vocabulary.unigram import Piece, spelling
from tests import tiny

OLD = len(tiny.PIECES)
TOKENS = ["▁calpan", "▁tepetl", "caco", "▁ñ", "ñ", "▁\N{NKO LETTER KA}"]  # some letters are unknown to the tokenizer


def members() -> list[Any]:
    """One of each method of the union, with its own defaults."""
    union = get_args(Initialiser)[0]
    return [method() for method in get_args(union) or (union,)]


every_method = pytest.mark.parametrize("method", members(), ids=lambda method: method.method)


def source() -> SourceRows:
    tokenizer = tiny.unigram_tokenizer()
    return SourceRows(read_rows(tiny.bert_model())[:OLD], lambda piece: spelling(tokenizer, piece))


def start(method: Any, seed: int = 0) -> Start:
    return method.initialise(TOKENS, source(), torch.Generator().manual_seed(seed))


@every_method
def test_gives_one_row_a_token_in_the_width_and_precision_of_the_old_ones(method: Any) -> None:
    rows = start(method).rows
    assert rows.shape == (len(TOKENS), tiny.HIDDEN)
    assert rows.dtype == torch.float32
    assert not rows.requires_grad


@every_method
def test_gives_finite_rows_no_longer_than_old_ones_are(method: Any) -> None:
    rows = start(method).rows
    assert rows.isfinite().all()
    assert rows.norm(dim=1).max() < 2 * source().matrix.norm(dim=1).max()


@every_method
def test_leaves_the_old_matrix_alone(method: Any) -> None:
    given = source()
    before = given.matrix.clone()
    method.initialise(TOKENS, given, torch.Generator())
    assert torch.equal(given.matrix, before)


@every_method
def test_gives_the_same_rows_for_the_same_seed_whatever_else_drew_random_numbers(method: Any) -> None:
    first = start(method, seed=3)
    torch.rand(7)
    second = start(method, seed=3)
    assert torch.equal(first.rows, second.rows)
    assert list(first.origins) == list(second.origins)


@every_method
def test_leaves_the_global_random_state_alone(method: Any) -> None:
    before = torch.get_rng_state()
    start(method)
    assert torch.equal(torch.get_rng_state(), before)


@every_method
def test_tells_the_origin_of_every_row(method: Any) -> None:
    origins = start(method).origins
    assert len(origins) == len(TOKENS)
    for origin in origins:
        assert origin.rule
        assert all(0 <= number < OLD for number in origin.sources)


@every_method
def test_calls_what_is_random_random_and_nothing_else(method: Any) -> None:
    pieces = [Piece(token, -1.0) for token in TOKENS]
    found = extend(tiny.pretrained(), pieces, method, torch.Generator())
    depends_on_seed = not torch.equal(start(method, seed=1).rows, start(method, seed=2).rows)
    assert (found.random_rows() > 0) == depends_on_seed


@every_method
def test_is_named_in_a_recipe_by_its_method_and_refuses_unknown_parameters(method: Any) -> None:
    reader = TypeAdapter(Initialiser)
    assert reader.validate_python({"method": method.method}) == method
    with pytest.raises(ValidationError):
        reader.validate_python({"method": method.method, "no_such_parameter": 1})


def test_a_method_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(ValidationError, match="'mean'"):
        TypeAdapter(Initialiser).validate_python({"method": "magic"})
