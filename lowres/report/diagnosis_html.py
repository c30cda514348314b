"""A diagnosis as one HTML page that needs no network and no script."""

from pathlib import Path

from lowres.report import numbers
from lowres.report.diagnosis import ESTIMATE, DiagnosisFacts, description, figure_rows, is_estimated, remarks
from lowres.tasks.diagnosis.round_trip import LOSSES

_HERE = Path(__file__).parent


def render_diagnosis(facts: DiagnosisFacts) -> str:
    """The whole page; every text that comes from data is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(_HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(percent=numbers.percent, count=numbers.count)
    page = environment.get_template("diagnosis_template.html").render(
        facts=facts,
        description=description,
        figure_rows=figure_rows,
        remarks=remarks,
        losses=LOSSES,
        estimate=ESTIMATE if is_estimated(facts) else None,
        style=Markup((_HERE / "style.css").read_text(encoding="utf-8")),
    )
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"
