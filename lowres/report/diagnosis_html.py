"""A diagnosis as one HTML page that needs no network and no script."""

from pathlib import Path

from lowres.report import numbers
from lowres.report.diagnosis import ESTIMATE, DiagnosisFacts, description, figure_rows, is_estimated, remarks
from lowres.report.page import render_page
from lowres.tasks.diagnosis.round_trip import LOSSES

_TEMPLATE = Path(__file__).with_name("diagnosis_template.html")


def render_diagnosis(facts: DiagnosisFacts) -> str:
    """The whole page; every text that comes from data is escaped."""
    values = {
        "facts": facts,
        "description": description,
        "figure_rows": figure_rows,
        "remarks": remarks,
        "losses": LOSSES,
        "estimate": ESTIMATE if is_estimated(facts) else None,
    }
    return render_page(_TEMPLATE, {"percent": numbers.percent, "count": numbers.count}, values)
