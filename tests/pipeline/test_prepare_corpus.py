from pathlib import Path
from typing import Any

from lowres.data.corpus import CorpusRecipe
from lowres.pipeline.step import Surroundings
from lowres.pipeline.steps.prepare_corpus import PrepareCorpus
from tests.data import sound


def step(**changes: Any) -> PrepareCorpus:
    return PrepareCorpus.model_validate(changes)


def surroundings(folder: Path) -> Surroundings:
    (folder / "text.csv").write_text("atl,agua\n")
    (folder / "topics.yaml").write_text(sound.SET)
    return Surroundings(CorpusRecipe.model_validate(sound.RECIPE), folder, folder)


def test_files_that_cleaning_needs_are_looked_for_before_any_work(tmp_path: Path) -> None:
    english = {"method": "language", "detector": {"method": "trained", "other_texts": {"eng-Latn": "english.txt"}}}
    nahuatl = {"method": "language", "detector": {"method": "langid"}}
    told = step(
        text_filters=[english, nahuatl],
        benchmarks=[{"corpus": "./topics.yaml", "folder": "."}, {"corpus": "sib20", "folder": "."}],
    ).faults(surroundings(tmp_path))
    assert [fault.address for fault in told] == ["text_filters.1", "text_filters.2", "benchmarks.1", "benchmarks.2"]
    messages = [fault.message for fault in told]
    assert f"cannot find {tmp_path / 'english.txt'}" in messages[0]
    assert "does not know the language 'nah'" in messages[1]
    assert f"cannot find {tmp_path / 'nah.csv'}" in messages[2]
    assert "Did you mean 'sib200'?" in messages[3]


def test_what_decides_the_outcome_is_content_and_not_where_it_lies_or_how_fast_it_goes(tmp_path: Path) -> None:
    around = surroundings(tmp_path)
    benchmark = {"corpus": "./topics.yaml", "folder": "."}
    (tmp_path / "nah.csv").write_text("atl,a\n")
    first = step(benchmarks=[benchmark]).identity(around)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "nah.csv").write_text("atl,a\n")
    moved = step(benchmarks=[benchmark | {"folder": "elsewhere"}], processes=3).identity(around)
    assert moved == first
    (tmp_path / "nah.csv").write_text("calli,a\n")
    assert step(benchmarks=[benchmark]).identity(around) != first
    assert step().identity(around) != step(near_repeats={}).identity(around)
