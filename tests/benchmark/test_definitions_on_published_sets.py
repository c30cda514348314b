"""Every benchmark reads its first language from public files, and draws the shots of as many cells as it has."""

from pathlib import Path

import pytest

from lowres.benchmark.data import Data, languages_of, task_recipe, translations_of
from lowres.benchmark.definition import Benchmark, LabelledTask, RetrievalTask, benchmark_names, find_benchmark
from lowres.data.fetch import Cache, place_of
from lowres.data.labelled.prepare import prepare_task
from lowres.data.published import PublishedCorpus

SEED = 17
PAIRS = {"retrieval_tatoeba": 390, "retrieval_nusax": 400}
"""How many sentences of the first language are asked for, of which none stands twice."""


class Mirror(Data):
    """Files as they lie in the mirror: nothing is fetched, and no licence is asked about."""

    root: Path

    def folder(self, corpus: PublishedCorpus, languages: object) -> Path:
        return place_of(corpus, Cache(self.root), self.root, [])


def named(kind: type) -> list[str]:
    """Benchmarks of a kind; of those that ask the same of the same set, one."""
    found: dict[str, str] = {}
    for name in benchmark_names():
        benchmark = find_benchmark(name)
        if isinstance(benchmark.task, kind):
            found.setdefault(_asked(benchmark), name)
    return sorted(found.values())


def _asked(benchmark: Benchmark) -> str:
    return f"{benchmark.task!r} {[shots == 0 for shots in benchmark.shots]}"


@pytest.mark.parametrize("name", named(LabelledTask))
def test_the_task_of_the_first_language_can_be_learnt_and_tested(name: str, shared: Path) -> None:
    benchmark = find_benchmark(name)
    task = benchmark.task
    assert isinstance(task, LabelledTask)
    language = languages_of(benchmark)[0]
    prepared = prepare_task(task_recipe(benchmark, language, Mirror(root=shared)), language, SEED, Path())
    assert list(prepared.sources) == [source.language for source in task.sources]
    assert all(len(examples) >= 300 for examples in prepared.sources.values())
    assert len(prepared.tests[language]) >= 150
    draws = sum(1 if shots in (0, "all") else benchmark.shot_seeds for shots in benchmark.shots)
    assert len(prepared.shot_sets.sets) == draws
    if task.labels is not None:
        assert list(prepared.task.labels) == task.labels
    if benchmark.shots == [0] and prepared.task.kind != "tagging":
        assert prepared.unlabelled[language]  # or its vectors could not be centred, and those of its sources are


@pytest.mark.parametrize("name", named(RetrievalTask))
def test_the_translations_of_the_first_language_are_there(name: str, shared: Path) -> None:
    benchmark = find_benchmark(name)
    assert isinstance(benchmark.task, RetrievalTask)
    found = translations_of(benchmark.task, languages_of(benchmark)[0], Mirror(root=shared))
    assert len(found.sentences) == len(found.translations) == len(set(found.sentences)) == len(set(found.translations))
    assert PAIRS[name] * 0.9 <= len(found.sentences) <= PAIRS[name]
