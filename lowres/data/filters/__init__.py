"""The reasons to drop texts by themselves; a union is the list."""

from typing import Annotated

from pydantic import Field

from lowres.data.filters.boilerplate import Boilerplate
from lowres.data.filters.language import OtherLanguage
from lowres.data.filters.length import Length
from lowres.data.filters.repetition import Repetition

AnyTextFilter = Annotated[Length | Boilerplate | Repetition | OtherLanguage, Field(discriminator="method")]
