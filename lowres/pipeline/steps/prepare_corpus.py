"""The step that turns a corpus into clean, split, leak-free text."""

from pathlib import Path
from typing import Any, ClassVar, Literal

from lowres.data.corpus import CorpusRecipe, PackageFile, Source
from lowres.data.locate import locate
from lowres.data.prepare import PreparationParameters, prepare
from lowres.errors import Fault, UserError
from lowres.files import sha256_of
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Surroundings, Workplace


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
        return [*self._filter_faults(surroundings.corpus, surroundings), *self._benchmark_faults(surroundings)]

    def _filter_faults(self, corpus: CorpusRecipe, surroundings: Surroundings) -> list[Fault]:
        return [
            Fault(f"text_filters.{number}", message)
            for number, one in enumerate(self.text_filters, start=1)
            for message in one.faults(corpus.language, surroundings.corpus_folder)
        ]

    def _benchmark_faults(self, surroundings: Surroundings) -> list[Fault]:
        faults = []
        for number, one in enumerate(self.benchmarks, start=1):
            try:
                paths = one.files(_languages(corpus_of(surroundings)), surroundings.corpus_folder)
            except UserError as error:
                faults.append(Fault(f"benchmarks.{number}", f"cannot be used: {error}"))
                continue
            missing = [path for path in paths if not path.is_file()]
            faults += [Fault(f"benchmarks.{number}", f"cannot find {path}. Check its folder.") for path in missing]
        return faults

    def identity(self, surroundings: Surroundings) -> dict[str, Any]:
        """Without what changes only how long it takes."""
        return {key: value for key, value in super().identity(surroundings).items() if key != "processes"}

    def inputs(self, surroundings: Surroundings) -> dict[str, Any]:
        corpus = corpus_of(surroundings)
        sums: dict[str, Any] = {"corpus": corpus.model_dump(mode="json")}
        local = [one for one in _sources(corpus) if not isinstance(one, PackageFile)]  # the corpus recipe pins those
        if local:
            sums["files"] = [sha256_of(path) for one in local for path in locate(one, surroundings.corpus_folder)]
        if self.benchmarks:
            folder, languages = surroundings.corpus_folder, _languages(corpus)
            sums["benchmarks"] = [sha256_of(path) for one in self.benchmarks for path in one.files(languages, folder)]
        return sums

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.data.labelled.genre import genre_task

        corpus, folder = corpus_of(workplace.surroundings), workplace.surroundings.corpus_folder
        prepared = prepare(corpus, folder, self, adaptation.seed, workplace.folder / "corpus", workplace.progress)
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
