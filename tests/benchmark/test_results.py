"""A file of results: the last line of a cell counts, halves are cut off, versions stay apart."""

from pathlib import Path

import pytest

from lowres.benchmark.results import Line, add_lines, read_results
from lowres.benchmark.said import packed_numbers, unpacked_numbers
from lowres.errors import UserError


def line(**values: object) -> Line:
    usual = {"benchmark": "b", "version": 1, "key": "k", "language": "nah-Latn", "system": "s", "shots": 0}
    return Line.model_validate({**usual, "shot_seed": 1, "seed": 17, "metric": "m", "scores": {"m": 0.5}, **values})


def test_the_last_line_of_a_cell_counts(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    add_lines(path, [line(status="failed", error="no memory"), line(shots=8), line(scores={"m": 0.25})])
    found = read_results(path, "b", 1)
    assert [one.score for one in found.lines.values()] == [0.25, 0.5]
    assert found.done == found.lines


def test_half_a_line_is_left_out_and_cut_off_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    add_lines(path, [line()])
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    assert len(read_results(path, "b", 1).lines) == 1
    add_lines(path, [line(shots=8)])
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2
    assert len(read_results(path, "b", 1).lines) == 2


def test_other_versions_are_kept_apart_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    add_lines(path, [line(), line(version=2), line(version=2, shots=8)])
    found = read_results(path, "b", 1)
    assert (len(found.lines), found.other_versions) == (1, {2: 2})


def test_a_line_that_is_no_result_is_told_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    add_lines(path, [line()])
    with path.open("a", encoding="utf-8") as stream:
        stream.write('{"benchmark": "b"}\n')
    with pytest.raises(UserError, match=r"b\.jsonl, line 2: is no result"):
        read_results(path, "b", 1)
    with pytest.raises(UserError, match="line 1: is of b, not of c"):
        read_results(path, "c", 1)


def test_numbers_come_back_as_they_went() -> None:
    assert unpacked_numbers(packed_numbers([0, 7, 999, 65_535])) == [0, 7, 999, 65_535]
