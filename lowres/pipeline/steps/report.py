"""The step that ends a run: the adapted model in one folder, and the report."""

import os
import shutil
from pathlib import Path
from typing import ClassVar, Literal

from lowres.files import whole_folder
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Workplace


class Report(Step):
    """Gather the adapted model and write the report, the model card and `summary.json` into the run folder."""

    step: Literal["report"] = "report"
    needs: ClassVar[tuple[str, ...]] = ("corpus", "model", "evaluation")
    wants: ClassVar[tuple[str, ...]] = ("predictions",)
    in_branches: ClassVar[bool] = False

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.report.render import write_report

        with whole_folder(workplace.run_folder / "model") as folder:
            _gather(workplace.find(adaptation.model), folder)
            if adaptation.predictions is not None:
                _gather(workplace.find(adaptation.predictions) / "probe", folder)
        written = write_report(workplace.run_folder)
        workplace.report({"headline": f"wrote {written.report}"})
        return adaptation


def _gather(source: Path, folder: Path) -> None:
    """Link every file into the folder, or copy it where links cannot be made; the weights are large."""
    folder.mkdir(exist_ok=True)
    for path in source.iterdir():
        if path.is_dir():
            _gather(path, folder / path.name)
            continue
        path = path.resolve()  # a hub's cache holds links, and a link to a link would lead nowhere
        try:
            os.link(path, folder / path.name)
        except OSError:
            shutil.copy2(path, folder / path.name)
