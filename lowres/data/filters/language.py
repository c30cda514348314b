"""Texts in another language than the corpus says."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, PositiveInt

from lowres.data.detectors import LanguageDetector
from lowres.data.detectors.detector import Detect
from lowres.data.detectors.trained import Trained
from lowres.data.filters.text_filter import Judge, KnownText, TextFilter


class OtherLanguage(TextFilter):
    """Drop texts that are surely in another language; of a pair, only the low-resource side is asked."""

    method: Literal["language"] = "language"
    detector: LanguageDetector = Field(default=Trained(), discriminator="method")
    fewest_letters: PositiveInt = 20
    """Shorter texts, such as names, tell nothing and stay."""

    def judge(self, known: KnownText) -> Judge:
        return _Judge(self.detector.learn(known), self.fewest_letters)

    def faults(self, language: str) -> list[str]:
        return [f"detector {fault}" for fault in self.detector.faults(language)]

    def files(self) -> list[Path]:
        return self.detector.files()

    def located(self, folder: Path) -> Self:
        return self.model_copy(update={"detector": self.detector.located(folder)})


@dataclass(frozen=True)
class _Judge:
    detect: Detect
    fewest_letters: int

    def __call__(self, texts: Sequence[str]) -> list[str | None]:
        asked = [place for place, text in enumerate(texts) if sum(map(str.isalpha, text)) >= self.fewest_letters]
        reasons: list[str | None] = [None] * len(texts)
        if asked:
            for place, other in zip(asked, self.detect([texts[place] for place in asked]), strict=True):
                reasons[place] = f"in_{other}" if other else None
        return reasons
