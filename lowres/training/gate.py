"""The gate: an adapted model must beat the unadapted one on text that neither was trained on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from lowres.data.examples import Pair
from lowres.method import Parameters

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained

BITS = "bits_per_character"
RETRIEVAL = "retrieval_rank1"
MEASURE_OF = {
    "masked_language_model": BITS,
    "translation_language_model": BITS,
    "contrastive_distillation": RETRIEVAL,
    "mse_distillation": RETRIEVAL,
}
"""What an objective, by its name in recipes, must make better; rehearsal only keeps what there is."""
_SPOKEN = {BITS: "bits a character", RETRIEVAL: "translations found first"}
_DIRECTION = {BITS: "lower", RETRIEVAL: "higher"}


class Gate(Parameters):
    """Refuse a model that training did not make better on the development data of the corpus."""

    fewest_pairs: Annotated[int, Field(ge=2)] = 20
    """With fewer development pairs retrieval is not measured: one sentence would decide."""


def _read_as_yaml_meant(value: object) -> object:
    """YAML reads a bare `off` as false, and `on` as true."""
    if isinstance(value, bool):
        return {} if value else "off"
    return value


def _kind(value: object) -> str:
    return "gate" if isinstance(value, dict | Gate) else "off"


GateOrOff = Annotated[
    Annotated[Gate, Tag("gate")] | Annotated[Literal["off"], Tag("off")],
    Discriminator(_kind),  # or a mistake in the one would be told as two
    BeforeValidator(_read_as_yaml_meant),
]
"""What a recipe may say: the gate with its parameters, or `off`."""


@dataclass(frozen=True)
class Development:
    """What the gate looks at: pairs and lines of the target language that no training sees."""

    pairs: Sequence[Pair]
    text: Sequence[str]


@dataclass(frozen=True)
class Measure:
    """One figure before and after the adaptation."""

    name: str
    before: float
    after: float
    improved: bool
    required: bool
    """Whether an objective was trained that is there to improve it."""


@dataclass(frozen=True)
class Verdict:
    """Whether the adapted model may pass, and what was seen."""

    measures: tuple[Measure, ...]

    @property
    def passed(self) -> bool:
        """Whether every figure that was to improve did so; a figure that is not a number did not."""
        return all(measure.improved for measure in self.measures if measure.required)

    def figures(self) -> str:
        """`bits a character 2.131 to 1.904 (must be lower)`, for each measure."""
        return "; ".join(_told(measure) for measure in self.measures)

    def message(self) -> str:
        """What was seen and what to try, for a model that did not pass."""
        return (
            f"the adapted model is not better than the unadapted one on the corpus's development data: "
            f"{self.figures()}. Try a smaller learning_rate, fewer epochs, more text, or the objective rehearsal "
            "beside the others; 'gate: off' keeps the model as it is."
        )

    def as_values(self) -> dict[str, Any]:
        """The verdict as JSON values."""
        return {"passed": self.passed, "measures": [vars(measure) for measure in self.measures]}


def judge(
    before: "Pretrained",
    after: "Pretrained",
    development: Development,
    had_head: bool,
    objectives: Collection[str],
    fewest_pairs: int = Gate().fewest_pairs,
) -> Verdict:
    """Measure both models and compare.

    `objectives` are the names of what was trained, and decide which measures must improve. Bits per character are
    measured where the unadapted model `had_head`, a trained one: nothing is better than a fresh head.
    """
    first, last = (measure(one, development, had_head, fewest_pairs) for one in (before, after))
    return compare(first, last, objectives)


def measure(
    pretrained: "Pretrained", development: Development, has_head: bool, fewest_pairs: int = Gate().fewest_pairs
) -> dict[str, float]:
    """The figures of one model, as many as the data and the model allow."""
    from lowres.models.sentences import encode
    from lowres.tasks.masked_language_model import bits_per_character
    from lowres.tasks.retrieval import rank1_both_ways

    found: dict[str, float] = {}
    if has_head and development.text:
        found[BITS] = bits_per_character(pretrained, development.text).value
    if len(development.pairs) >= fewest_pairs:
        target = encode(pretrained, [pair.target for pair in development.pairs])
        pivot = encode(pretrained, [pair.pivot for pair in development.pairs])
        found[RETRIEVAL] = rank1_both_ways(target, pivot)
    return found


def compare(before: Mapping[str, float], after: Mapping[str, float], objectives: Collection[str]) -> Verdict:
    """The verdict on figures from `measure`; a model that found every translation cannot find more, and passes."""
    required = {MEASURE_OF.get(objective) for objective in objectives}
    improved = {
        BITS: lambda first, last: last < first,
        RETRIEVAL: lambda first, last: last > first or last == first == 1,
    }
    return Verdict(
        tuple(
            Measure(name, before[name], after[name], improved[name](before[name], after[name]), name in required)
            for name in before
        )
    )


def _told(measure: Measure) -> str:
    demand = f"must be {_DIRECTION[measure.name]}" if measure.required else "not trained for"
    return f"{_SPOKEN[measure.name]} {measure.before:.3f} to {measure.after:.3f} ({demand})"
