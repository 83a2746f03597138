"""What people decided about a chart, each decision a record with its reason, and what might be next."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from rrp_desktop.charts.analysis import Analysis
from rrp_desktop.charts.presets import Chart, Options
from rrp_desktop.charts.rebase import stable_shifts, sustained_runs
from rrp_desktop.charts.series import Series
from rrp_desktop.charts.words import number
from rrp_desktop.clock import day_of, spoken_day

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

FORM = "chart_decision"
Window = tuple[date, date]
"""The first and the last day of a baseline."""
_WORDS = {
    "rebase": "New middle line from {day}",
    "freeze": "Baseline up to {day}",
    "leave_out": "{day} left out",
    "unusual": "{day} marked as unusual",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that holds for the chart shown: the key of its record, and what it says."""

    key: str
    what: str
    day: date
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """Where a new middle line might start. A person decides."""

    day: date
    words: str


def decisions(store: "Store", measure: str, grain: str) -> tuple[Decided, ...]:
    """What was decided about the charts of *measure* by *grain*, in order of their points."""
    found = [
        record
        for record in store.standing_of(FORM)
        if (record.answers["measure"], record.answers["grain"]) == (measure, grain)
    ]
    names = {each.key: each.shown for each in store.staff()} if found else {}
    return tuple(_decided(record, names.get(record.recorded_by, "")) for record in reversed(found))


def _decided(record: "Record", who: str) -> Decided:
    answers = record.answers
    what = _WORDS[answers["decision"]].format(day=spoken_day(answers["day"]))
    when = spoken_day(day_of(record.recorded_at))
    words = f"{what}: {answers['reason']} ({f'{who}, ' if who else ''}{when})"
    return Decided(record.key, answers["decision"], answers["day"], answers["reason"], words)


def on_series(series: Series, decided: Iterable[Decided]) -> Series:
    """*series* with the points that were left out or marked."""
    out = {each.day: each.reason for each in decided if each.what == "leave_out"}
    odd = {each.day: each.reason for each in decided if each.what == "unusual"}
    if not out and not odd:
        return series
    periods = (
        replace(
            period,
            ghost=out.get(period.start, ""),
            unusual=period.start in odd,
            note=f"unusual: {odd[period.start]}" if period.start in odd else "",
        )
        for period in series.periods
    )
    return replace(series, periods=tuple(periods))


def reaching(first: date, earliest: date, decided: Iterable[Decided], window: Window | None) -> date:
    """*first*, or as far before it as its phase's baseline begins; *earliest* is the first day of all."""
    starts, ends = _days(decided, window)
    began = max((day for day in starts if day <= first), default=earliest)
    following = min((day for day in starts if day > first), default=date.max)
    return min(first, began) if any(began <= day < following for day in ends) else first


def on_options(
    options: Options, series: Series, decided: Iterable[Decided], window: Window | None = None
) -> Options:
    """*options* with the new middle lines that were decided, and each baseline up to its last day.

    *window* is the baseline of an aim: what came before it is a phase of its own.
    """
    days = [period.start for period in series.periods]
    starts, ends = _days(decided, window)
    begun = sorted({at for day in starts if 0 < (at := bisect_left(days, day)) < len(days)})
    edges = sorted({0, *begun, len(days)})
    rows = [sum(period.end <= day or period.start == day for period in series.periods) for day in ends]
    baselines = tuple(
        max((row - first for row in rows if first < row <= end), default=None)
        for first, end in pairwise(edges)
    )
    phases = tuple(days[at] for at in begun)
    return replace(options, phases=phases, freeze=baselines if any(baselines) else None)


def _days(decided: Iterable[Decided], window: Window | None) -> tuple[list[date], list[date]]:
    """The days on which new middle lines start, and those on which baselines end."""
    known = list(decided)
    starts = {each.day for each in known if each.what == "rebase"}
    ends = [each.day for each in known if each.what == "freeze"]
    if window is not None:
        starts.add(window[0])
        ends.append(window[1])
    return sorted(starts), ends


def suggestion(analysis: Analysis) -> Suggested | None:
    """The first place after the last decision where a new middle line might start."""
    if not analysis.phases or analysis.options.chart not in (Chart.RUN, Chart.XMR):
        return None
    first = analysis.phases[-1].first
    values = [
        value if counts else None
        for value, counts in zip(analysis.values[first:], analysis.counts[first:], strict=True)
    ]
    run = analysis.options.chart is Chart.RUN
    rebasing = sustained_runs(values, observed=True) if run else stable_shifts(values)
    if not rebasing.suggestions:
        return None
    found, before = rebasing.suggestions[0], rebasing.centre[0] or 0.0
    day = analysis.dates[first + found.row]
    way = "below" if found.centre < before else "above"
    name = "median" if run else "mean"
    words = (
        f"From {spoken_day(day)} the points stay {way} the first {name} of {number(before)}, "
        f"around {number(found.centre)}. If you know why, start a new {name} there."
    )
    return Suggested(day, words)
