"""What is known of an adaptation so far: it goes from step to step and never changes in place."""

from pathlib import Path

from lowres.language import LanguageTag
from lowres.method import Parameters


class Adaptation(Parameters):
    """The outcome of the steps so far. Paths inside the run folder are kept relative to it."""

    name: str
    language: LanguageTag
    pivot: LanguageTag
    seed: int
    corpus: Path | None = None
    """Folder of the prepared corpus."""
    unadapted: Path | None = None
    """Folder of the pretrained model as it was found: teacher and baseline."""
    model: Path | None = None
    """Folder of the model as adapted so far."""
    task: Path | None = None
    """Folder of the prepared task: whom it is learnt from, its shot sets and its tests."""
    language_adapter: Path | None = None
    """Folder of the language adapter that was trained last."""
    below_adapter: Path | None = None
    """Folder of the model that it was trained in, as that was before."""
    predictions: Path | None = None
    """Folder of the transfer step: the predictions of every system on the task."""
    evaluation: Path | None = None
    """Folder of the evaluation."""
    branch: str | None = None
    """None in the full chain; `without_STEP` in an ablation."""

    @property
    def system(self) -> str:
        """The name that scores of the adapted model carry."""
        return "adapted" if self.branch is None else f"adapted_{self.branch}"

    def with_paths(self, folder: Path, **paths: Path) -> "Adaptation":
        """The same with some paths set, relative to the run folder where they lie inside it."""
        kept = {
            name: path.relative_to(folder) if path.is_relative_to(folder) else path.absolute()
            for name, path in paths.items()
        }
        return self.model_copy(update=kept)
