"""Where the definitions that come with lowres lie, and how one is found by its name."""

from pathlib import Path

from lowres.definition import nearest, one_of
from lowres.errors import UserError

_YAML = ".yaml"


def shipped_benchmarks() -> Path:
    """The folder of the definitions: inside the installed package, or beside a checkout's."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "benchmarks"
    return inside if inside.is_dir() else package.parent / "benchmarks"


def shipped_systems() -> Path:
    """The folder of the systems that are compared."""
    return shipped_benchmarks() / "systems"


def shipped_published() -> Path:
    """The folder of the numbers that others published."""
    return shipped_benchmarks() / "published"


def names_in(folder: Path) -> list[str]:
    """The names of all definitions in a folder."""
    return sorted(path.stem for path in folder.glob(f"*{_YAML}"))


def definition_file(named: str, shipped: Path, what: str) -> Path:
    """The file of a definition: a shipped one by its name, or a path that ends in .yaml.

    Raises:
        UserError: if there is none, with the nearest name.
    """
    if named.endswith((_YAML, ".yml")) or "/" in named:
        path = Path(named).expanduser()
        if not path.is_file():
            raise UserError(f"{what} {path} does not exist.{nearest(path.name, names_in(path.parent))}")
        return path
    path = shipped / f"{named}{_YAML}"
    if path.is_file():
        return path
    known = names_in(shipped)
    raise UserError(f"{what} is '{named}', but must be {one_of(known)}, or a path to a file.{nearest(named, known)}")
