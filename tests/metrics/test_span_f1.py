import time
import warnings

import numpy as np
import pytest

from lowres.metrics.counted import SPAN_F1, Counted, counted_interval, f1
from lowres.metrics.paired import paired_test_of_counts
from lowres.metrics.span_f1 import span_counts, span_f1, spans, type_of

TYPES = ["LOC", "ORG", "PER"]
TAGS = ["O", *(f"{prefix}-{kind}" for prefix in "BI" for kind in TYPES)]
Sentences = list[list[str]]


def random_sentences(generator: np.random.Generator, lengths: list[int]) -> Sentences:
    return [generator.choice(TAGS, length).tolist() for length in lengths]


@pytest.fixture
def gold_and_answers() -> tuple[Sentences, Sentences]:
    """Tags that break every rule of BIO, three quarters of them answered rightly."""
    generator = np.random.default_rng(0)
    lengths = generator.integers(0, 12, 200).tolist()
    gold, noise = random_sentences(generator, lengths), random_sentences(generator, lengths)
    kept = [[right if generator.random() < 0.75 else wrong for right, wrong in zip(*pair, strict=True)]
            for pair in zip(gold, noise, strict=True)]  # fmt: skip
    return gold, kept


def test_an_entity_is_a_type_with_its_first_and_last_token() -> None:
    assert spans(["B-PER", "I-PER", "O", "B-LOC"]) == {("PER", 0, 1), ("LOC", 3, 3)}


def test_an_inside_tag_without_a_beginning_begins_an_entity() -> None:
    assert spans(["I-PER", "I-PER", "I-LOC", "O"]) == {("PER", 0, 1), ("LOC", 2, 2)}


def test_two_neighbours_of_one_type_are_two_entities() -> None:
    assert spans(["B-PER", "B-PER"]) == {("PER", 0, 0), ("PER", 1, 1)}


def test_the_f1_is_that_of_whole_entities() -> None:
    # One of two gold entities is found, and one of three answered is right: 2 x 1 / (2 + 3).
    gold = [["B-PER", "I-PER", "O", "B-LOC"]]
    assert span_f1(gold, [["B-PER", "B-PER", "O", "B-LOC"]]) == pytest.approx(2 / 5)


def test_it_is_seqevals_on_random_tags(gold_and_answers: tuple[Sentences, Sentences]) -> None:
    from seqeval.metrics import f1_score

    gold, answers = gold_and_answers
    assert span_f1(gold, answers) == pytest.approx(f1_score(gold, answers))
    assert 0.3 < span_f1(gold, answers) < 0.9


def test_each_types_f1_is_seqevals_too(gold_and_answers: tuple[Sentences, Sentences]) -> None:
    from seqeval.metrics import f1_score

    gold, answers = gold_and_answers
    counts = span_counts([spans(one) for one in gold], [spans(one) for one in answers], TYPES)
    assert f1(counts.sum(axis=0))[:3] == pytest.approx(f1_score(gold, answers, average=None))


def test_a_resample_scores_as_seqeval_scores_the_drawn_sentences(gold_and_answers: tuple[Sentences, Sentences]) -> None:
    from seqeval.metrics import f1_score

    gold, answers = gold_and_answers
    counted = Counted(span_counts([spans(one) for one in gold], [spans(one) for one in answers], TYPES)[None], SPAN_F1)
    indices = np.random.default_rng(1).integers(0, len(gold), (3, len(gold)))
    expected = [f1_score([gold[i] for i in drawn], [answers[i] for i in drawn]) for drawn in indices]
    assert counted.scores(indices) == pytest.approx(expected)


def test_an_entity_of_an_unknown_type_is_still_a_false_alarm() -> None:
    counts = span_counts([{("PER", 0, 0)}], [{("PER", 0, 0), ("GPE", 1, 1)}], ["PER"])
    assert counts[0].tolist() == [[1, 1, 1], [0, 0, 1]]
    assert Counted(counts[None], SPAN_F1).per_draw()[0] == pytest.approx(2 / 3)


def test_no_entity_anywhere_scores_nothing_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert span_f1([["O", "O"]], [["O", "O"]]) == 0.0


def test_a_thousand_resamples_of_two_thousand_sentences_in_five_draws_take_under_two_seconds() -> None:
    counts = np.random.default_rng(0).integers(0, 3, (2, 5, 2000, 4, 3)).astype(np.float64)
    started = time.process_time()
    counted_interval(Counted(counts[0], SPAN_F1), np.random.default_rng(0))
    paired_test_of_counts(Counted(counts[0], SPAN_F1), Counted(counts[1], SPAN_F1), np.random.default_rng(0))
    assert time.process_time() - started < 2


@pytest.mark.parametrize("tag", ["NOUN", "B", "B-", "X-PER", ""])
def test_the_tag_of_a_word_class_is_no_span_tag(tag: str) -> None:
    with pytest.raises(ValueError, match="neither O nor B-TYPE or I-TYPE"):
        spans([tag])


def test_a_type_may_hold_a_hyphen() -> None:
    assert type_of("B-person-name") == "person-name"
    assert spans(["B-person-name"]) == {("person-name", 0, 0)}


def test_sentences_of_another_number_are_an_error() -> None:
    with pytest.raises(ValueError, match="1 tagged sentences for 2 gold ones"):
        span_f1([["O"], ["O"]], [["O"]])
