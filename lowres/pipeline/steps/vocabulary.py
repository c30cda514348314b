"""What steps share that give the model another vocabulary: change, train, measure, and write it all down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from lowres.files import write_text
from lowres.method import Method
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.sampling import sample
from lowres.pipeline.step import Step, Workplace

if TYPE_CHECKING:
    from torch import Generator

    from lowres.data.prepare import PreparedCorpus
    from lowres.models.pretrained import Pretrained
    from lowres.pipeline.learnt_text import Found
    from lowres.vocabulary.changed import Changed
    from lowres.vocabulary.initialisers.source import Knowledge

MOST_LINES = 1_000_000
"""That a vocabulary is learnt from; of more, a sample is."""


@dataclass(frozen=True)
class Outcome:
    """A model with another vocabulary, and what there is to say of it."""

    changed: "Changed"
    headline: str
    """What was done, in a few words."""
    figures: dict[str, Any] = field(default_factory=dict)
    """What `result.json` says of it."""
    files: dict[str, str] = field(default_factory=dict)
    """Tables to be written beside it, by name."""


class VocabularyStep(Step):
    """A step that gives the model another vocabulary, learnt from text and the target side of the training pairs."""

    needs: ClassVar[tuple[str, ...]] = ("corpus", "model")
    wants: ClassVar[tuple[str, ...]] = ("task",)
    gives: ClassVar[tuple[str, ...]] = ("model",)
    removable: ClassVar[bool] = True
    doing: ClassVar[str]
    """What progress calls it."""

    def change(self, before: "Pretrained", knowledge: "Knowledge", generator: "Generator") -> Outcome:
        """The change itself, of the model in place, its round trip checked; the commands call it, too."""
        raise NotImplementedError

    def methods(self) -> Sequence[Method]:
        """What may read a lexicon: nothing."""
        return ()

    def without_tests(self, found: "Found", scratch: Path) -> Self:
        """The step with lexicons that hold no test sentence."""
        return self

    def train(self, changed: "Changed", texts: list[str], adaptation: Adaptation, workplace: Workplace) -> Any:
        """What the changed model learns at once, and what `result.json` says of that: nothing."""
        return None

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        import torch

        from lowres.data.prepare import PreparedCorpus
        from lowres.models.pretrained import load_pretrained, save_pretrained
        from lowres.pipeline.learnt_text import LearntText, look_for_tests
        from lowres.vocabulary.initialisers.source import Knowledge

        corpus = PreparedCorpus(workplace.find(adaptation.corpus))
        located = self.located(workplace.surroundings.recipe_folder)
        found = look_for_tests(corpus, located.methods(), True, adaptation, workplace)
        learnt = LearntText(corpus, found)
        texts = sample(learnt.lines(), MOST_LINES, adaptation.seed)
        before = load_pretrained(workplace.find(adaptation.model))
        generator = torch.Generator().manual_seed(adaptation.seed)
        with workplace.progress.task(self.doing, None):
            clean = located.without_tests(found, workplace.scratch)
            outcome = clean.change(before, Knowledge(texts, learnt.pairs()), generator)
        training = self.train(outcome.changed, texts, adaptation, workplace)
        save_pretrained(outcome.changed.pretrained, workplace.folder / "model")
        for name, text in outcome.files.items():
            write_text(workplace.folder / name, text)
        workplace.report({**_result(before, outcome, corpus), "warm_up": training, "leaks": found.told()})
        return adaptation.with_paths(workplace.run_folder, model=workplace.folder / "model")


def _result(before: "Pretrained", outcome: Outcome, corpus: "PreparedCorpus") -> dict[str, Any]:
    from lowres.tasks.spelling import tokenizer_fertility

    after = outcome.changed.pretrained
    pairs = corpus.held_out_pairs()
    held_out = [pair.target for pair in pairs] or list(corpus.held_out_text())
    target = [tokenizer_fertility(one.tokenizer, held_out) for one in (before, after)]
    pivot = [tokenizer_fertility(one.tokenizer, [pair.pivot for pair in pairs]) for one in (before, after) if pairs]
    spelt = [one.tokens_per_word for one in target]
    return {
        "headline": f"{outcome.headline}; {spelt[0]:.2f} to {spelt[1]:.2f} pieces a word",
        **outcome.figures,
        "fertility": _before_after(*spelt),
        "pivot_fertility": _before_after(*(one.tokens_per_word for one in pivot)) if pivot else None,
        "unknown_rate": _before_after(*(one.unknown_rate for one in target)),
        "vocabulary_size": _before_after(before.record.vocabulary_size, after.record.vocabulary_size),
    }


def _before_after(before: float, after: float) -> dict[str, float]:
    return {"before": before, "after": after}
