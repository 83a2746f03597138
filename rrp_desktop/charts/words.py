"""Days, numbers and amounts as people say them."""

from datetime import date
from functools import lru_cache

from rrp_desktop.charts.presets import Wording

LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTHS = tuple(month[:3] for month in LONG_MONTHS)


@lru_cache(maxsize=4096)
def day(when: date, *, year: bool = True) -> str:
    """21 Nov 2026."""
    return f"{when.day} {MONTHS[when.month - 1]}{f' {when.year}' if year else ''}"


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """Up to one decimal under 100 (two under 1), none above; 1,000 with its comma."""
    places = 2 if abs(value) < 1 else 1 if abs(value) < 100 else 0
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def amount(value: float, wording: Wording) -> str:
    """19 events; 1 event; 85%."""
    unit = wording.one if value == 1 else wording.many
    figure = number(value)
    return f"{figure}{'' if unit == '%' or not unit else ' '}{unit}"
