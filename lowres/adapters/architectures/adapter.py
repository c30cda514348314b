"""What every architecture of adapters shares."""

from typing import TYPE_CHECKING, Any

from lowres.errors import UserError
from lowres.models.attached_adapters import AdapterName, active_adapters, known_adapters, set_active, with_adapters
from lowres.training.parts.part import Part

if TYPE_CHECKING:
    from lowres.models.pretrained import Pretrained


class Adapter(Part):
    """A small module in every layer, trained while the model's own weights stand still.

    It stays in the model, which is saved as its plain weights and a folder for the adapter. Adapters that the model
    has already go on to work, and stand still: the new one is stacked upon them.
    """

    name: AdapterName = "language"
    """What the adapter is called in the model, and its folder beside the model."""

    def configuration(self) -> Any:
        """The architecture, as the package `adapters` is told of it."""
        raise NotImplementedError

    def release(self, student: "Pretrained", seed: int) -> None:
        import torch

        self.check(student)
        holder, below = with_adapters(student.model), active_adapters(student.model)
        configuration = self.configuration()
        if not holder.supports_adapter(configuration):
            raise UserError(
                f"the package 'adapters' knows no {self.method} for a {type(student.model).__name__}. "
                "Use another method, such as lora or bottleneck."
            )
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            holder.add_adapter(self.name, config=configuration)
        set_active(student.model, [self.name])
        holder.train_adapter(self.name)
        student.model.eval()  # the line above says otherwise; a trainer decides
        set_active(student.model, [*below, self.name])

    def check(self, student: "Pretrained") -> None:
        """Refuse a model that cannot take this adapter.

        Raises:
            UserError: if it has one of this name, or is an encoder beside a decoder.
        """
        if self.name in known_adapters(student.model):
            raise UserError(f"name: the model already has an adapter '{self.name}'. Give the new one another name.")
        if student.model.config.is_encoder_decoder:
            raise UserError(
                f"a {type(student.model).__name__} cannot be trained with adapters: its encoder is read alone, and "
                "adapters work in encoder and decoder together. Train the body, or start from an encoder such as BERT."
            )
