"""Reasons to drop a new example: one a file, and the union of those that a recipe can name."""

from typing import Annotated

from pydantic import Field

from lowres.augmentation.filters.foreign_script import ForeignScript
from lowres.augmentation.filters.identical import Identical
from lowres.augmentation.filters.near_test import NearTest
from lowres.augmentation.filters.too_far import TooFar

FilterMethod = Annotated[Identical | NearTest | ForeignScript | TooFar, Field(discriminator="method")]
USUAL: tuple[FilterMethod, ...] = (Identical(), NearTest(), ForeignScript())
"""Those that cost nothing and that nobody wants to do without."""
