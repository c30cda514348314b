"""What every way of starting a new row must keep to."""

from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
import torch
from pydantic import TypeAdapter, ValidationError

from lowres.vocabulary.initialisers import Initialiser
from lowres.vocabulary.initialisers.source import MEAN_OF_ALL_ROWS, RANDOM, Origin
from lowres.vocabulary.kinds import kind_of
from lowres.vocabulary.mixture import mixed
from tests import tiny
from tests.vocabulary.corpus import sentences
from tests.vocabulary.initialisers.sources import NOUNS, VERBS, of_tokens, source, two_kinds_of_words

OLD = len(tiny.PIECES)
TOKENS = [  # a noun and a verb of the text, one that it has not, and letters unknown to the old tokenizer
    *("▁calpan", "▁ohtli", "▁tepetl", "caco", "▁ñ", "ñ", "▁\N{NKO LETTER KA}", "\N{NKO LETTER KA}"),
]
METHODS = get_args(get_args(Initialiser)[0])


@pytest.fixture(params=METHODS, ids=lambda cls: cls.model_fields["method"].default)
def method(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """One of each method of the union, with its own defaults, and a lexicon where it has none."""
    required = [name for name, field in request.param.model_fields.items() if field.is_required()]
    return request.param(**{name: lexicon(tmp_path) for name in required})


def lexicon(folder: Path) -> Path:
    """Old words translate each other; so do a new one and an old one, and one that nothing spells."""
    pairs = [*zip(NOUNS, VERBS, strict=True), *zip(VERBS, NOUNS, strict=True), ("calpan", "casa"), ("ohtli", "ñññ")]
    path = folder / "words.tsv"
    path.write_text("".join(f"{word}\t{translation}\n" for word, translation in pairs), encoding="utf-8")
    return path


def origins(method: Any) -> list[Origin]:
    return method.origins(TOKENS, of_tokens(*TOKENS, texts=two_kinds_of_words()))


def test_tells_the_origin_of_every_token(method: Any) -> None:
    found = origins(method)
    assert len(found) == len(TOKENS)
    assert all(origin.rule for origin in found)


def test_mixes_old_rows_with_weights_that_sum_to_one(method: Any) -> None:
    for origin in origins(method):
        assert len(origin.sources) == len(origin.weights)
        assert all(type(number) is int and 0 <= number < OLD for number in origin.sources)
        assert all(weight >= 0 for weight in origin.weights)
        if origin.sources:
            assert sum(origin.weights) == pytest.approx(1)


def test_names_no_sources_only_for_what_is_random_or_unknown(method: Any) -> None:
    for origin in origins(method):
        assert (not origin.sources) == (origin.rule in {RANDOM, MEAN_OF_ALL_ROWS})


def test_gives_random_rows_only_as_the_baseline(method: Any) -> None:
    random = sum(origin.rule == RANDOM for origin in origins(method))
    assert random == (len(TOKENS) if method.method == "noise" else 0)


def test_gives_rows_that_are_finite_and_no_longer_than_old_ones_are(method: Any) -> None:
    given = of_tokens(*TOKENS, texts=two_kinds_of_words())
    rows = mixed(given.matrix, method.origins(TOKENS, given), torch.Generator().manual_seed(1))
    assert rows.isfinite().all()
    assert rows.norm(dim=1).max() < 2 * given.matrix.norm(dim=1).max()


def test_leaves_the_old_matrix_alone_which_may_be_a_models_own(method: Any) -> None:
    matrix = torch.nn.Parameter(torch.randn(OLD, 8, generator=torch.Generator().manual_seed(2)))
    before = matrix.detach().clone()
    method.origins(TOKENS, of_tokens(*TOKENS, texts=two_kinds_of_words(), matrix=matrix))
    assert torch.equal(matrix, before)
    assert matrix.grad is None


def test_answers_the_same_again_whatever_drew_random_numbers_meanwhile(method: Any) -> None:
    first = origins(method)
    torch.rand(7)
    np.random.rand(7)
    assert origins(method) == first


def test_leaves_the_global_random_states_alone(method: Any) -> None:
    before = torch.get_rng_state(), np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
    origins(method)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.random.get_state()[1].tolist() == before[1]  # type: ignore[index, union-attr]


def test_answers_nothing_for_no_tokens(method: Any) -> None:
    assert method.origins([], of_tokens(texts=two_kinds_of_words())) == []


@pytest.mark.parametrize("kind", tiny.TOKENIZERS)
def test_starts_the_pieces_of_every_kind_of_tokenizer(method: Any, kind: str) -> None:
    before = tiny.TOKENIZERS[kind]()
    texts = [*sentences(), *two_kinds_of_words()]
    pieces = kind_of(before).learn_new(texts, 12)
    given = source(pieces, before, texts)
    tokens = [piece.text for piece in pieces]
    found = method.origins(tokens, given)
    assert len(found) == len(pieces) > 0
    rows = mixed(given.matrix, found, torch.Generator().manual_seed(1))
    assert rows.isfinite().all()


def test_is_named_in_a_recipe_by_its_method_and_refuses_unknown_parameters(method: Any) -> None:
    reader = TypeAdapter(Initialiser)
    written = method.model_dump(mode="json")
    assert reader.validate_python(written) == method
    with pytest.raises(ValidationError):
        reader.validate_python({**written, "no_such_parameter": 1})


def test_a_method_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(ValidationError, match="'mean'"):
        TypeAdapter(Initialiser).validate_python({"method": "magic"})
