from lowres.data.containment import containers

STANZA = "Ye nihualla, antocnihuan, noconcozcazoya, nictzinitzcamana, nictlauhquecholihuimolohua"


def test_a_line_is_found_inside_the_stanza_that_holds_it() -> None:
    assert containers(["¡Noconcozcazoya, nictzinitzcamana!"], ["in atl in tepetl", STANZA], 0.8) == [1]


def test_a_stanza_is_not_inside_its_line() -> None:
    assert containers([STANZA], ["noconcozcazoya nictzinitzcamana"], 0.8) == [None]


def test_a_short_phrase_tells_nothing() -> None:
    assert containers(["antocnihuan"], [STANZA], 0.8) == [None]


def test_the_share_is_counted_in_shingles() -> None:
    text = "abcdefghijklmnopqrst" + "vwx"  # 20 shingles, of which 17 are in the other
    assert containers([text], ["abcdefghijklmnopqrst"], 0.85) == [0]
    assert containers([text], ["abcdefghijklmnopqrst"], 0.86) == [None]


def test_nothing_is_inside_nothing() -> None:
    assert containers([], [STANZA], 0.8) == []
    assert containers([STANZA], [], 0.8) == [None]
