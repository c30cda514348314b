"""Label texts, pairs of texts or words with a task that was learnt."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lowres.errors import UserError

if TYPE_CHECKING:
    from lowres.data.examples import Labelled
    from lowres.data.readers.parts import TaskKind
    from lowres.transfer.fitted import Fitted, Probabilities

Item = str | Sequence[str]
"""A text; or a pair of texts, or the words of a sentence, where that is what is labelled."""
PLACES = ("task_model", "model", ".")
"""Where in a run folder, or in a model's own, a learnt task lies."""


@dataclass(frozen=True)
class Prediction:
    """One text, its likeliest label and the probability of it.

    Of a sentence whose words are labelled, `label` is all tags with spaces between, and the probability that of the
    least certain one.
    """

    text: str
    label: str
    probability: float
    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def predict(run: str | Path, texts: Sequence[Item], language: str | None = None) -> list[Prediction]:
    """Label texts.

    Args:
        run: a run folder, or the model folder in it.
        texts: texts; for a task of pairs, both texts of each; for tags, sentences or lists of their words.
        language: the language they are in, by default the one that the task was learnt for.

    Raises:
        UserError: if there is no learnt task, or something else is asked to be labelled than it labels.
    """
    fitted = load_learnt(Path(run))
    examples = [_example(fitted.task.kind, text) for text in texts]
    if not examples:
        return []
    found = fitted.probabilities(examples, language or fitted.task.language)
    return [_prediction(one, row, fitted.task.labels) for one, row in zip(examples, found, strict=True)]


def load_learnt(run: Path) -> "Fitted":
    """The learnt task of a run folder, or of a model's.

    Raises:
        UserError: if there is none.
    """
    from lowres.transfer.fitted import TASK
    from lowres.transfer.learners.frozen_probe import DESCRIPTION
    from lowres.transfer.saved import load_fitted

    for place in PLACES:
        if (run / place / TASK).is_file():
            return load_fitted(run / place)
        if (run / place / DESCRIPTION).is_file():
            return _probe_without_task(run / place)
    raise UserError(f"{run}: holds no finished model with a learnt task. Finish the run first: lowres run RECIPE.")


def _probe_without_task(folder: Path) -> "Fitted":
    """A probe beside a model, as versions before the first release of tasks wrote it."""
    from lowres.files import read_json
    from lowres.models.pretrained import load_pretrained
    from lowres.transfer.fitted import Task
    from lowres.transfer.learners.frozen_probe import DESCRIPTION, FittedProbe
    from lowres.transfer.probed_model import ProbedModel
    from lowres.transfer.vectors import Vectorizer

    probe = FittedProbe.load(folder)
    task = Task("classification", probe.labels, str(read_json(folder / DESCRIPTION)["language"]))
    return ProbedModel(task, probe, Vectorizer(load_pretrained(folder)))


def _example(kind: "TaskKind", text: Item) -> "Labelled":
    """A text as an example whose label nobody knows.

    Raises:
        UserError: if it is of another kind than the task.
    """
    from lowres.data.examples import LabelledPair, LabelledText, TaggedSentence

    if kind == "tagging":
        words = tuple(text.split() if isinstance(text, str) else text)
        if not words:
            raise UserError("a sentence to be tagged must have a word at least.")
        return TaggedSentence("", words, ("",) * len(words))
    if kind == "pair_classification":
        sides = text.split("\t") if isinstance(text, str) else list(text)
        if len(sides) != 2:
            raise UserError(f"the task labels pairs, but {text!r} is not two texts. Put a tab between them.")
        return LabelledPair("", sides[0].strip(), sides[1].strip(), "")
    if not isinstance(text, str):
        raise UserError(f"the task labels texts, but {text!r} is several. Give each as one text.")
    return LabelledText("", text, "")


def _prediction(example: "Labelled", found: "Probabilities", labels: Sequence[str]) -> Prediction:
    from lowres.data.examples import LabelledPair, TaggedSentence, text_of

    best = found.argmax(axis=-1)
    if isinstance(example, TaggedSentence):
        tags = tuple(labels[place] for place in best.tolist())
        return Prediction(text_of(example), " ".join(tags), float(found.max(axis=-1).min()), example.tokens, tags)
    text = f"{example.first}\t{example.second}" if isinstance(example, LabelledPair) else text_of(example)
    return Prediction(text, labels[int(best)], float(found[int(best)]))
