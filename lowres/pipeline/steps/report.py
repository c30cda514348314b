"""The step that ends a run: the adapted model in one folder, and the report."""

from pathlib import Path
from typing import ClassVar, Literal

from lowres.files import gather, read_json, whole_folder
from lowres.pipeline.adaptation import Adaptation
from lowres.pipeline.step import Step, Workplace
from lowres.pipeline.steps.few_shot import TASK_MODEL


class Report(Step):
    """Gather the adapted model and write the report, the model card and `summary.json` into the run folder."""

    step: Literal["report"] = "report"
    needs: ClassVar[tuple[str, ...]] = ("model", "evaluation")
    wants: ClassVar[tuple[str, ...]] = ("predictions",)
    in_branches: ClassVar[bool] = False

    def run(self, adaptation: Adaptation, workplace: Workplace) -> Adaptation:
        from lowres.report.render import write_report

        learnt = workplace.find(adaptation.predictions) / TASK_MODEL if adaptation.predictions is not None else None
        own_folder = learnt is not None and not _is_whole(learnt, adaptation)
        with whole_folder(workplace.run_folder / "model") as folder:
            gather(workplace.find(adaptation.model) if learnt is None or own_folder else learnt, folder)
        if learnt is not None and own_folder:
            with whole_folder(workplace.run_folder / TASK_MODEL) as folder:
                gather(learnt, folder)
        written = write_report(workplace.run_folder)
        workplace.report({"headline": f"wrote {written.report}"})
        return adaptation


def _is_whole(learnt: Path, adaptation: Adaptation) -> bool:
    """Whether the learnt task is the adapted model and something beside it, or there is no adapted model."""
    from lowres.transfer.fitted import FORM, TASK
    from lowres.transfer.probed_model import ProbedModel

    return adaptation.model == adaptation.unadapted or read_json(learnt / TASK)[FORM] == ProbedModel.form
