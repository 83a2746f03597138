"""Wards side by side, month by month: first how complete they are, then what they counted.

A day nobody confirmed adds nothing to a count and is named beside it; it is never nought.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from rrp_desktop.central.shelf import Shelf
from rrp_desktop.central.tables import HUDDLE_MONTHS, MONTH_COUNTS, WARD_MONTHS


@dataclass(slots=True)
class WardMonth:
    """One ward in one month, as its own rows say."""

    ward: str
    month: str
    shifts: int = 0
    confirmed: int = 0
    days: int = 0
    midnights: int = 0
    bed_days: int = 0
    huddles_expected: int = 0
    huddles_held: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    days_known: Counter[str] = field(default_factory=Counter)

    def plain(self) -> dict[str, Any]:
        """The month as JSON. What was counted on no day at all is null."""
        return {
            "ward": self.ward,
            "month": self.month,
            "shifts": self.shifts,
            "shifts_confirmed": self.confirmed,
            "days": self.days,
            "midnights_counted": self.midnights,
            "bed_days": self.bed_days if self.midnights else None,
            "huddles_expected": self.huddles_expected,
            "huddles_held": self.huddles_held,
            "counts": _counted(self.counts, self.days_known),
        }


def ward_months(shelf: Shelf) -> tuple[WardMonth, ...]:
    """Every month of every ward that sent one, in order."""
    found: dict[tuple[str, str], WardMonth] = {}

    def month_of(row: sa.Row[Any]) -> WardMonth:
        return found.setdefault((row.ward, row.month), WardMonth(row.ward, row.month))

    with shelf.transaction() as connection:
        for row in connection.execute(sa.select(WARD_MONTHS)):
            month = month_of(row)
            month.days, month.shifts, month.confirmed = row.days, row.shifts, row.confirmed
            month.midnights, month.bed_days = row.midnights, row.bed_days
            month.huddles_expected = row.huddles_expected
        for row in connection.execute(sa.select(HUDDLE_MONTHS)):
            month_of(row).huddles_held = row.held
        names = ("ward", "month", "measure", "count", "days_known")
        for ward, when, measure, count, known in connection.execute(
            sa.select(*(MONTH_COUNTS.c[name] for name in names))
        ):
            month = found.setdefault((ward, when), WardMonth(ward, when))
            month.counts[measure], month.days_known[measure] = count, known
    return tuple(found[key] for key in sorted(found))


def totals(months: Iterable[WardMonth]) -> dict[str, dict[str, int | None]]:
    """What all *months* counted together, by measure, and over how many known days."""
    counts: Counter[str] = Counter()
    known: Counter[str] = Counter()
    for month in months:
        counts.update(month.counts)
        known.update(month.days_known)
    return _counted(counts, known)


def _counted(counts: Counter[str], known: Counter[str]) -> dict[str, dict[str, int | None]]:
    return {
        measure: {"count": counts[measure] if days else None, "days_known": days}
        for measure, days in sorted(known.items())
    }
