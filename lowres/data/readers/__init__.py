"""The file formats that hold translations, one a file, and those that hold labelled examples; a union is the list."""

from typing import Annotated

from pydantic import Field

from lowres.data.readers.aligned_text import AlignedText
from lowres.data.readers.conll import Conll
from lowres.data.readers.conllu import Conllu
from lowres.data.readers.delimited import Delimited
from lowres.data.readers.json_lines import JsonLines
from lowres.data.readers.json_spans import JsonSpans
from lowres.data.readers.labelled_json import LabelledJson
from lowres.data.readers.labelled_table import LabelledTable

Reader = Annotated[Delimited | JsonLines | AlignedText, Field(discriminator="format")]
LabelledReader = Annotated[LabelledTable | LabelledJson | JsonSpans | Conll | Conllu, Field(discriminator="format")]
