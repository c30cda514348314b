from pathlib import Path
from typing import Any

from lowres.report.render import write_report
from lowres.report.task_records import ChosenSourcesFacts, PreparedTaskFacts
from tests.report.fake_run import EVALUATION, write_run

HOSTILE = "<script>alert('a label')</script>"
TEST = {"difference": 0.2, "low": 0.1, "high": 0.3, "p_value": 0.001}
FIGURE = {"value": 0.5, "low": 0.4, "high": 0.6}
SPREAD = {"mean": 0.5, "standard_deviation": 0.1, "least": 0.3, "greatest": 0.6, "runs": 3}


def few_shot() -> dict[str, Any]:
    """What evaluate says of a task with eight shots, one run of which collapsed and was tried again."""
    system = {
        "metrics": {"macro_f1": FIGURE, "accuracy": FIGURE},
        "spread": {"everything": SPREAD, "without_collapsed": {**SPREAD, "mean": 0.55}, "collapsed": ["2"]},
        "retried": {"2": {"first_score": 0.12}},
        "over_majority": TEST,
        "over_zero_shot": {**TEST, "low": -0.1},
        "per_length": [{"shortest": 1, "longest": 9, "examples": 20, "score": FIGURE}],
        "confusion": {"rows": [HOSTILE, "b"], "columns": [HOSTILE, "b"], "counts": [[3, 1], [0, 4]], "draws": 3},
    }
    gap = {"worst": HOSTILE, "best": "north", "difference": FIGURE, "ratio": FIGURE, "by_chance": 0.05, "p_value": 0.01}
    groups = [{"name": name, "examples": 40, "score": FIGURE} for name in (HOSTILE, "north")]
    change = {"overall": TEST, "worst_score": TEST, "gap": TEST, "worst_before": HOSTILE, "worst_after": "north"}
    return {
        "task": "topics_8_shots",
        "shots": "8",
        "metric": "macro_f1",
        "examples": 80,
        "draws": 3,
        "main": "adapted",
        "majority": {"label": HOSTILE, "metrics": {"macro_f1": FIGURE}},
        "systems": {"adapted": system},
        "fairness": {"dialect": {"metric": "macro_f1", "overall": FIGURE, "groups": groups, "gap": gap}},
        "reweighting": {"how": "worst_group", "column": "dialect", "plain": "adapted_not_reweighted", **change},
    }


def page_of(folder: Path, details: dict[str, Any]) -> str:
    write_run(folder, changed={"evaluate": {**EVALUATION, "few_shot": [details]}})
    return " ".join(write_report(folder).report.read_text(encoding="utf-8").split())


def test_everything_that_was_measured_is_told_and_escaped(tmp_path: Path) -> None:
    page = page_of(tmp_path, few_shot())
    assert "<script>" not in page
    for told in (
        "Topics, 8 shots",
        "1 of 3 runs collapsed, at or below the majority; the mean is 0.500 with them, 0.550 without.",
        "their first attempts would have scored 0.120",
        "Worst served: <strong>&lt;script&gt;",
        "groups of these sizes dealt at random lie 0.050 apart on average",
        "Training with worst group by dialect",
        "1 to 9",
        "The darker, the larger the share of its row",
    ):
        assert told in page
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    assert "Fairness, Topics, 8 shots, by dialect: worst for &lt;script&gt;" in card


def test_a_part_that_cannot_be_read_is_a_note(tmp_path: Path) -> None:
    spoilt = few_shot()
    spoilt["systems"]["adapted"]["confusion"]["counts"] = [[1]]
    assert "A part of the labelled task could not be used: systems.adapted.confusion." in page_of(tmp_path, spoilt)


def test_only_the_chosen_sources_are_told_and_why_they_were() -> None:
    prepared = PreparedTaskFacts(sources={"eng-Latn": 700, "hau-Latn": 500}, notes=["no test file"])
    choice = ChosenSourcesFacts.model_validate(
        {
            "chosen": ["hau-Latn"],
            "ranked": [{"language": "hau-Latn", "reason": "For it: it is near."}],
            "notes": ["few"],
        }
    )
    found = prepared.learnt_from(choice)
    assert found.sources == {"hau-Latn": 500}
    assert found.notes == [
        "Of 2 source languages, hau-Latn was chosen. For it: it is near.",
        "no test file",
        "few",
    ]
    assert prepared.learnt_from(None) is prepared
