"""A page of HTML out of a template: one style for all, and every text that comes from data is escaped."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markupsafe import Markup

STYLE = Path(__file__).parent / "style.css"


def render_page(template: Path, filters: Mapping[str, Callable[..., Any]], values: Mapping[str, Any]) -> str:
    """The whole page; the template may include others of its folder, and puts `style` into its head."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(template.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters)
    page = environment.get_template(template.name).render(style=trusted(STYLE.read_text(encoding="utf-8")), **values)
    return "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"


def trusted(text: str) -> "Markup":
    """Text of our own, such as a chart, that is HTML already."""
    from markupsafe import Markup

    return Markup(text)
