"""The step that turns a corpus into clean, split, leak-free text."""

from typing import Any, ClassVar, Literal

from lowres.data.corpus import FilePair, LocalFile
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
            locate(surroundings.corpus.source, surroundings.corpus_folder)
        except UserError as error:
            return [Fault("step", f"cannot find its text: {error}")]
        return []

    def inputs(self, surroundings: Surroundings) -> dict[str, Any]:
        corpus = surroundings.corpus
        sums: dict[str, Any] = {"corpus": corpus.model_dump(mode="json")}
        if isinstance(corpus.source, LocalFile | FilePair):  # a package's file is pinned by the corpus recipe
            sums["files"] = [sha256_of(path) for path in locate(corpus.source, surroundings.corpus_folder)]
        return sums

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        corpus, folder = workplace.surroundings.corpus, workplace.surroundings.corpus_folder
        prepared = prepare(corpus, folder, self, adaptation.seed, workplace.folder / "corpus", workplace.progress)
        report = prepared.report()
        sizes = report["sizes"]
        dropped = sum(entry["count"] for entry in report["dropped"].values())
        headline = (
            f"{sizes['training_pairs']:,} training pairs, {sizes['held_out_pairs']:,} held out; "
            f"{dropped:,} of {report['rows_read']:,} rows dropped"
        )
        workplace.report({"headline": headline, **report})
        return adaptation.with_paths(workplace.run_folder, corpus=prepared.folder)
