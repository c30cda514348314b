from lowres.data.examples import Pair
from lowres.progress import SilentProgress
from lowres.selection.scorers.pair_retrieval import PairRetrieval
from lowres.selection.scorers.scorer import Evidence
from tests.selection.two_sided import PAIRS, two_sided


def score(pairs: list[Pair]) -> float:
    return PairRetrieval().score(two_sided(), Evidence([], pairs=pairs), SilentProgress()).value


def test_an_encoder_that_puts_translations_in_one_place_finds_them_all() -> None:
    assert score(PAIRS) == 1.0


def test_translations_that_are_each_others_are_not_found() -> None:
    swapped = [Pair("toy:1", "atl", "casa", ""), Pair("toy:2", "calli", "agua", "")]
    assert score(swapped) == 0.0


def test_both_directions_count_half() -> None:
    # "agua agua casa" lies between the two targets, nearer to the first. From the target side both translations are
    # found; from the pivot side the second finds the first's.
    pairs = [
        Pair("toy:1", "atl atl atl", "agua agua agua", ""),
        Pair("toy:2", "calli calli calli", "agua agua casa", ""),
    ]
    assert score(pairs) == (2 / 2 + 1 / 2) / 2
