"""Charts of a page as inline SVG that follows the page's colours, in light, dark and print.

Matplotlib draws with stand-in colours; afterwards each becomes a CSS variable of the page. The same figures give the
same bytes: hashes are salted with a fixed word and no date is written.
"""

import html
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MUTED, RULE = "#0a0b01", "#0a0b02", "#0a0b03"
BEFORE, AFTER, OTHER, PAPER = "#0a0b04", "#0a0b05", "#0a0b06", "#0a0b07"
_VARIABLES = {
    INK: "ink",
    MUTED: "muted",
    RULE: "rule",
    BEFORE: "before",
    AFTER: "after",
    OTHER: "other",
    PAPER: "paper",
}
_WIDTH_INCHES = 4.7
_SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "lowres",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.labelcolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
}


@dataclass(frozen=True)
class Chart:
    """A picture with what a screen reader says instead of it."""

    title: str
    description: str
    svg: str


@contextmanager
def drawing(height_inches: float) -> Iterator[tuple["Figure", "Axes"]]:
    """A figure of the page's width that leaves no state behind in Matplotlib."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        # Only the width of the text is measured here; the reader's browser has the glyphs.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure = Figure(figsize=(_WIDTH_INCHES, height_inches), layout="constrained", facecolor="none")
        axes = figure.add_subplot(facecolor="none")
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(length=0)
        axes.set_axisbelow(True)
        yield figure, axes


def write_beside(axes: "Axes", text: str, place: float) -> None:
    """A text to the right of the axes, at a height."""
    axes.annotate(
        text,
        (1, place),
        xycoords=("axes fraction", "data"),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
    )


def finished(figure: "Figure", name: str, title: str, description: str) -> Chart:
    """The figure as an SVG element of the page: named, described, and in the page's colours."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text[text.index("<svg") :], flags=re.DOTALL)
    for colour, variable in _VARIABLES.items():
        text = text.replace(colour, f"var(--{variable})")
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'(url\(|href=")#', rf"\1#{name}-", text)
    text = re.sub(r"'DejaVu Sans'[^;\"]*", "var(--sans)", text)
    opening = f'<svg role="img" aria-labelledby="{name}-title {name}-description"'
    label = (
        f'<title id="{name}-title">{html.escape(title)}</title>'
        f'<desc id="{name}-description">{html.escape(description)}</desc>'
    )
    tag, rest = text.split(">", 1)
    return Chart(title, description, f"{tag.replace('<svg', opening, 1)}>{label}{rest}")
