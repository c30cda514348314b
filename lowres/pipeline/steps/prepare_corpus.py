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
    gives: ClassVar[tuple[str, ...]] = ("corpus",)

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        try:
            _locate(surroundings)
        except UserError as error:
            return [Fault("step", f"cannot find its text: {error}")]
        return []

    def inputs(self, surroundings: Surroundings) -> dict[str, Any]:
        corpus = surroundings.corpus
        sums: dict[str, Any] = {"corpus": corpus.model_dump(mode="json")}
        local = [one for one in _sources(corpus) if not isinstance(one, PackageFile)]  # the corpus recipe pins those
        if local:
            sums["files"] = [sha256_of(path) for one in local for path in locate(one, surroundings.corpus_folder)]
        return sums

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        corpus, folder = workplace.surroundings.corpus, workplace.surroundings.corpus_folder
        prepared = prepare(corpus, folder, self, adaptation.seed, workplace.folder / "corpus", workplace.progress)
        report = prepared.report()
        workplace.report({"headline": _headline(report), **report})
        return adaptation.with_paths(workplace.run_folder, corpus=prepared.folder)


def _sources(corpus: CorpusRecipe) -> list[Source]:
    return [*([corpus.source] if corpus.source else []), *corpus.text]


def _locate(surroundings: Surroundings) -> list[Path]:
    return [path for one in _sources(surroundings.corpus) for path in locate(one, surroundings.corpus_folder)]


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
