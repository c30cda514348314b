"""The step that gives the model whole tokens for words it spells in crumbs."""

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import PositiveInt

from lowres.files import write_json_lines
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Workplace
from lowres.training.schedule import WarmUp
from lowres.vocabulary.initialisers import Initialiser
from lowres.vocabulary.initialisers.mean import MeanOfPieces

if TYPE_CHECKING:
    from lowres.metrics.fertility import Fertility
    from lowres.models.pretrained import Pretrained
    from lowres.vocabulary.align import Alignment
    from lowres.vocabulary.extend import Extended


class ExtendVocabulary(Step):
    """Give the model whole tokens for words it now spells in crumbs, and warm their rows up."""

    step: Literal["extend_vocabulary"] = "extend_vocabulary"
    needs: ClassVar[tuple[str, ...]] = ("corpus", "model")
    gives: ClassVar[tuple[str, ...]] = ("model",)
    removable: ClassVar[bool] = True
    new_tokens: PositiveInt = 2_000
    initialiser: Initialiser = MeanOfPieces()
    warm_up: WarmUp | None = WarmUp()
    """New rows alone learn to give a sentence the vector that the old pieces gave it; null leaves this out."""

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        import torch

        from lowres.data.prepare import PreparedCorpus
        from lowres.models.pretrained import load_pretrained, save_pretrained
        from lowres.vocabulary.extend import check_round_trip, extend
        from lowres.vocabulary.learn import learn_pieces

        corpus = PreparedCorpus(workplace.find(adaptation.corpus))
        texts = [pair.target for pair in corpus.training_pairs()]
        folder = workplace.find(adaptation.model)
        before = load_pretrained(folder)
        with workplace.progress.task("Learning new pieces", None):
            pieces = learn_pieces(texts, before.tokenizer, self.new_tokens)
        generator = torch.Generator().manual_seed(adaptation.seed)
        extended = extend(before, pieces, self.initialiser, generator)
        check_round_trip(before.tokenizer, extended.pretrained.tokenizer, texts)
        alignment = None
        if self.warm_up:
            alignment = _warm_up(self.warm_up, extended.pretrained, texts, folder, workplace, adaptation.seed)
        save_pretrained(extended.pretrained, workplace.folder / "model")
        write_json_lines(workplace.folder / "provenance.jsonl", extended.provenance())
        held_out = corpus.held_out_pairs()
        sides = {
            "fertility": _before_after(before, extended, [pair.target for pair in held_out]),
            "pivot_fertility": _before_after(before, extended, [pair.pivot for pair in held_out]),
        }
        workplace.report(self._result(before, extended, alignment, sides))
        return adaptation.with_paths(workplace.run_folder, model=workplace.folder / "model")

    def _result(
        self, before: "Pretrained", extended: "Extended", alignment: "Alignment | None", sides: dict[str, Any]
    ) -> dict[str, Any]:
        record = extended.pretrained.record
        added = len(extended.tokens)
        fertility = sides["fertility"]
        return {
            "headline": f"{added:,} pieces added; {fertility['before']:.2f} to {fertility['after']:.2f} pieces a word",
            "asked": self.new_tokens,
            "added": added,
            **sides,
            "initialiser": self.initialiser.method,
            "rules": dict(extended.rules()),
            "random_rows": extended.random_rows(),
            "warm_up": _warm_up_result(alignment),
            "vocabulary_size": {"before": record.vocabulary_size - added, "after": record.vocabulary_size},
        }


def _warm_up(
    warm_up: WarmUp, longer: "Pretrained", texts: list[str], model: Path, workplace: Workplace, seed: int
) -> "Alignment":
    """Align the new rows on a sample of the texts, towards the vectors that the model at `model` gives them."""
    from lowres.pipeline.vectors import Vectors
    from lowres.training.trainer import TrainingFolder
    from lowres.vocabulary.align import align_new_rows

    sample = random.Random(seed).sample(texts, min(len(texts), warm_up.steps * warm_up.batch_size))
    teacher = Vectors(model, workplace.cache, workplace.progress)
    targets = teacher(sample)
    teacher.release()
    folder = TrainingFolder(workplace.scratch, workplace.progress, "Warming new rows up", seed)
    return align_new_rows(longer, sample, targets, warm_up, folder)


def _warm_up_result(alignment: "Alignment | None") -> dict[str, Any] | None:
    if alignment is None:
        return None
    return {
        "steps": alignment.training.steps,
        "loss": alignment.training.loss,
        "agreement": {"before": alignment.before, "after": alignment.after},
        "resumed": alignment.training.resumed_at_step,
    }


def _before_after(before: "Pretrained", extended: "Extended", texts: list[str]) -> dict[str, float]:
    return {
        "before": _fertility(before, texts).tokens_per_word,
        "after": _fertility(extended.pretrained, texts).tokens_per_word,
    }


def _fertility(pretrained: "Pretrained", texts: list[str]) -> "Fertility":
    from lowres.tasks.spelling import tokenizer_fertility

    return tokenizer_fertility(pretrained.tokenizer, texts)
