import json
from pathlib import Path

import pytest

from lowres.report.facts import collect
from lowres.report.per_class import class_scores
from tests.report import fake_run


def test_a_step_is_found_by_its_record_whatever_its_folder_is_called(tmp_path: Path) -> None:
    folder = fake_run.write_step(tmp_path, "adapt", fake_run.adaptation())
    folder.rename(tmp_path / "99-renamed")
    facts = collect(tmp_path)
    assert facts.chain.adaptation is not None
    assert [(step.step, step.number) for step in facts.steps] == [("adapt", 5)]


def test_an_unfinished_step_is_named_and_its_result_is_not_used(tmp_path: Path) -> None:
    (fake_run.write_step(tmp_path, "diagnose", fake_run.DIAGNOSIS) / "done.json").unlink()
    facts = collect(tmp_path)
    assert facts.chain.diagnosis is None
    assert facts.notes == ["Step 02-diagnose has not finished; what it wrote so far is left out."]


def test_per_class_figures_in_a_form_unheard_of_do_not_cost_the_scores(tmp_path: Path) -> None:
    fake_run.write_step(tmp_path, "evaluate", fake_run.EVALUATION | {"per_class": ["?"]})
    facts = collect(tmp_path)
    assert len(facts.scores) == 8
    assert facts.per_class == []


def test_unknown_keys_are_let_through(tmp_path: Path) -> None:
    fake_run.write_step(tmp_path, "extend_vocabulary", fake_run.VOCABULARY | {"later": {"version": 2}})
    assert collect(tmp_path).notes == []


def test_a_value_of_the_wrong_type_costs_that_step_only(tmp_path: Path) -> None:
    fake_run.write_run(tmp_path, changed={"extend_vocabulary": {"added": "many"}})
    facts = collect(tmp_path)
    assert facts.chain.vocabulary is None
    assert facts.chain.adaptation is not None
    [note] = facts.notes
    assert note.startswith("04-extend_vocabulary/result.json could not be used: added:")


@pytest.mark.parametrize("damage", [b"{", b"\xff\xfe", b"[]", b"null"])
def test_damaged_json_becomes_a_note(tmp_path: Path, damage: bytes) -> None:
    folder = fake_run.write_step(tmp_path, "adapt", fake_run.adaptation())
    (folder / "result.json").write_bytes(damage)
    facts = collect(tmp_path)
    assert facts.chain.adaptation is None
    assert len(facts.notes) == 1


def test_an_empty_folder_holds_no_facts_but_its_name(tmp_path: Path) -> None:
    facts = collect(tmp_path)
    assert (facts.name, facts.steps, facts.scores, facts.seconds) == (tmp_path.name, [], [], None)


def test_an_ablation_that_says_adapted_means_its_own_model(tmp_path: Path) -> None:
    fake_run.write_run(tmp_path, without=["ablation"])
    score = {"task": "genre_few_shot", "metric": "macro_f1", "system": "adapted", "value": 0.5}
    folder = tmp_path / "ablations" / "without-extend_vocabulary"
    fake_run.write_step(folder, "evaluate", {"scores": [score]})
    found = collect(tmp_path).score("genre_few_shot", fake_run.WITHOUT)
    assert found is not None
    assert found.value == 0.5


def test_a_comparison_is_turned_round_when_asked_the_other_way(tmp_path: Path) -> None:
    found = collect(fake_run.write_run(tmp_path)).comparison("retrieval_nah_spa", "adapted", fake_run.WITHOUT)
    assert found is not None
    # 0.628 with, 0.613 without: written as -0.015 from -0.042 to 0.012
    assert [found.difference, found.low, found.high] == pytest.approx([0.015, -0.012, 0.042])
    assert found.baseline == fake_run.WITHOUT


def test_fertility_is_the_chosen_models_where_the_vocabulary_was_left_alone(tmp_path: Path) -> None:
    fertility = collect(fake_run.write_run(tmp_path, without=["extend_vocabulary"])).fertility
    assert (fertility.before, fertility.after) == (2.968, 2.968)


def test_lines_of_provenance_that_are_no_record_are_passed_over(tmp_path: Path) -> None:
    folder = fake_run.write_step(tmp_path, "extend_vocabulary", fake_run.VOCABULARY)
    (folder / "provenance.jsonl").write_text(
        '{"token": "▁atl", "sources": [["▁a", 0.5]]}\nnot json\n', encoding="utf-8"
    )
    assert [piece.token for piece in collect(tmp_path).chain.new_pieces] == ["▁atl"]


def test_the_resolved_recipe_is_preferred(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text("name: mine\n", encoding="utf-8")
    (tmp_path / "resolved_recipe.yaml").write_text("name: mine\nseed: 3\n", encoding="utf-8")
    assert collect(tmp_path).seed == 3


def test_a_machine_file_is_preferred_to_the_machine_that_reports(tmp_path: Path) -> None:
    (tmp_path / "machine.json").write_text(json.dumps({"processor": "abacus"}), encoding="utf-8")
    assert collect(tmp_path).machine.processor == "abacus"


def test_per_class_figures_are_found_in_any_order_of_nesting() -> None:
    one = class_scores({"genre": {"adapted": {"law": 0.5}}}, {"genre"}, {"adapted"})
    other = class_scores({"adapted": {"genre": {"law": {"f1": 0.5}}}}, {"genre"}, {"adapted"})
    assert one == other
    assert (one[0].label, one[0].f1) == ("law", 0.5)
