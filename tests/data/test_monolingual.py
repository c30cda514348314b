from pathlib import Path

import pytest

from lowres.data.monolingual import Known, TextReport, TextSizes, TextToRead, part_text, read_text
from lowres.data.shingles import similarity
from lowres.errors import CorpusError
from lowres.progress import SilentProgress
from tests.data.words import words

SIZES = TextSizes(held_out_lines=5, development_lines=3, longest_line_characters=200)
NOTHING_KNOWN = Known()


def written(folder: Path, *texts: str | bytes) -> list[Path]:
    paths = [folder / f"text{number}.txt" for number in range(1, len(texts) + 1)]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    return paths


def lines(*numbers: int) -> str:
    return "".join(f"{words(number)}\n" for number in numbers)


def parted(
    folder: Path, paths: list[Path], known: Known = NOTHING_KNOWN, sizes: TextSizes = SIZES, seed: int = 17
) -> tuple[TextReport, list[str], list[str], list[str]]:
    report = part_text(TextToRead(paths), known, sizes, seed, folder / "out", SilentProgress())
    names = ("training_text.txt", "held_out_text.txt", "development_text.txt")
    training, held_out, development = (list(read_text(folder / "out" / name)) for name in names)
    assert sorted(path.name for path in (folder / "out").iterdir()) == sorted(names)
    return report, training, held_out, development


def test_every_line_is_learnt_from_or_set_apart_and_order_is_kept(tmp_path: Path) -> None:
    every = [words(number) for number in range(100)]
    report, *parts = parted(tmp_path, written(tmp_path, lines(*range(60)), lines(*range(60, 100))))
    assert [len(part) for part in parts] == [92, 5, 3]
    assert report.sizes == {"training_lines": 92, "held_out_lines": 5, "development_lines": 3}
    assert sorted(line for part in parts for line in part) == sorted(every)
    for part in parts:
        assert part == [line for line in every if line in part]


def test_no_more_than_a_tenth_is_held_out_and_a_tenth_set_apart(tmp_path: Path) -> None:
    _, training, held_out, development = parted(tmp_path, written(tmp_path, lines(*range(20))))
    assert (len(training), len(held_out), len(development)) == (16, 2, 2)


def test_of_fewer_than_ten_lines_none_is_set_apart(tmp_path: Path) -> None:
    _, training, held_out, development = parted(tmp_path, written(tmp_path, lines(*range(9))))
    assert (len(training), held_out, development) == (9, [], [])


def test_where_none_is_to_be_set_apart_all_is_learnt_from(tmp_path: Path) -> None:
    _, training, held_out, development = parted(
        tmp_path, written(tmp_path, lines(*range(30))), sizes=TextSizes(0, 0, 200)
    )
    assert (len(training), held_out, development) == (30, [], [])


def test_a_draw_changes_with_the_seed_alone(tmp_path: Path) -> None:
    paths = written(tmp_path, lines(*range(100)))
    first = parted(tmp_path, paths)
    assert parted(tmp_path, paths)[1:] == first[1:]
    assert parted(tmp_path, paths, seed=18)[2] != first[2]


def test_a_line_more_moves_at_most_one_other_out_of_the_way(tmp_path: Path) -> None:
    before = parted(tmp_path, written(tmp_path, lines(*range(100))))[2]
    after = parted(tmp_path, written(tmp_path, lines(500, *range(100))))[2]
    assert len(set(before) - set(after)) <= 1


DROPPED = [
    ("", "empty"),
    ("12 - 3.", "without_letters"),
    ("a\ufffdtl", "replacement_character"),
    ("x" * 201, "too_long"),
    (words(3).upper() + "!", "repeated"),
]


def test_lines_that_cannot_be_used_are_counted_by_reason_with_their_place(tmp_path: Path) -> None:
    text = lines(*range(20)) + "".join(f"{line}\n" for line, _ in DROPPED)
    report, training, *_ = parted(tmp_path, written(tmp_path, lines(50), text), sizes=TextSizes(0, 0, 200))
    assert len(training) == 21
    values = report.as_values()
    assert values["lines_read"] == 26
    assert {reason: entry["count"] for reason, entry in values["dropped"].items()} == {
        reason: 1 for _, reason in DROPPED
    }
    for number, (_, reason) in enumerate(DROPPED, start=21):
        assert values["dropped"][reason]["examples"][0].startswith(f"text2.txt, line {number}: ")


def test_only_three_examples_of_a_reason_are_kept(tmp_path: Path) -> None:
    report, *_ = parted(tmp_path, written(tmp_path, lines(1) + "\n" * 50))
    assert report.as_values()["dropped"]["empty"]["count"] == 50
    assert [place for place in report.as_values()["dropped"]["empty"]["examples"]] == [
        f"text1.txt, line {number}: " for number in (2, 3, 4)
    ]


def test_lines_are_tidied_as_pairs_are(tmp_path: Path) -> None:
    report, training, *_ = parted(tmp_path, written(tmp_path, "\ufeffin\u00a0  a\u0301tl\r\n calli\u200b tli \n"))
    assert training == ["in átl", "calli tli"]
    assert report.as_values()["repaired"] == {
        "byte_order_mark": 1,
        "carriage_return": 1,
        "not_nfc": 1,
        "white_space": 2,
    }


def test_a_line_that_a_training_pair_holds_already_is_a_repeat(tmp_path: Path) -> None:
    known = Known(learnt=[words(4), words(5).upper()])
    report, training, held_out, development = parted(tmp_path, written(tmp_path, lines(*range(30))), known)
    assert report.dropped == {"repeated": 2}
    assert not {words(4), words(5)} & {*training, *held_out, *development}


def test_a_line_that_resembles_a_test_sentence_is_in_no_part(tmp_path: Path) -> None:
    known = Known(tests=[f"{words(4)} x", words(7)])
    report, *parts = parted(tmp_path, written(tmp_path, lines(*range(30))), known)
    assert report.dropped == {"like_a_held_out_sentence": 2}
    assert {words(4), words(7)}.isdisjoint(line for part in parts for line in part)


def test_no_line_to_learn_from_resembles_one_set_apart(tmp_path: Path) -> None:
    text = "".join(f"{words(number)}\n{words(number)} ye\n" for number in range(60))  # every line has a near double
    report, training, held_out, development = parted(tmp_path, written(tmp_path, text))
    assert (len(held_out), len(development)) == (5, 3)
    assert len(training) == 120 - 2 * 8
    assert report.dropped == {"like_a_held_out_sentence": 8}
    apart = held_out + development
    assert max(similarity(one, other) for one in apart for other in training) < 0.8


def test_a_development_line_resembles_no_line_held_out(tmp_path: Path) -> None:
    text = "".join(f"{words(number)}\n{words(number)} ye\n" for number in range(5))  # held out: 1, development: 1
    for seed in range(6):
        _, _, held_out, development = parted(tmp_path, written(tmp_path, text), seed=seed)
        assert len(held_out) == 1
        assert all(similarity(one, other) < 0.8 for one in held_out for other in development)


def test_a_line_near_a_training_pair_is_learnt_from_and_never_set_apart(tmp_path: Path) -> None:
    known = Known(learnt=[f"{words(number)} ye" for number in range(0, 60, 2)])
    _, training, held_out, development = parted(tmp_path, written(tmp_path, lines(*range(60))), known)
    even = {words(number) for number in range(0, 60, 2)}
    assert even <= set(training)
    assert len(held_out) + len(development) > 0
    assert not even & {*held_out, *development}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", r"text2\.txt: is empty"),
        ("atl".encode("utf-16"), r"text2\.txt: is in UTF-16"),
        (b"atl\nse\xf1or\n", r"text2\.txt: line 2 is not valid UTF-8\. Save the text as UTF-8"),
        (b"atl\n\n\0\n", r"text2\.txt: line 3 holds a NUL byte"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_its_line(tmp_path: Path, text: bytes, message: str) -> None:
    with pytest.raises(CorpusError, match=message) as caught:
        parted(tmp_path, written(tmp_path, lines(*range(30)), text))
    assert caught.value.exit_status == 2
    assert list((tmp_path / "out").iterdir()) == []


def test_text_without_a_usable_line_is_refused_with_the_counts(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"text1\.txt: none of 3 lines can be used: empty 2, without_letters 1"):
        parted(tmp_path, written(tmp_path, "\n12\n \n"))
