"""From days to periods: a blank is not a zero, and half a week is not a week."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from rrp_desktop.charts.figure import MarkKind
from rrp_desktop.charts.presets import Direction, Wording
from rrp_desktop.charts.rules import median

DAY = timedelta(days=1)


class Frequency(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Period:
    """One period, *start* to *end* inclusive, or for rare events one event on *start*.

    *value* is a count, a numerator or, for rare events, days since the event before; None says not known.
    *days_seen* under the period's length makes it a part period. *ghost* is the reason for leaving it out,
    *note* is added to what the point says, *unusual* is a person's judgement, and *key* comes back when the
    point is chosen.
    """

    start: date
    end: date
    value: float | None
    denominator: float | None = None
    days_seen: int | None = None
    unconfirmed: str = ""
    ghost: str = ""
    note: str = ""
    unusual: bool = False
    key: object = None

    @property
    def days(self) -> int:
        """How long the period is."""
        return (self.end - self.start).days + 1

    @property
    def complete(self) -> bool:
        """The whole of it was observed."""
        return self.days_seen is None or self.days_seen >= self.days


@dataclass(frozen=True, slots=True)
class Change:
    """Something to mark on the chart: a change idea, or a new definition."""

    on: date
    label: str
    kind: MarkKind = MarkKind.CHANGE


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over time, with the words for it; *rated* says the denominators are to be divided by.

    *blank* is what a period without a value is.
    """

    title: str
    unit: str
    frequency: Frequency
    direction: Direction
    periods: tuple[Period, ...]
    one: str = "event"
    many: str = "events"
    multiplier: float = 1.0
    rated: bool = False
    changes: tuple[Change, ...] = ()
    blank: str = "not confirmed"

    @property
    def wording(self) -> Wording:
        """What the sentences call a point and a value."""
        point = "interval" if self.frequency is Frequency.EVENT else self.frequency.value
        return Wording(point, f"{point}s", self.one, self.many)


def period_of(when: date, frequency: Frequency, *, week_starts: int = 0) -> tuple[date, date]:
    """First and last day of the period *when* belongs to; weeks start on Monday unless told otherwise."""
    match frequency:
        case Frequency.WEEK:
            start = when - timedelta(days=(when.weekday() - week_starts) % 7)
            return start, start + timedelta(days=6)
        case Frequency.MONTH:
            return when.replace(day=1), _month_after(when.replace(day=1), 1) - timedelta(days=1)
        case Frequency.QUARTER:
            start = date(when.year, when.month - (when.month - 1) % 3, 1)
            return start, _month_after(start, 3) - timedelta(days=1)
        case Frequency.DAY | Frequency.EVENT:
            return when, when


def frequency_of(dates: Sequence[date]) -> Frequency:
    """The frequency whose periods start on *dates*, by their usual distance; days if none fits."""
    gap = median([float((after - before).days) for before, after in pairwise(dates)])
    fits = {Frequency.WEEK: (7, 7), Frequency.MONTH: (28, 31), Frequency.QUARTER: (90, 92)}
    return next((one for one, (low, high) in fits.items() if gap and low <= gap <= high), Frequency.DAY)


def grid(
    first: date, last: date, frequency: Frequency, *, week_starts: int = 0
) -> Iterator[tuple[date, date]]:
    """Every period from the one *first* is in to the one *last* is in, empty or not."""
    when = first
    while when <= last:
        start, end = period_of(when, frequency, week_starts=week_starts)
        yield start, end
        when = end + timedelta(days=1)


def count_periods(
    events: Iterable[date],
    first: date,
    last: date,
    frequency: Frequency,
    *,
    unconfirmed: Mapping[date, str] | Collection[date] = (),
    denominators: Mapping[date, float] | None = None,
    today: date | None = None,
    settle_days: int = 0,
    week_starts: int = 0,
) -> tuple[Period, ...]:
    """Count *events* (days) into every period of the grid; *first* and *last* bound the days observed.

    A period that holds an *unconfirmed* day has no value. A period's denominator is the sum over its days,
    and missing if any day of it is. A period that ended fewer than *settle_days* before *today* is not
    complete yet.
    """
    counts: dict[date, int] = {}
    for event in events:
        if first <= event <= last:
            start = period_of(event, frequency, week_starts=week_starts)[0]
            counts[start] = counts.get(start, 0) + 1
    periods: list[Period] = []
    for start, end in grid(first, last, frequency, week_starts=week_starts):
        seen = [day for day in _days(start, end) if first <= day <= last]
        blank = [day for day in seen if day in unconfirmed]
        counted = [day for day in seen if denominators is None or day in denominators]
        period = Period(
            start,
            end,
            None if blank else float(counts.get(start, 0)),
            _summed(seen, denominators),
            len(seen) if len(seen) < (end - start).days + 1 else None,
            f"{len(blank)} of {len(seen)} days not confirmed"
            if blank
            else f"denominator known on {len(counted)} of {len(seen)} days"
            if len(counted) < len(seen)
            else "",
        )
        unsettled = today is not None and (today - end).days < settle_days
        periods.append(
            replace(period, days_seen=min(period.days - 1, len(seen)))
            if unsettled and period.complete
            else period
        )
    return tuple(periods)


def days_between(events: Iterable[tuple[date, object]], *, until: date | None = None) -> tuple[Period, ...]:
    """The waits between events, each with its key; one still running *until* a day closes the row.

    Give either days, or moments throughout: the waits between moments are fractions of days. Events of one
    moment keep their order.
    """
    ordered = sorted(events, key=lambda one: one[0])
    periods = [
        Period(_day(when), _day(when), None if not at else (when - ordered[at - 1][0]) / DAY, key=key)
        for at, (when, key) in enumerate(ordered)
    ]
    if until is not None and ordered:
        end = _day(until)
        periods.append(Period(end, end, (until - ordered[-1][0]) / DAY, days_seen=0))
    return tuple(periods)


def as_differences(series: Series) -> Series:
    """*series* in the words of a moving-range chart, where neither way is better."""
    before = f"the {series.wording.point} before"
    cases = "percentage points" if series.many == "%" else series.many
    one = cases if series.many == "%" else series.one
    return replace(
        series,
        title=f"{series.title}, moving ranges",
        unit=f"{'percentage points' if series.many == '%' else series.unit}, up or down",
        direction=Direction.NEUTRAL,
        one=f"{one} up or down on {before}",
        many=f"{cases} up or down on {before}",
        periods=tuple(
            replace(each, unconfirmed=_no_difference(each, rated=series.rated)) for each in series.periods
        ),
    )


def _no_difference(period: Period, *, rated: bool) -> str:
    """Why there is no difference to show, should there be none."""
    if period.value is None or (rated and not period.denominator):
        return period.unconfirmed
    whole = period.complete and not period.ghost
    return "nothing known just before it" if whole else "not compared"


def _day(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def better_as_waits(periods: Iterable[Period]) -> bool:
    """Half or more of the complete, confirmed periods are zero: days between events would say more."""
    known = [one.value for one in periods if one.value is not None and one.complete and not one.ghost]
    return bool(known) and 2 * sum(1 for value in known if not value) >= len(known)


def _summed(days: list[date], daily: Mapping[date, float] | None) -> float | None:
    if daily is None or any(day not in daily for day in days):
        return None
    return sum(daily[day] for day in days)


def _days(start: date, end: date) -> Iterator[date]:
    for offset in range((end - start).days + 1):
        yield start + timedelta(days=offset)


def _month_after(first: date, months: int) -> date:
    at = first.month - 1 + months
    return date(first.year + at // 12, at % 12 + 1, 1)
