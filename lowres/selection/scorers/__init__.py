"""What a candidate model is scored by, one scorer a file."""

from typing import Annotated

from pydantic import Field

from lowres.selection.scorers.fertility import Fertility
from lowres.selection.scorers.h_score import HScore
from lowres.selection.scorers.linear_probe import LinearProbe
from lowres.selection.scorers.log_me import LogMe
from lowres.selection.scorers.neighbours import Neighbours
from lowres.selection.scorers.pair_retrieval import PairRetrieval

Scorer = Annotated[HScore | LogMe | Neighbours | LinearProbe | PairRetrieval | Fertility, Field(discriminator="method")]
