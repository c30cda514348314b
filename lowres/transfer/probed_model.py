"""An encoder that stands still, with a probe of its vectors."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from lowres.data.examples import Labelled as Example
from lowres.data.examples import LabelledText, TaggedSentence
from lowres.files import read_json
from lowres.models.pretrained import Pretrained, load_pretrained, save_pretrained
from lowres.transfer.fitted import TASK, Fitted, Probabilities, Task
from lowres.transfer.learners.frozen_probe import FittedProbe, FrozenProbe, Labelled, calibrated
from lowres.transfer.lesson import Lesson, TaskKind, gold_of
from lowres.transfer.ngrams import CharacterNgrams
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
        found = self.probe.probabilities(self.vectors(examples), language, texts_of(examples))
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
    every = [_labelled(learner, vectors, lesson.kind, part) for part in lesson.learnt_from(learner.shot_weight)]
    parts = [part for part in every if len(part.labels)]
    unlabelled = _unlabelled(learner, vectors, lesson)
    probe = learner.fit(parts, unlabelled, paired=lesson.kind == "pair_classification")
    told: dict[str, Any] = {
        "cut_examples": vectors.cut([one for _, found, _ in lesson.learnt_from(1.0) for one in found])
    }
    if learner.character_ngrams is not None:
        texts = lesson.unlabelled.get(lesson.language, [])[: learner.unlabelled_sentences]
        surest = _pseudo_labelled(learner.character_ngrams, probe, vectors, texts, lesson.language)
        ngrams = learner.character_ngrams.fit([*(text for part in parts for text in part.texts), *texts])
        probe = learner.fit([*parts, *surest], unlabelled, ngrams=ngrams)
        told["pseudo_labels"] = sum(len(part.labels) for part in surest)
    if learner.calibrate:
        known = lesson.development.items()
        development = [
            Labelled(vectors(examples), gold_of(examples), language, texts=texts_of(examples))
            for language, examples in known
        ]
        probe = calibrated(probe, development)
    told["temperature"] = probe.temperature
    task = Task(lesson.kind, lesson.labels, lesson.language, told)
    return ProbedModel(task, probe, plain)


def _blocks(learner: FrozenProbe, lesson: Lesson) -> list[Sequence[Example]]:
    """All examples whose vectors are needed, the target language's few last: they change from lesson to lesson."""
    wanted = (learner.centre_languages or learner.character_ngrams) and lesson.kind != "tagging"
    unlabelled = lesson.unlabelled.values() if wanted else ()
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
    found = Labelled(vectors(examples), gold_of(examples), language, weight, groups, texts_of(examples))
    if kind == "tagging" and len(found.labels) > learner.most_source_words:
        return _thinned(found, learner.most_source_words)
    return found


def texts_of(examples: Sequence[Example]) -> list[str]:
    """Their texts; nothing of pairs and of tagged sentences, whose n-grams are not looked at."""
    return [one.text for one in examples if isinstance(one, LabelledText)]


def _pseudo_labelled(
    settings: CharacterNgrams, probe: FittedProbe, vectors: Vectorizer, texts: Sequence[str], language: str
) -> list[Labelled]:
    """The unlabelled texts of which the probe is surest, with the labels that it gives them."""
    if not texts or not settings.pseudo_labelled or not settings.pseudo_label_weight:
        return []
    shown = vectors.of_unlabelled("classification", texts)
    found = probe.probabilities(shown, language)
    said, sure = found.argmax(axis=1), found.max(axis=1)
    places: list[int] = []
    for label in np.unique(said):
        own = np.flatnonzero(said == label)
        most = max(1, int(settings.pseudo_labelled * len(own)))
        places += own[np.argsort(-sure[own], kind="stable")[:most]].tolist()
    places.sort()
    labels = [probe.labels[said[place]] for place in places]
    return [
        Labelled(
            shown[places], labels, language, settings.pseudo_label_weight, texts=[texts[place] for place in places]
        )
    ]


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
