import numpy as np
import pytest

from lowres.errors import UserError
from lowres.vocabulary.initialisers.focus import Focus, sparsemax
from tests import tiny
from tests.vocabulary.initialisers.sources import NOUNS, of_tokens, two_kinds_of_words


def numbers(words: tuple[str, ...]) -> set[int]:
    return {tiny.PIECES.index(f"▁{word}") for word in words}


def test_a_token_starts_amid_the_shared_tokens_that_are_used_as_it_is() -> None:
    [origin] = Focus(spelling_weight=0).origins(["▁calpan"], of_tokens("▁calpan", texts=two_kinds_of_words()))
    assert origin.rule == "focus"
    assert set(origin.sources) == numbers(NOUNS)  # all used alike, so that each weighs a fifth
    assert origin.weights == pytest.approx([0.2] * 5, abs=1e-4)


def test_its_pieces_take_part_with_the_weight_of_its_spelling() -> None:
    [origin] = Focus(spelling_weight=0.5).origins(["▁calpan"], of_tokens("▁calpan", texts=two_kinds_of_words()))
    weights = dict(zip(origin.sources, origin.weights, strict=True))
    assert sum(weights[noun] for noun in numbers(NOUNS)) == pytest.approx(0.5)
    assert weights[tiny.PIECES.index("al")] == pytest.approx(0.5 / 6)  # its pieces are ▁, c, al, p, a and n
    assert sum(origin.weights) == pytest.approx(1)


def test_no_more_neighbours_take_part_than_asked_for() -> None:
    method = Focus(neighbours=2, spelling_weight=0)
    [origin] = method.origins(["▁calpan"], of_tokens("▁calpan", texts=two_kinds_of_words()))
    assert len(origin.sources) == 2


def test_a_token_that_the_text_has_too_seldom_starts_at_the_mean_of_its_pieces() -> None:
    source = of_tokens("▁calpan", "▁tepetl", texts=two_kinds_of_words())  # which has calpan five times, tepetl never
    assert [origin.rule for origin in Focus(min_count=5).origins(["▁calpan", "▁tepetl"], source)] == [
        "focus",
        "mean_of_pieces",
    ]
    assert [origin.rule for origin in Focus(min_count=6).origins(["▁calpan", "▁tepetl"], source)] == [
        "mean_of_pieces",
        "mean_of_pieces",
    ]


def test_a_text_without_any_shared_token_gives_means_of_pieces() -> None:
    source = of_tokens("▁calpan", "▁ohtli", texts=["calpan ohtli"] * 9)
    assert {origin.rule for origin in Focus().origins(["▁calpan", "▁ohtli"], source)} == {"mean_of_pieces"}


def test_no_text_at_all_is_refused() -> None:
    with pytest.raises(UserError, match="'focus' learns from running text, but there is none. Use 'mean' instead"):
        Focus().origins(["▁calpan"], of_tokens("▁calpan"))


@pytest.mark.parametrize(
    ("scores", "weights"),
    [
        ([0.5, 0.3, 0.1], [8 / 15, 5 / 15, 2 / 15]),  # all stay, each raised by a thirtieth
        ([2.0, 0.5], [1, 0]),  # one is so much better that the other is dropped
        ([0.9, 0.9], [0.5, 0.5]),
        ([-0.7], [1]),
    ],
)
def test_sparsemax_is_the_nearest_point_of_the_simplex(scores: list[float], weights: list[float]) -> None:
    assert sparsemax(np.array(scores, np.float32)) == pytest.approx(weights, abs=1e-6)
