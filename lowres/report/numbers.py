"""Numbers as the report prints them: three decimals, always a leading zero, a real minus sign."""

import math

MISSING = "–"
MINUS = "\N{MINUS SIGN}"
SMALLEST_P = 0.001


def is_number(value: float | None) -> bool:
    """Whether a value can be printed and drawn: neither absent, nor infinite, nor not-a-number."""
    return value is not None and math.isfinite(value)


def decimals(value: float | None, places: int = 3) -> str:
    """`0.656`; a dash where there is no number; never `−0.000`."""
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{abs(value):.{places}f}"
    return f"{MINUS}{text}" if value < 0 and float(text) else text


def signed(value: float | None, places: int = 3) -> str:
    """A difference with its sign: `+0.012`, `−0.004`, `0.000`."""
    text = decimals(value, places)
    return f"+{text}" if is_number(value) and text[0] != MINUS and float(text) else text


def interval(low: float | None, high: float | None, places: int = 3) -> str:
    """The two ends of an interval in words that survive a minus sign: `−0.020 to 0.040`."""
    if not (is_number(low) and is_number(high)):
        return MISSING
    return f"{decimals(low, places)} to {decimals(high, places)}"


def p_value(value: float | None) -> str:
    """`0.012`, or `< 0.001` where more digits would promise more than resampling can give."""
    if is_number(value) and value is not None and value < SMALLEST_P:
        return f"< {SMALLEST_P}"
    return decimals(value)


def percent(share: float | None) -> str:
    """A share of one as `49.2 %`."""
    return f"{decimals(100 * share, 1)} %" if share is not None and math.isfinite(share) else MISSING


def count(value: float | None) -> str:
    """A whole number with thousands set apart: `16,111`."""
    return f"{round(value):,}" if value is not None and math.isfinite(value) else MISSING


def duration(seconds: float | None) -> str:
    """`3.2 s`, `4 min 05 s` or `2 h 10 min`."""
    if seconds is None or not math.isfinite(seconds):
        return MISSING
    if round(seconds, 1) < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02d} s"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def memory(megabytes: float | None) -> str:
    """`512 MB` or `1.9 GB`."""
    if megabytes is None or not math.isfinite(megabytes):
        return MISSING
    return f"{megabytes:.0f} MB" if megabytes < 1000 else f"{megabytes / 1000:.1f} GB"


def compact(value: float | None) -> str:
    """A number of unknown size in at most four digits: a learning rate, a loss."""
    return f"{value:.4g}".replace("-", MINUS) if value is not None and math.isfinite(value) else MISSING
