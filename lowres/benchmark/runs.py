"""What a system said in the measured cells of a language, and what that is worth by the right answers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

import numpy as np

from lowres.benchmark.results import Line
from lowres.benchmark.tests_of import Test, check_test
from lowres.definition import one_of
from lowres.errors import UserError
from lowres.metrics.counted import Counted
from lowres.metrics.interval import Estimate
from lowres.metrics.spread import RunSpread, draw_name, run_spread
from lowres.tasks.scores import Prediction


@dataclass(frozen=True)
class Runs:
    """All measured cells of a language, a system and a number of shots; each is a draw, by its shot set and seed."""

    test: Test
    metric: str
    """As results call it."""
    lines: dict[str, Line]
    said: dict[str, list[Prediction]]

    @property
    def language(self) -> str:
        """Which language was tested."""
        return next(iter(self.lines.values())).language

    @cached_property
    def values(self) -> dict[str, float]:
        """The score of each run, out of its predictions."""
        return self.test.scores.values(self.said, self.test.metrics[self.metric])

    @property
    def mean(self) -> float:
        """The mean score of all runs."""
        return self.spread.everything.mean

    @property
    def spread(self) -> RunSpread:
        """How far the runs lie apart, with and without those that collapsed."""
        return run_spread(self.values, [name for name, line in self.lines.items() if line.collapsed])

    def score(self, generator: np.random.Generator) -> Estimate:
        """The mean of the runs, with its interval over test examples, which all runs share."""
        found = self.test.scores.score(self.said, generator, self.test.metrics[self.metric])
        return replace(found, value=self.mean)

    def counted(self) -> Counted:
        """What tests and averages need to know of these runs."""
        return self.test.scores.counted(self.said, self.test.metrics[self.metric])

    def only(self, names: Sequence[str]) -> "Runs":
        """Some of the runs."""
        lines = {name: self.lines[name] for name in names}
        return Runs(self.test, self.metric, lines, {name: self.said[name] for name in names})


def runs_of(lines: Sequence[Line], test: Test, metric: str | None) -> Runs:
    """Measured cells of one language, system and number of shots; by default scored as the task usually is.

    Raises:
        UserError: if there is no such metric, if a cell was measured on another test, or if what it says of its scores
            is not what its predictions are worth.
    """
    name = metric or test.default_metric
    if name not in test.metrics:
        raise UserError(f"metric is '{name}', but must be {one_of(list(test.metrics))}.")
    said: dict[str, list[Prediction]] = {}
    for line in lines:
        check_test(line.test_sha256, test, _where(line))
        said[_draw(line)] = _unpacked(line, test)
        _check_scores(line, test, said[_draw(line)])
    return Runs(test, name, {_draw(line): line for line in lines}, said)


def paired_counts(system: Runs, baseline: Runs) -> tuple[Counted, Counted] | None:
    """The runs that both have, by shot set and seed; none where there is no such run."""
    names = [name for name in system.said if name in baseline.said]
    return (system.only(names).counted(), baseline.only(names).counted()) if names else None


def generator_of(seed: int, *words: object) -> np.random.Generator:
    """Chance that only a seed and these words decide, so that no other part of a table moves a figure."""
    digest = sha256(repr((seed, *map(str, words))).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def _draw(line: Line) -> str:
    return draw_name(line.shot_seed, line.seed)


def _where(line: Line) -> str:
    return f"{line.benchmark}, {line.cell.title}"


def _unpacked(line: Line, test: Test) -> list[Prediction]:
    try:
        said = test.unpack(line.said, line.labels)
    except Exception as error:  # whatever zlib, base64 and a short list say of a line that was changed
        raise UserError(
            f"{_where(line)}: its predictions cannot be read ({error}). Delete the line, and measure the cell again "
            "(lowres bench run)."
        ) from None
    if len(said) != len(test.gold):
        raise UserError(f"{_where(line)}: has {len(said)} predictions for {len(test.gold)} test examples.")
    return said


def _check_scores(line: Line, test: Test, said: list[Prediction]) -> None:
    for name, stored in line.scores.items():
        if name not in test.metrics:
            continue
        [value] = test.scores.values({"run": said}, test.metrics[name]).values()
        if value != stored:
            raise UserError(
                f"{_where(line)}: says {name} {stored!r}, but its predictions are worth {value!r}. Delete the line, "
                "and measure the cell again (lowres bench run)."
            )
