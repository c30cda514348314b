"""The test sentences of benchmarks that a model will be judged by, so that nothing learns from them."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field

from lowres.data.examples import texts_in
from lowres.data.labelled.definition import LabelledCorpus, find_labelled
from lowres.data.labelled.read import read_split
from lowres.data.published import Name
from lowres.definition import one_of
from lowres.errors import UserError
from lowres.language import LanguageTag
from lowres.method import Parameters


class Benchmark(Parameters):
    """A labelled set whose test text must not be learnt from."""

    corpus: str
    """A described set by name, or the path of its description."""
    folder: Path
    """Where its files lie."""
    languages: list[LanguageTag] | None = None
    """Null for those of the corpus that the set has."""
    splits: Annotated[list[Name], Field(min_length=1)] = ["test"]

    def located(self, folder: Path) -> Self:
        """The same with paths that start at the root, not in this folder."""
        corpus = str((folder / self.corpus).absolute()) if "/" in self.corpus else self.corpus
        return self.model_copy(update={"folder": (folder / self.folder.expanduser()).absolute(), "corpus": corpus})

    def texts(self, languages: list[str]) -> list[str]:
        """The texts of these splits in the languages that were named, or else in these.

        Raises:
            UserError: if the set is not described, lacks a language or split, or cannot be read.
        """
        return [
            text
            for language, split, corpus in self._parts(languages)
            for example in read_split(corpus, self.folder, language, split).examples
            for text in texts_in(example)
        ]

    def files(self, languages: list[str]) -> list[Path]:
        """The files that hold these texts; they need not exist."""
        return [self.folder / corpus.file_of(language, split) for language, split, corpus in self._parts(languages)]

    def _parts(self, languages: list[str]) -> list[tuple[str, str, LabelledCorpus]]:
        corpus = find_labelled(self.corpus, Path())
        wanted = self.languages or [tag for tag in languages if tag in corpus.languages]
        if not wanted:
            known = list(corpus.languages)
            raise UserError(
                f"{corpus.name} has neither {' nor '.join(languages)}, but {one_of(known)}. Name languages."
            )
        return [(tag, split, corpus) for tag in wanted for split in self.splits]
