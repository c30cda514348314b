import pytest

from lowres.data.labelled.bio import are_spans, follow_bio, type_of


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("O I-PER I-PER O", "O B-PER I-PER O"),  # IOB1
        ("B-PER I-LOC I-LOC", "B-PER B-LOC I-LOC"),
        ("B-PER O I-PER", "B-PER O B-PER"),
        ("S-PER B-LOC I-LOC E-LOC", "B-PER B-LOC I-LOC I-LOC"),  # IOBES
        ("U-PER I-PER", "B-PER B-PER"),  # BILOU: the first span has ended
        ("B-LOC L-LOC I-LOC", "B-LOC I-LOC B-LOC"),
        ("B-PER B-PER I-PER O", "B-PER B-PER I-PER O"),
    ],
)
def test_a_span_begins_with_b(given: str, wanted: str) -> None:
    assert follow_bio(given.split()) == tuple(wanted.split())


def test_the_type_of_a_tag_is_without_its_mark() -> None:
    assert [type_of(tag) for tag in ("B-PER", "I-A-B", "O", "NOUN", "X")] == ["PER", "A-B", None, "NOUN", "X"]


def test_tags_of_spans_are_told_from_tags_of_words() -> None:
    assert are_spans(["O", "B-PER", "I-PER"])
    assert not are_spans(["NOUN", "X"])
    assert not are_spans(["O", "B-PER", "NOUN"])
    assert not are_spans(["O"])
