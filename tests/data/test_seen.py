from lowres.data.seen import Seen


def test_a_text_is_new_once_whatever_its_case_and_marks() -> None:
    seen = Seen()
    assert seen.add(["In atl", "calli", "in ATL!", "tonalli"]) == [True, True, False, True]
    assert seen.add(["Tonalli.", "metztli", "calli", "metztli"]) == [False, True, False, False]


def test_many_blocks_are_remembered_in_few_runs_of_eight_bytes_a_text() -> None:
    seen = Seen()
    for block in range(40):
        assert all(seen.add([f"atl {block * 25 + place}" for place in range(25)]))
    assert not any(seen.add([f"atl {number}" for number in range(1_000)]))
    assert sum(run.nbytes for run in seen._runs) == 8_000
    assert len(seen._runs) <= 6


def test_nothing_is_no_text() -> None:
    assert Seen().add([]) == []
