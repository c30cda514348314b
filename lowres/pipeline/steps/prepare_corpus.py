"""The step that turns a corpus into clean, split, leak-free text."""

from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from lowres.data.corpus import CorpusRecipe, PackageFile, Source
from lowres.data.locate import locate
from lowres.data.prepare import PreparationParameters, prepare
from lowres.errors import Fault, UserError
from lowres.files import sha256_of
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Surroundings, Workplace

_PATHS = {"other_texts", "file"}


class PrepareCorpus(PreparationParameters, Step):
    """Read the corpus, clean it, count every drop, and set the test data apart."""

    step: Literal["prepare_corpus"] = "prepare_corpus"
    gives: ClassVar[tuple[str, ...]] = ("corpus", "task")

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        if surroundings.corpus is None:
            return [Fault("step", "has no corpus to prepare. Name one (corpus), or use prepare_task.")]
        try:
            _locate(surroundings.corpus, surroundings.corpus_folder)
        except UserError as error:
            return [Fault("step", f"cannot find its text: {error}")]
        step = self.located(surroundings.recipe_folder)
        return [*step._filter_faults(surroundings.corpus), *step._benchmark_faults(surroundings.corpus)]

    def _filter_faults(self, corpus: CorpusRecipe) -> list[Fault]:
        faults = []
        for number, one in enumerate(self.text_filters, start=1):
            missing = [f"cannot find {path}. Check its path." for path in one.files() if not path.is_file()]
            faults += [Fault(f"text_filters.{number}", told) for told in (*one.faults(corpus.language), *missing)]
        return faults

    def _benchmark_faults(self, corpus: CorpusRecipe) -> list[Fault]:
        faults = []
        for number, one in enumerate(self.benchmarks, start=1):
            try:
                missing = [path for path in one.files(_languages(corpus)) if not path.is_file()]
                told = [f"cannot find {path}. Check its folder." for path in missing]
            except UserError as error:
                told = [f"cannot be used: {error}"]
            faults += [Fault(f"benchmarks.{number}", message) for message in told]
        return faults

    def located(self, folder: Path) -> Self:
        filters = [one.located(folder) for one in self.text_filters]
        benchmarks = [one.located(folder) for one in self.benchmarks]
        return self.model_copy(update={"text_filters": filters, "benchmarks": benchmarks})

    def identity(self, surroundings: Surroundings) -> dict[str, Any]:
        """Files count by their content; how many processes there are changes nothing."""
        step = self.located(surroundings.recipe_folder)
        found = {key: value for key, value in super().identity(surroundings).items() if key != "processes"}
        read = [path for one in step.text_filters for path in one.files()]
        if surroundings.corpus is not None:
            languages = _languages(surroundings.corpus)
            read += [path for one in step.benchmarks for path in one.files(languages)]
        found["benchmarks"] = [one.corpus for one in self.benchmarks]
        found["text_filters"] = [one.model_dump(mode="json", exclude={"detector": _PATHS}) for one in self.text_filters]
        return {**found, "files": [sha256_of(path) for path in read]}

    def inputs(self, surroundings: Surroundings) -> dict[str, Any]:
        corpus = corpus_of(surroundings)
        sums: dict[str, Any] = {"corpus": corpus.model_dump(mode="json")}
        local = [one for one in _sources(corpus) if not isinstance(one, PackageFile)]  # the corpus recipe pins those
        if local:
            sums["files"] = [sha256_of(path) for one in local for path in locate(one, surroundings.corpus_folder)]
        return sums

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.labelled.genre import genre_task

        corpus, folder = corpus_of(workplace.surroundings), workplace.surroundings.corpus_folder
        step = self.located(workplace.surroundings.recipe_folder)
        prepared = prepare(corpus, folder, step, adaptation.seed, workplace.folder / "corpus", workplace.progress)
        report = prepared.report()
        workplace.report({"headline": _headline(report), **report})
        task = genre_task(prepared, adaptation.language, adaptation.pivot, adaptation.seed)
        if task is None:
            return adaptation.with_paths(workplace.run_folder, corpus=prepared.folder)
        task.write(workplace.folder / "task")
        return adaptation.with_paths(workplace.run_folder, corpus=prepared.folder, task=workplace.folder / "task")


def corpus_of(surroundings: Surroundings) -> CorpusRecipe:
    """The recipe's corpus, which a plan with this step has."""
    if surroundings.corpus is None:
        raise ValueError("the recipe names no corpus")  # `faults` refuses it
    return surroundings.corpus


def _languages(corpus: CorpusRecipe) -> list[str]:
    return [corpus.language, corpus.pivot]


def _sources(corpus: CorpusRecipe) -> list[Source]:
    return [*([corpus.source] if corpus.source else []), *corpus.text]


def _locate(corpus: CorpusRecipe, folder: Path) -> list[Path]:
    return [path for one in _sources(corpus) for path in locate(one, folder)]


def _headline(report: dict[str, Any]) -> str:
    sizes, text = report["sizes"], report.get("text")
    told = []
    if report["rows_read"]:
        told.append(f"{sizes['training_pairs']:,} training pairs, {sizes['held_out_pairs']:,} held out")
        told.append(f"{_dropped(report):,} of {report['rows_read']:,} rows dropped")
    if text:
        told.append(f"{sizes['training_lines']:,} training lines, {sizes['held_out_lines']:,} held out")
        told.append(f"{_dropped(text):,} of {text['lines_read']:,} lines dropped")
    return "; ".join(told)


def _dropped(report: dict[str, Any]) -> int:
    return sum(entry["count"] for entry in report["dropped"].values())
