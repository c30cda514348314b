"""Where a learner works: its folder, its seed, who watches, and what lies ready."""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from lowres.files import read_json, sha256_of_model, sha256_of_text, write_json
from lowres.method import Method
from lowres.progress import Progress, SilentProgress
from lowres.transfer.lesson import Lesson

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained

OWNER = "lesson.json"
ATTEMPT = "attempt_"


@dataclass(frozen=True)
class Workshop:
    """A folder for checkpoints, of one learner and one lesson, and what the learner needs beside the lesson."""

    folder: Path
    """A killed training goes on from the checkpoints in it; nothing in it is needed afterwards."""
    seed: int = 0
    progress: Progress = field(default_factory=SilentProgress)
    language_adapters: Mapping[str, Path] = field(default_factory=dict)
    """Saved language adapters of this very encoder, by language."""
    cache: Path | None = None
    """Where vectors of a frozen encoder, and what sources alone taught, are kept for other lessons too; None to keep
    nothing."""
    encoder_sum: str = ""
    """Of the encoder that is taught, by which the cache knows it."""

    def for_attempt(self, number: int) -> "Workshop":
        """The same with a folder and a seed of its own for each attempt; the first one's seed is the workshop's."""
        return replace(self, folder=self.folder / f"{ATTEMPT}{number}", seed=self.seed + 1000 * (number - 1))

    def claim(self, learner: Method, lesson: Lesson, encoder: "Pretrained") -> "Workshop":
        """The same for this encoder, without the attempts of another learner, lesson, encoder or seed in its folder.

        What else lies in the folder is somebody's own, and stays.
        """
        claimed = replace(self, encoder_sum=weights_sum(encoder))
        adapters = {language: sha256_of_model(folder) for language, folder in sorted(self.language_adapters.items())}
        owner = sha256_of_text(repr((learner.model_dump(), lesson, claimed.encoder_sum, self.seed, adapters)))
        path = self.folder / OWNER
        if not path.exists() or read_json(path) != owner:
            for attempt in self.folder.glob(f"{ATTEMPT}*"):
                shutil.rmtree(attempt)
            write_json(path, owner)
        return claimed


def weights_sum(encoder: "Pretrained") -> str:
    """A SHA-256 of the tokenizer and all weights."""
    import torch

    found = hashlib.sha256(encoder.record.model_dump_json().encode())
    for name, value in encoder.model.state_dict().items():
        found.update(name.encode())
        found.update(value.detach().cpu().contiguous().flatten().view(torch.uint8).numpy().tobytes())
    return found.hexdigest()
