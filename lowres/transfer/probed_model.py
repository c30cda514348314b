"""An encoder that stands still, with a probe of its vectors."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Labelled as Example
from lowres.data.examples import LabelledText, TaggedSentence
from lowres.files import read_json
from lowres.models.pretrained import Pretrained, load_pretrained, save_pretrained
from lowres.transfer.fitted import TASK, Fitted, Probabilities, Task
from lowres.transfer.learners.frozen_probe import FittedProbe, FrozenProbe, Labelled, calibrated
from lowres.transfer.lesson import Lesson, TaskKind, gold_of
from lowres.transfer.vectors import Vectorizer
from lowres.transfer.workshop import Workshop, weights_sum

logger = logging.getLogger(__name__)

LAYERS, LONGEST = "layers", "longest_text_tokens"


@dataclass(frozen=True)
class ProbedModel(Fitted):
    """An encoder, and what labels its vectors."""

    form: ClassVar[str] = "probe"
    task: Task
    probe: FittedProbe
    vectors: Vectorizer

    def probabilities(self, examples: Sequence[Example], language: str) -> list[Probabilities]:
        """0 for a label that no training example had."""
        if not examples:
            return []
        places = [self.task.labels.index(label) for label in self.probe.labels]
        found = self.probe.probabilities(self.vectors(examples), language)
        whole = np.zeros((len(found), len(self.task.labels)))
        whole[:, places] = found
        if self.task.kind != "tagging":
            return list(whole)
        return np.split(whole, np.cumsum(_sizes(examples))[:-1])

    def save(self, folder: Path) -> None:
        save_pretrained(self.vectors.encoder, folder)
        self.probe.save(folder, self.task.language)
        self.task.write(folder, self.form, {LAYERS: self.vectors.layers, LONGEST: self.vectors.longest})

    @classmethod
    def load(cls, folder: Path) -> Self:
        described = read_json(folder / TASK)
        vectors = Vectorizer(load_pretrained(folder), described[LAYERS], described[LONGEST])
        return cls(Task.read(folder), FittedProbe.load(folder), vectors)


def probed(learner: FrozenProbe, encoder: Pretrained, lesson: Lesson, workshop: Workshop) -> ProbedModel:
    """Fit the learner's probe on the encoder's vectors of a lesson."""
    known_as = (workshop.encoder_sum or weights_sum(encoder)) if workshop.cache else ""
    plain = Vectorizer(encoder, learner.layers, learner.longest_text_tokens, workshop.cache, known_as)
    vectors = plain.remembering(_blocks(learner, lesson))
    parts = [_labelled(learner, vectors, lesson.kind, part) for part in lesson.learnt_from(learner.shot_weight)]
    probe = learner.fit(
        [part for part in parts if len(part.labels)],
        _unlabelled(learner, vectors, lesson),
        paired=lesson.kind == "pair_classification",
    )
    if learner.calibrate:
        known = lesson.development.items()
        probe = calibrated(
            probe, [Labelled(vectors(examples), gold_of(examples), language) for language, examples in known]
        )
    every = [one for _, examples, _ in lesson.learnt_from(1.0) for one in examples]
    told = {"cut_examples": vectors.cut(every), "temperature": probe.temperature}
    task = Task(lesson.kind, lesson.labels, lesson.language, told)
    return ProbedModel(task, probe, plain)


def _blocks(learner: FrozenProbe, lesson: Lesson) -> list[Sequence[Example]]:
    """All examples whose vectors are needed, the target language's few last: they change from lesson to lesson."""
    unlabelled = lesson.unlabelled.values() if learner.centre_languages and lesson.kind != "tagging" else ()
    texts = [[LabelledText("", text, "") for text in found[: learner.unlabelled_sentences]] for found in unlabelled]
    development = lesson.development.values() if learner.calibrate else ()
    return [*lesson.sources.values(), *development, *texts, lesson.shots]


def _labelled(
    learner: FrozenProbe, vectors: Vectorizer, kind: TaskKind, part: tuple[str, Sequence[Example], float]
) -> Labelled:
    language, examples, weight = part
    groups = learner.groups(examples, language)
    if kind == "tagging":
        groups = [group for group, size in zip(groups, _sizes(examples), strict=True) for _ in range(size)]
    found = Labelled(vectors(examples), gold_of(examples), language, weight, groups)
    if kind == "tagging" and len(found.labels) > learner.most_source_words:
        return _thinned(found, learner.most_source_words)
    return found


def _thinned(labelled: Labelled, most: int) -> Labelled:
    """So many of the words, at equal distances; every label keeps at least one."""
    chosen = set(np.linspace(0, len(labelled.labels) - 1, most).astype(int).tolist())
    chosen |= {labelled.labels.index(label) for label in set(labelled.labels)}
    places = sorted(chosen)
    logger.info("%s: %d of %d words are learnt from", labelled.language, len(places), len(labelled.labels))
    return replace(
        labelled,
        vectors=labelled.vectors[places],
        labels=[labelled.labels[place] for place in places],
        groups=[labelled.groups[place] for place in places],
    )


def _unlabelled(learner: FrozenProbe, vectors: Vectorizer, lesson: Lesson) -> dict[str, NDArray[np.float32]]:
    """Vectors for the centre of each language that has unlabelled text, where centres are wanted."""
    if not learner.centre_languages:
        return {}
    most = learner.unlabelled_sentences
    return {
        language: vectors.of_unlabelled(lesson.kind, texts[:most])
        for language, texts in lesson.unlabelled.items()
        if texts
    }


def _sizes(examples: Sequence[Example]) -> list[int]:
    return [len(one.tokens) for one in examples if isinstance(one, TaggedSentence)]
