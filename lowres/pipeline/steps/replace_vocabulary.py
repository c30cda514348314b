"""The step that gives the model a vocabulary of the language's own."""

from typing import TYPE_CHECKING, ClassVar, Literal

from lowres.pipeline.steps.new_rows import NewRowsStep, Size
from lowres.pipeline.steps.vocabulary import Outcome

if TYPE_CHECKING:
    from torch import Generator

    from lowres.models.pretrained import Pretrained
    from lowres.vocabulary.initialisers.source import Knowledge


class ReplaceVocabulary(NewRowsStep):
    """Exchange the model's pieces for those of the language alone, keep shared rows, and warm the new ones up."""

    step: Literal["replace_vocabulary"] = "replace_vocabulary"
    doing: ClassVar[str] = "Learning a vocabulary"
    size: Size = "auto"
    """How many pieces; auto stops where another one no longer makes the spelling shorter."""

    def change(self, before: "Pretrained", knowledge: "Knowledge", generator: "Generator") -> Outcome:
        from lowres.vocabulary.learn import learn_vocabulary
        from lowres.vocabulary.replace import replace
        from lowres.vocabulary.round_trip import check_round_trip

        learnt = learn_vocabulary(knowledge.texts, before.tokenizer, self.size)
        changed = replace(before, learnt.pieces, self.initialiser, knowledge, generator)
        check_round_trip(before.tokenizer, changed.pretrained.tokenizer, knowledge.texts)
        headline = f"{len(changed.kept):,} pieces kept, {len(changed.tokens):,} new"
        return self.outcome(changed, learnt, self.size, headline)
