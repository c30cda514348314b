"""The ways to tell that a text is in another language; a union is the list."""

from typing import Annotated

from pydantic import Field

from lowres.data.detectors.glotlid import Glotlid
from lowres.data.detectors.langid import Langid
from lowres.data.detectors.trained import Trained

LanguageDetector = Annotated[Trained | Langid | Glotlid, Field(discriminator="method")]
