"""Rank pretrained models for a language: gather text and labels from files, then score."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lowres.data.readers.parts import TaskKind
from lowres.errors import UserError
from lowres.progress import Progress, SilentProgress
from lowres.selection.limits import Limits

if TYPE_CHECKING:
    from lowres.data.labelled.read import LabelledSplit
    from lowres.selection.ranked import Ranked
    from lowres.selection.scorers import Scorer
    from lowres.selection.scorers.scorer import Evidence

TRAIN = "train"


@dataclass(frozen=True)
class RankingText:
    """Where text and labels of a language come from; none of it may be from a test."""

    text: str | Path | None = None
    """A file of plain text, a sentence or paragraph a line; by default the text of the labelled examples."""
    labelled: str | Path | None = None
    """A file of labelled training examples: CSV, TSV, JSON lines, CoNLL."""
    corpus: str | None = None
    """In place of a file, a labelled set that lowres describes; its training split alone is read."""
    folder: str | Path | None = None
    """The folder with the files of the set."""
    task: TaskKind | None = None
    """What is labelled in a file of one's own; by default told by its ending."""
    lines: int = 1_000
    """So many lines are looked at, drawn at random where there are more."""
    examples: int = 1_000
    """So many labelled examples."""


@dataclass(frozen=True)
class RankModelsOptions:
    """How models are ranked."""

    scorer: "Scorer | None" = None
    """By default labels are told apart by the H-score where there are any, else words are spelt."""
    limits: Limits = Limits()
    by_facts: bool = False
    """Whether models that cannot be loaded are ranked by what the catalogue says of them."""
    seed: int = 17
    cache: Path | None = None
    """Where vectors are kept; by default in the cache of lowres."""
    pooling: Literal["mean", "first"] = "mean"
    """Whether a text's or word's vector is the mean of its tokens, or the first of them."""


@dataclass(frozen=True)
class ModelRanking:
    """The models, best first, and what to know of the ranking."""

    models: "list[Ranked]"
    scorer: str
    lines: int
    examples: int
    notes: tuple[str, ...] = ()


def rank_models(
    language: str,
    models: Sequence[str],
    text: RankingText,
    options: RankModelsOptions = RankModelsOptions(),  # noqa: B008  (frozen)
    progress: Progress | None = None,
) -> ModelRanking:
    """Rank pretrained models for a language before any training, with intervals and reasons.

    Args:
        language: such as `wol-Latn`.
        models: hub names, local folders, `package:NAME/FILE`.
        text: text of the language and, if there is any, a labelled sample.
        options: scorer, limits, and what to do with models that cannot be loaded.
        progress: hears of the work.

    Raises:
        UserError: if the language or a file is wrong, or no model can be ranked.
    """
    from lowres.files import default_cache
    from lowres.selection.candidate import Candidate
    from lowres.selection.rank import RankSettings, default_scorer, rank

    evidence, notes = gather(language, text, options.seed)
    scorer = options.scorer or default_scorer(evidence)
    candidates = [Candidate(reference, default_cache(), Path.cwd()) for reference in models]
    cache = options.cache or default_cache() / "rankings"
    settings = RankSettings(scorer, options.limits, options.by_facts, options.seed, cache, options.pooling)
    found = rank(candidates, evidence, language, settings, progress or SilentProgress())
    notes += _few_vectors(scorer.method, found) + _in_windows(found)
    looked_at = len(evidence.labelled) if scorer.needs == "labels" else 0
    return ModelRanking(found, scorer.method, len(evidence.lines), looked_at, tuple(notes))


def _few_vectors(scorer: str, found: "Sequence[Ranked]") -> list[str]:
    """A warning where there are fewer vectors than dimensions, which an H-score explains whatever they are."""
    few = [one for one in found if 0 < one.vectors < one.dimensions]
    if scorer != "h_score" or not few:
        return []
    most = max(one.dimensions for one in few)
    return [
        f"There are {few[0].vectors:,} labelled vectors of up to {most:,} dimensions: the "
        "H-score of so few says little. Try --scorer linear_probe or neighbours."
    ]


def _in_windows(found: "Sequence[Ranked]") -> list[str]:
    """Which models read how many examples in windows."""
    told = [f"{one.reference} {one.in_windows:,}" for one in found if one.in_windows]
    return [f"Examples longer than the model were read in windows: {', '.join(told)}."] if told else []


def rank_by_facts(language: str, limits: Limits) -> "list[Ranked]":
    """All models of the catalogue, ranked by what it says of them alone; those beyond the limits come last.

    Raises:
        UserError: if the language does not exist.
    """
    from lowres.selection.by_facts import place_by_facts
    from lowres.selection.catalogue.read import catalogue
    from lowres.selection.facts import facts_of
    from lowres.selection.languages import check_language
    from lowres.selection.ranked import Ranked

    check_language(language, familiar_languages())
    found = [Ranked(one.id, language, facts=facts_of(one.id)) for one in catalogue()]
    judged = [replace(one, ruled_out=tuple(limits.against_facts(one.facts))) if one.facts else one for one in found]
    return place_by_facts(judged, limits, first_place=1)


def gather(language: str, text: RankingText, seed: int) -> "tuple[Evidence, list[str]]":
    """The text and labels that models are ranked on, and what to know of them.

    Raises:
        UserError: if the language does not exist, the text is in another script, or a file cannot be read.
    """
    from lowres.data.examples import text_of
    from lowres.data.sample import in_drawing_order
    from lowres.pipeline.sampling import sample
    from lowres.selection.language_check import check_text
    from lowres.selection.languages import check_language
    from lowres.selection.scorers.scorer import Evidence
    from lowres.tasks.diagnosis.text_lines import text_lines

    check_language(language, familiar_languages())
    split = _labelled(language, text)
    labelled: list[Any] = list(split.examples) if split else []
    if text.text is not None:
        lines = sample(
            (line.text for line in text_lines(_existing(text.text), None) if line.text.strip()), text.lines, seed
        )
    else:
        lines = sample((text_of(one) for one in labelled), text.lines, seed)
    if not lines:
        raise UserError("there is no text to rank models on. Give a file of text, or labelled examples.")
    notes = [*(split.notes if split else ()), *check_text(language, lines)]
    drawn = in_drawing_order(labelled, seed, "labels to rank models by")[: text.examples]
    if len(drawn) < len(labelled):
        notes.append(f"{len(drawn):,} of {len(labelled):,} labelled examples were drawn.")
    return Evidence(lines, drawn), notes


def familiar_languages() -> list[str]:
    """The languages that the catalogue's models were trained on: a misspelt one is likely one of them."""
    from lowres.selection.catalogue.read import catalogue

    return sorted({tag for one in catalogue() for tag in one.pretraining.languages})


def _labelled(language: str, text: RankingText) -> "LabelledSplit | None":
    from lowres.data.labelled.definition import find_labelled
    from lowres.data.labelled.own_file import OwnFile, kind_of, read_own
    from lowres.data.labelled.read import read_split

    if (text.corpus is None) != (text.folder is None):
        raise UserError("a labelled set needs both its name (corpus) and where its files lie (folder).")
    if text.corpus is not None and text.labelled is not None:
        raise UserError("labelled examples come from a file or from a set, not from both. Leave one out.")
    if text.corpus is not None and text.folder is not None:
        return read_split(find_labelled(text.corpus, Path.cwd()), Path(text.folder).expanduser(), language, TRAIN)
    if text.labelled is None:
        return None
    path = _existing(text.labelled)
    kind = text.task or kind_of(path)
    return read_own(OwnFile(path=path, kind=kind), language, TRAIN)


def _existing(path: str | Path) -> Path:
    found = Path(path).expanduser()
    if not found.is_file():
        raise UserError(f"{path}: {'is not a file' if found.exists() else 'there is no such file'}. Check the path.")
    return found
