"""How well something labels development data, and what saying always the same would score there."""

from collections.abc import Sequence

from lowres.data.examples import Labelled
from lowres.metrics.classification import macro_f1
from lowres.transfer.fitted import Attempt, Fitted, Prediction
from lowres.transfer.lesson import Lesson, gold_of, majority_label


def judged(fitted: Fitted, lesson: Lesson, seed: int) -> Attempt:
    """The attempt, with its score on the lesson's development data beside the majority label's."""
    return Attempt(fitted, seed, development_score(fitted, lesson), majority_score(lesson))


def development_score(fitted: Fitted, lesson: Lesson) -> float:
    """How well the lesson's development data is labelled."""
    known = lesson.judged_on()
    said = [one for language, examples in known.items() for one in fitted.predict(examples, language)]
    return score_of([one for examples in known.values() for one in examples], said)


def majority_score(lesson: Lesson) -> float:
    """What it scores there to say always the most frequent label of training."""
    every = [one for examples in lesson.judged_on().values() for one in examples]
    return score_of(every, [majority_label(lesson)] * len(gold_of(every)))


def score_of(examples: Sequence[Labelled], said: Sequence[Prediction]) -> float:
    """Macro-F1 over the labels that the examples have; of words where words are tagged."""
    gold = gold_of(examples)
    flat = [label for one in said for label in ([one] if isinstance(one, str) else one)]
    return macro_f1(gold, flat, sorted(set(gold)))
