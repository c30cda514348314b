import io

from rich.console import Console

from lowres.cli.score_table import print_scores

SCORE = {"task": "retrieval_spa_nah", "metric": "rank1", "value": 0.6564, "low": 0.6271, "high": 0.6849}
DIFFERENCE = {"task": "retrieval_spa_nah", "metric": "rank1", "system": "adapted", "baseline": "unadapted"}


def printed(summary: dict[str, object]) -> list[list[str]]:
    out = io.StringIO()
    print_scores(Console(file=out, width=160), summary)
    return [[cell.strip() for cell in line.strip("│ \n").split("│")] for line in out.getvalue().splitlines()]


def test_a_score_stands_beside_its_interval() -> None:
    rows = printed({"scores": [{**SCORE, "system": "adapted_without_extend_vocabulary"}]})
    assert [
        "retrieval_spa_nah",
        "rank1",
        "adapted without extend vocabulary",
        "0.656",
        "0.627 to 0.685",
    ] in rows


def test_a_difference_stands_beside_its_interval_and_p() -> None:
    numbers = {"difference": 0.4251, "low": 0.39, "high": 0.46, "p_value": 0.0001}
    rows = printed({"comparisons": [{**DIFFERENCE, **numbers}]})
    assert ["retrieval_spa_nah", "adapted", "unadapted", "+0.425", "+0.390 to +0.460", "< 0.001"] in rows


def test_a_run_without_an_evaluation_prints_nothing() -> None:
    assert printed({}) == []


def test_a_figure_of_which_fewer_are_better_is_said_to_be_so() -> None:
    bits = SCORE | {"task": "held_out_text", "metric": "bits_per_character", "system": "adapted"}
    assert ["bits_per_character: fewer are better"] in printed({"scores": [bits]})
    assert ["bits_per_character: fewer are better"] not in printed({"scores": [SCORE | {"system": "adapted"}]})
