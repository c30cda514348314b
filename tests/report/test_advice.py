import math
from pathlib import Path
from typing import Any

import pytest

from lowres.report import advice
from lowres.report.facts import collect
from lowres.report.records import Score
from lowres.report.run_facts import RunFacts
from lowres.report.task_records import PreparedTaskFacts
from lowres.tasks.diagnosis.notes import REMEDY_FOR_A_SCRIPT
from tests.report import fake_run


def a_run(folder: Path, without: tuple[str, ...] = (), **changed: Any) -> RunFacts:
    return collect(fake_run.write_run(folder, without=without, changed=changed))


def test_the_usual_run_is_told_only_what_applies(tmp_path: Path) -> None:
    facts = a_run(tmp_path)
    rules = [rule for rule in advice.RULES if rule(facts)]
    assert rules == [advice.genre_did_not_improve, advice.vocabulary_costs_nothing]


def test_an_empty_run_gets_no_advice(tmp_path: Path) -> None:
    assert advice.advise(collect(tmp_path)) == []


def test_high_fertility_asks_for_twice_the_pieces(tmp_path: Path) -> None:
    vocabulary = fake_run.VOCABULARY | {"fertility": {"before": 2.97, "after": 2.5}}
    found = advice.fertility_is_still_high(a_run(tmp_path, extend_vocabulary=vocabulary))
    assert found is not None
    assert found.command is not None
    assert found.command.endswith("steps.extend_vocabulary.new_tokens=8000")


def test_high_fertility_without_the_step_asks_for_the_step(tmp_path: Path) -> None:
    found = advice.fertility_is_still_high(a_run(tmp_path, without=("extend_vocabulary", "ablation")))
    assert found is not None
    assert "extend_vocabulary" in found.try_next
    assert found.command is None


def test_a_loss_that_still_falls_asks_for_more_steps(tmp_path: Path) -> None:
    falling = fake_run.adaptation() | {"loss": fake_run.loss_curve(0.2, falling=True)}
    found = advice.loss_was_still_falling(a_run(tmp_path, adapt=falling))
    assert found is not None
    assert found.command is not None
    assert found.command.endswith("steps.adapt.steps=800")


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_no_number_is_named_first(tmp_path: Path, loss: float) -> None:
    broken = fake_run.adaptation() | {"loss": [[0, 2.0], [1, loss]]}
    facts = a_run(tmp_path, adapt=broken)
    assert advice.loss_was_still_falling(facts) is None
    assert advice.advise(facts)[0] == advice.loss_is_no_number(facts)


def test_more_than_a_tenth_unknown_points_at_the_script(tmp_path: Path) -> None:
    row = {"model": fake_run.MODELS[0], "side": "target", "fertility": 3.0, "unknown_rate": 0.49}
    found = advice.many_tokens_are_unknown(a_run(tmp_path, diagnose={"rows": [row]}))
    assert found is not None
    assert found.seen.startswith("49.0 %")
    assert found.try_next == REMEDY_FOR_A_SCRIPT


@pytest.mark.parametrize(("left", "told"), [(0.05, False), (0.2, True)])
def test_unknown_tokens_that_a_step_made_known_need_no_advice(tmp_path: Path, left: float, told: bool) -> None:
    row = {"model": fake_run.MODELS[0], "side": "target", "unknown_rate": 0.49}
    vocabulary = fake_run.VOCABULARY | {"unknown_rate": {"before": 0.49, "after": left}}
    facts = a_run(tmp_path, diagnose={"rows": [row]}, extend_vocabulary=vocabulary)
    assert (advice.many_tokens_are_unknown(facts) is not None) == told


def test_a_replaced_vocabulary_that_was_not_tested_is_named(tmp_path: Path) -> None:
    facts = a_run(tmp_path, ("extend_vocabulary", "ablation"), replace_vocabulary=fake_run.VOCABULARY)
    found = advice.vocabulary_was_not_tested(facts)
    assert found is not None
    assert "ablations: [replace_vocabulary]" in found.try_next


def test_pieces_chosen_automatically_are_doubled_from_what_was_added(tmp_path: Path) -> None:
    vocabulary = fake_run.VOCABULARY | {"asked": None, "fertility": {"before": 2.97, "after": 2.5}}
    found = advice.fertility_is_still_high(a_run(tmp_path, extend_vocabulary=vocabulary))
    assert found is not None
    assert found.command is not None
    assert found.command.endswith("steps.extend_vocabulary.new_tokens=7748")


def test_unknown_tokens_of_a_model_that_was_not_chosen_do_not_matter(tmp_path: Path) -> None:
    row = {"model": fake_run.MODELS[1], "side": "target", "unknown_rate": 0.49}
    assert advice.many_tokens_are_unknown(a_run(tmp_path, diagnose={"rows": [row]})) is None


def evaluation_where_pieces_cost(difference: float) -> dict[str, Any]:
    one = fake_run.comparison("retrieval_spa_nah", "adapted", fake_run.WITHOUT, difference, 0.001)
    return fake_run.EVALUATION | {"comparisons": [*fake_run.EVALUATION["comparisons"], one]}


def test_a_chain_better_without_new_pieces_is_told_to_take_fewer(tmp_path: Path) -> None:
    facts = a_run(tmp_path, evaluate=evaluation_where_pieces_cost(-0.05))
    found = advice.vocabulary_is_better_left_out(facts)
    assert found is not None
    assert found.command is not None
    assert found.command.endswith("new_tokens=2000")
    assert "−0.050, 95 % interval −0.077 to −0.023" in found.seen
    assert advice.vocabulary_costs_nothing(facts) is None


def test_a_run_without_the_ablation_is_told_how_to_get_it(tmp_path: Path) -> None:
    found = advice.vocabulary_was_not_tested(a_run(tmp_path, without=("ablation",)))
    assert found is not None
    assert "ablations: [extend_vocabulary]" in found.try_next


def test_a_short_warm_up_is_seen_by_its_agreement(tmp_path: Path) -> None:
    vocabulary = fake_run.VOCABULARY | {"warm_up": {"agreement": {"before": 0.5, "after": 0.7}}}
    assert advice.warm_up_was_short(a_run(tmp_path, extend_vocabulary=vocabulary)) is not None


def test_little_text_and_few_held_out_pairs_are_named(tmp_path: Path) -> None:
    facts = a_run(tmp_path, prepare_corpus=fake_run.CORPUS | {"sizes": {"training_pairs": 900, "held_out_pairs": 100}})
    assert advice.text_is_scarce(facts) is not None
    assert advice.intervals_are_wide(facts) is not None


def test_a_wide_interval_of_a_task_asks_for_more_test_lines(tmp_path: Path) -> None:
    facts = a_run(tmp_path)
    task = PreparedTaskFacts(tests={"nah-Latn": 40})
    chain = facts.chain.model_copy(update={"task": task})
    score = Score(task="mine_all_shots", system="unadapted", metric="macro_f1", value=0.62, low=0.45, high=0.79)
    found = advice.tests_are_small(facts.model_copy(update={"chain": chain, "scores": [score]}))
    assert found is not None
    assert "40 examples" in found.seen
    assert "0.450 to 0.790" in found.seen
    narrow = score.model_copy(update={"low": 0.56, "high": 0.68})
    assert advice.tests_are_small(facts.model_copy(update={"chain": chain, "scores": [narrow]})) is None


def test_much_dropped_text_names_its_commonest_reason(tmp_path: Path) -> None:
    found = advice.much_text_was_dropped(a_run(tmp_path, prepare_corpus=fake_run.CORPUS | {"kept": 8000}))
    assert found is not None
    assert "exact duplicate" in found.seen


def test_a_class_that_is_never_found_is_named(tmp_path: Path) -> None:
    per_class = {"genre_zero_shot": {"adapted": {"law": 0.0}}}
    found = advice.classes_are_never_found(a_run(tmp_path, evaluate=fake_run.EVALUATION | {"per_class": per_class}))
    assert found is not None
    assert "law (Genre, zero-shot)" in found.seen


def test_a_measured_loss_is_said_plainly(tmp_path: Path) -> None:
    worse = fake_run.comparison("genre_few_shot", "adapted", "unadapted", -0.1, 0.001)
    found = advice.something_got_worse(a_run(tmp_path, evaluate=fake_run.EVALUATION | {"comparisons": [worse]}))
    assert found is not None
    assert "Genre, few-shot" in found.seen


def test_no_command_names_a_parameter_that_the_step_does_not_have(tmp_path: Path) -> None:
    broken = fake_run.adaptation() | {"loss": [[0, math.nan]]}
    facts = a_run(tmp_path, adapt=broken)
    done = facts.step("adapt")
    assert done is not None
    bare = facts.model_copy(update={"steps": [done.model_copy(update={"parameters": {}})]})
    found = advice.loss_is_no_number(bare)
    assert found is not None
    assert found.command is None


@pytest.mark.parametrize(
    ("learner", "kind", "is_told"),
    [
        ({"method": "frozen_probe", "character_ngrams": None}, "classification", True),
        ({"method": "frozen_probe", "character_ngrams": {"share": 0.2}}, "classification", False),
        ({"method": "frozen_probe", "character_ngrams": None}, "tagging", False),
        ({"method": "fine_tune"}, "classification", False),
    ],
)
def test_a_probe_of_texts_is_told_of_spelling(
    learner: dict[str, Any], kind: str, is_told: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(fake_run.PARAMETERS, "few_shot", {"learner": learner})
    facts = a_run(tmp_path)
    chain = facts.chain.model_copy(update={"task": PreparedTaskFacts(kind=kind)})
    found = advice.spelling_is_not_read(facts.model_copy(update={"chain": chain}))
    assert (found is not None) is is_told
