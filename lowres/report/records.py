"""What each step writes into its result.json, as the report reads it.

Every field but the identifying one may be missing and unknown keys are let through, so that a report can be made of a
run by an older or newer lowres. `None` means "this run does not say".
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Fact(BaseModel):
    """A frozen record that forgives what it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def _method_name(value: Any) -> Any:
    return value.get("method", str(value)) if isinstance(value, dict) else value


def _joined(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list) else value


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _licence(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


def _dropped(value: Any) -> Any:
    return {"count": value} if isinstance(value, int) else value


MethodName = Annotated[str, BeforeValidator(_method_name)]
"""`mean`, whether the step wrote the name or the whole method."""
Curve = list[tuple[float, float]]
"""[(step, loss), ...]"""


class BeforeAfter(Fact):
    """One number on both sides of a step."""

    before: float | None = None
    after: float | None = None


class Estimate(Fact):
    """A value with the ends of its 95 % interval."""

    value: float
    low: float | None = None
    high: float | None = None


class Dropped(Fact):
    """Rows left out for one reason, with a few of them."""

    count: int = 0
    examples: list[str] = []


class Licence(Fact):
    """The terms of a corpus or model."""

    name: str
    commercial_use: bool | None = None
    url: str | None = None


class CorpusDescription(Fact):
    """Where the text comes from and under which terms."""

    name: str | None = None
    summary: str | None = None
    licence: Annotated[Licence | None, BeforeValidator(_licence)] = None
    citation: Annotated[str | None, BeforeValidator(_joined)] = None
    url: str | None = None
    known_faults: Annotated[list[str], BeforeValidator(_listed)] = []
    language: str | None = None
    pivot: str | None = None
    language_names: dict[str, str] = {}
    """For example `{nah: Nahuatl, spa: Spanish}`."""

    def named(self, tag: str) -> str:
        """A language by its name, where the description gives one, and its tag."""
        name = self.language_names.get(tag) or self.language_names.get(tag.split("-")[0])
        return f"{name} ({tag})" if name else tag

    @property
    def terms(self) -> str | None:
        """The licence, and whether it allows commercial use."""
        if self.licence is None:
            return None
        commercial = {True: "commercial use allowed", False: "no commercial use", None: "commercial use: nobody says"}
        return f"{self.licence.name}; {commercial[self.licence.commercial_use]}"


class ClassDocuments(Fact):
    """The documents of one class of the genre task, and how many sentences they give."""

    train_documents: list[str] = []
    test_documents: list[str] = []
    train: int | None = None
    test: int | None = None


class PlainTextFacts(Fact):
    """What became of the lines of plain text."""

    lines_read: int | None = None
    dropped: dict[str, Annotated[Dropped, BeforeValidator(_dropped)]] = {}
    repaired: dict[str, int] = {}
    mended: list[str] = []
    """Some lines that had been read in a wrong encoding: before, and after."""

    @property
    def lines_dropped(self) -> int:
        """For whatever reason."""
        return sum(one.count for one in self.dropped.values())


class CorpusFacts(Fact):
    """What prepare_corpus wrote."""

    text: PlainTextFacts | None = None
    """Of a corpus without plain text none."""

    rows_read: int | None = None
    kept: int | None = None
    dropped: dict[str, Annotated[Dropped, BeforeValidator(_dropped)]] = {}
    repaired: dict[str, int] = {}
    sizes: dict[str, int] = {}
    genre: dict[str, ClassDocuments] | None = None
    corpus: CorpusDescription = CorpusDescription()
    benchmarks: dict[str, int] = {}
    """The sets whose test text was kept out, with the number of their sentences."""

    @property
    def rows_dropped(self) -> int:
        """For whatever reason."""
        return sum(one.count for one in self.dropped.values())


class TokenizerRow(Fact):
    """One side of the text under one candidate's tokenizer."""

    model: str
    side: str = ""
    language: str = ""
    sentences: int | None = None
    words: int | None = None
    tokens: int | None = None
    fertility: float | None = None
    unknown_rate: float | None = None
    characters_per_token: float | None = None
    scripts: dict[str, float] = {}


class DiagnosisFacts(Fact):
    """What diagnose wrote."""

    rows: list[TokenizerRow] = []


class RankedModel(Fact):
    """A candidate, its score and why it stands where it stands."""

    model: str
    parameters: int | None = None
    vocabulary_size: int | None = None
    score: Estimate | None = None
    fertility: float | None = None
    unknown_rate: float | None = None
    reason: str | None = None
    refused: str | None = None


class RankingFacts(Fact):
    """What select_model wrote."""

    metric: str | None = None
    ranked: list[RankedModel] = []
    chosen: str | None = None


class WarmUp(Fact):
    """New rows alone learning to give a sentence the embedding that the old pieces gave it."""

    steps: int | None = None
    loss: Curve = []
    agreement: BeforeAfter | None = None


class NewPiece(Fact):
    """One line of provenance.jsonl: where a new row started."""

    token: str
    rule: str = ""
    sources: list[Any] = []


class CurvePoint(Fact):
    """Fertility under so many of the learnt pieces."""

    pieces: int
    tokens_per_word: float


class FertilityCurve(Fact):
    """What curve.json holds: how fertility falls with the number of pieces."""

    held_out: bool = False
    """Whether it was measured on sentences that its pieces were not learnt from."""
    points: list[CurvePoint] = []


class VocabularyFacts(Fact):
    """What a step that changes the vocabulary wrote."""

    step: str = "extend_vocabulary"
    headline: str = ""
    asked: int | None = None
    added: int | None = None
    fertility: BeforeAfter | None = None
    pivot_fertility: BeforeAfter | None = None
    unknown_rate: BeforeAfter | None = None
    initialiser: MethodName | None = None
    rules: dict[str, int] = {}
    random_rows: int | None = None
    warm_up: WarmUp | None = None
    vocabulary_size: BeforeAfter | None = None


class ObjectiveFacts(Fact):
    """One of the things that were learnt."""

    method: str
    weight: float = 1.0
    sentences: int | None = None
    loss: Curve = []


class MeasureFacts(Fact):
    """One figure that the gate looked at."""

    name: str
    before: float | None = None
    after: float | None = None
    improved: bool | None = None
    required: bool = False


class GateFacts(Fact):
    """What the gate saw on development data."""

    passed: bool | None = None
    measures: list[MeasureFacts] = []


class LeakFacts(Fact):
    """Test sentences that stood in the text to learn from, and were dropped from it."""

    pairs: int = 0
    lines: int = 0
    lexicon_entries: int = 0
    examples: list[str] = []


class AdaptationFacts(Fact):
    """What adapt wrote."""

    objective: MethodName | None = None
    objectives: list[ObjectiveFacts] = []
    trained: MethodName | None = None
    """What part of the model was trained."""
    merged: bool | None = None
    """Of an adapter: whether it became part of the weights."""
    gate: GateFacts | None = None
    leaks: LeakFacts | None = None
    parts: int | None = None
    """In how many parts each batch was computed."""
    trained_parameters: int | None = None
    steps: int | None = None
    sentences: int | None = None
    tokens: int | None = None
    epochs: float | None = None
    precision: str | None = None
    loss: Curve = []
    learning_rate: float | None = None
    resumed: int | None = None


class FewShotFacts(Fact):
    """What few_shot wrote."""

    learner: MethodName | None = None
    labels: list[str] = []
    train_sentences: int | None = None
    shots_per_label: int | None = None
    shot_seeds: int | list[int] | None = None


class Score(Fact):
    """How one system does at one task."""

    task: str
    metric: str
    system: str
    value: float
    low: float | None = None
    high: float | None = None


class Comparison(Fact):
    """A paired test: system minus baseline on the same examples."""

    task: str
    metric: str
    system: str
    baseline: str
    difference: float
    low: float | None = None
    high: float | None = None
    p_value: float | None = None


class Nearest(Fact):
    """The sentence a system puts first, and the rank it gives to the right one (1 is right)."""

    text: str = ""
    rank: int | None = None


class Example(Fact):
    """One query with its true translation and what was found before and after."""

    query: str
    translation: str = ""
    before: Nearest | None = None
    after: Nearest | None = None


class EvaluationFacts(Fact):
    """What evaluate wrote; `per_class` is read by `per_class.py`, for its nesting may vary."""

    scores: list[Score] = []
    comparisons: list[Comparison] = []
    examples: list[Example] = []
    per_class: Any = None
    few_shot: list[dict[str, Any]] = []
    """Of a labelled task; read by `task_records.py`."""


class ModelFacts(Fact):
    """What lies beside the final model in lowres.json."""

    base_model: str | None = None
    vocabulary_size: int | None = None
    added_rows: int | None = None
    prefix: str = ""
    pooling: str = "mean"
    normalise: bool = True
    licence: Annotated[Licence | None, BeforeValidator(_licence)] = None
