from dataclasses import replace

import pytest

from lowres.benchmark.averages import is_translated
from lowres.benchmark.cells import Grid
from lowres.benchmark.results import Results
from lowres.benchmark.runs import runs_of
from lowres.benchmark.table import Entry, Measured, Table, build_table
from lowres.benchmark.tests_of import translation_test
from lowres.benchmark.words import notes
from lowres.errors import UserError
from tests.benchmark import made_up
from tests.benchmark.made_up import ADAPTED, BASE, HAUSA, WOLOF, YORUBA, cell, failed, line, results, table


def entry(found: Table, language: str = WOLOF, system: str = BASE, shots: int = 0) -> Entry:
    [section] = [one for one in found.sections if one.shots == shots]
    return section.entries[language, system]


def test_a_score_is_the_mean_of_its_runs_with_their_spread() -> None:
    said = {1: "abab", 2: "aaaa", 3: "abaa"}  # gold is abab: 1, 1/2 and 3/4 right
    found = entry(table([line(cell(WOLOF, shots=8, draw=draw), one) for draw, one in said.items()], shots=[8]), shots=8)
    assert found.score is not None
    assert found.spread is not None
    assert found.score.value == 0.75
    assert found.score.low <= 0.75 <= found.score.high
    assert found.spread.everything.standard_deviation == pytest.approx(0.25)
    assert (found.spread.everything.runs, found.missing, found.examples) == (3, (), 4)
    assert dict(found.values) == {"1/17": 1.0, "2/17": 0.5, "3/17": 0.75}


def test_scores_of_the_table_are_those_of_the_lines_to_the_last_digit() -> None:
    said = {(WOLOF, BASE): "abaa", (WOLOF, ADAPTED): "abab", (HAUSA, BASE): "abbb", (HAUSA, ADAPTED): "aaab"}
    lines = [line(cell(*place), one) for place, one in said.items()]
    for metric in ("accuracy", "macro_f1"):
        found = table(lines, metric=metric)
        for one in lines:
            score = entry(found, one.language, one.system).score
            assert score is not None
            assert score.value == one.scores[metric]


def test_a_line_that_says_another_score_than_its_predictions_are_worth_is_refused() -> None:
    wrong = line(cell(WOLOF), "abab", scores={"accuracy": 0.75})
    with pytest.raises(UserError, match=r"wol-Latn unadapted.* says accuracy 0\.75, but .* worth 1\.0"):
        table([wrong])


def test_predictions_of_another_test_are_refused() -> None:
    with pytest.raises(UserError, match="measured on another test"):
        table([line(cell(WOLOF), "abab", test_sha256="0" * 64)])


def test_predictions_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(UserError, match="its predictions cannot be read"):
        table([line(cell(WOLOF), "abab").model_copy(update={"said": "????"})])


def test_a_metric_that_is_not_measured_is_refused() -> None:
    with pytest.raises(UserError, match="metric is 'bleu', but must be one of: macro_f1, accuracy"):
        table([line(cell(WOLOF), "abab")], metric="bleu")


def test_a_cell_without_a_result_says_why() -> None:
    cells = [cell(language, system) for language in (WOLOF, HAUSA) for system in (BASE, ADAPTED)]
    lines = [line(cells[0], "abab"), failed(cells[1], "out of memory")]
    found = table(lines, cells, without_text={ADAPTED: [YORUBA]})
    reasons = {place: one.reason for place, one in found.sections[0].entries.items()}
    assert reasons == {
        (WOLOF, BASE): "",
        (WOLOF, ADAPTED): "failed: out of memory",
        (HAUSA, BASE): "not measured",
        (HAUSA, ADAPTED): "not measured",
        (YORUBA, BASE): "not measured",
        (YORUBA, ADAPTED): "no adaptation text",
    }


def test_a_system_of_which_nothing_was_tried_is_left_out_and_named() -> None:
    cells = [cell(WOLOF, BASE), cell(WOLOF, ADAPTED)]
    found = table([line(cells[0], "abab")], cells)
    assert (found.systems, found.untried) == ([BASE], [ADAPTED])
    assert any(f"left out: {ADAPTED}. `lowres bench run topics`" in note for note in notes(found))
    assert table([failed(cells[0], "killed"), line(cells[1], "abab")], cells).systems == [BASE, ADAPTED]


def test_runs_that_lack_are_told_beside_those_that_there_are() -> None:
    cells = [cell(WOLOF, shots=8, draw=draw) for draw in (1, 2, 3)]
    found = entry(table([line(cells[0], "abab"), failed(cells[1], "killed")], cells, shots=[8]), shots=8)
    assert [(one.cell, one.reason) for one in found.missing] == [
        (cells[1], "failed: killed"),
        (cells[2], "not measured"),
    ]
    assert found.score is not None


def test_a_collapsed_run_is_flagged_and_the_mean_is_told_without_it() -> None:
    lines = [line(cell(WOLOF, shots=8, draw=1), "abab"), line(cell(WOLOF, shots=8, draw=2), "aaaa", collapsed=True)]
    spread = entry(table(lines, shots=[8]), shots=8).spread
    assert spread is not None
    assert spread.without_collapsed is not None
    assert (spread.collapsed, spread.everything.mean, spread.without_collapsed.mean) == (("2/17",), 0.75, 1.0)


def test_a_system_is_held_against_the_baseline_on_the_draws_that_both_have() -> None:
    lines = [
        line(cell(WOLOF, BASE, 8, 1), "aaaa"),
        line(cell(WOLOF, BASE, 8, 2), "abab"),
        line(cell(WOLOF, ADAPTED, 8, 1), "abab"),
    ]
    found = table(lines, shots=[8])
    test = entry(found, WOLOF, ADAPTED, 8).test
    assert test is not None
    assert test.test.difference == 0.5  # of draw 1 alone: 1 less 1/2
    assert entry(found, WOLOF, BASE, 8).test is None


def test_p_values_are_raised_for_the_number_of_languages() -> None:
    lines = [line(cell(one, BASE), "aaaa") for one in (WOLOF, HAUSA)]
    lines += [line(cell(one, ADAPTED), made_up.GOLD[one]) for one in (WOLOF, HAUSA)]
    found = table(lines)
    tests = [entry(found, one, ADAPTED).test for one in (WOLOF, HAUSA)]
    smallest = min(one.test.p_value for one in tests if one)
    assert [one.holm for one in tests if one] == [pytest.approx(min(1.0, 2 * smallest))] * 2


def test_means_stand_beside_means_over_the_same_languages_only() -> None:
    said = {(WOLOF, BASE): "aaaa", (HAUSA, BASE): "aabb", (YORUBA, BASE): "abaa"}  # 1/2, 1 and 3/4
    said |= {(WOLOF, ADAPTED): "abab", (HAUSA, ADAPTED): "aabb"}  # 1 and 1
    [whole, shared] = table([line(cell(*place), one) for place, one in said.items()]).sections[0].averages
    assert set(whole.languages) == {WOLOF, HAUSA, YORUBA}
    assert {system: one.value for system, one in whole.scores.items()} == {BASE: 0.75}
    assert set(shared.languages) == {WOLOF, HAUSA}
    assert {system: one.value for system, one in shared.scores.items()} == {BASE: 0.75, ADAPTED: 1.0}
    assert {system: one.difference for system, one in shared.tests.items()} == {ADAPTED: 0.25}


def test_every_set_of_languages_that_a_system_shares_with_the_baseline_has_its_mean() -> None:
    has = {BASE: (WOLOF, HAUSA), ADAPTED: (WOLOF,), "full": (HAUSA, YORUBA)}
    lines = [line(cell(language, system), "abab") for system, languages in has.items() for language in languages]
    averages = table(lines, systems=[BASE, ADAPTED, "full"]).sections[0].averages
    found = {one.languages: list(one.scores) for one in averages}
    assert found == {(WOLOF, HAUSA): [BASE], (HAUSA,): [BASE, "full"], (WOLOF,): [BASE, ADAPTED]}


def test_a_figure_does_not_depend_on_what_else_is_in_the_table() -> None:
    lines = [line(cell(one, system), "abaa") for one in (WOLOF, HAUSA) for system in (BASE, ADAPTED)]
    alone = table([one for one in lines if one.language == WOLOF])
    assert entry(table(lines), WOLOF, ADAPTED).score == entry(alone, WOLOF, ADAPTED).score


def test_tests_that_look_like_translations_are_told() -> None:
    translated = replace(made_up.test_of(WOLOF), ids=tuple(f"{HAUSA}:{number}" for number in range(4)))
    assert is_translated([made_up.test_of(WOLOF), translated])
    assert not is_translated([made_up.test_of(WOLOF), made_up.test_of(HAUSA)])  # other answers
    assert not is_translated([translation_test(3), translation_test(3)])


def test_without_results_the_command_that_measures_is_named() -> None:
    def told(found: Results) -> str:
        with pytest.raises(UserError) as error:
            build_table(made_up.benchmark(), Measured(Grid([cell(WOLOF)]), found, made_up.test_of))
        return str(error.value)

    assert told(results()) == "topics: has no results. Measure it: lowres bench run topics"
    assert "no result of version 2, only 3 of version 1" in told(results(other_versions={1: 3}))
    assert "none of these cells was measured (1 failed)" in told(results(failed(cell(WOLOF), "killed")))


def test_retrieval_is_scored_by_the_share_at_rank_1() -> None:
    test = translation_test(2)
    one = line(cell(WOLOF), "abab", metric="rank1", scores={"rank1": 0.75}, labels=[])
    one = one.model_copy(update={"said": test.pack(["0", "1", "0", "0"]), "test_sha256": test.sha256})
    assert runs_of([one], test, None).values == {"1/17": 0.75}
