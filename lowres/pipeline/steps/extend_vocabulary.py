"""The step that gives the model whole tokens for words it spells in crumbs."""

from typing import TYPE_CHECKING, ClassVar, Literal

from lowres.pipeline.steps.new_rows import NewRowsStep, Size
from lowres.pipeline.steps.vocabulary import Outcome

if TYPE_CHECKING:
    from torch import Generator

    from lowres.models.pretrained import Pretrained
    from lowres.vocabulary.initialisers.source import Knowledge


class ExtendVocabulary(NewRowsStep):
    """Give the model whole tokens for words it now spells in crumbs, and warm their rows up."""

    step: Literal["extend_vocabulary"] = "extend_vocabulary"
    doing: ClassVar[str] = "Learning new pieces"
    new_tokens: Size = 2_000
    """How many pieces; auto stops where another one no longer makes the spelling shorter."""

    def change(self, before: "Pretrained", knowledge: "Knowledge", generator: "Generator") -> Outcome:
        from lowres.vocabulary.extend import extend
        from lowres.vocabulary.learn import learn_pieces
        from lowres.vocabulary.round_trip import check_round_trip

        learnt = learn_pieces(knowledge.texts, before.tokenizer, self.new_tokens)
        changed = extend(before, learnt.pieces, self.initialiser, knowledge, generator)
        check_round_trip(before.tokenizer, changed.pretrained.tokenizer, knowledge.texts)
        return self.outcome(changed, learnt, self.new_tokens, f"{len(changed.tokens):,} pieces added")
