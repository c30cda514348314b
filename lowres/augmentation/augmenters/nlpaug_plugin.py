"""Augmenters of the library nlpaug, behind a guard: it was made for English, and damages most other scripts."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from inspect import signature
from random import Random
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from lowres.augmentation.augmenters.augmenter import Augmenter, Materials, Prepared
from lowres.augmentation.guard import guarded
from lowres.augmentation.sentence import Edit, Sentence
from lowres.definition import nearest
from lowres.errors import MissingPackageError, UserError, one_line

_LOSING = ("delete", "crop")
"""Actions of nlpaug that leave out words on purpose."""


class Nlpaug(Augmenter):
    """Change sentences by an augmenter of nlpaug; output that lost characters or changed spacing is refused."""

    method: Literal["nlpaug"] = "nlpaug"
    packages: ClassVar[Mapping[str, str]] = {"nlpaug": "nlpaug"}
    augmenter: Annotated[str, Field(pattern=r"^(word|char)\.[A-Za-z]+$")]
    """Such as `word.RandomWordAug` or `char.RandomCharAug`."""
    parameters: dict[str, Any] = {}
    """Those of nlpaug's class, such as `{action: swap}`; its share of words is `rate`."""

    def ready(self, materials: Materials) -> Prepared:
        kind = self._class()
        given = {**self.shares(kind), **self.parameters}
        try:
            return Guarded(self.rate, kind(**given))
        except Exception as error:  # whatever the library makes of a wrong parameter or a missing package of its own
            raise UserError(f"nlpaug, {self.augmenter}: cannot be made with {given}: {one_line(error)}") from None

    def _class(self) -> Any:
        module, name = self.augmenter.split(".")
        try:
            found = import_module(f"nlpaug.augmenter.{module}")
        except ImportError as error:
            if (error.name or "").partition(".")[0] == "nlpaug":
                raise MissingPackageError("nlpaug", "nlpaug", "augmenter: nlpaug") from None
            raise MissingPackageError(str(error.name), None, "augmenter: nlpaug") from None
        known = sorted(one for one in vars(found) if one.endswith("Aug"))
        if name not in known:
            raise UserError(
                f"nlpaug.augmenter.{module} has no '{name}', but: {', '.join(known)}.{nearest(name, known)}"
            )
        return getattr(found, name)

    def shares(self, kind: Any) -> dict[str, Any]:
        """The rate as nlpaug's classes call it, without the ten words that they change at most."""
        known = signature(kind.__init__).parameters
        share = next((name for name in ("aug_word_p", "aug_p") if name in known), None)
        most = f"{str(share).removesuffix('_p')}_max"
        return {**({share: self.rate} if share else {}), **({most: None} if most in known else {})}


class Guarded(Prepared):
    """Asks a foreign augmenter, and looks at what it gives."""

    def __init__(self, rate: float, augmenter: Any) -> None:
        self._rate = rate
        self._augmenter = augmenter
        self._refused: Counter[str] = Counter()

    def edits(self, sentence: Sentence, rng: Random) -> Sequence[Edit]:
        if self._rate == 0 or not sentence.text.strip():
            return ()
        with seeded_everywhere(rng.getrandbits(32)):
            found = self._augmenter.augment(sentence.text)
        text = next(iter(found), "") if isinstance(found, list) else found
        losing = getattr(self._augmenter, "action", None) in _LOSING
        edits = guarded(sentence, str(text), may_lose_words=losing)
        if isinstance(edits, str):
            self._refused[edits] += 1
            return ()
        return edits

    def refusals(self) -> Mapping[str, int]:
        return self._refused


@contextmanager
def seeded_everywhere(seed: int) -> Iterator[None]:
    """A seed for libraries that draw from the global generators, which are as before afterwards."""
    import numpy as np

    python, numpy = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed)
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)
