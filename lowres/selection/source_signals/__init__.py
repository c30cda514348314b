"""Why one source language may teach the target better than another: one signal a file, and the union of all."""

from typing import Annotated

from pydantic import Field

from lowres.selection.source_signals.nearest_neighbours import NearestNeighbours
from lowres.selection.source_signals.script import Script
from lowres.selection.source_signals.shared_entities import SharedEntities
from lowres.selection.source_signals.shared_subwords import SharedSubwords
from lowres.selection.source_signals.size import Size
from lowres.selection.source_signals.taught_sources import TaughtSources
from lowres.selection.source_signals.typology import Typology

SourceSignal = Annotated[
    NearestNeighbours | SharedSubwords | SharedEntities | TaughtSources | Size | Script | Typology,
    Field(discriminator="method"),
]

DEFAULT_SIGNALS: tuple[SourceSignal, ...] = (
    TaughtSources(),
    NearestNeighbours(),
    SharedSubwords(),
    Size(),
)
"""Those that were seen to help by development scores and need no package; and size, of which no set can tell that has
as many examples of every language (benchmarks/source_ranking_table.py)."""
