"""More labelled examples out of those in a file, without a recipe."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lowres.augmentation.augment import Augmented, Beside
from lowres.augmentation.augment import augment as augment_examples
from lowres.augmentation.augmenters import AugmenterMethod
from lowres.augmentation.augmenters.augmenter import Augmenter
from lowres.augmentation.filters import USUAL, FilterMethod
from lowres.augmentation.filters.filter import Filter
from lowres.augmentation.mix import Made, materials_of
from lowres.data.labelled.own_file import OwnFile, kind_of, like, read_own
from lowres.data.readers.lines import Line, read_lines
from lowres.data.readers.parts import TaskKind
from lowres.definition import validate
from lowres.errors import MissingPackageError, UserError
from lowres.files import write_text
from lowres.language import LanguageTag
from lowres.method import Parameters
from lowres.progress import Progress, SilentProgress
from lowres.report.machine import installed_version

if TYPE_CHECKING:
    from lowres.data.labelled.read import LabelledSplit

LONGEST_LINE_CHARACTERS = 100_000


@dataclass(frozen=True)
class AugmentOptions:
    """What a file is augmented with beside the methods."""

    copies: float = 1.0
    """New examples for each old one, on average."""
    seed: int = 17
    filters: Sequence[Filter | Mapping[str, Any] | str] = USUAL
    """Filters, or their names, or mappings with their name (`method`) and parameters."""
    language: str | None = None
    """Such as `wol-Latn`; for methods that ask for it."""
    task: TaskKind | None = None
    """Told by the file's ending where it is not given."""
    test: str | Path | None = None
    """A file of labelled examples that no new one may come close to."""
    unlabelled: str | Path | None = None
    """A file with one text a line, for methods that learn from plain text."""
    progress: Progress = field(default_factory=SilentProgress)


@dataclass(frozen=True)
class AugmentedFile:
    """The file's examples, and what was made of them."""

    split: "LabelledSplit"
    augmented: Augmented

    @property
    def made(self) -> tuple[Made, ...]:
        """Each new example with the one it was made of, the method and the changes."""
        return self.augmented.made

    def write(self, path: str | Path) -> None:
        """Write old and new examples into another file, in the layout of the first.

        Raises:
            UserError: if there is such a file, or it has another ending.
        """
        from lowres.data.labelled.append import with_more

        out = Path(path).expanduser()
        refuse_target(self.split.path, out)
        write_text(out, with_more(self.split, self.augmented.examples))


class _Chosen(Parameters):
    """What of a recipe's step is asked for here."""

    augmenters: list[AugmenterMethod] = []
    filters: list[FilterMethod] = []
    language: LanguageTag | None = None


def augment(
    file: str | Path,
    augmenters: Sequence[Augmenter | Mapping[str, Any] | str],
    out: str | Path | None = None,
    options: AugmentOptions = AugmentOptions(),  # noqa: B008  (frozen)
) -> AugmentedFile:
    """Make more labelled examples out of those in a file.

    Args:
        file: labelled examples (CSV, TSV, JSON lines, CoNLL).
        augmenters: methods, or their names, or mappings with their name (`method`) and parameters.
        out: where old and new examples are written, in the layout of the file; nowhere if it is left out.
        options: how many, with which seed, and what drops a new example.

    Raises:
        UserError: if a file, a method or an option is wrong, or a method does not fit the examples.
    """
    path = Path(file).expanduser()
    if out is not None:
        refuse_target(path, Path(out).expanduser())
    methods, filters = _methods(augmenters, options)
    split = read_own(OwnFile(path=path, kind=options.task or kind_of(path)))
    tests = _texts_of_test(split, options.test)
    texts = [] if options.unlabelled is None else _lines(Path(options.unlabelled).expanduser())
    beside = Beside(materials_of(split.examples, texts, options.language), tests, progress=options.progress)
    found = augment_examples(split.examples, methods, options.copies, options.seed, filters, beside)
    made = AugmentedFile(split, found)
    if out is not None:
        made.write(out)
    return made


def refuse_target(path: Path, out: Path) -> None:
    """Refuse a file that is there, or whose ending would have it read in another way.

    Raises:
        UserError: with what to do.
    """
    if out.exists():
        raise UserError(f"{out} exists already, and is not overwritten. Pass another --out.")
    if out.suffix.lower() != path.suffix.lower():
        raise UserError(f"{out} must end in {path.suffix} as {path.name} does, whose layout it gets.")


def _methods(
    augmenters: Sequence[Augmenter | Mapping[str, Any] | str], options: AugmentOptions
) -> tuple[list[Augmenter], list[Filter]]:
    """The methods as objects; those that are objects already stay as they are."""
    if not augmenters:
        raise UserError("no method is named. Name one, such as word_swap; `lowres methods augment` lists all.")
    if options.copies <= 0:
        raise UserError(f"copies is {options.copies}, but must be more than 0: new examples for each old one.")
    raw = {"augmenters": _raw(augmenters), "filters": _raw(options.filters), "language": options.language}
    chosen = validate(_Chosen, raw, "the options")
    methods = _in_place(augmenters, chosen.augmenters, Augmenter)
    for one in methods:
        for package, extra in one.packages.items():
            if installed_version(package) is None:
                raise MissingPackageError(package, extra, one.method)
    return methods, _in_place(options.filters, chosen.filters, Filter)


def _raw(given: Iterable[Any]) -> list[dict[str, Any]]:
    """Names and mappings as a recipe would hold them."""
    return [{"method": one} if isinstance(one, str) else dict(one) for one in given if isinstance(one, str | Mapping)]


def _in_place(given: Sequence[Any], validated: Iterable[Any], kind: type[Any]) -> list[Any]:
    found = iter(validated)
    return [one if isinstance(one, kind) else next(found) for one in given]


def _texts_of_test(split: "LabelledSplit", test: str | Path | None) -> list[str]:
    from lowres.data.examples import texts_in

    if test is None:
        return []
    path = Path(test).expanduser()
    same = path.suffix.lower() == split.path.suffix.lower()
    read = read_own(like(split, path) if same else OwnFile(path=path, kind=split.kind, labels=split.task.labels))
    return [text for one in read.examples for text in texts_in(one)]


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise UserError(f"{path}: there is no such file. Check the path.")
    return [one.text for one in read_lines(path, LONGEST_LINE_CHARACTERS) if isinstance(one, Line) and one.text.strip()]
