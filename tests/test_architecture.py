"""The shape of the code: imports point down, pieces are small, and starting is quick."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "lowres"

# A part imports only from parts with a lower number.
LAYERS = {
    "errors": 0,
    "files": 0,
    "definition": 1,
    "language": 1,
    "method": 1,
    "progress": 1,
    "data": 2,
    "metrics": 2,
    "models": 2,
    "tasks": 3,
    "training": 4,
    "adapters": 5,
    "augmentation": 5,
    "selection": 5,
    "transfer": 5,
    "vocabulary": 5,
    "report": 6,  # the pipeline's last step calls it
    "pipeline": 7,
    "benchmark": 8,
    "cli": 9,
    "__init__": 9,
    "__main__": 10,
}
LIGHT_LAYERS = {0, 1}
ALLOWED_IN_LIGHT_LAYERS = sys.stdlib_module_names | {"lowres", "pydantic", "pydantic_core", "yaml"}

HEAVY = (
    "accelerate",
    "adapters",
    "datasets",
    "fairlearn",
    "matplotlib",
    "pandas",
    "scipy",
    "sentencepiece",
    "seqeval",
    "sklearn",
    "torch",
    "transformers",
)
LONGEST_BODY = 50
LONGEST_FILE = 400
MOST_PARAMETERS = 6
NAMES_THAT_SAY_NOTHING = {"common.py", "helpers.py", "misc.py", "util.py", "utils.py"}
FOLDER_OF_SOMEBODYS_MACHINE = re.compile(r"(?<![\w.~}-])/(?:work|root|opt|home|Users|tmp/exp)/\w")

SOURCES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def part_of(source: Path) -> str:
    first = source.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported_modules(tree: ast.AST) -> Iterator[str]:
    """Every module that the code names in an import, at the top, in a function or under TYPE_CHECKING."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "lowres":
            yield from (f"lowres.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def imported_part(module: str) -> str | None:
    """The part of lowres that an import reaches into; None for anything outside lowres."""
    package, *rest = module.split(".")
    if package != "lowres":
        return None
    is_a_part = bool(rest) and any((PACKAGE / name).exists() for name in (rest[0], f"{rest[0]}.py"))
    return rest[0] if is_a_part else "__init__"


def complaints_about_imports(part: str, tree: ast.AST) -> list[str]:
    found = []
    for module in imported_modules(tree):
        target = imported_part(module)
        if module.startswith("."):
            found.append(f"imports {module}, which is relative")
        elif target and target != part and LAYERS[target] >= LAYERS[part]:
            found.append(f"imports {module}, which is layer {LAYERS[target]}, from layer {LAYERS[part]}")
        elif LAYERS[part] in LIGHT_LAYERS and module.split(".")[0] not in ALLOWED_IN_LIGHT_LAYERS:
            found.append(f"imports {module}; layers 0 and 1 know the standard library, pydantic and yaml only")
    return found


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    arguments = function.args
    named = [one.arg for one in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]]
    return len([name for name in named if name not in ("self", "cls")])


def test_every_part_has_a_layer() -> None:
    assert {part_of(source) for source in SOURCES} - LAYERS.keys() == set()


@pytest.mark.parametrize("source", SOURCES, ids=short)
def test_imports_point_down(source: Path) -> None:
    assert complaints_about_imports(part_of(source), ast.parse(source.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("source", SOURCES + TESTS, ids=short)
def test_pieces_are_small(source: Path) -> None:
    text = source.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for function in functions(ast.parse(text)):
        assert body_lines(function) <= LONGEST_BODY, f"{function.name}, line {function.lineno}"
        assert parameters(function) <= MOST_PARAMETERS, f"{function.name}, line {function.lineno}"


def test_no_file_is_named_after_nothing() -> None:
    assert [short(path) for path in SOURCES + TESTS if path.name in NAMES_THAT_SAY_NOTHING] == []


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    kinds = {".py", ".md", ".toml", ".yaml", ".html", ".txt", ".json", ""}
    folders = [ROOT / name for name in ("lowres", "tests", "corpora_recipes", "benchmarks", ".ci")]
    walked = (path for folder in folders for path in folder.rglob("*") if ".environments" not in path.parts)
    files = [path for path in walked if path.is_file() and path.suffix in kinds]
    files += [path for path in ROOT.glob("*") if path.is_file() and path.suffix in kinds]
    named = [short(path) for path in files if FOLDER_OF_SOMEBODYS_MACHINE.search(path.read_text(encoding="utf-8"))]
    assert named == []


@pytest.mark.parametrize("module", ["lowres", "lowres.cli.main", "lowres.pipeline.recipe", "lowres.pipeline.run"])
def test_starting_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(sys.modules.keys() & set({HEAVY!r})))"
    finished = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.split() == []


# The checks above are code too: each is shown a fault and must see it.


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("data", "from lowres.pipeline.run import run"),
        ("data", "def later():\n    from lowres.training.trainer import Trainer"),
        ("models", "if TYPE_CHECKING:\n    from lowres.data.corpus import CorpusRecipe"),
        ("selection", "import lowres.vocabulary.learn"),
        ("pipeline", "import lowres"),
        ("pipeline", "from lowres import run"),
        ("metrics", "from lowres import cli"),
        ("files", "import numpy"),
        ("cli", "from . import run"),
    ],
)
def test_an_import_that_points_up_is_seen(part: str, code: str) -> None:
    assert len(complaints_about_imports(part, ast.parse(code))) == 1


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("pipeline", "from lowres.training.trainer import Trainer"),
        ("data", "from lowres.data.corpus import CorpusRecipe"),
        ("cli", "from lowres import pipeline, errors"),
        ("data", "import numpy"),
        ("definition", "import yaml, pydantic, difflib"),
    ],
)
def test_an_import_that_points_down_is_let_through(part: str, code: str) -> None:
    assert complaints_about_imports(part, ast.parse(code)) == []


def test_a_body_is_counted_without_its_docstring() -> None:
    [function] = functions(ast.parse('def f(a, *, b):\n    """Say."""\n    c = a\n\n    return c + b\n'))
    assert body_lines(function) == 3
    assert parameters(function) == 2


def test_a_folder_of_somebodys_machine_is_seen() -> None:
    assert FOLDER_OF_SOMEBODYS_MACHINE.search("open('/" + "home/ana/text')")
    assert not FOLDER_OF_SOMEBODYS_MACHINE.search("https://example.org/home/ana")
