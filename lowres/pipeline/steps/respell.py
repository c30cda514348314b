"""The step that lets the model read in one spelling what writers spell in several."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from lowres.pipeline.steps.romanise import Letters
from lowres.pipeline.steps.vocabulary import Outcome, VocabularyStep

if TYPE_CHECKING:
    from torch import Generator

    from lowres.models.pretrained import Pretrained
    from lowres.vocabulary.initialisers.source import Knowledge


class Respell(VocabularyStep):
    """Write in one way, inside the model's own tokenizer, what the corpus and other texts spell differently."""

    step: Literal["respell"] = "respell"
    doing: ClassVar[str] = "Respelling"
    letters: Annotated[dict[Letters, str], Field(min_length=1)]
    """What texts hold, and what the model reads in its place, such as `{"’": "'", "ƙ": "k"}`; capitals follow."""

    def change(self, before: "Pretrained", knowledge: "Knowledge", generator: "Generator") -> Outcome:
        from lowres.vocabulary.respell import respell, with_capitals

        changed = respell(before, self.letters)
        counted = {old: sum(text.count(old) for text in knowledge.texts) for old in with_capitals(self.letters)}
        headline = f"respelt; {sum(counted.values()):,} times in the text"
        return Outcome(changed, headline, {"respelt_in_text": counted})
