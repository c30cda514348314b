"""A model with a task adapter and a head, upon the adapter of whatever language it reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar, Self

from lowres.data.examples import Labelled
from lowres.errors import UserError
from lowres.files import read_json
from lowres.models.attached_adapters import known_adapters, set_active
from lowres.models.pretrained import Pretrained, save_pretrained
from lowres.models.saved_adapter import ATTACHED, load_adapter, save_adapter
from lowres.models.task_head import load_with_task_head
from lowres.transfer.fitted import TASK, Fitted, Probabilities, Task
from lowres.transfer.tuned_model import LONGEST, head_for, label_probabilities

TASK_ADAPTER = "task"
BELOW, LANGUAGES = "below", "language_adapters"


@dataclass(frozen=True)
class StackedModel(Fitted):
    """A model whose adapters work one upon the other: its own, that of the language, that of the task."""

    form: ClassVar[str] = "stack"
    task: Task
    pretrained: Pretrained
    longest_text_tokens: int
    below: tuple[str, ...] = ()
    """The names of adapters that the encoder came with, which always work."""
    language_adapters: Mapping[str, str] = field(default_factory=dict)
    """The name of each language's adapter; none where the task adapter works alone."""

    def activate(self, language: str) -> None:
        """Let the language's adapter work below the task's.

        Raises:
            UserError: if there are language adapters, but none of this language.
        """
        if self.language_adapters and language not in self.language_adapters:
            raise UserError(
                f"there is no language adapter of {language}, but of: {', '.join(sorted(self.language_adapters))}. "
                "Name one of them, or learn the task with an adapter of this language too."
            )
        own = [self.language_adapters[language]] if self.language_adapters else []
        set_active(self.pretrained.model, [*self.below, *own, TASK_ADAPTER])

    def probabilities(self, examples: Sequence[Labelled], language: str) -> list[Probabilities]:
        self.activate(language)
        return label_probabilities(self.pretrained, examples, len(self.task.labels), self.longest_text_tokens)

    def save(self, folder: Path) -> None:
        """Stock Transformers reads the folder too, as the model without its adapters."""
        self.activate(self.task.language)
        save_pretrained(self.pretrained, folder)
        alone = replace(self.pretrained, record=self.pretrained.record.model_copy(update={"adapters": []}))
        for name in self.language_adapters.values():
            save_adapter(alone, name, folder / ATTACHED / name)
        more = {LONGEST: self.longest_text_tokens, BELOW: list(self.below), LANGUAGES: dict(self.language_adapters)}
        self.task.write(folder, self.form, more)

    @classmethod
    def load(cls, folder: Path) -> Self:
        described, task = read_json(folder / TASK), Task.read(folder)
        pretrained = load_with_task_head(folder, head_for(task.kind))
        for name in described[LANGUAGES].values():
            if name not in known_adapters(pretrained.model):
                load_adapter(folder / ATTACHED / name, pretrained, name)
        return cls(task, pretrained, described[LONGEST], tuple(described[BELOW]), described[LANGUAGES])
