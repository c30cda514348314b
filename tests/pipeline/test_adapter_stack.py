from pathlib import Path

import pytest

import lowres
from lowres.errors import RecipeError, UserError
from lowres.pipeline.stored_task import StoredTask
from tests import tiny_recipe

pytest.importorskip("adapters")
ADAPT = "  - {step: adapt, steps: 2, batch_size: 8, gate: off, train: {method: mad_x}}\n"
STACK = "  - {step: few_shot, learner: {method: adapter_stack, epochs: 1, looks: 1}%s}\n"


def run(recipe: Path, out: Path, *steps: str) -> lowres.RunResult:
    recipe.write_text(tiny_recipe.CHOSEN + "".join(steps), encoding="utf-8")
    return lowres.run(recipe, out)


def test_the_stack_takes_the_adapter_of_the_step_adapt_and_those_that_are_named(short: Path, tmp_path: Path) -> None:
    run(short, tmp_path / "first", ADAPT)
    with pytest.raises(UserError, match="no language adapter of spa-Latn, but of: nah-Latn"):
        run(short, tmp_path / "out", ADAPT, STACK % "")
    with pytest.raises(RecipeError, match=r"steps\.4\.language_adapters\.spa-Latn cannot be used"):
        run(short, tmp_path / "other", ADAPT, STACK % ", language_adapters: {spa-Latn: nowhere}")
    named = STACK % f", language_adapters: {{spa-Latn: {tmp_path / 'first'}}}"
    result = run(short, tmp_path / "out", ADAPT, named, "  - {step: evaluate, examples: 0}\n  - {step: report}\n")
    stored = StoredTask.read(result.folder / "04-few_shot")
    assert list(stored.systems) == ["unadapted", "adapted"]
    assert (result.folder / "task_model" / "adapters" / "language_spa-Latn").is_dir()
    assert lowres.predict(result.folder, ["calli"], "spa-Latn")[0].label in ("annals", "poetry")
