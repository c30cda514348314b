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
    needs: ClassVar[tuple[str, ...]] = ("corpus", "model", "predictions", "evaluation")
    in_branches: ClassVar[bool] = False

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.report.render import write_report

        with whole_folder(workplace.run_folder / "model") as folder:
            _gather(workplace.find(adaptation.model), folder)
            _gather(workplace.find(adaptation.predictions) / "probe", folder)
        written = write_report(workplace.run_folder)
        workplace.report({"headline": f"wrote {written.report}"})
        return adaptation


def _gather(source: Path, folder: Path) -> None:
    """Link every file into the folder, or copy it where links cannot be made; the weights are large."""
    for path in source.iterdir():
        path = path.resolve()  # a hub's cache holds links, and a link to a link would lead nowhere
        try:
            os.link(path, folder / path.name)
        except OSError:
            shutil.copy2(path, folder / path.name)
