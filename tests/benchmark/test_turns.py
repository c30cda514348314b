from collections.abc import Iterator
from typing import NamedTuple, cast

from lowres.benchmark.executors.turns import Turns
from lowres.benchmark.measure import Job


class Named(NamedTuple):
    """All that turns ask of a job."""

    chain_key: str
    number: int


def jobs(**chains: int) -> list[Job]:
    found = [Named(chain, number) for chain, count in chains.items() for number in range(count)]
    return cast(list[Job], sorted(found, key=lambda one: one.number))  # chains take turns, as shots of languages do


def taken(turns: Turns, after: Job | None = None) -> Iterator[Job]:
    """All that one worker gets."""
    while job := turns.next(after):
        yield job
        turns.ended(job)
        after = job


def test_one_worker_measures_chain_after_chain() -> None:
    assert [job.chain_key for job in taken(Turns(jobs(a=3, b=2)))] == ["a", "a", "a", "b", "b"]


def test_two_workers_share_no_chain_while_there_are_others() -> None:
    turns = Turns(jobs(a=2, b=2, c=1))
    one, other = turns.next(), turns.next()
    assert one is not None and other is not None
    assert (one.chain_key, other.chain_key) == ("a", "b")
    turns.ended(one)
    assert turns.next(one) == Named("a", 1)
    turns.ended(cast(Job, Named("a", 1)))
    assert turns.next(one) == Named("c", 0)


def test_nobody_waits_for_a_model_that_is_being_made() -> None:
    turns = Turns(jobs(a=3))
    first = turns.next()
    assert first is not None
    assert turns.next() is None
    turns.ended(first)
    assert [turns.next(), turns.next(first), turns.next()] == [Named("a", 1), Named("a", 2), None]


def test_a_free_worker_helps_where_most_is_left() -> None:
    turns = Turns(jobs(a=2, b=4))
    for job in (turns.next(), turns.next()):
        assert job is not None
        turns.ended(job)
    assert [turns.next(), turns.next(), turns.next()] == [Named("b", 1), Named("b", 2), Named("a", 1)]


def test_every_cell_has_one_turn() -> None:
    every = jobs(a=5, b=1, c=3, d=2)
    assert sorted(map(repr, taken(Turns(every)))) == sorted(map(repr, every))
