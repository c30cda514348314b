"""Label sentences with an adapted model and the probe that was fitted on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lowres.errors import UserError
from lowres.files import read_json


@dataclass(frozen=True)
class Prediction:
    """One text, its likeliest label and the probability the probe gives it."""

    text: str
    label: str
    probability: float


def predict(run: str | Path, texts: Sequence[str]) -> list[Prediction]:
    """Label texts in the target language.

    Args:
        run: a run folder, or the model folder in it.
        texts: sentences.

    Raises:
        UserError: if there is no adapted model with a probe.
    """
    from lowres.models.pretrained import load_pretrained
    from lowres.models.sentences import encode
    from lowres.transfer.learners.frozen_probe import DESCRIPTION, FittedProbe

    folder = Path(run) / "model" if (Path(run) / "model").is_dir() else Path(run)
    if not (folder / DESCRIPTION).is_file():
        raise UserError(f"{run}: holds no finished model with a probe. Finish the run first: lowres run RECIPE.")
    probe = FittedProbe.load(folder)
    language = str(read_json(folder / DESCRIPTION)["language"])
    found = probe.probabilities(encode(load_pretrained(folder), texts), language)
    best = found.argmax(axis=1)
    return [
        Prediction(text, probe.labels[place], float(row[place]))
        for text, place, row in zip(texts, best, found, strict=True)
    ]
