"""A benchmark of three languages with tests of four examples, whose scores anyone can work out."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from lowres.benchmark.cells import Cell, Grid
from lowres.benchmark.definition import Benchmark
from lowres.benchmark.published import Published
from lowres.benchmark.results import Line, Results
from lowres.benchmark.table import Measured, Table, build_table
from lowres.benchmark.tests_of import Test
from lowres.files import sha256_of_text

WOLOF, HAUSA, YORUBA = "wol-Latn", "hau-Latn", "yor-Latn"
BASE, ADAPTED = "unadapted", "adapted"
GOLD = {WOLOF: "abab", HAUSA: "aabb", YORUBA: "abba"}


def test_of(language: str) -> Test:
    """Four examples with the labels a and b."""
    ids = tuple(f"{language}:{number}" for number in range(4))
    return Test(ids, tuple(GOLD[language]), ("a", "b"), "classification")


def benchmark(**changes: object) -> Benchmark:
    """Accuracy, so that scores are quarters."""
    values: dict[str, object] = {
        "name": "topics",
        "version": 2,
        "question": "Does it help?",
        "task": {"kind": "labelled", "corpus": "made_up"},
        "languages": [WOLOF, HAUSA, YORUBA],
        "metric": "accuracy",
        "systems": [BASE, ADAPTED],
    }
    return Benchmark.model_validate({**values, **changes})


def cell(language: str, system: str = BASE, shots: int = 0, draw: int = 1) -> Cell:
    return Cell(language, system, shots, draw, 17)


def line(where: Cell, said: str, **changes: object) -> Line:
    """What a measured cell says; its scores are those of its predictions."""
    test = test_of(where.language)
    scores = {name: test.scores.values({"run": list(said)}, name)["run"] for name in ("accuracy", "macro_f1")}
    values: dict[str, object] = {
        "benchmark": "topics",
        "version": 2,
        "key": sha256_of_text(where.title),
        **where.values(),
        "metric": "accuracy",
        "scores": scores,
        "labels": ["a", "b"],
        "said": test.pack(list(said)),
        "test_sha256": test.sha256,
    }
    return Line.model_validate({**values, **changes})


def failed(where: Cell, error: str) -> Line:
    """A cell that could not be measured."""
    key = sha256_of_text(where.title)
    values = {"benchmark": "topics", "version": 2, "key": key, **where.values(), "status": "failed", "error": error}
    return Line.model_validate(values)


def results(*lines: Line, other_versions: Mapping[int, int] | None = None) -> Results:
    return Results({one.cell: one for one in lines}, dict(other_versions or {}))


def table(
    lines: Sequence[Line],
    cells: Sequence[Cell] | None = None,
    without_text: Mapping[str, list[str]] | None = None,
    published: Sequence[Published] = (),
    **changes: object,
) -> Table:
    """The table of lines; by default their cells are all that is asked for."""
    grid = Grid(list(cells or [one.cell for one in lines]), dict(without_text or {}))
    return build_table(benchmark(**changes), Measured(grid, results(*lines), test_of, published))


def write(path: Path, *lines: Line) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{one.model_dump_json()}\n" for one in lines), encoding="utf-8")
    return path
