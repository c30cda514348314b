"""The step adapt, run by a recipe: the gate, what is trained, what is not learnt from, and what it refuses."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoModel

from lowres.errors import RecipeError, StepError
from lowres.files import read_json
from lowres.models.attached_adapters import active_adapters
from lowres.models.pretrained import load_pretrained
from lowres.models.saved_adapter import load_adapter
from lowres.pipeline.plan import find_surroundings, plan
from lowres.pipeline.recipe import load_recipe
from lowres.pipeline.run import RunOptions, run
from tests import tiny_recipe

START = tiny_recipe.CHOSEN.replace("held_out_pairs: 5", "held_out_pairs: 8")
WORDS = "objectives: [{method: masked_language_model}]"
LEXICON = "objectives: [{method: contrastive_distillation, lexicon: words.tsv}]"


def write_recipe(folder: Path, adapt: str) -> Path:
    """A recipe that ends with the step adapt."""
    path = tiny_recipe.write_short(folder)
    path.write_text(f"{START}  - {{step: adapt, steps: 6, batch_size: 8, {adapt}}}\n", encoding="utf-8")
    return path


def result(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = read_json(out / "03-adapt" / "result.json")
    return found


def fingerprint(recipe: Path, *overrides: str) -> str:
    loaded = load_recipe(recipe, overrides)
    return plan(loaded, find_surroundings(loaded, recipe))[-1].fingerprint


def faults(recipe: Path, *overrides: str) -> list[str]:
    with pytest.raises(RecipeError) as refusal:
        find_surroundings(load_recipe(recipe, overrides), recipe)
    return str(refusal.value).splitlines()


def test_a_run_that_the_gate_stopped_goes_on_with_it_off_and_trains_nothing_again(tmp_path: Path) -> None:
    recipe, out = (
        write_recipe(tmp_path, f"{WORDS}, learning_rate: 0.5, train: {{method: everything}}"),
        tmp_path / "out",
    )
    with pytest.raises(StepError, match="is not better than the unadapted one.* bits a character .*must be lower"):
        run(recipe, out)
    assert not (out / "03-adapt" / "model").exists()
    heard: list[str] = []
    run(recipe, out, ["steps.adapt.gate=off"], RunOptions(announce=lambda event: heard.append(event.kind)))
    assert heard == ["skipped", "skipped", "started", "finished"]
    found = result(out)
    assert (found["resumed"], found["steps"]) == (6, 6)
    assert found["gate"] is None
    assert not (out / "03-adapt" / "work").exists()
    run(recipe, out)  # with the gate on again it is the same result, and is kept


def test_what_leaves_the_model_as_it_is_makes_no_other_step(tmp_path: Path) -> None:
    recipe = write_recipe(tmp_path, WORDS)
    before = fingerprint(recipe)
    same = ("accumulate=2", "compile=true", "report_to=[tensorboard]", "gate=off", "gate.fewest_pairs=30")
    other = ("train={method: everything}", "objectives.1.weight=2", "minutes=1", "teacher=tiny", "learning_rate=0.1")
    known = load_recipe(recipe).steps[-1].model_dump()
    assert known["gate"] == {"fewest_pairs": 20}
    written = recipe.read_text(encoding="utf-8")
    recipe.write_text(written.replace("step: adapt,", "step: adapt, gate: {fewest_pairs: 20},"), encoding="utf-8")
    assert fingerprint(recipe) == before
    assert [change for change in same if fingerprint_or_fault(recipe, change) != before] == []
    assert [change for change in other if fingerprint(recipe, f"steps.adapt.{change}") == before] == []


def fingerprint_or_fault(recipe: Path, change: str) -> str:
    """The plan's fingerprint; that a dashboard's package may be missing is told elsewhere."""
    loaded = load_recipe(recipe, [f"steps.adapt.{change}"])
    without = loaded.model_copy(update={"steps": loaded.steps[:-1]})
    return plan(loaded, find_surroundings(without, recipe))[-1].fingerprint


def test_several_objectives_each_have_their_share_and_their_curve(tmp_path: Path) -> None:
    both = "objectives: [{method: masked_language_model, weight: 2}, {method: rehearsal}], gate: off, teacher: tiny"
    out = run(write_recipe(tmp_path, both), tmp_path / "out").folder
    found = result(out)
    assert [(one["method"], one["weight"]) for one in found["objectives"]] == [
        ("masked_language_model", 2),
        ("rehearsal", 1),
    ]
    assert sum(one["sentences"] for one in found["objectives"]) == found["sentences"] == 48
    assert all(one["loss"] for one in found["objectives"])
    assert found["objective"] == "masked_language_model; rehearsal"
    assert found["epochs"] is None  # of two kinds of text
    assert found["trained"] == "body"
    assert found["leaks"] == {"pairs": 0, "lines": 0, "lexicon_entries": 0, "examples": []}


def test_a_test_sentence_in_the_training_text_is_dropped_counted_and_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    recipe, out = write_recipe(tmp_path, f"{WORDS}, gate: off"), tmp_path / "out"
    run(recipe, out)
    assert result(out)["leaks"]["pairs"] == 0
    corpus = out / "01-prepare_corpus" / "corpus"
    [test, *_] = (corpus / "held_out_pairs.jsonl").read_text(encoding="utf-8").splitlines()
    seen = {**json.loads(test), "id": "smuggled", "pivot": "de la mar"}
    with (corpus / "training_pairs.jsonl").open("a", encoding="utf-8") as stream:
        stream.write(json.dumps({**seen, "target": seen["target"].upper() + "!"}) + "\n")
    with caplog.at_level(logging.WARNING):
        run(recipe, out, options=RunOptions(from_step="adapt"))
    assert result(out)["leaks"] == {"pairs": 1, "lines": 1, "lexicon_entries": 0, "examples": [seen["target"]]}
    assert "test sentences stood in the text to learn from and were dropped: 1 pairs, 1 lines" in caplog.text


def test_entries_of_a_lexicon_are_learnt_from_but_for_test_sentences(tmp_path: Path) -> None:
    recipe, out = write_recipe(tmp_path, f"{LEXICON}, gate: off"), tmp_path / "out"
    words = [f"{one}{other}\t{other}{one}\n" for one in ("ca", "li", "te", "po") for other in ("na", "al", "co")]
    (tmp_path / "words.tsv").write_text("".join(words), encoding="utf-8")
    first = fingerprint(recipe)
    run(recipe, out)
    held_out = (out / "01-prepare_corpus" / "corpus" / "held_out_pairs.jsonl").read_text(encoding="utf-8")
    test = json.loads(held_out.splitlines()[0])["target"]
    (tmp_path / "words.tsv").write_text("".join([*words, f"{test}\tsol\n"]), encoding="utf-8")
    assert fingerprint(recipe) != first
    run(recipe, out, options=RunOptions(from_step="adapt"))
    assert result(out)["leaks"]["lexicon_entries"] == 1
    again = load_recipe(out / "resolved_recipe.yaml").steps[-1].model_dump()
    assert again["objectives"][0]["lexicon"] == tmp_path / "words.tsv"


def test_a_merged_adapter_gives_a_stock_model_and_is_kept_apart_as_well(tmp_path: Path) -> None:
    recipe = write_recipe(tmp_path, "train: {method: lora}, learning_rate: 0.01")
    out = run(recipe, tmp_path / "out").folder / "03-adapt"
    assert not (out / "model" / "adapters").exists()
    stock, before = AutoModel.from_pretrained(out / "model"), load_pretrained(tmp_path / "tiny")
    name = "encoder.layer.0.attention.self.query.weight"
    assert not stock.get_parameter(name).equal(before.model.get_parameter(name))
    assert load_adapter(out / "adapter", before) == "language"
    found = result(out.parent)
    assert (found["trained"], found["merged"]) == ("lora", True)
    assert found["trained_parameters"] == 2 * 2 * 2 * 8 * 32  # layers, query and value, two matrices, rank, hidden


def test_an_adapter_that_stays_apart_is_part_of_the_model(tmp_path: Path) -> None:
    recipe = tiny_recipe.write_whole(tmp_path)
    changes = ["ablations=[]", "steps.adapt.train={method: prefix, length: 4, bottleneck_size: 8}"]
    out = run(recipe, tmp_path / "out", changes).folder
    for folder in (out / "05-adapt" / "model", out / "model"):
        assert (folder / "adapters" / "language" / "adapter_config.json").is_file()
        assert active_adapters(load_pretrained(folder).model) == ["language"]
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "a prefix" in page
    assert "Prefix-tuning" in page


@pytest.mark.parametrize(
    ("adapt", "fault"),
    [
        ("objectives: []", "steps.3.objectives is [], but should have at least 1 item"),
        ("objectives: [{method: mlm}]", "steps.3.objectives.1.method is 'mlm', but must be one of: contrastive_disti"),
        ("train: {method: loar}", "steps.3.train.method is 'loar', but must be one of: everything, body, embeddings"),
        ("gate: maybe", "steps.3.gate is 'maybe', but must be one of: off."),
        (
            "gate: {fewest: 3}",
            "steps.3.gate.fewest is not a known key; allowed: fewest_pairs. Did you mean 'fewest_pairs'",
        ),
        ("minutes: 1, tokens: 5", "steps.3 "),
        ("teacher: ../absent", "steps.3.teacher cannot be used: '../absent' is neither an existing folder"),
        (LEXICON, "steps.3.objectives.1.lexicon cannot be used: "),
    ],
)
def test_a_mistake_is_one_fault_with_its_place(tmp_path: Path, adapt: str, fault: str) -> None:
    [found] = faults(write_recipe(tmp_path, adapt))
    assert found.startswith(f"tiny_run.yaml: {fault}")


def test_packages_that_are_missing_are_told_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lowres.pipeline.steps.adapt.installed_version", lambda name: None)
    monkeypatch.setattr("lowres.training.machinery.find_spec", lambda name: None)
    found = faults(write_recipe(tmp_path, "train: {method: ia3}, report_to: [trackio]"))
    assert len(found) == 2
    assert "steps.3.report_to cannot be used: " in found[0]
    assert "pip install 'lowres[trackio]'" in found[0]
    assert "steps.3.train.method cannot be used: " in found[1]
    assert "pip install 'lowres[adapters]'" in found[1]


@pytest.mark.parametrize(("written", "meant"), [("off", "off"), ("on", {"fewest_pairs": 20}), ("'off'", "off")])
def test_the_gate_is_what_yaml_makes_of_on_and_off(tmp_path: Path, written: str, meant: Any) -> None:
    assert load_recipe(write_recipe(tmp_path, f"gate: {written}")).steps[-1].model_dump()["gate"] == meant
