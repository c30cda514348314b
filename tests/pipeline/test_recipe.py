from pathlib import Path

import pytest
from typer.testing import CliRunner

from lowres.cli.main import app
from lowres.errors import RecipeError
from lowres.pipeline.plan import find_surroundings
from lowres.pipeline.recipe import STEPS, load_recipe
from tests import tiny_recipe


def recipe_of(folder: Path, steps: str, head: str = "") -> Path:
    path = folder / "a.yaml"
    path.write_text(
        f"{{name: a, language: nah-Latn, pivot: spa-Latn, corpus: axolotl, {head} steps: [{steps}]}}", encoding="utf-8"
    )
    return path


def faults(path: Path, *overrides: str) -> list[str]:
    with pytest.raises(RecipeError) as refused:
        load_recipe(path, overrides)
    return str(refused.value).splitlines()


PREPARE, SELECT = "{step: prepare_corpus}", "{step: select_model, candidates: [tiny]}"


def test_every_kind_of_fault_is_in_one_report(tmp_path: Path) -> None:
    path = recipe_of(
        tmp_path,
        "{step: prepare_corpus, held_out_pairs: many}, {step: adapt}, {step: adapt, stepps: 3}, "
        "{step: diagnose, candidates: ['package:absent_package/a.bin']}, {step: extend_vocabulary, "
        "initialiser: {method: maen}}",
        "corpsu: x, ablations: [adpat],",
    )
    path.write_text(path.read_text(encoding="utf-8").replace("axolotl", "axolotol"), encoding="utf-8")
    found = faults(path, "steps.9.steps=3")
    assert [line.split("a.yaml: ")[1].split(" is ")[0].split(" leads ")[0] for line in found] == [
        "--set steps.9.steps",
        "steps.1.held_out_pairs",
        "steps.3.stepps",
        "steps.5.initialiser.method",
        "corpsu",
        "steps.2.step",  # needs a model
        "steps.2.step",  # needs one to compare with
        "steps.3.step",
        "ablations.1",
        "corpus",
    ]
    hints = ("'steps'", "'mean'", "'corpus'", "'adapt'", "'axolotl'")
    assert [hint for hint in hints if f"Did you mean {hint}?" not in "\n".join(found)] == []


def test_a_package_that_is_missing_is_told_with_the_other_faults(tmp_path: Path) -> None:
    path = recipe_of(tmp_path, "{step: prepare_corpus, a: 1}, {step: diagnose, candidates: ['package:absent/a.bin']}")
    found = faults(path)
    assert len(found) == 2
    assert "steps.2.candidates.1 cannot be used" in found[1]
    assert "the package 'absent', which is not installed" in found[1]


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        (
            f"{PREPARE}, {{step: extend_vocabulary}}",
            "steps.2.step is 'extend_vocabulary', which needs a model; put one of: select_model",
        ),
        ("{step: diagnose, candidates: [x/y]}", "steps.1.step is 'diagnose', which needs a prepared corpus; put one"),
        (f"{PREPARE}, {PREPARE}", "steps.2.step is 'prepare_corpus', which stands in this recipe already"),
        (
            f"{PREPARE}, {SELECT}, {{step: report}}",
            "steps.3.step is 'report', which needs an evaluation; put one of: evaluate before it.",
        ),
        (
            f"{PREPARE}, {SELECT}, {{step: few_shot}}, {{step: evaluate}}, {{step: report}}, {{step: adapt}}",
            "steps.6.step is 'adapt', but 'report' must be the last step.",
        ),
    ],
)
def test_an_order_that_cannot_work_is_refused(tmp_path: Path, steps: str, fault: str) -> None:
    found = faults(recipe_of(tmp_path, steps))
    assert [line for line in found if line.startswith(f"a.yaml: {fault}")]


def test_one_missing_step_is_one_fault(tmp_path: Path) -> None:
    assert len(faults(recipe_of(tmp_path, f"{PREPARE}, {{step: adapt}}, {{step: extend_vocabulary}}"))) == 2
    # adapt lacks a model and one to compare with; extend_vocabulary lacks nothing that was not told


@pytest.mark.parametrize(
    ("ablations", "fault"),
    [
        ("[adpat]", "ablations.1 is 'adpat', but must be a step of this recipe that can be left out: adapt. Did you"),
        ("[select_model]", "ablations.1 is 'select_model', but must be a step of this recipe that can be left out"),
        ("[extend_vocabulary]", "ablations.1 is 'extend_vocabulary', but must be a step of this recipe"),
        ("[adapt, adapt]", "ablations.2 is 'adapt', which is left out already; name it once."),
    ],
)
def test_an_ablation_that_cannot_work_is_refused(tmp_path: Path, ablations: str, fault: str) -> None:
    path = recipe_of(tmp_path, f"{PREPARE}, {SELECT}, {{step: adapt}}", f"ablations: {ablations},")
    assert [line for line in faults(path) if line.startswith(f"a.yaml: {fault}")]


@pytest.mark.parametrize("address", ["steps.1", "steps.prepare_corpus"])
def test_an_override_finds_a_step_by_its_number_and_by_its_name(short: Path, address: str) -> None:
    step = load_recipe(short, [f"{address}.held_out_pairs=6"]).steps[0]
    assert step.model_dump()["held_out_pairs"] == 6


def test_an_override_changes_one_place_of_two_that_share_an_alias(tmp_path: Path) -> None:
    path = recipe_of(
        tmp_path,
        f"{PREPARE}, {{step: diagnose, candidates: &a [x/y]}}, {{step: select_model, candidates: *a}}",
    )
    steps = load_recipe(path, ["steps.2.candidates.1=u/v"]).steps
    assert [step.model_dump()["candidates"] for step in steps[1:]] == [["u/v"], ["x/y"]]


@pytest.mark.parametrize(
    ("override", "fault"),
    [
        ("seed", "--set seed must look like steps.4.new_tokens=2000."),
        ("=1", "--set =1 must look like"),
        ("steps.9.x=1", "--set steps.9.x leads nowhere: there is no 'steps.9'; it is a list of 2, counted from 1."),
        ("steps.0.x=1", "--set steps.0.x leads nowhere"),
        ("steps.adapt.x=1", "--set steps.adapt.x leads nowhere: there is no 'steps.adapt'"),
        ("seeds.x=1", "--set seeds.x leads nowhere: there is no 'seeds'; allowed: name, language, pivot"),
        ("steps.diagnose.candidates.2=x", "--set steps.diagnose.candidates.2 leads nowhere; it is a list of 1"),
        ("name.x=1", "--set name.x leads nowhere."),
        ("seed=[1", "--set seed is '[1', which is not a YAML value"),
        ("seed=2024-99-99", "--set seed is '2024-99-99', which is not a YAML value"),
        ("seeed=3", "seeed is not a known key"),
        ("seed=-1", "seed is -1, but should be greater than or equal to 0."),
    ],
)
def test_an_override_that_leads_nowhere_is_a_fault(short: Path, override: str, fault: str) -> None:
    [line] = faults(short, override)
    assert line.startswith(f"tiny_run.yaml: {fault}")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("corpus: corpus.yaml", "corpus: corpsu.yaml"), "does not exist. Did you mean 'corpus.yaml'?"),
        (("candidates: [tiny]", "candidates: [../tniy]"), "steps.2.candidates.1 cannot be used: '../tniy' is neither"),
    ],
)
def test_a_file_that_is_missing_is_a_fault_of_the_recipe(short: Path, change: tuple[str, str], fault: str) -> None:
    short.write_text(tiny_recipe.SHORT.replace(*change), encoding="utf-8")
    with pytest.raises(RecipeError, match=fault.replace(".", r"\.").replace("?", r"\?")):
        find_surroundings(load_recipe(short), short)


def test_a_text_that_is_missing_is_a_fault_of_the_recipe(short: Path) -> None:
    (short.parent / "pairs.tsv").unlink()
    with pytest.raises(RecipeError, match=r"steps\.1\.step cannot find its text: .*pairs\.tsv: does not exist"):
        find_surroundings(load_recipe(short), short)


def test_a_faulty_corpus_recipe_is_a_fault_of_the_recipe(short: Path) -> None:
    (short.parent / "corpus.yaml").write_text(tiny_recipe.CORPUS.replace("summary:", "sumary:"), encoding="utf-8")
    with pytest.raises(RecipeError) as refused:
        find_surroundings(load_recipe(short), short)
    assert str(refused.value).splitlines()[0] == ("tiny_run.yaml: corpus is corpus.yaml, in which summary is missing.")


@pytest.mark.parametrize(
    "change",
    [
        ("candidates: [tiny]", "candidates: [../tniy]"),
        ("corpus: corpus.yaml", "corpus: absent.yaml"),
        ("step: diagnose", "step: diagnos"),
        ("{step: prepare_corpus", "{step: adapt}\n  - {step: prepare_corpus"),
        ("steps:", "steps: &a [*a]\nother:"),
    ],
)
def test_the_command_line_exits_with_2_and_nothing_is_written(short: Path, change: tuple[str, str]) -> None:
    short.write_text(tiny_recipe.SHORT.replace(*change), encoding="utf-8")
    before = sorted(short.parent.rglob("*"))
    outcome = CliRunner().invoke(app, ["run", str(short), "--out", str(short.parent / "out")])
    assert outcome.exit_code == 2
    assert "Traceback" not in outcome.stderr
    assert sorted(short.parent.rglob("*")) == before


def test_every_step_says_what_it_does_in_one_line() -> None:
    assert [step for step in STEPS if not (step.__doc__ or "").splitlines()[0].endswith(".")] == []
