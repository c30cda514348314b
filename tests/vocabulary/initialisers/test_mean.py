import pytest

from lowres.vocabulary.initialisers.mean import MeanOfPieces, with_pieces
from lowres.vocabulary.initialisers.source import Origin
from tests import tiny
from tests.vocabulary.initialisers.sources import of_tokens

CA, CO, A = (tiny.PIECES.index(piece) for piece in ("ca", "co", "a"))


def test_a_new_token_starts_midway_between_its_two_pieces() -> None:
    assert MeanOfPieces().origins(["caco"], of_tokens("caco")) == [Origin("mean_of_pieces", (CA, CO), (0.5, 0.5))]


def test_a_piece_that_comes_twice_counts_twice() -> None:
    [origin] = MeanOfPieces().origins(["cacaco"], of_tokens("cacaco"))
    assert origin.sources == (CA, CA, CO)
    assert origin.weights == (1 / 3, 1 / 3, 1 / 3)


def test_a_token_of_unknown_letters_starts_at_the_mean_of_all_rows() -> None:
    found = MeanOfPieces().origins(["ññ", "ñca"], of_tokens("ññ", "ñca"))
    assert found == [Origin("mean_of_all_rows"), Origin("mean_of_pieces", (CA,), (1.0,))]


def test_a_mixture_takes_in_its_share_of_the_pieces() -> None:
    mixture = Origin("focus", (CA, A), (0.5, 0.5))
    found = with_pieces(mixture, "caco", of_tokens("caco"), 0.4)
    assert found.rule == "focus"
    weights = dict(zip(found.sources, found.weights, strict=True))
    assert weights == pytest.approx({CA: 0.6 * 0.5 + 0.4 * 0.5, A: 0.6 * 0.5, CO: 0.4 * 0.5})


@pytest.mark.parametrize(("token", "share"), [("ññ", 0.4), ("caco", 0.0)])
def test_a_mixture_stays_as_it_is_without_known_pieces_or_without_a_share(token: str, share: float) -> None:
    mixture = Origin("focus", (CA, A), (0.5, 0.5))
    assert with_pieces(mixture, token, of_tokens(token), share) == mixture
