import importlib.util
import logging

import numpy as np
import pytest

from lowres.errors import MissingPackageError
from lowres.selection.source_signals import typology
from lowres.selection.source_signals.typology import Typology
from tests.selection.languages import compare, source

needs_urielplus = pytest.mark.skipif(importlib.util.find_spec("urielplus") is None, reason="urielplus is an extra")


def test_nearness_is_one_less_the_mean_distance_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"genetic": 0.5, "geographic": 0.1, "syntactic": None}
    monkeypatch.setattr(typology, "distance", lambda name, one, other: known[name])
    monkeypatch.setattr(Typology, "check", lambda self: None)
    assert Typology().measure(compare(["a"], [source("one-Latn", "a")])).tolist() == [[0.7]]


def test_a_language_that_nobody_described_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typology, "distance", lambda name, one, other: None)
    monkeypatch.setattr(Typology, "check", lambda self: None)
    measured = Typology().measure(compare(["a"], [source("one-Latn", "a")]))
    assert np.isnan(measured).all()
    assert Typology().said(float("nan"), "wol-Latn") == "is not compared to wol-Latn in URIEL+"


def test_without_the_package_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typology, "find_spec", lambda name: None)
    with pytest.raises(MissingPackageError, match=r"signal typology needs the package 'urielplus'.*lowres\[typology\]"):
        Typology().check()


@needs_urielplus
def test_swedish_is_nearer_to_danish_than_to_maori(caplog: pytest.LogCaptureFixture) -> None:
    handlers = list(logging.getLogger().handlers)
    assert (typology.distance("genetic", "swe", "dan") or 1) < (typology.distance("genetic", "swe", "mri") or 1)
    assert typology.distance("genetic", "swe", "qqq") is None
    assert logging.getLogger().handlers == handlers  # the package would set up logging for the whole program
    assert caplog.records == []
