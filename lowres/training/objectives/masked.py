"""What objectives share that guess masked tokens."""

from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field

from lowres.training.objectives.objective import LearningObjective

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lowres.training.losses.masked_language_model import Sentences
    from lowres.training.materials import Materials, Prepared


class Masked(LearningObjective):
    """An objective that masks tokens and guesses them."""

    needs_head: ClassVar[bool] = True
    share: Annotated[float, Field(gt=0, lt=1)] = 0.15
    """How many of the tokens are to be guessed."""
    whole_words: bool = False
    """Whether the pieces of a word are masked together."""

    def prepared(
        self, materials: "Materials", sentences: "Sentences", lengths: "NDArray[np.int64]", cut: int
    ) -> "Prepared":
        """The loss over these sentences.

        Raises:
            UserError: if the student has no head, or its tokenizer no mask token.
        """
        from lowres.models.masked_language_model import head_of
        from lowres.training.losses.masked_language_model import MaskedLanguageModel
        from lowres.training.losses.masking import masking_of, whole_word_masking_of
        from lowres.training.materials import Prepared

        student = materials.student
        head_of(student.model)
        choose = whole_word_masking_of if self.whole_words else masking_of
        masking = choose(student.tokenizer, self.share, materials.seed)
        return Prepared(MaskedLanguageModel(student.model, sentences, masking), lengths, cut)
