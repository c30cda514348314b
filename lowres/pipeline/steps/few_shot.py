"""The step that carries a task over from the pivot language, with no or a few labels of the target language."""

import random
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import PositiveInt

from lowres.errors import StepError
from lowres.files import write_json
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Workplace
from lowres.transfer.learners.frozen_probe import FrozenProbe

if TYPE_CHECKING:
    from lowres.transfer.few_shot import FewShotTask, Transfer


class FewShot(Step):
    """Learn the task from pivot labels, alone and with a few target labels, before and after adaptation."""

    step: Literal["few_shot"] = "few_shot"
    needs: ClassVar[tuple[str, ...]] = ("corpus", "model", "unadapted")
    gives: ClassVar[tuple[str, ...]] = ("predictions",)
    learner: FrozenProbe = FrozenProbe()
    longest_text_tokens: PositiveInt = 128
    """Longer texts are labelled by their beginning; memory and time grow with the square of the length."""

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.pipeline.vectors import Vectors
        from lowres.transfer.few_shot import transfer

        task = read_task(adaptation, workplace, self.learner)
        systems = {"unadapted": adaptation.unadapted, adaptation.system: adaptation.model}
        outcomes: dict[str, Transfer] = {}
        for system, model in systems.items():
            vectors = Vectors(workplace.find(model), workplace.cache, workplace.progress, self.longest_text_tokens)
            outcomes[system] = transfer(vectors, task, self.learner)
            vectors.release()
        write_json(workplace.folder / "predictions.json", _predictions(task, outcomes))
        _save_probe(outcomes[adaptation.system], workplace.folder / "probe", adaptation.language)
        labels = sorted({one.label for one in task.train})
        shots = len(next(iter(task.shots.values()), ())) // len(labels)
        workplace.report(
            {
                "headline": f"{len(labels)} classes, {len(task.train):,} labels in the pivot language, "
                f"{shots} a class x {len(task.shots)} draws in the target language, {len(task.test):,} to label",
                "learner": self.learner.method,
                "labels": labels,
                "train_sentences": len(task.train),
                "test_sentences": len(task.test),
                "shots_per_label": shots,
                "shot_seeds": list(task.shots),
            }
        )
        return adaptation.with_paths(workplace.run_folder, predictions=workplace.folder)


def _save_probe(outcome: "Transfer", folder: Path, language: str) -> None:
    """Keep the probe of the first shot set, whose score is among those reported, for `lowres predict`."""
    folder.mkdir()
    first = next(iter(outcome.few_shot_probes.values()), outcome.zero_shot_probe)
    first.save(folder, language)


def read_task(adaptation: Adaptation, workplace: Workplace, learner: FrozenProbe) -> "FewShotTask":
    """The task as the prepared corpus has it.

    Raises:
        StepError: if the corpus recipe names no task.
    """
    from lowres.data.prepare import PreparedCorpus
    from lowres.transfer.few_shot import FewShotTask

    corpus = PreparedCorpus(workplace.find(adaptation.corpus))
    pool = {one.id: one for one in corpus.genre_shot_pool()}
    train, test = corpus.genre_train_pivot(), corpus.genre_test()
    if not train or not test:
        raise StepError("the corpus recipe describes no labelled task ('genre'). Add one, or leave few_shot out.")
    shots = {seed: [pool[name] for name in ids] for seed, ids in corpus.shot_sets().items()}
    texts = sorted(one.text for one in pool.values())
    unlabelled = random.Random(adaptation.seed).sample(texts, min(len(texts), learner.unlabelled_sentences))
    return FewShotTask(adaptation.pivot, adaptation.language, train, test, shots, unlabelled)


def _predictions(task: "FewShotTask", outcomes: "dict[str, Transfer]") -> dict[str, Any]:
    """Gold labels and every system's answers, by which all scores can be computed again without a model."""
    return {
        "ids": [one.id for one in task.test],
        "gold": [one.label for one in task.test],
        "systems": {
            system: {"zero_shot": outcome.zero_shot, "few_shot": outcome.few_shot}
            for system, outcome in outcomes.items()
        },
    }
