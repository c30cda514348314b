import pytest

from lowres.cli.duration import spoken


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (9.94, "9.9 s"),
        (9.96, "10 s"),
        (59.6, "1 min 00 s"),
        (247, "4 min 07 s"),
        (3599.7, "1 h 00 min"),
        (3725, "1 h 02 min"),
    ],
)
def test_a_time_span_is_said_as_a_person_says_it(seconds: float, words: str) -> None:
    assert spoken(seconds) == words
