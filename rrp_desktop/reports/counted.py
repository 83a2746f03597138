"""What the store counted, as the series a chart is drawn from."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from rrp_desktop.charts.presets import Direction
from rrp_desktop.charts.series import Frequency, Period, Series
from rrp_desktop.clock import DAY, Grain, day_of
from rrp_desktop.measures import Better, Counts, Measure
from rrp_desktop.ward import Ward

if TYPE_CHECKING:
    from rrp_desktop.store import PeriodCount, Store

PER = 1000
BED_DAYS = "per 1,000 bed days"


def counted(
    store: "Store", measure: Measure, first: date, today: date, grain: Grain, *, rate: bool = False
) -> Series:
    """The measure by periods; with *rate* per 1,000 occupied bed days, where every midnight is known."""
    counts = store.counts(measure, first, today, grain)
    beds = _beds(store, counts) if rate else None
    one, many = (BED_DAYS, BED_DAYS) if rate else (measure.one, measure.many)
    return Series(
        title=f"each {grain}, {BED_DAYS}" if rate else f"each {grain}",
        unit=f"{measure.many} {BED_DAYS}" if rate else "per cent" if measure.per_cent else measure.many,
        one=one,
        many=many,
        frequency=Frequency(grain),
        direction=Direction(measure.better.value),
        periods=tuple(_period(measure, count, beds) for count in counts),
        rated=measure.per_cent or rate,
        multiplier=100.0 if measure.per_cent else float(PER) if rate else 1.0,
    )


def _beds(store: "Store", counts: Sequence["PeriodCount"]) -> Mapping[date, int]:
    """The beds occupied at each midnight that is known; none on the days the ward was closed."""
    if not counts:
        return {}
    first, last = counts[0].start, counts[-1].end
    days = (first + DAY * at for at in range((last - first).days + 1))
    closed = {day: 0 for day in days if store.ward().closed_on(day)}
    return closed | dict(store.beds(first, last))


def _period(measure: Measure, count: "PeriodCount", beds: Mapping[date, int] | None) -> Period:
    value = None if count.count is None else count.count * measure.scale
    key = (count.start, count.end)
    period = Period(count.start, count.end, value, unconfirmed=_why(measure, count), key=key)
    if measure.per_cent:
        period = replace(period, denominator=count.expected)
    if not count.complete:
        period = _part(measure, count, period)
    return _rated(period, beds, count) if beds is not None else period


def _why(measure: Measure, count: "PeriodCount") -> str:
    """Why the period has no value, if it has none."""
    if not count.shifts:
        return "the ward was closed"
    if count.confirmed < count.shifts:
        what = "huddles not logged" if measure.counts is Counts.HUDDLES else "shifts not confirmed"
        return f"{count.shifts - count.confirmed} of {count.shifts} {what}"
    if count.unknown:
        return f"{count.unknown} without an end"
    return "nothing to take it from"


def _part(measure: Measure, count: "PeriodCount", period: Period) -> Period:
    """One that is still running shows what was logged so far, and nothing while that may be a blank."""
    whole = 0 < count.days_over == count.days_known
    return replace(
        period,
        value=count.seen * measure.scale if count.seen or whole else None,
        days_seen=min(count.days_known, period.days - 1),
    )


def _rated(period: Period, beds: Mapping[date, int], count: "PeriodCount") -> Period:
    """Divided by its bed days; without a value where a midnight is missing."""
    many = period.days if count.complete else count.days_over
    nights = (beds.get(period.start + DAY * at) for at in range(period.days))
    known = [each for each in nights if each is not None]
    if len(known) < many or not many:
        why = f"{len(known)} of {many} midnights counted"
        return replace(
            period, denominator=None, unconfirmed=period.unconfirmed if period.value is None else why
        )
    return replace(period, denominator=float(sum(known)))


def waits(
    store: "Store", measure: Measure, first: date, now: datetime, *, whole_days: bool = False
) -> Series:
    """The days between incidents, from their times; the wait that is running now closes the row.

    A wait over a day that nobody has confirmed is not known: something may have happened in it. Days on which
    the ward was closed lengthen none.
    """
    today = day_of(now)
    days = store.counts(measure, first, today, "day")
    blank = [day.start for day in days if day.complete and day.count is None]
    began = store.moments(measure, first, today)
    return Series(
        title="days between",
        unit="days",
        one="day",
        many="days",
        frequency=Frequency.EVENT,
        direction=Direction.HIGHER if measure.better is Better.LOWER else Direction.LOWER,
        periods=tuple(_waits(store.ward(), began, now, blank, whole_days=whole_days)),
    )


def _waits(
    ward: Ward, began: Sequence[datetime], now: datetime, blank: Sequence[date], *, whole_days: bool
) -> Iterator[Period]:
    if began:
        day = day_of(began[0])
        yield Period(day, day, None, key=(day, day))
    for before, moment in pairwise((*began, now) if began else ()):
        since, day = day_of(before), day_of(moment)
        whole = (day - since).days
        closed = whole - ward.days_open(since, day) if ward.closed else 0
        waited = (whole if whole_days else (moment - before) / DAY) - closed
        open_ = bisect_right(blank, day) - bisect_left(blank, since)
        yield Period(
            day,
            day,
            None if open_ else float(waited),
            days_seen=0 if moment is now else None,
            unconfirmed=f"{open_} day{'s' if open_ > 1 else ''} of this wait not confirmed",
            key=None if moment is now else (day, day),
        )
