"""The step that lets the model read the language in Latin letters."""

from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import StringConstraints

from lowres.errors import Fault, MissingPackageError
from lowres.pipeline.step import Surroundings
from lowres.pipeline.steps.vocabulary import Outcome, VocabularyStep

if TYPE_CHECKING:
    from torch import Generator

    from lowres.models.pretrained import Pretrained
    from lowres.vocabulary.initialisers.source import Knowledge

Letters = Annotated[str, StringConstraints(min_length=1)]


class Romanise(VocabularyStep):
    """Write a script that the model does not know in Latin letters, inside its own tokenizer, as uroman does."""

    step: Literal["romanise"] = "romanise"
    doing: ClassVar[str] = "Learning to romanise"
    respell: dict[Letters, str] = {}
    """Applied first, as real texts write one letter in several ways: `{"<": "ⴻ"}`."""

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        """The package that teaches the rules; it is not needed to apply them."""
        if find_spec("uroman"):
            return []
        return [Fault("step", f"cannot run: {MissingPackageError('uroman', 'romanise', 'romanisation')}")]

    def change(self, before: "Pretrained", knowledge: "Knowledge", generator: "Generator") -> Outcome:
        from lowres.vocabulary.romanisation.learn import learn_romanisation
        from lowres.vocabulary.romanise import check_not_romanised, romanise

        check_not_romanised(before)
        found = learn_romanisation(knowledge.texts, self.respell)
        figures = {
            "agreement": found.agreement,
            "restored": found.restored,
            "replacements": len(found.replacements),
            "ambiguous": found.ambiguous,
        }
        headline = f"romanised; {100 * found.agreement:.1f} % of words as uroman writes them"
        return Outcome(romanise(before, found), headline, figures)
