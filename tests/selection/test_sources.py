import numpy as np
import pytest

from lowres.errors import MissingPackageError, UserError
from lowres.selection.comparison import Comparison
from lowres.selection.source_signals import DEFAULT_SIGNALS
from lowres.selection.source_signals import typology as typology_module
from lowres.selection.source_signals.nearest_neighbours import NearestNeighbours
from lowres.selection.source_signals.shared_subwords import SharedSubwords
from lowres.selection.source_signals.signal import Signal
from lowres.selection.source_signals.size import Size
from lowres.selection.source_signals.typology import Typology
from lowres.selection.sources import SourceRanking, rank_sources
from tests.selection.languages import compare, source

NEAR, FAR = source("one-Latn", "ab", "aabb", "abab"), source("two-Latn", "eef", "efg", "hhg")
TARGET = ("aab", "abb", "ab a")


def ranking(compared: Comparison, *signals: Signal) -> SourceRanking:
    return rank_sources(compared, signals, np.random.default_rng(1))


def test_the_language_that_is_near_comes_first_with_the_reason() -> None:
    found = ranking(compare(TARGET, [FAR, NEAR]), NearestNeighbours(neighbours=3), SharedSubwords())
    assert found.able == ["one-Latn", "two-Latn"]
    assert found.sources[0].reason() == (
        "For it: has 100% of the nearest neighbours of tgt-Latn text (mean source: 50%) and uses 100% of the sub-words "
        "of tgt-Latn text (mean source: 50%)."
    )
    assert found.sources[1].reason().startswith("Against it: has 0% of the nearest")


def test_each_signal_has_the_share_of_its_weight_and_its_part_of_the_score() -> None:
    signals = NearestNeighbours(neighbours=3, weight=3), SharedSubwords(weight=1)
    found = ranking(compare(TARGET, [NEAR, FAR]), *signals)
    assert found.weights == {"nearest_neighbours": 0.75, "shared_subwords": 0.25}
    best = found.sources[0]
    assert [one.part for one in best.signals] == pytest.approx([0.75, 0.25])
    assert [one.share for one in best.signals] == pytest.approx([0.75, 0.25])
    assert best.score is not None and best.score.value == pytest.approx(1.0)


def test_what_speaks_for_a_source_and_what_against_it_is_told_apart() -> None:
    large = source("two-Latn", *["ef"] * 8)
    best = ranking(compare(TARGET, [NEAR, large]), NearestNeighbours(neighbours=3, weight=3), Size(weight=1)).sources[0]
    assert best.language == "one-Latn"
    assert "For it: has 100% of the nearest neighbours" in best.reason()
    assert "Against it: has 3 labelled examples (mean source: " in best.reason()


def test_a_source_of_one_class_is_listed_last_with_the_reason() -> None:
    alike = source("six-Latn", "ab", "ab", labels="x")
    found = ranking(compare(TARGET, [alike, FAR]), SharedSubwords())
    assert [one.language for one in found.sources] == ["two-Latn", "six-Latn"]
    assert found.sources[1].reason() == "Not ranked: every example has the label 'x', and a task needs two."


def test_when_no_source_can_be_learnt_from_all_reasons_are_told() -> None:
    with pytest.raises(UserError, match="not one source language can be learnt from. six-Latn: it has no examples."):
        ranking(compare(TARGET, [source("six-Latn")]), SharedSubwords())


def test_a_signal_without_weight_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(NearestNeighbours, "measure")
    found = ranking(compare(TARGET, [NEAR, FAR]), NearestNeighbours(weight=0), SharedSubwords())
    assert [one.signal for one in found.sources[0].signals] == ["shared_subwords"]


def test_signals_of_no_weight_at_all_are_refused() -> None:
    with pytest.raises(UserError, match="no signal has a weight above 0"):
        ranking(compare(TARGET, [NEAR]), Size(weight=0))


def test_a_signal_named_twice_is_refused() -> None:
    with pytest.raises(UserError, match="name size twice"):
        ranking(compare(TARGET, [NEAR]), Size(), Size(weight=2))


def test_typology_without_its_package_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typology_module, "find_spec", lambda name: None)
    with pytest.raises(MissingPackageError, match=r"pip install 'lowres\[typology\]'"):
        ranking(compare(TARGET, [NEAR]), Typology())


def test_few_sentences_of_the_target_and_few_of_a_source_are_told() -> None:
    notes = ranking(compare(TARGET, [NEAR, source("two-Latn", *["ef", "fe"] * 4)]), SharedSubwords()).notes
    assert notes[0] == "3 texts of tgt-Latn are few; places are unsure below 25."
    assert notes[1].startswith("Of one-Latn fewer examples were compared than of others (8)")


def test_one_source_alone_is_told_from_no_other() -> None:
    [only] = rank_sources(compare(TARGET, [NEAR]), DEFAULT_SIGNALS, np.random.default_rng(1)).sources
    assert only.place is not None and only.place.value == 1
    assert only.reason() == "No signal tells it from the others."


def test_the_same_seed_gives_the_same_intervals() -> None:
    one, other = (ranking(compare(TARGET, [NEAR, FAR]), SharedSubwords()) for _ in range(2))
    assert one == other
