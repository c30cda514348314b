"""Sentence vectors that several steps need, computed once a model and kept under the run's cache."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lowres.files import sha256_of_model, sha256_of_text, whole_file
from lowres.pipeline.resources import release_memory
from lowres.progress import Progress

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained

LONGEST_TEXT_TOKENS = 512
VERSION = "1"
"""Raise it when the same model and texts give other vectors."""


class Vectors:
    """Encodes texts with one model; the same texts are not encoded twice, not even by another process."""

    def __init__(self, model: Path, cache: Path, progress: Progress, longest: int = LONGEST_TEXT_TOKENS) -> None:
        """Keep vectors of the model in this folder under `cache`; texts are cut at `longest` tokens."""
        self._folder = model
        self._longest = longest
        self._cache = cache / "vectors"
        self._progress = progress
        self._pretrained: Pretrained | None = None
        self._model_sum: str | None = None

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors, [texts, hidden]."""
        path = self._cache / f"{self._key(texts)}.npy"
        if path.exists():
            found: NDArray[np.float32] = np.load(path, allow_pickle=False)
            return found
        vectors = self._encode(texts)
        with whole_file(path) as temporary, temporary.open("wb") as stream:
            np.save(stream, vectors, allow_pickle=False)
        return vectors

    def release(self) -> None:
        """Let go of the model; it is loaded again if another text must be encoded."""
        self._pretrained = None
        release_memory()

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        from lowres.models.pretrained import load_pretrained
        from lowres.models.sentences import encode

        if self._pretrained is None:
            self._pretrained = load_pretrained(self._folder)
        return encode(self._pretrained, texts, self._progress, max_tokens=self._longest)

    def _key(self, texts: Sequence[str]) -> str:
        if self._model_sum is None:
            self._model_sum = sha256_of_model(self._folder)
        return sha256_of_text("\x00".join([VERSION, self._model_sum, str(self._longest), *texts]))
