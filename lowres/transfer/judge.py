"""How well something labels development data, and what saying always the same would score there."""

from collections.abc import Sequence

from lowres.data.examples import Labelled
from lowres.metrics.classification import macro_f1
from lowres.transfer.fitted import Attempt, Fitted, Prediction
from lowres.transfer.lesson import Lesson, gold_of, majority_label


def judged(fitted: Fitted, lesson: Lesson, seed: int) -> Attempt:
    """The attempt, with its score on the lesson's development data beside the majority label's."""
    known = lesson.judged_on()
    said = [one for language, examples in known.items() for one in fitted.predict(examples, language)]
    every = [one for examples in known.values() for one in examples]
    majority = [majority_label(lesson)] * len(gold_of(every))
    return Attempt(fitted, seed, score_of(every, said), score_of(every, majority))


def score_of(examples: Sequence[Labelled], said: Sequence[Prediction]) -> float:
    """Macro-F1 over the labels that the examples have; of words where words are tagged."""
    gold = gold_of(examples)
    flat = [label for one in said for label in ([one] if isinstance(one, str) else one)]
    return macro_f1(gold, flat, sorted(set(gold)))
