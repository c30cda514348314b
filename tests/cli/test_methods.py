from typing import Annotated, Literal

import pytest
from pydantic import Field, PositiveInt
from typer.testing import CliRunner

from lowres.cli.main import app
from lowres.cli.methods import entries_of
from lowres.cli.parameter_words import default_of, type_of
from lowres.method import Method, Parameters


class Mean(Method):
    """Start at the mean."""

    method: Literal["mean"] = "mean"


class Noise(Method):
    """Start at noise."""

    method: Literal["noise"] = "noise"
    scale: Annotated[float, Field(ge=0, lt=1)]


class Extend(Parameters):
    """Give the model new tokens.

    More words that no list shows.
    """

    step: Literal["extend"] = "extend"
    new_tokens: PositiveInt = 8_000
    names: list[str] | None = None
    start: Annotated[Mean | Noise, Field(discriminator="method")] = Mean()
    then: list[Annotated[Mean | Noise, Field(discriminator="method")]] = [Mean()]


def test_a_step_is_followed_by_the_methods_of_its_fields() -> None:
    entries = [(entry.family, entry.name, entry.summary, entry.depth) for entry in entries_of("step", Extend)]
    assert entries == [
        ("step", "extend", "Give the model new tokens.", 0),
        ("start", "mean", "Start at the mean.", 1),
        ("start", "noise", "Start at noise.", 1),
        ("then", "mean", "Start at the mean.", 1),
        ("then", "noise", "Start at noise.", 1),
    ]


@pytest.mark.parametrize(
    ("cls", "name", "kind", "default"),
    [
        (Extend, "new_tokens", "whole number > 0", "= 8000"),
        (Extend, "names", "list of text or none", "= none"),
        (Extend, "start", "one of those below", "= mean"),
        (Extend, "then", "list of one of those below", "= [mean]"),
        (Noise, "scale", "number >= 0 < 1", "required"),
    ],
)
def test_a_parameter_is_told_in_words(cls: type[Parameters], name: str, kind: str, default: str) -> None:
    field = cls.model_fields[name]
    assert (type_of(field), default_of(field)) == (kind, default)


def test_every_step_is_listed() -> None:
    from lowres.pipeline.recipe import STEPS

    outcome = CliRunner().invoke(app, ["methods"])
    assert outcome.exit_code == 0, outcome.stderr
    names = [step.model_fields["step"].default for step in STEPS]
    assert [name for name in names if name not in outcome.stdout] == []


@pytest.mark.parametrize(
    ("family", "names"),
    [
        ("objectives", ["contrastive_distillation", "masked_language_model", "rehearsal"]),
        ("train", ["body", "new_rows", "mad_x", "lora", "prefix", "ia3"]),
    ],
)
def test_what_an_adaptation_can_learn_and_train_is_listed(family: str, names: list[str]) -> None:
    outcome = CliRunner().invoke(app, ["methods", family])
    assert [name for name in names if f"{family}: {name}" not in outcome.stdout] == []


def test_an_unknown_family_is_refused_with_the_nearest_name() -> None:
    outcome = CliRunner().invoke(app, ["methods", "extend_vocabulry"])
    assert outcome.exit_code == 2
    assert "Did you mean 'extend_vocabulary'?" in outcome.stderr
