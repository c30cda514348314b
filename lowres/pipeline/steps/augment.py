"""The step that makes more training examples out of few; what is tested stays as it is."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from lowres.augmentation.augmenters import AugmenterMethod
from lowres.augmentation.augmenters.augmenter import Augmenter
from lowres.augmentation.filters import USUAL, FilterMethod
from lowres.errors import Fault, MissingPackageError
from lowres.pipeline import named_files
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Surroundings, Workplace
from lowres.report.machine import installed_version

if TYPE_CHECKING:
    from lowres.augmentation.augment import MethodCounts

Copies = Annotated[float, Field(gt=0)]
Methods = Sequence[tuple[str, Augmenter | FilterMethod]]


class Augment(Step):
    """Make more training examples out of few; the tests, and what models are chosen by, stay as they are."""

    step: Literal["augment"] = "augment"
    needs: ClassVar[tuple[str, ...]] = ("task",)
    wants: ClassVar[tuple[str, ...]] = ("model",)
    gives: ClassVar[tuple[str, ...]] = ("task",)
    removable: ClassVar[bool] = True
    augmenters: list[AugmenterMethod] = []
    """What changes the shots; each shot set by itself, so that nothing is learnt from what was not drawn."""
    copies: Copies = 1.0
    """New examples for each shot, on average."""
    source_augmenters: list[AugmenterMethod] = []
    """What changes the examples of the source languages, such as `code_switch` into the recipe's language."""
    source_copies: Copies = 1.0
    """New examples for each source example, on average."""
    filters: list[FilterMethod] = list(USUAL)
    """What drops new examples; drops are counted by filter."""

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.augmenters and not self.source_augmenters:
            raise ValueError("must name augmenters, source_augmenters, or both")
        return self

    def methods(self) -> Methods:
        """Every augmenter and filter with its address."""
        lists: dict[str, Sequence[Augmenter | FilterMethod]] = {
            "augmenters": self.augmenters,
            "source_augmenters": self.source_augmenters,
            "filters": self.filters,
        }
        return [(f"{name}.{place}", one) for name, found in lists.items() for place, one in enumerate(found, start=1)]

    def faults(self, surroundings: Surroundings) -> list[Fault]:
        """Files, models and packages that are missing."""
        found = []
        for address, one in self.methods():
            found += named_files.faults(one, surroundings.recipe_folder, address)
            packages = one.packages if isinstance(one, Augmenter) else {}
            for package, extra in packages.items():
                if installed_version(package) is None:
                    told = MissingPackageError(package, extra, one.method)
                    found.append(Fault(f"{address}.method", f"cannot be used: {told}"))
        return found

    def located(self, folder: Path) -> Self:
        return self.model_copy(
            update={
                "augmenters": [named_files.located(one, folder) for one in self.augmenters],
                "source_augmenters": [named_files.located(one, folder) for one in self.source_augmenters],
                "filters": [named_files.located(one, folder) for one in self.filters],
            }
        )

    def identity(self, surroundings: Surroundings) -> dict[str, Any]:
        """Lexicons, rules and local models count by their content."""
        return {
            **super().identity(surroundings),
            "augmenters": [named_files.identity(one, surroundings.recipe_folder) for one in self.augmenters],
            "source_augmenters": [
                named_files.identity(one, surroundings.recipe_folder) for one in self.source_augmenters
            ],
            "filters": [named_files.identity(one, surroundings.recipe_folder) for one in self.filters],
        }

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.pipeline.augmenting import Augmenting

        augmenting = Augmenting(self.located(workplace.surroundings.recipe_folder), adaptation, workplace)
        task = augmenting.augmented()
        task.write(workplace.folder / "task")
        workplace.report(
            {
                "headline": _headline(augmenting.of_shots, augmenting.of_sources),
                "shots": {draw: _told(counts) for draw, counts in augmenting.of_shots.items()},
                "sources": {language: _told(counts) for language, counts in augmenting.of_sources.items()},
                "notes": list(augmenting.notes),
            }
        )
        return adaptation.with_paths(workplace.run_folder, task=workplace.folder / "task")


def _told(counts: "dict[str, MethodCounts]") -> dict[str, Any]:
    return {method: one.told() for method, one in counts.items()}


def _headline(of_shots: "dict[str, dict[str, MethodCounts]]", of_sources: "dict[str, dict[str, MethodCounts]]") -> str:
    parts = []
    for what, found in (("shots", of_shots), ("source examples", of_sources)):
        every = [one for counts in found.values() for one in counts.values()]
        if every:
            kept, dropped = sum(one.kept for one in every), sum(sum(one.dropped.values()) for one in every)
            left = sum(one.unchanged for one in every)
            sets = f" in {len(of_shots)} draws" if what == "shots" and len(of_shots) > 1 else ""
            parts.append(f"{kept:,} new of {what}{sets}; {dropped:,} dropped, {left:,} came out unchanged")
    return "; ".join(parts)
