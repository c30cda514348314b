"""GlotLID, which knows some two thousand languages: a fastText model from the hub, Apache-2.0 (Kargaran et al. 2023).

https://huggingface.co/cis-lmu/glotlid, arXiv 2310.16248.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from lowres.data.detectors.detector import Detect, Detector
from lowres.data.filters.text_filter import KnownText
from lowres.errors import CorpusError, MissingPackageError, one_line

_LABEL = "__label__"


class Glotlid(Detector):
    """Tell languages apart with GlotLID, read from a file or fetched from the hub."""

    method: Literal["glotlid"] = "glotlid"
    file: Path | None = None
    """The model's file; null to fetch it."""
    repository: str = "cis-lmu/glotlid"
    repository_file: str = "model_v3.bin"
    revision: str = "74cb50b709c9eefe0f790030c6c95c461b4e3b77"
    confidence: Annotated[float, Field(gt=0, le=1)] = 0.7
    """The probability from which another language counts as sure."""

    def files(self) -> list[Path]:
        return [self.file] if self.file else []

    def located(self, folder: Path) -> Self:
        return self.model_copy(update={"file": (folder / self.file.expanduser()).absolute()}) if self.file else self

    def learn(self, known: KnownText) -> Detect:
        path = self.file or self._fetched()
        own = f"{_LABEL}{known.language.replace('-', '_')}"
        if own not in _model(path).get_labels():
            raise CorpusError(f"{path}: the model does not know {known.language}. Use the detector trained.")
        return _Detection(path, own, self.confidence)

    def _fetched(self) -> Path:
        from huggingface_hub import hf_hub_download
        from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

        try:
            return Path(hf_hub_download(self.repository, self.repository_file, revision=self.revision))
        except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
            raise CorpusError(f"{self.repository}: cannot be fetched: {one_line(error)}. Give its file.") from None


@dataclass(frozen=True)
class _Detection:
    path: Path
    own: str
    confidence: float

    def __call__(self, texts: Sequence[str]) -> list[str | None]:
        labels, sure = _model(self.path).predict(list(texts), 1)
        pairs = zip((one[0] for one in labels), (one[0] for one in sure), strict=True)
        return [
            label.removeprefix(_LABEL).replace("_", "-") if label != self.own and much >= self.confidence else None
            for label, much in pairs
        ]


@cache
def _model(path: Path) -> Any:
    try:
        import fasttext
    except ModuleNotFoundError:
        raise MissingPackageError("fasttext", None, "The detector glotlid") from None
    if not path.is_file():
        raise CorpusError(f"{path}: does not exist. Check the path of the detector's file.")
    try:
        return fasttext.load_model(str(path))
    except ValueError as error:
        raise CorpusError(f"{path}: is no fastText model: {one_line(error)}.") from None
