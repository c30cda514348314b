"""The file formats that hold translations, text of one language, and labelled examples; a union is the list."""

from typing import Annotated

from pydantic import Field

from lowres.data.readers.aligned_text import AlignedText
from lowres.data.readers.arrow_pairs import Datasets, Parquet
from lowres.data.readers.conll import Conll
from lowres.data.readers.conllu import Conllu
from lowres.data.readers.delimited import Delimited
from lowres.data.readers.html_text import HtmlText
from lowres.data.readers.json_lines import JsonLines
from lowres.data.readers.json_spans import JsonSpans
from lowres.data.readers.labelled_json import LabelledDatasets, LabelledJson, LabelledParquet
from lowres.data.readers.labelled_table import LabelledTable
from lowres.data.readers.plain_text import DatasetsText, JsonText, ParquetText, PlainText, XmlText
from lowres.data.readers.tabbed_text import TabbedText
from lowres.data.readers.tei import Tei
from lowres.data.readers.xces import Xces

Reader = Annotated[Delimited | JsonLines | AlignedText | Tei | Xces | Parquet | Datasets, Field(discriminator="format")]
TextReader = Annotated[
    PlainText | TabbedText | HtmlText | XmlText | JsonText | ParquetText | DatasetsText, Field(discriminator="format")
]
LabelledReader = Annotated[
    LabelledTable | LabelledJson | JsonSpans | Conll | Conllu | LabelledParquet | LabelledDatasets,
    Field(discriminator="format"),
]
