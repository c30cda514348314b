"""Translations in Parquet files, and in what the package `datasets` saved."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from lowres.data.readers.arrow import read_parquet, read_saved
from lowres.data.readers.json_lines import Object, ObjectPairs
from lowres.data.readers.rows import FaultyRow


class Parquet(ObjectPairs):
    """Reads translations in columns of a Parquet file."""

    format: Literal["parquet"] = "parquet"

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        return read_parquet(path, self.keys.wanted, longest_line_characters)


class Datasets(ObjectPairs):
    """Reads translations that the package `datasets` saved: an Arrow file, or the `state.json` of a folder."""

    format: Literal["datasets"] = "datasets"

    def objects(self, path: Path, longest_line_characters: int) -> Iterator[Object | FaultyRow]:
        return read_saved(path, self.keys.wanted, longest_line_characters)
