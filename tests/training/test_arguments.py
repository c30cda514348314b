import pytest

from lowres.training import arguments
from lowres.training.arguments import precision_of
from lowres.training.schedule import Schedule


@pytest.mark.parametrize(("has_it", "expected"), [(True, "bf16"), (False, "fp32")])
def test_bfloat16_is_used_where_the_machine_has_it(
    has_it: bool, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arguments, "supports_bfloat16", lambda device=None: has_it)
    assert precision_of(Schedule()) == expected


def test_float32_is_used_anywhere_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arguments, "supports_bfloat16", lambda device=None: True)
    assert precision_of(Schedule(precision="fp32")) == "fp32"
