"""The step that drops the pieces which neither language uses."""

from typing import TYPE_CHECKING, ClassVar, Literal

from lowres.pipeline.steps.vocabulary import Outcome, VocabularyStep

if TYPE_CHECKING:
    from torch import Generator

    from lowres.models.pretrained import Pretrained
    from lowres.vocabulary.initialisers.source import Knowledge


class TrimVocabulary(VocabularyStep):
    """Drop the pieces that neither side of the training pairs uses: a smaller model that says the same of them."""

    step: Literal["trim_vocabulary"] = "trim_vocabulary"
    doing: ClassVar[str] = "Looking for pieces in use"

    def change(self, before: "Pretrained", knowledge: "Knowledge", generator: "Generator") -> Outcome:
        from lowres.vocabulary.round_trip import check_round_trip
        from lowres.vocabulary.trim import trim

        texts = [*knowledge.texts, *(pair.pivot for pair in knowledge.pairs)]
        changed = trim(before, texts)
        check_round_trip(before.tokenizer, changed.pretrained.tokenizer, texts)
        size = before.record.vocabulary_size
        dropped = size - len(changed.kept)
        return Outcome(changed, f"{dropped:,} of {size:,} pieces dropped", {"dropped": dropped})
