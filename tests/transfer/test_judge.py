from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Self

import pytest

from lowres.data.examples import Labelled, LabelledText, TaggedSentence
from lowres.transfer.fitted import Attempt, Fitted, Learnt, Prediction, Probabilities, Task
from lowres.transfer.judge import Judge, tag_kind
from lowres.transfer.lesson import Lesson

SPAIN, MEXICO = "spa-Latn", "nah-Latn"


@dataclass(frozen=True)
class Says(Fitted):
    """Says what it was told to."""

    form: ClassVar[str] = "says"
    said: Sequence[Prediction]
    task: Task = Task("tagging", (), MEXICO)

    def probabilities(self, examples: Sequence[Labelled], language: str) -> list[Probabilities]:
        raise NotImplementedError

    def predict(self, examples: Sequence[Labelled], language: str) -> list[Prediction]:
        assert (language, len(examples)) == (SPAIN, len(self.said))
        return list(self.said)

    def save(self, folder: Path) -> None: ...

    @classmethod
    def load(cls, folder: Path) -> Self:
        raise NotImplementedError


def sentence(name: str, tags: str) -> TaggedSentence:
    return TaggedSentence(name, tuple("abcdefgh"[: len(tags.split())]), tuple(tags.split()))


PLACES = [sentence("a", "B-LOC I-LOC O"), sentence("b", "B-LOC O O O")]
ENTITIES = Lesson("tagging", ("O", "B-LOC", "I-LOC"), MEXICO, {SPAIN: PLACES}, development={SPAIN: PLACES})
WORDS = Lesson("tagging", ("NOUN", "VERB"), MEXICO, {SPAIN: [sentence("a", "NOUN NOUN NOUN VERB")]})
TEXTS = [LabelledText(str(place), "", label) for place, label in enumerate("aab")]


def test_entities_are_judged_by_span_f1() -> None:
    # One of two entities is found whole, and two are named: F1 is 1/2, though six of seven words are right.
    attempt = Judge(ENTITIES).attempt(Says([["B-LOC", "O", "O"], ["B-LOC", "O", "O", "O"]]), seed=1)
    assert (attempt.score, attempt.majority, attempt.collapsed, attempt.seed) == (0.5, 0.0, False, 1)
    assert Judge(ENTITIES).metric == "span_f1"


def test_no_entity_found_is_nothing_learnt_however_many_words_are_right() -> None:
    for said in ([["O"] * 3, ["O"] * 4], [["B-LOC", "O", "O"], ["O"] * 4]):
        assert Judge(ENTITIES).attempt(Says(said), seed=1).collapsed


def test_words_are_judged_by_accuracy() -> None:
    judge = Judge(WORDS)
    assert (judge.metric, judge.majority) == ("accuracy", 0.75)
    assert judge.score(Says([["NOUN", "NOUN", "VERB", "VERB"]])) == 0.75
    assert judge.attempt(Says([["NOUN", "NOUN", "VERB", "VERB"]]), seed=1).collapsed  # no better than NOUN throughout
    assert not judge.attempt(Says([["NOUN", "NOUN", "NOUN", "VERB"]]), seed=1).collapsed


def test_texts_are_judged_by_macro_f1() -> None:
    judge = Judge(Lesson("classification", ("a", "b"), MEXICO, {SPAIN: TEXTS}))
    assert judge.metric == "macro_f1"
    assert judge.majority == pytest.approx(0.4)  # F1 of a is 4/5, of b nothing
    assert judge.score(Says(["a", "a", "b"])) == 1.0


def test_one_label_throughout_is_nothing_learnt_even_above_the_majority_of_training() -> None:
    lesson = Lesson("classification", ("a", "b"), MEXICO, {SPAIN: TEXTS}, development={SPAIN: TEXTS[2:]})
    attempt = Judge(lesson).attempt(Says(["b"]), seed=1)
    assert attempt.score > attempt.majority
    assert attempt.collapsed


@pytest.mark.parametrize(
    ("labels", "given", "found"),
    [
        (("O", "B-LOC", "I-LOC"), None, "spans"),
        (("NOUN", "VERB"), None, "words"),
        (("O", "THING"), None, "words"),
        (("O",), None, "words"),
        (("O", "B-LOC", "I-LOC"), "words", "words"),
    ],
)
def test_tags_of_spans_are_known_by_their_form_unless_it_is_said(labels: Any, given: Any, found: str) -> None:
    assert tag_kind(replace(ENTITIES, labels=labels, tags=given)) == found


def test_texts_have_no_kind_of_tags() -> None:
    assert tag_kind(Lesson("classification", ("O", "B-LOC"), MEXICO, {})) is None


def test_an_attempt_that_learnt_something_is_chosen_before_one_that_says_one_label() -> None:
    nothing, something = (Attempt(Says([]), seed, score, 0.3, seed == 1) for seed, score in ((1, 0.6), (2, 0.5)))
    assert Learnt((nothing, something)).chosen is something
    better = Attempt(Says([]), 3, 0.7, 0.3, False)
    assert Learnt((something, better)).chosen is better
