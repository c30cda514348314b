"""What every choice of the weights to train offers."""

from typing import TYPE_CHECKING, Any

from lowres.method import Method

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class Part(Method):
    """Which of a model's weights are trained; the others stand still to the last bit.

    Between `open` and `close` the parameters that require gradients are those to train. Of these, the ones that have
    `new_rows` in their name learn at a rate of their own.
    """

    method: str

    def open(self, student: "Pretrained", seed: int = 0) -> None:
        """Set free in the model what is to be trained, and put into it what is to be added.

        A head that `with_head` has put on is always trained: it knows nothing yet.

        Args:
            student: the model, changed in place.
            seed: of what is drawn at random, if anything is.

        Raises:
            UserError: if the model does not have this part, or cannot take it.
            MissingPackageError: if it takes a package that is not installed.
        """
        from lowres.models.masked_language_model import fresh_parameters

        student.model.requires_grad_(False)
        self.release(student, seed)
        for parameter in fresh_parameters(student.model):
            parameter.requires_grad = True

    def release(self, student: "Pretrained", seed: int) -> None:
        """Set the part free, in a model all of whose weights stand still."""
        raise NotImplementedError

    def close(self, student: "Pretrained") -> "Pretrained":
        """The model to save, from one that was opened and trained."""
        from lowres.models.split_embedding import is_split, join_embedding

        whole: Any = student.model
        whole.to(student.body.device)  # a trainer moves what it trains, which may be the body without its head
        if is_split(student):
            join_embedding(student)
        return student
