from lowres.training.budget import within_budget
from lowres.training.schedule import Schedule


def test_tokens_pay_for_as_many_steps_as_batches_of_mean_length_cost() -> None:
    schedule = Schedule(tokens=1_000, batch_size=2, longest_sentence_tokens=30)
    # 10 and 50, cut at 30, are 20 on average; a batch of two costs 40, and 1,000 pay for 25
    assert within_budget(schedule, [10, 50]).steps == 25


def test_a_shorter_spelling_buys_more_steps_for_the_same_tokens() -> None:
    schedule = Schedule(tokens=1_000, batch_size=2)
    assert within_budget(schedule, [10, 10]).steps == 2 * within_budget(schedule, [20, 20]).steps


def test_without_a_budget_in_tokens_the_steps_stay() -> None:
    schedule = Schedule(steps=7)
    assert within_budget(schedule, [10, 50]) is schedule


def test_a_budget_too_small_for_a_batch_still_pays_for_one() -> None:
    assert within_budget(Schedule(tokens=1), [10, 50]).steps == 1
