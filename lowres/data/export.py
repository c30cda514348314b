"""Write a published corpus in another form: JSON lines, CoNLL, or a folder of `datasets`."""

import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from lowres.data.contents import Contents, Record, Section, records, sections
from lowres.data.labelled.definition import LabelledCorpus
from lowres.data.published import PublishedCorpus
from lowres.errors import CorpusError, MissingPackageError
from lowres.files import json_lines_text, whole_folder, write_json
from lowres.progress import Progress

Form = Literal["jsonl", "conll", "datasets"]
ABOUT = "corpus.json"
"""Beside the exported files: licence, citation, faults."""
_ARROW = "data-00000-of-00001.arrow"
_ROWS_A_BLOCK = 1_000
_STATE: dict[str, object] = {
    "_data_files": [{"filename": _ARROW}],
    "_fingerprint": "0" * 16,
    "_format_columns": None,
    "_format_kwargs": {},
    "_format_type": None,
    "_output_all_columns": False,
    "_split": None,
}


@dataclass(frozen=True)
class Exported:
    """A file that was written, and how many rows it has."""

    path: Path
    rows: int


def export(
    corpus: PublishedCorpus, folder: Path, languages: Sequence[str] | None, form: Form, out: Path, progress: Progress
) -> list[Exported]:
    """Write every section of these languages, by default all, into the new folder `out`, whole or not at all.

    Raises:
        CorpusError: if `out` exists, a file cannot be read, or the form is none for this corpus.
        MissingPackageError: if the package that writes them is not installed.
    """
    _refuse(corpus, form, out)
    found = sections(corpus, languages)
    written: list[Exported] = []
    with whole_folder(out) as unfinished, progress.task(f"Exporting {corpus.name}", len(found)) as advance:
        for section in found:
            path, contents = _path_of(section, form), Contents()
            _write(form, unfinished / path, records(corpus, section, folder, contents))
            written.append(Exported(out / path, contents.rows))
            advance(1)
        about = {"summary", "name", "licence", "citation", "url", "revision", "known_faults"}
        write_json(unfinished / ABOUT, corpus.model_dump(include=about))
    return written


def _refuse(corpus: PublishedCorpus, form: Form, out: Path) -> None:
    if out.exists():
        raise CorpusError(f"{out} exists already, and is not overwritten. Pass another --out.")
    if form == "conll" and not (isinstance(corpus, LabelledCorpus) and corpus.task.kind == "tagging"):
        raise CorpusError(f"{corpus.name} has no tags of words, which conll is for. Pass --to jsonl or --to datasets.")
    if form == "datasets" and importlib.util.find_spec("pyarrow") is None:
        raise MissingPackageError("pyarrow", "parquet", "--to datasets")


def _path_of(section: Section, form: Form) -> str:
    name = section.title.replace(" ", "/") if section.name else f"{section.title}/all"
    return name if form == "datasets" else f"{name}.{'jsonl' if form == 'jsonl' else 'conll'}"


def _write(form: Form, path: Path, found: Iterable[Record]) -> None:
    if form == "datasets":
        _save_data_set(path, found)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(_conll(found) if form == "conll" else (json_lines_text([record]) for record in found))


def _conll(found: Iterable[Record]) -> Iterator[str]:
    """A word, a tab and its tag a line; white space inside a word would end it there."""
    for record in found:
        words = zip(record["tokens"], record["tags"], strict=True)
        yield "".join(f"{'_'.join(token.split())}\t{tag}\n" for token, tag in words) + "\n"


def _save_data_set(folder: Path, found: Iterable[Record]) -> None:
    """What `datasets.load_from_disk` opens, without that package: an Arrow stream, and two files about it."""
    import pyarrow

    folder.mkdir(parents=True)
    schema = None
    with (folder / _ARROW).open("wb") as stream:
        writer = None
        for block in _batched(found, _ROWS_A_BLOCK):
            batch = pyarrow.RecordBatch.from_pylist(block, schema=schema)
            schema = batch.schema
            writer = writer or pyarrow.ipc.new_stream(stream, schema)
            writer.write_batch(batch)
        if writer:
            writer.close()
    write_json(folder / "state.json", _STATE)
    write_json(folder / "dataset_info.json", {"citation": "", "description": "", "homepage": "", "license": ""})


def _batched(found: Iterable[Record], most: int) -> Iterator[list[Record]]:
    """The records in lists of so many."""
    remaining = iter(found)
    while block := list(islice(remaining, most)):
        yield block
