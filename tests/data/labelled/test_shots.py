import json
from pathlib import Path

import pytest

from lowres.data.examples import LabelledText, TaggedSentence
from lowres.data.labelled.shots import (
    USUAL_COUNTS,
    ShotSets,
    draw_shot_sets,
    draw_shots,
    examples_of,
    read_shot_sets,
    write_shot_sets,
)
from lowres.errors import CorpusError

POOL = [LabelledText(f"p:{n}", f"text {n}", label) for n, label in enumerate("abc" * 20 + "bc" * 20)]
TYPES = ("PER", "LOC", "ORG")


def sentence(number: int) -> TaggedSentence:
    """Nine of ten sentences show no type; the others show one."""
    kind = TYPES[number // 10 % 3]
    tag = f"B-{kind}" if number % 10 == 0 else "O"
    return TaggedSentence(f"s:{number}", (f"word{number}",), (tag,))


SENTENCES = [sentence(number) for number in range(90)]


def test_shots_are_drawn_by_class() -> None:
    drawn = draw_shots(POOL, 4, seed=1)
    assert [one.label for one in examples_of(drawn, POOL) if isinstance(one, LabelledText)] == list("aaaabbbbcccc")
    assert drawn == draw_shots(POOL, 4, seed=1)
    assert drawn.ids != draw_shots(POOL, 4, seed=2).ids


@pytest.mark.parametrize("pool", [POOL, SENTENCES], ids=["texts", "sentences"])
def test_more_shots_hold_the_fewer_ones(pool: list[LabelledText] | list[TaggedSentence]) -> None:
    sets = [set(draw_shots(pool, count, seed=3).ids) for count in USUAL_COUNTS]
    assert sets[0] == set()
    assert sets[-1] == {one.id for one in pool}
    for fewer, more in zip(sets, sets[1:], strict=False):
        assert fewer < more


def test_a_draw_is_the_same_in_every_process_and_order_of_rows() -> None:
    assert draw_shots(list(reversed(POOL)), 2, seed=1).ids == draw_shots(POOL, 2, seed=1).ids
    assert draw_shots(POOL[:6], 1, seed=17).ids == ("p:0", "p:4", "p:5")  # "17 shots a p:0" has a lower SHA-256


def test_another_row_moves_no_other_out_of_the_way_but_one() -> None:
    more = [*POOL, LabelledText("p:new", "text", "a")]
    assert len(set(draw_shots(POOL, 8, seed=1).ids) - set(draw_shots(more, 8, seed=1).ids)) <= 1


def test_a_class_with_fewer_examples_says_so_and_gives_all_it_has() -> None:
    drawn = draw_shots(POOL, 25, seed=1)
    assert len(drawn.ids) == 20 + 25 + 25
    assert drawn.short == {"a": 20}
    assert drawn.notes == ["a: 20 of 25 shots, for there are no more"]
    assert draw_shots(SENTENCES[:5], 8, seed=1).short == {"sentences": 5}


@pytest.mark.parametrize("seed", range(1, 6))
def test_every_type_of_tag_is_shown_where_there_are_as_many_shots_as_types(seed: int) -> None:
    drawn = draw_shots(SENTENCES, 3, seed)
    shown = {tag for one in examples_of(drawn, SENTENCES) if isinstance(one, TaggedSentence) for tag in one.tags}
    assert shown == {"B-PER", "B-LOC", "B-ORG"}
    assert drawn.absent == ()
    assert len(draw_shots(SENTENCES, 1, seed).absent) == 2
    assert draw_shots(SENTENCES, 1, seed).notes[0].startswith("no shot shows ")


def test_of_none_and_of_all_there_is_one_draw() -> None:
    sets = draw_shot_sets("pool", POOL, (0, 2, "all"), seeds=(1, 2))
    assert [(one.shots, one.seed) for one in sets.sets] == [(0, 1), (2, 1), (2, 2), ("all", 1)]
    assert sets.of(2, 2) == draw_shots(POOL, 2, 2)
    assert sets.of("all", 2) == sets.of("all", 1)
    with pytest.raises(CorpusError, match="not 4 of seed 1"):
        sets.of(4, 1)


def stored(folder: Path) -> tuple[Path, ShotSets]:
    path, sets = folder / "shots.json", draw_shot_sets("pool", POOL, (0, 25, "all"), seeds=(1, 2))
    write_shot_sets(path, sets)
    return path, sets


def test_draws_come_back_from_their_file(tmp_path: Path) -> None:
    path, sets = stored(tmp_path)
    assert read_shot_sets(path) == sets
    assert json.loads(path.read_text(encoding="utf-8"))["sets"][1]["short"] == {"a": 20}


@pytest.mark.parametrize("text", ["{", "[]", '{"name": "x", "sets": [{"shots": -1}]}'])
def test_a_file_that_holds_something_else_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "shots.json"
    with pytest.raises(CorpusError, match="cannot be read"):
        read_shot_sets(path)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="holds no shot sets"):
        read_shot_sets(path)


def test_a_pool_that_changed_since_the_draw_is_refused() -> None:
    drawn = draw_shots(POOL, 2, seed=1)
    with pytest.raises(CorpusError, match=f"1 shots are not in the training examples, such as '{drawn.ids[0]}'"):
        examples_of(drawn, [one for one in POOL if one.id != drawn.ids[0]])
    relabelled = [LabelledText(one.id, one.text + "!", one.label) for one in POOL]
    with pytest.raises(CorpusError, match="have another text or label than when they were drawn"):
        examples_of(drawn, relabelled)
