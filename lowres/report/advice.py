"""What to try next, by small rules; each looks at the facts of a run and speaks only if they call for it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean

from lowres.report.numbers import count, decimals, percent
from lowres.report.run_facts import ADAPTED, RunFacts
from lowres.report.verdict import changes, direction_of, paired_test_in_words
from lowres.report.wording import is_a_share, is_retrieval, language_name, spoken, task_name
from lowres.tasks.diagnosis.figures import MOST_UNKNOWN
from lowres.tasks.diagnosis.notes import REMEDY_FOR_A_SCRIPT

HIGH_FERTILITY = 2.2
LOW_AGREEMENT = 0.90
HIGH_DROP_SHARE = 0.30
FEW_PAIRS = 2_000
FEW_HELD_OUT = 500
WIDE_INTERVAL = 0.15
STILL_FALLING = 0.02
"""By which share the mean loss of the last fifth lies under that of the fifth before."""
SHORTEST_CURVE = 10


@dataclass(frozen=True)
class Advice:
    """What was seen, and what to do about it."""

    seen: str
    try_next: str
    command: str | None = None


Rule = Callable[[RunFacts], Advice | None]


def loss_is_no_number(facts: RunFacts) -> Advice | None:
    """Training that ran away makes every later figure meaningless."""
    curve = facts.chain.adaptation.loss if facts.chain.adaptation else []
    if all(math.isfinite(loss) for _, loss in curve):
        return None
    return Advice(
        "The training loss became infinite or not a number, so the scores say nothing about the method.",
        "Lower the learning rate, or train with precision: fp32, and run again from the step adapt.",
        _set(facts, "adapt", "learning_rate", "1e-5"),
    )


def something_got_worse(facts: RunFacts) -> Advice | None:
    """A loss is said first and plainly."""
    worse = [task_name(facts, change.task) for change in changes(facts) if change.direction == "worse"]
    if not worse:
        return None
    return Advice(
        f"Measurably worse than the unadapted model: {'; '.join(worse)}.",
        "Use the unadapted model for this, or train fewer epochs with a lower learning rate: a body trained on one "
        "kind of text forgets others.",
    )


def genre_did_not_improve(facts: RunFacts) -> Advice | None:
    """Retrieval may rise while a task does not, for they reward different things."""
    same = [
        task_name(facts, one.task)
        for one in changes(facts)
        if one.direction == "unclear" and not is_retrieval(one.task) and is_a_share(one.metric)
    ]
    if not same:
        return None
    return Advice(
        f"No measurable gain: {'; '.join(same)}.",
        "Label more sentences of the target language, above all in the classes with the lowest F1; more test sentences "
        "would also narrow the interval and could show a gain that is too small to see here.",
    )


def loss_was_still_falling(facts: RunFacts) -> Advice | None:
    """A curve that has not levelled out asks for more of the same."""
    curve = [loss for _, loss in facts.chain.adaptation.loss] if facts.chain.adaptation else []
    fifth = len(curve) // 5
    if len(curve) < SHORTEST_CURVE or not all(map(math.isfinite, curve)):
        return None
    earlier, last = mean(curve[-2 * fifth : -fifth]), mean(curve[-fifth:])
    if last > earlier * (1 - STILL_FALLING):
        return None
    steps = facts.chain.adaptation.steps if facts.chain.adaptation else None
    return Advice(
        f"The training loss was still falling when training ended (from {decimals(earlier)} to {decimals(last)} over "
        "the last fifth).",
        "Train longer, and watch the held-out scores: on little text the pairs may be learnt by heart.",
        _set(facts, "adapt", "steps", str(2 * (steps or 250))),
    )


def vocabulary_is_better_left_out(facts: RunFacts) -> Advice | None:
    """The run's own ablation is the best judge of new pieces."""
    system = _vocabulary_ablation(facts)
    if system is None:
        return None
    lost = [
        f"{task_name(facts, task)}: {paired_test_in_words(comparison)}"
        for task in facts.tasks
        if (comparison := facts.comparison(task, ADAPTED, system)) and direction_of(comparison) == "worse"
    ]
    if not lost:
        return None
    asked = facts.chain.vocabulary.asked if facts.chain.vocabulary else None
    return Advice(
        f"The chain is better without new pieces ({'; '.join(lost)}).",
        "Add fewer pieces or warm the new rows up for longer; or leave the step out, if speed does not matter.",
        _set(facts, "extend_vocabulary", "new_tokens", str((asked or 4_000) // 2)),
    )


def vocabulary_costs_nothing(facts: RunFacts) -> Advice | None:
    """No measurable difference is a reason to keep the pieces: text gets shorter."""
    system = _vocabulary_ablation(facts)
    tested = [found for task in facts.tasks if system and (found := facts.comparison(task, ADAPTED, system))]
    if not tested or any(direction_of(one) != "unclear" for one in tested):
        return None
    fertility = facts.fertility
    return Advice(
        "With and without new pieces the scores do not differ measurably.",
        f"Keep the pieces: the same text takes {_shorter(fertility.before, fertility.after)} fewer tokens, so the "
        "model reads faster and longer sentences fit.",
    )


def vocabulary_was_not_tested(facts: RunFacts) -> Advice | None:
    """Without the ablation nobody knows whether new pieces helped."""
    if not facts.chain.vocabulary or not facts.chain.vocabulary.added or _vocabulary_ablation(facts):
        return None
    return Advice(
        "This run does not show whether the new pieces helped or harmed.",
        f"Add 'ablations: [{facts.chain.vocabulary.step}]' to the recipe: the chain is then repeated without them, and "
        "the difference tested.",
    )


def fertility_is_still_high(facts: RunFacts) -> Advice | None:
    """Words in crumbs are slow to read and hard to learn."""
    after = facts.fertility.after
    if after is None or after <= HIGH_FERTILITY:
        return None
    vocabulary = facts.chain.vocabulary
    seen = (
        f"A word of {language_name(facts, facts.language) or 'the language'} still takes {decimals(after, 2)} pieces."
    )
    if vocabulary is None:
        return Advice(seen, "Add the step extend_vocabulary between select_model and adapt.")
    return Advice(
        seen,
        "Ask for more pieces, and for a longer warm-up of their rows.",
        _set(facts, "extend_vocabulary", "new_tokens", str(2 * (vocabulary.asked or vocabulary.added or 4_000))),
    )


def many_tokens_are_unknown(facts: RunFacts) -> Advice | None:
    """A script outside the vocabulary, unless a step of this run brought it in."""
    chosen = facts.chain.ranking.chosen if facts.chain.ranking else None
    rows = facts.chain.diagnosis.rows if facts.chain.diagnosis else []
    rates = [row.unknown_rate for row in rows if row.side != "pivot" and row.model == (chosen or row.model)]
    worst = max((rate for rate in rates if rate is not None), default=0.0)
    now = [one.unknown_rate.after for one in facts.chain.vocabulary_changes if one.unknown_rate]
    if worst <= MOST_UNKNOWN or (now and (now[-1] or 0.0) <= MOST_UNKNOWN):
        return None
    return Advice(
        f"{percent(worst)} of the tokens were unknown to the tokenizer of the model we started from.",
        REMEDY_FOR_A_SCRIPT,
    )


def warm_up_was_short(facts: RunFacts) -> Advice | None:
    """New rows that disagree with the old pieces start the training from a worse model."""
    warm_up = facts.chain.vocabulary.warm_up if facts.chain.vocabulary else None
    after = warm_up.agreement.after if warm_up and warm_up.agreement else None
    if warm_up is None or after is None or after >= LOW_AGREEMENT:
        return None
    return Advice(
        f"After the warm-up, sentences in new pieces agree with the same sentences in old pieces only to "
        f"{decimals(after)} (cosine; 1 is full agreement).",
        "Warm the new rows up for more steps before the body is trained.",
    )


def text_is_scarce(facts: RunFacts) -> Advice | None:
    """Methods differ less than amounts of text do."""
    sizes = facts.chain.corpus.sizes if facts.chain.corpus else {}
    pairs = sizes.get("training_pairs")
    if pairs is None or pairs >= FEW_PAIRS or sizes.get("training_lines"):
        return None
    return Advice(
        f"There are only {count(pairs)} training pairs.",
        "More parallel text is worth more than any setting; lexicons and translated phrase lists count, too.",
    )


def intervals_are_wide(facts: RunFacts) -> Advice | None:
    """Few held-out pairs cannot show a small gain."""
    held_out = facts.chain.corpus.sizes.get("held_out_pairs") if facts.chain.corpus else None
    if not held_out or held_out >= FEW_HELD_OUT:
        return None
    return Advice(
        f"Only {count(held_out)} pairs were held out, so the intervals are wide.",
        "Hold out 1,000 if the text allows.",
    )


def tests_are_small(facts: RunFacts) -> Advice | None:
    """A few dozen labelled lines cannot tell a good model from a fair one."""
    wide = [
        score
        for score in facts.scores
        if is_a_share(score.metric)
        and not is_retrieval(score.task)
        and score.low is not None
        and score.high is not None
        and score.high - score.low > WIDE_INTERVAL
    ]
    if not wide or facts.chain.task is None:
        return None
    widest = max(wide, key=lambda score: (score.high or 0.0) - (score.low or 0.0))
    tests = facts.chain.task.tests.get(facts.language or "") or sum(facts.chain.task.tests.values())
    return Advice(
        f"The test has {count(tests)} examples, and the interval of {task_name(facts, widest.task)} goes from "
        f"{decimals(widest.low)} to {decimals(widest.high)}.",
        "Label more lines for the test: four times as many halve the interval. Until then, take differences between "
        "methods for what the paired tests say of them.",
    )


def much_text_was_dropped(facts: RunFacts) -> Advice | None:
    """A high loss in cleaning is a fault of the file or of its recipe more often than of the text."""
    corpus = facts.chain.corpus
    if corpus is None or not corpus.rows_read or corpus.kept is None or not corpus.dropped:
        return None
    share = 1 - corpus.kept / corpus.rows_read
    if share <= HIGH_DROP_SHARE:
        return None
    reason, _ = max(corpus.dropped.items(), key=lambda pair: pair[1].count)
    return Advice(
        f"{percent(share)} of the rows were left out, most of them for '{spoken(reason)}'.",
        "Look at the examples of dropped rows above, and correct the corpus recipe if they are good text.",
    )


def spelling_is_not_read(facts: RunFacts) -> Advice | None:
    """What the vectors of a model that barely knows the language do not tell, spelling does."""
    step, task = facts.step("few_shot"), facts.chain.task
    learner = step.parameters.get("learner") if step else None
    if not isinstance(learner, dict) or task is None or task.kind != "classification":
        return None
    if learner.get("method") != "frozen_probe" or learner.get("character_ngrams") is not None:
        return None
    return Advice(
        "The texts were labelled by their vectors alone, not by how their words are spelt.",
        "Let character n-grams count beside the vectors: learner: {method: frozen_probe, character_ngrams: {}}. They "
        "gained .021 macro-F1 without labels of the language and .037 with 8 of each topic, on the mean of 33 "
        "languages (SIB-200, the bundled encoder).",
    )


def classes_are_never_found(facts: RunFacts) -> Advice | None:
    """A class at zero hides inside a mean."""
    lost = [one for one in facts.per_class if one.system == ADAPTED and one.f1 == 0]
    if not lost:
        return None
    return Advice(
        f"Never labelled right: {'; '.join(f'{one.label} ({task_name(facts, one.task)})' for one in lost)}.",
        "Look at the sentences of this class in training and in test: they may differ in more than language.",
    )


RULES: tuple[Rule, ...] = (
    loss_is_no_number,
    something_got_worse,
    vocabulary_is_better_left_out,
    many_tokens_are_unknown,
    genre_did_not_improve,
    classes_are_never_found,
    spelling_is_not_read,
    loss_was_still_falling,
    fertility_is_still_high,
    warm_up_was_short,
    vocabulary_costs_nothing,
    vocabulary_was_not_tested,
    text_is_scarce,
    intervals_are_wide,
    tests_are_small,
    much_text_was_dropped,
)
"""In the order of weight."""


def advise(facts: RunFacts) -> list[Advice]:
    """All advice that the facts of this run call for, the weightiest first."""
    return [advice for rule in RULES if (advice := rule(facts))]


def _vocabulary_ablation(facts: RunFacts) -> str | None:
    removed = facts.chain.vocabulary.step if facts.chain.vocabulary else "extend_vocabulary"
    return next((branch.system for branch in facts.ablations if branch.removed == removed), None)


def _shorter(before: float | None, after: float | None) -> str:
    return percent(1 - after / before) if before and after else "a few"


def _set(facts: RunFacts, step: str, parameter: str, value: str) -> str | None:
    """A command that a user can paste, if the step has such a parameter."""
    found = facts.step(step)
    if found is None or parameter not in found.parameters:
        return None
    return f"lowres run {facts.recipe_file} --out ../next --set steps.{step}.{parameter}={value}"
