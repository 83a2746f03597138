"""Store counts into Figures: one read, one Figure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from rrp_desktop.charts.figure import Figure
from rrp_desktop.charts.picture import analyse_series, figure_of
from rrp_desktop.charts.presets import Chart, Direction, Options, Target
from rrp_desktop.charts.series import Change, Frequency, Period, Series, days_between
from rrp_desktop.clock import Grain, day_of, month_of, week_of
from rrp_desktop.measures import MEASURES, Better, Counts, Measure

if TYPE_CHECKING:
    from rrp_desktop.store import PeriodCount, Record, Store

SHOWN = timedelta(days=2 * 365)
"""How much of a long series is shown."""

_WORDS = {
    Counts.INCIDENTS: ("incident", "incidents"),
    Counts.INTERVENTIONS: ("intervention", "interventions"),
    Counts.HUDDLES: ("huddle", "huddles"),
}


def figure_for(
    store: "Store", name: str, *, now: datetime, grain: Grain = "week", kind: Chart = Chart.RUN
) -> Figure:
    """The chart of the measure called *name*, as it stands at *now*.

    *grain* is day, week or month. A chart of kind T shows the days between events, whatever the grain.
    A period with an unconfirmed shift has no value. One that is still running is a part period, which
    takes part in nothing: it shows what was logged so far, and nothing while that may be a blank.
    """
    measure, ward, today = MEASURES[name], store.ward(), day_of(now)
    first = max(ward.live_from, _start(today - SHOWN, grain))
    changes = tuple(_changes(store, name, first, today))
    if kind is Chart.T:
        series = _waits(store, measure, first, today)
    else:
        series = _counted(store, measure, first, today, grain)
    series = replace(series, title=f"{measure.title} — {ward.name}, {series.title}", changes=changes)
    return figure_of(series, _options(store, series, name, kind))


def _start(day: date, grain: Grain) -> date:
    return {"day": day, "week": week_of(day), "month": month_of(day)}[grain]


def _counted(store: "Store", measure: Measure, first: date, today: date, grain: Grain) -> Series:
    one, many = ("per cent", "per cent") if measure.per_cent else _WORDS[measure.counts]
    return Series(
        title=f"each {grain}",
        unit=many,
        one=one,
        many=many,
        frequency=Frequency(grain),
        direction=Direction(measure.better.value),
        periods=tuple(_period(store, measure, count) for count in store.counts(measure, first, today, grain)),
        rated=measure.per_cent,
        multiplier=100.0 if measure.per_cent else 1.0,
    )


def _period(store: "Store", measure: Measure, count: "PeriodCount") -> Period:
    period = Period(
        count.start,
        count.end,
        count.count,
        denominator=count.expected,
        unconfirmed=f"{count.shifts - count.confirmed} of {count.shifts} shifts not confirmed",
        key=(count.start, count.end),
    )
    if count.complete:
        return period
    days = store.counts(measure, count.start, count.end, "day")
    over = [day for day in days if day.complete]
    known = [day for day in over if day.count is not None]
    seen = sum(day.seen for day in days)
    return replace(
        period,
        value=seen if seen or (known and len(known) == len(over)) else None,
        denominator=sum(day.expected or 0 for day in over),
        days_seen=len(known),
    )


def _waits(store: "Store", measure: Measure, first: date, today: date) -> Series:
    """The days between events; the wait that is running now closes the row."""
    better = Direction.HIGHER if measure.better is Better.LOWER else Direction.LOWER
    days = [
        (count.start, (count.start, count.start))
        for count in store.counts(measure, first, today, "day")
        for _ in range(count.seen)
    ]
    return Series(
        title="days between",
        unit="days",
        one="day",
        many="days",
        frequency=Frequency.EVENT,
        direction=better,
        periods=days_between(days, until=today),
    )


def _changes(store: "Store", name: str, first: date, today: date) -> Iterator[Change]:
    for idea in store.find("idea"):
        started = idea.answers.get("started")
        if started and first <= started <= today and name in idea.answers.get("measures", (name,)):
            yield Change(started, idea.answers["title"])


def _aim(store: "Store", name: str) -> "Record | None":
    return next((aim for aim in store.find("aim") if aim.answers["measure"] == name), None)


def _options(store: "Store", series: Series, name: str, kind: Chart) -> Options:
    """With an aim: its baseline frozen, its level drawn. Without one the centre line floats."""
    aim = _aim(store, name)
    options = Options(chart=kind)
    if aim is None or kind is Chart.T or series.frequency is Frequency.DAY:
        return options
    until = aim.answers.get("baseline_until")
    baseline = sum(1 for period in series.periods if until and period.end <= until)
    if baseline:
        options = replace(options, freeze=baseline)
    if "amount" in aim.answers:
        level, words = float(aim.answers["amount"]), f"Aim {aim.answers['amount']}"
    else:
        phases = analyse_series(series, options).phases
        if not phases or phases[0].centre is None:
            return options
        fewer = aim.answers["better"] == Better.LOWER
        percent = aim.answers["percent"]
        level = phases[0].centre * (1 - percent / 100 if fewer else 1 + percent / 100)
        words = f"Aim {level:.3g}, {percent}% {'fewer' if fewer else 'more'}"
    return replace(options, targets=(Target(level, label=words),))
