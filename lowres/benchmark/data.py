"""The published sets that a benchmark reads: fetched by their sums on the machine that needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from lowres.benchmark.definition import EVERY, AdaptationText, Benchmark, LabelledTask, RetrievalTask
from lowres.benchmark.tests_of import RANK1, Test, Tests, labelled_test, translation_test
from lowres.data.catalogue import find_published
from lowres.data.fetch import Cache, fetch, refuse_unaccepted, usual_cache
from lowres.data.labelled.definition import LabelledCorpus, find_labelled
from lowres.data.labelled.prepare import test_of_task
from lowres.data.labelled.task_recipe import TaskRecipe
from lowres.data.published import PublishedCorpus
from lowres.data.readers.rows import Row
from lowres.data.text_recipe import as_yaml, chosen_parts, text_recipe
from lowres.data.unlabelled import TextPart, UnlabelledCorpus, find_unlabelled
from lowres.definition import choices
from lowres.errors import CorpusError, UserError
from lowres.files import sha256_of_text, write_text
from lowres.method import Parameters
from lowres.progress import SilentProgress
from lowres.tasks.kinds import metrics_of


class Data(Parameters):
    """Where published files come from, and where they are kept."""

    mirror: Path | None = None
    """A local copy of the sets, in place of the network."""
    cache: Path | None = None
    """Where they are kept; by default where `lowres corpus fetch` puts them."""

    def folder(self, corpus: PublishedCorpus, languages: Sequence[str]) -> Path:
        """The folder in which the files of these languages lie; what is not there yet is fetched.

        Raises:
            CorpusError: if the licence was not accepted, or a file cannot be had.
        """
        kept = self._kept()
        place = kept.of(corpus)
        place.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(place.with_name(f"{place.name}.lock")):  # several workers may want it at once
            return fetch(corpus, kept, languages, SilentProgress(), mirror=self.mirror).folder

    def refuse_unaccepted(self, names: Sequence[str]) -> None:
        """Ask for what the licences of sets demand before anything is measured, for all of them at once.

        Raises:
            CorpusError: with the commands by which the licences are accepted.
        """
        asked = []
        for name in names:
            try:
                refuse_unaccepted(find_published(name), self._kept())
            except CorpusError as error:
                asked.append(str(error))
        if asked:
            raise CorpusError("\n".join(asked))

    def _kept(self) -> Cache:
        return usual_cache() if self.cache is None else Cache(self.cache)


@dataclass(frozen=True)
class Translations:
    """Sentences with their translations, one of which is the right answer to each."""

    sentences: list[str]
    translations: list[str]


def languages_of(benchmark: Benchmark) -> list[str]:
    """The languages that are measured.

    Raises:
        UserError: if the benchmark names one that the set does not have, or that is learnt from.
    """
    task = benchmark.task
    known = _measurable(task) if isinstance(task, LabelledTask) else _translated(task)
    if benchmark.languages == EVERY:
        return known
    for language in benchmark.languages:
        if language not in known:
            told = f"{benchmark.name}: languages names '{language}', but {task.corpus} has"
            raise UserError(f"{told} {choices(language, known)}")
    return list(benchmark.languages)


def _measurable(task: LabelledTask) -> list[str]:
    corpus = labelled(task.corpus)
    learnt_from = {source.language for source in task.sources}
    test = task.splits.test
    return [tag for tag, one in corpus.languages.items() if tag not in learnt_from and test in one.splits]


def _translated(task: RetrievalTask) -> list[str]:
    parts = unlabelled(task.corpus).parts
    named = (None, task.part) if task.part is None else (task.part,)
    return list(dict.fromkeys(one.language for one in parts if one.pivot == task.pivot and one.name in named))


def refuse_unknown_metric(benchmark: Benchmark) -> None:
    """Refuse a metric that the task is not scored by, before anything is measured.

    Raises:
        UserError: with those that it is scored by.
    """
    task = benchmark.task
    known = [RANK1]
    if isinstance(task, LabelledTask):
        described = labelled(task.corpus).task
        known = metrics_of(described.kind, getattr(described, "tags", None))
    if benchmark.metric is not None and benchmark.metric not in known:
        told = f"{benchmark.name}: metric is '{benchmark.metric}', but {task.corpus} is scored by"
        raise UserError(f"{told} {choices(benchmark.metric, known)}")


@cache
def labelled(name: str) -> LabelledCorpus:
    """A labelled set as it is described."""
    return find_labelled(name, Path())


@cache
def unlabelled(name: str) -> UnlabelledCorpus:
    """A set of text as it is described."""
    return find_unlabelled(name, Path())


@cache
def sum_of_set(name: str) -> str:
    """A SHA-256 of a set's description, which has the sums of its files."""
    return sha256_of_text(find_published(name).model_dump_json())


def task_recipe(benchmark: Benchmark, language: str, data: Data) -> TaskRecipe:
    """The labelled task of a language, as a recipe says it; its files are fetched."""
    task = benchmark.task
    if not isinstance(task, LabelledTask):
        raise TypeError("translations are no labelled task")  # the caller asks for the kind
    own = labelled(task.corpus)
    sources: list[dict[str, Any]] = []
    for source in task.sources:
        corpus = labelled(source.corpus) if source.corpus else own
        splits = source.splits if source.corpus else task.splits
        values = {"corpus": corpus.name, "folder": data.folder(corpus, [source.language]), "splits": splits}
        sources.append({"language": source.language, **values})
    return TaskRecipe.model_validate(
        {
            "name": benchmark.name,
            "corpus": own.name,
            "folder": data.folder(own, [language]),
            "splits": task.splits,
            "sources": sources,
            "labels": task.labels,
            "shots": benchmark.shots,
            "shot_seeds": benchmark.shot_seeds,
        }
    )


def write_text_recipe(text: AdaptationText, language: str, data: Data, path: Path) -> str:
    """Write the corpus recipe of a language's adaptation text; the language of its translations, or of the text."""
    corpus = unlabelled(text.corpus)
    parts = chosen_parts(corpus, text.language or language, text.part)
    folder = data.folder(corpus, [parts[0].language])
    recipe = text_recipe(corpus, parts, folder).model_copy(update={"language": language})
    write_text(path, as_yaml(recipe))
    return recipe.pivot


def translations_of(task: RetrievalTask, language: str, data: Data) -> Translations:
    """The sentences of a language that are looked for, each once on either side."""
    corpus = unlabelled(task.corpus)
    part = _part(corpus, task, language)
    folder = data.folder(corpus, [language])
    found: dict[str, str] = {}
    taken: set[str] = set()
    for row in corpus.rows(part, folder):
        if len(found) == task.most_pairs:
            break
        if isinstance(row, Row) and row.target not in found and row.pivot not in taken:
            found[row.target] = row.pivot
            taken.add(row.pivot)
    return Translations(list(found), list(found.values()))


def _part(corpus: UnlabelledCorpus, task: RetrievalTask, language: str) -> TextPart:
    own = [one for one in corpus.parts if one.language == language and one.pivot == task.pivot]
    found = [one for one in own if task.part in (None, one.name)]
    if len(found) != 1:
        names = [one.name for one in own if one.name]
        raise UserError(f"{corpus.name} has {len(found)} parts of {language} and {task.pivot}: name one of {names}.")
    return found[0]


def answers_for(benchmark: Benchmark, data: Data) -> Tests:
    """The test of each language, read when it is asked for, and once."""

    @cache
    def test_of(language: str) -> Test:
        task = benchmark.task
        if isinstance(task, RetrievalTask):
            return translation_test(len(translations_of(task, language, data).sentences))
        recipe = task_recipe(benchmark, language, data)
        examples, described = test_of_task(recipe, language, Path())
        return labelled_test(examples, described.answers, described.kind, getattr(described, "tags", None))

    return test_of
