"""New examples that come too close to the test."""

from collections.abc import Sequence
from typing import Literal

from lowres.augmentation.filters.filter import Filter, Known
from lowres.augmentation.mix import Made
from lowres.data.examples import texts_in
from lowres.data.leaks import Leaks


class NearTest(Filter):
    """Drop what equals, nearly equals or holds a test sentence, even where its origin did not."""

    method: Literal["near_test"] = "near_test"

    def keeps(self, made: Sequence[Made], known: Known) -> list[bool]:
        leaks = Leaks(known.tests)
        return [test is None for _, test in leaks.among([one.example for one in made], texts_in)]
