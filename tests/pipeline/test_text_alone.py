"""A corpus of plain text: no translations, no task; bits a character are what there is to score."""

from pathlib import Path

import pytest

from lowres.errors import RecipeError
from lowres.files import read_json
from lowres.models.pretrained import load_pretrained
from lowres.pipeline.plan import find_surroundings
from lowres.pipeline.recipe import load_recipe
from lowres.pipeline.run import RunResult, run
from tests import tiny, tiny_recipe


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    folder = tmp_path_factory.mktemp("text")
    return run(tiny_recipe.write_text_alone(folder), folder / "out")


def test_bits_a_character_of_held_out_text_fall(finished: RunResult) -> None:
    scores = {(score.metric, score.system): score for score in finished.scores}
    assert set(scores) == {("bits_per_character", "unadapted"), ("bits_per_character", "adapted")}
    before, after = scores["bits_per_character", "unadapted"], scores["bits_per_character", "adapted"]
    assert after.value < before.value
    assert after.low < after.value < after.high
    [comparison] = finished.summary["comparisons"]
    assert comparison["difference"] == pytest.approx(after.value - before.value)
    assert comparison["high"] < 0


def test_fewer_bits_are_told_as_a_gain(finished: RunResult) -> None:
    page = finished.report.read_text(encoding="utf-8")
    header = page.split("</header>")[0]
    assert "Held-out text bits a character fell" in header
    assert 'class="mark better">▼ fell' in header
    assert "Measurably worse" not in page
    assert "fill-mask" in (finished.model / "README.md").read_text(encoding="utf-8")


def test_the_gate_looked_at_bits_a_character_of_other_lines(finished: RunResult) -> None:
    gate = read_json(finished.folder / "05-adapt" / "result.json")["gate"]
    assert gate["passed"]
    [measure] = gate["measures"]
    assert (measure["name"], measure["required"]) == ("bits_per_character", True)
    assert measure["after"] < measure["before"]


def test_the_model_is_chosen_by_how_it_spells(finished: RunResult) -> None:
    found = read_json(finished.folder / "03-select_model" / "result.json")
    assert found["metric"] == "pieces a word of 20 training lines, as there are no translations"
    assert found["ranked"][0]["score"]["value"] > 0
    assert found["ranked"][0]["reason"].startswith("Spells ")


def test_new_pieces_are_learnt_from_the_lines_and_measured_on_held_out_ones(finished: RunResult) -> None:
    found = read_json(finished.folder / "04-extend_vocabulary" / "result.json")
    assert found["fertility"]["after"] < found["fertility"]["before"]
    assert found["pivot_fertility"] is None


def test_the_result_is_a_language_model(finished: RunResult) -> None:
    assert type(load_pretrained(finished.model).model).__name__ == "BertForMaskedLM"


def test_a_head_that_the_unadapted_model_lacked_is_scored_without_a_comparison(tmp_path: Path) -> None:
    recipe = tiny_recipe.write_text_alone(tmp_path)
    tiny.model_folder(tmp_path)
    result = run(recipe, tmp_path / "out", ["steps.extend_vocabulary.warm_up=null"])
    assert [score.system for score in result.scores] == ["adapted"]
    assert result.summary["comparisons"] == []
    found = read_json(tmp_path / "out" / "05-adapt" / "result.json")
    assert found["head"]["steps"] == 3  # a tenth of 30
    assert found["gate"]["measures"][0]["after"] < found["gate"]["measures"][0]["before"]
    assert "was not tested" in result.report.read_text(encoding="utf-8")


def test_an_objective_over_translations_is_refused_before_any_work(tmp_path: Path) -> None:
    recipe = tiny_recipe.write_text_alone(tmp_path)
    change = "steps.adapt.objectives=[{method: masked_language_model}, {method: rehearsal}]"
    with pytest.raises(RecipeError) as refusal:
        find_surroundings(load_recipe(recipe, [change]), recipe)
    assert str(refusal.value) == (
        "tiny_text_run.yaml: steps.5.objectives.2.method is 'rehearsal', which needs translated pairs, but the corpus "
        "is text alone. Use masked_language_model, or give the corpus recipe a source."
    )
