"""How complete each ward is, and what changed there since it began."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from rrp_desktop.central.report.gathered import YEAR, Tally, Ward, month_before
from rrp_desktop.reports.hidden import FEWEST, FEWEST_NIGHTS


class Complete(StrEnum):
    """What a ward's last twelve months are good for."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    JOINER = "joiner"
    NULL = "null"


MEANING = {
    Complete.COMPLETE: "at least 11 of 12 months, at least 95 % of shifts confirmed",
    Complete.PARTIAL: "less than that",
    Complete.JOINER: "first month less than a year ago",
    Complete.NULL: "nothing in the last 3 months, or most shifts not confirmed; left out of every mean",
}
_ENOUGH_MONTHS, _ENOUGH_SHIFTS, _HALF, _SILENT = 11, 0.95, 0.5, 3


def completeness(ward: Ward, until: str) -> Complete:
    """What *ward*'s year until the month *until* is good for."""
    year = [each for each in ward.sent if each.month > month_before(until, YEAR)]
    shifts = sum(each.shifts for each in year)
    confirmed = sum(each.confirmed for each in year) / shifts if shifts else 0.0
    if not year or year[-1].month <= month_before(until, _SILENT) or confirmed < _HALF:
        return Complete.NULL
    if ward.sent[0].month > month_before(until, YEAR - 1):
        return Complete.JOINER
    enough = len(year) >= _ENOUGH_MONTHS and confirmed >= _ENOUGH_SHIFTS
    return Complete.COMPLETE if enough else Complete.PARTIAL


def counted(wards: Iterable[Ward], until: str) -> tuple[Ward, ...]:
    """The wards whose numbers mean something: all but the null ones."""
    return tuple(ward for ward in wards if completeness(ward, until) is not Complete.NULL)


def changed(ward: Ward, measure: str) -> float | None:
    """By how much of itself the rate of *measure* changed; None without enough to start from."""
    return _change(ward.before.get(measure), ward.now.get(measure))


def shown_change(ward: Ward, measure: str) -> float | None:
    """The same where wards stand beside each other: from 4 events down all are told as 4."""
    now = ward.now.get(measure)
    return _change(ward.before.get(measure), now and replace(now, count=max(now.count, FEWEST - 1)))


def _change(before: Tally | None, now: Tally | None) -> float | None:
    if before is None or now is None or before.count < FEWEST:
        return None
    if min(before.bed_days, now.bed_days) < FEWEST_NIGHTS or not before.rate or now.rate is None:
        return None
    return now.rate / before.rate - 1


def best_change(ward: Ward, measures: Iterable[str]) -> float | None:
    """The largest fall in any of *measures*; None where none can be told."""
    told = [change for measure in measures if (change := changed(ward, measure)) is not None]
    return min(told, default=None)
