"""The genre task of a prepared corpus, as a task like any other."""

import random

from lowres.data.labelled.prepared import PreparedTask
from lowres.data.labelled.shots import ShotSets, as_drawn
from lowres.data.labelled.task import ClassificationTask
from lowres.data.prepare import PreparedCorpus

NAME = "genre"


def genre_task(corpus: PreparedCorpus, language: str, pivot: str, seed: int) -> PreparedTask | None:
    """Labels in the pivot language, shots and tests in the language; nothing where the corpus describes no task."""
    train, test = corpus.genre_train_pivot(), corpus.genre_test()
    if not train or not test:
        return None
    pool = {one.id: one for one in corpus.genre_shot_pool()}
    labels = sorted({one.label for one in train})
    zero = as_drawn(0, 0, [])
    drawn = [
        as_drawn(len(ids) // len(labels), shot_seed, [pool[name] for name in ids])
        for shot_seed, ids in corpus.shot_sets().items()
        if ids
    ]
    texts = {pivot: train, language: list(pool.values())}
    shuffled = {tag: sorted({one.text for one in examples}) for tag, examples in texts.items()}
    return PreparedTask(
        name=NAME,
        task=ClassificationTask(kind="classification", labels=labels),
        language=language,
        sources={pivot: train},
        development={},
        pool=list(pool.values()),
        tests={language: test},
        unlabelled={tag: random.Random(seed).sample(found, len(found)) for tag, found in shuffled.items()},
        shot_sets=ShotSets(f"{NAME} {language}", (zero, *drawn)),
    )
