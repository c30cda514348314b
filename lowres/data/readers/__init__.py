"""The file formats that hold translations, one a file; the union is the list."""

from typing import Annotated

from pydantic import Field

from lowres.data.readers.aligned_text import AlignedText
from lowres.data.readers.delimited import Delimited
from lowres.data.readers.json_lines import JsonLines

Reader = Annotated[Delimited | JsonLines | AlignedText, Field(discriminator="format")]
