"""A fine-tuned model: a stock class of Transformers with a head of labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np

from lowres.data.examples import Labelled, TaggedSentence
from lowres.files import read_json
from lowres.models.passages import outputs
from lowres.models.pretrained import Pretrained, save_pretrained
from lowres.models.task_head import OF_TEXTS, OF_TOKENS, Head, load_with_task_head
from lowres.transfer.fitted import TASK, Fitted, Probabilities, Task
from lowres.transfer.lesson import TaskKind
from lowres.transfer.reading import read

LONGEST = "longest_text_tokens"


def head_for(kind: TaskKind) -> Head:
    """Which class of heads says the labels of this kind of task."""
    return OF_TOKENS if kind == "tagging" else OF_TEXTS


@dataclass(frozen=True)
class TunedModel(Fitted):
    """A model with a head of labels, and its task."""

    form: ClassVar[str] = "model"
    task: Task
    pretrained: Pretrained
    longest_text_tokens: int

    def probabilities(self, examples: Sequence[Labelled], language: str) -> list[Probabilities]:
        return label_probabilities(self.pretrained, examples, len(self.task.labels), self.longest_text_tokens)

    def save(self, folder: Path) -> None:
        save_pretrained(self.pretrained, folder)
        self.task.write(folder, self.form, {LONGEST: self.longest_text_tokens})

    @classmethod
    def load(cls, folder: Path) -> Self:
        task = Task.read(folder)
        return cls(task, load_with_task_head(folder, head_for(task.kind)), read_json(folder / TASK)[LONGEST])


def label_probabilities(
    pretrained: Pretrained, examples: Sequence[Labelled], labels: int, longest: int
) -> list[Probabilities]:
    """What a model with a head says of each example, or of each word by its first piece."""
    import torch

    model: Any = pretrained.model
    passages = read(pretrained, examples, longest).passages
    found: list[Probabilities] = [
        np.zeros((len(one.tokens), labels) if isinstance(one, TaggedSentence) else labels) for one in examples
    ]
    said = outputs(pretrained, passages, lambda given: torch.softmax(model(**given).logits.float(), dim=-1))
    for place, values in said:
        passage = passages[place]
        if passage.words:
            for word, position in passage.first_pieces():
                found[passage.example][word] = values[position]
        else:
            found[passage.example][:] = values
    return found
