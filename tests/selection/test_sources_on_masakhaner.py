"""Sources of Wolof names in MasakhaNER 2.0, by real text: what can be told without an encoder."""

from pathlib import Path

import numpy as np

from lowres.pipeline.source_files import SourceFiles, gather
from lowres.selection.comparison import Sampling, comparison
from lowres.selection.source_signals.script import Script
from lowres.selection.source_signals.shared_entities import SharedEntities
from lowres.selection.source_signals.shared_subwords import SharedSubwords
from lowres.selection.sources import rank_sources
from tests.selection.languages import LetterReader


class WordReader(LetterReader):
    """Every word is a piece."""

    def pieces(self, texts: list[str]) -> list[list[int]]:  # type: ignore[override]
        return [[hash(word) for word in text.split()] for text in texts]


def test_wolof_shares_more_words_with_wolof_than_with_any_other_language(shared: Path) -> None:
    """Half of the Wolof sentences stand for a source that is as near as one can be."""
    files = SourceFiles(corpus="masakhaner2", folder=shared / "data" / "masakhaner", languages=["hau-Latn", "yor-Latn"])
    gathered = gather("wol-Latn", files)
    kept, held_out = gathered.target.examples[::2], gathered.target.examples[1::2]
    target = type(gathered.target)("wol-Latn", kept)
    itself = type(gathered.sources[0])("wof-Latn", held_out, len(held_out))
    compared = comparison(gathered.kind, target, [*gathered.sources, itself], WordReader(), Sampling())
    found = rank_sources(compared, [SharedSubwords(), SharedEntities(), Script()], np.random.default_rng(1))
    assert found.able[0] == "wof-Latn"
    best = {one.signal: one.value for one in found.sources[0].signals}
    assert best["script"] is not None and best["script"] > 0.99
    assert best["shared_subwords"] is not None and best["shared_subwords"] > 0.5
    assert found.sources[0].place is not None and found.sources[0].place.high == 1
