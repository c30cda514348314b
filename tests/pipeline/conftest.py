"""A warm process that runs recipes, and one finished run of the whole tiny chain, shared by the tests here."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pipeline.killable import Runner
from tests.tiny_recipe import write_short, write_whole


@dataclass(frozen=True)
class Whole:
    """An uninterrupted run of every step and an ablation; not to be changed."""

    recipe: Path
    out: Path
    changes: dict[str, int]


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    runner = Runner()
    yield runner
    runner.close()


@pytest.fixture(scope="session")
def whole(runner: Runner, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("whole")
    recipe, out = write_whole(folder), folder / "out"
    answer = runner.run(recipe, out)
    assert answer["status"] == 0, answer
    return Whole(recipe, out, answer["changes"])


@pytest.fixture
def short(tmp_path: Path) -> Path:
    """The recipe of two quick steps."""
    return write_short(tmp_path)
