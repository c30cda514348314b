from dataclasses import replace
from pathlib import Path

import pytest

from lowres.data.examples import Pair
from lowres.errors import UserError
from lowres.vocabulary.initialisers.alignment import Alignment
from lowres.vocabulary.initialisers.source import Knowledge, Source
from tests import tiny
from tests.vocabulary.initialisers import sources

TRANSLATIONS = [("ⵜⴰⵎ in", "agua in"), ("ⵜⴰⵎ tla", "agua tla"), ("ⵓⵙ in", "sol in"), ("ⵓⵙ tla", "sol tla")]


def source(*tokens: str) -> Source:
    pairs = [Pair(f"tiny:{line}", target, pivot, "") for line, (target, pivot) in enumerate(TRANSLATIONS, start=1)]
    return replace(sources.of_tokens(*tokens), knowledge=Knowledge(pairs=pairs))


def test_a_word_in_a_script_never_seen_starts_at_its_translation() -> None:
    water, sun = Alignment(iterations=30).origins(["▁ⵜⴰⵎ", "▁ⵓⵙ"], source("▁ⵜⴰⵎ", "▁ⵓⵙ"))
    best = [max(zip(one.weights, one.sources, strict=True)) for one in (water, sun)]
    assert [number for _, number in best] == [tiny.PIECES.index("▁agua"), tiny.PIECES.index("▁sol")]
    assert min(weight for weight, _ in best) > 0.9
    assert water.rule == "aligned"
    assert sum(water.weights) == pytest.approx(1.0)


def test_no_more_sources_than_asked_for() -> None:
    [origin] = Alignment(iterations=2, most_sources=1).origins(["▁ⵜⴰⵎ"], source("▁ⵜⴰⵎ"))
    assert (origin.sources, origin.weights) == ((tiny.PIECES.index("▁agua"),), (1.0,))


def test_a_token_that_no_pair_holds_starts_at_the_mean_of_its_pieces() -> None:
    [origin] = Alignment().origins(["▁capo"], source("▁capo"))
    assert origin.rule == "mean_of_pieces"
    assert origin.sources == tuple(tiny.PIECES.index(piece) for piece in ("▁", "ca", "po"))


def test_without_sentence_pairs_it_says_what_to_use_instead() -> None:
    with pytest.raises(UserError, match="needs parallel text.*'focus' or 'mean'"):
        Alignment().origins(["▁capo"], replace(source("▁capo"), knowledge=Knowledge()))


def test_a_lexicon_is_aligned_beside_the_sentence_pairs_or_in_their_place(tmp_path: Path) -> None:
    lexicon = tmp_path / "words.tsv"
    lexicon.write_text("ⵢⵓⵔ\tmar\n", encoding="utf-8")
    aligned = Alignment(iterations=30, lexicon=lexicon)
    for known in (source("▁ⵢⵓⵔ"), replace(source("▁ⵢⵓⵔ"), knowledge=Knowledge())):
        [origin] = aligned.origins(["▁ⵢⵓⵔ"], known)
        assert max(zip(origin.weights, origin.sources, strict=True))[1] == tiny.PIECES.index("▁mar")
