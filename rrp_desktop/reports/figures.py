"""Store counts into Figures: one read, one Figure."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from rrp_desktop.charts.analysis import Analysis
from rrp_desktop.charts.figure import Figure, Finding, MarkKind, Tone
from rrp_desktop.charts.picture import FEW_CROSSINGS, analyse_series, figure_of
from rrp_desktop.charts.presets import Chart, Options, Target
from rrp_desktop.charts.series import Change, Frequency, Period, Series, as_differences, better_as_waits
from rrp_desktop.clock import Grain, day_of, month_of, spoken_day, week_of
from rrp_desktop.measures import MEASURES, Better, Measure, Shown
from rrp_desktop.reports.counted import counted, waits
from rrp_desktop.reports.decided import (
    Decided,
    Suggested,
    Window,
    decisions,
    on_options,
    on_series,
    reaching,
    suggestion,
)
from rrp_desktop.reports.kinds import DEFAULT, Kind, fitting

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

SHOWN = timedelta(days=2 * 365)
"""How much of a long series is shown."""
A_FEW = 5
"""Events from which on it says something that most concern one person."""


@dataclass(frozen=True, slots=True)
class Page:
    """A chart with what stands beside it. *waits_say_more*: days between events would say more."""

    figure: Figure
    grain: str
    decided: tuple[Decided, ...]
    suggested: Suggested | None
    waits_say_more: bool


@dataclass(frozen=True, slots=True)
class _Drawn:
    measure: Measure
    kind: Kind
    series: Series
    options: Options
    decided: tuple[Decided, ...]


def figure_for(
    store: "Store",
    name: str,
    *,
    now: datetime,
    grain: Grain = "week",
    kind: str = DEFAULT,
    rate: bool = False,
) -> Figure:
    """The chart of the measure called *name*, as it stands at *now*.

    *grain* is day, week or month; *kind* one of `kinds.KINDS`, which takes the first that fits where it does
    not. Days between events are shown whatever the grain; *rate* asks for a rate per 1,000 bed days.
    A period with an unconfirmed shift has no value. One that is still running is a part period, which
    takes part in nothing: it shows what was logged so far, and nothing while that may be a blank.
    """
    drawn = _drawn(store, name, now, grain, kind, rate=rate)
    return _figure(drawn, analyse_series(drawn.series, drawn.options))


def page_for(
    store: "Store",
    name: str,
    *,
    now: datetime,
    grain: Grain = "week",
    kind: str = DEFAULT,
    rate: bool = False,
) -> Page:
    """The same chart with the decisions that hold for it, and what the numbers give reason to say."""
    drawn = _drawn(store, name, now, grain, kind, rate=rate)
    analysis = analyse_series(drawn.series, drawn.options)
    said = () if rate else _concerning_one(store, drawn, analysis)
    figure = _figure(drawn, analysis)
    words = (figure.verdict, *_besides(figure), *said)
    counts = drawn.kind.shown is not Shown.BETWEEN and grain != "day"
    return Page(
        figure=replace(figure, words=words),
        grain=drawn.series.frequency.value,
        decided=drawn.decided,
        suggested=None if _on_the_line(analysis) else suggestion(analysis),
        waits_say_more=counts and drawn.measure.happens and better_as_waits(drawn.series.periods),
    )


def _drawn(store: "Store", name: str, now: datetime, grain: Grain, code: str, *, rate: bool) -> _Drawn:
    measure, ward, today = MEASURES[name], store.ward(), day_of(now)
    rate = rate and measure.rated
    kind = fitting(measure, code, rate=rate)
    aim = next((aim for aim in store.standing_of("aim") if aim.answers["measure"] == name), None)
    window = None if aim is None else _window(aim)
    decided = decisions(store, name, "event" if kind.shown is Shown.BETWEEN else grain)
    first = max(ward.live_from, reaching(_start(today - SHOWN, grain), ward.live_from, decided, window))
    if kind.shown is Shown.BETWEEN:
        series = waits(store, measure, first, now, whole_days=kind.chart is Chart.G)
    else:
        series = counted(store, measure, first, today, grain, rate=rate)
    changes = tuple(_changes(store, measure, aim, first, today))
    title = f"{measure.title} — {ward.name}, {series.title}"
    series = on_series(replace(series, title=title, changes=changes), decided)
    ranges = kind.chart is Chart.MR
    if ranges:
        series = as_differences(series)
    aimed = aim is not None and series.frequency in (Frequency.WEEK, Frequency.MONTH) and not rate
    options = Options(chart=kind.chart, rules=kind.rules, from_zero=True)
    options = on_options(options, series, decided, window if aimed else None)
    if aim is not None and aimed and not ranges:
        options = _aimed(options, series, aim)
    return _Drawn(measure, kind, series, options, decided)


def _figure(drawn: _Drawn, analysis: Analysis) -> Figure:
    if drawn.kind.shown is not Shown.RUN or not _on_the_line(analysis):
        return figure_of(drawn.series, drawn.options, analysis=analysis)
    rows = len(analysis.dates)
    calm = replace(analysis, tone=(Tone.COMMON,) * rows, mixed=(False,) * rows)
    return _without_runs(figure_of(drawn.series, drawn.options, analysis=calm), drawn)


def _start(day: date, grain: Grain) -> date:
    return {"day": day, "week": week_of(day), "month": month_of(day)}[grain]


def _changes(
    store: "Store", measure: Measure, aim: "Record | None", first: date, today: date
) -> Iterator[Change]:
    for idea in store.standing_of("idea"):
        if measure.name in idea.answers.get("measures", (measure.name,)):
            title = idea.answers["title"]
            decided = f"{title}: {idea.answers['status']}"
            for name, label in (("started", title), ("decided", decided), ("stopped", f"{title}: stopped")):
                if first <= idea.answers.get(name, date.min) <= today:
                    yield Change(idea.answers[name], label)
    if aim is not None and first <= aim.day <= today:
        yield Change(aim.day, "Aim set")
    for on, what in measure.changed:
        if first <= on <= today:
            yield Change(on, what, MarkKind.DEFINITION)


def _window(aim: "Record") -> Window | None:
    """The aim's baseline, if it has one."""
    until = aim.answers.get("baseline_until")
    return None if until is None else (aim.answers.get("baseline_from", date.min), until)


def _aimed(options: Options, series: Series, aim: "Record") -> Options:
    """With the aim's level drawn; a share of the centre line of its baseline, or else of the first one."""
    if "amount" in aim.answers:
        level, words = float(aim.answers["amount"]), f"Aim {aim.answers['amount']}"
    else:
        analysis = analyse_series(series, options)
        window = _window(aim)
        row = 0 if window is None else bisect_right(analysis.dates, window[1]) - 1
        centre = analysis.centre[max(0, row)] if analysis.dates else None
        if centre is None:
            return options
        fewer = aim.answers["better"] == Better.LOWER
        percent = aim.answers["percent"]
        level = centre * (1 - percent / 100 if fewer else 1 + percent / 100)
        words = f"Aim {level:.3g}, {percent}% {'fewer' if fewer else 'more'}"
    return replace(options, targets=(Target(level, label=words),))


def _besides(figure: Figure) -> Iterator[Finding]:
    """What else the chart says. A run that the verdict does not name is over, and says so."""
    for finding in figure.words:
        if not figure.verdict.sentence.startswith(finding.sentence):
            headline = finding.headline
            over = headline.startswith(("Shift", "Trend"))
            yield (
                replace(finding, headline=f"Earlier {headline[0].lower()}{headline[1:]}") if over else finding
            )


def _concerning_one(store: "Store", drawn: _Drawn, analysis: Analysis) -> Iterator[Finding]:
    """For each period that stands out: how many of its events concern one person, if that is most of them."""
    if not drawn.measure.of_people or drawn.kind.shown is Shown.BETWEEN:
        return
    rows = {row for phase in analysis.phases for row in phase.unusual}
    rows |= {row for row, flag in enumerate(analysis.single) if flag > 0}
    rows |= {row for row, period in enumerate(drawn.series.periods) if period.unusual}
    for row in sorted(rows, reverse=True):
        yield from _one_person(store, drawn, drawn.series.periods[row])


def _one_person(store: "Store", drawn: _Drawn, period: Period) -> Iterator[Finding]:
    people = store.people_in(drawn.measure, period.start, period.end)
    total, most = sum(people.values()), max((many for key, many in people.items() if key), default=0)
    if total >= A_FEW and 2 * most > total:
        when = f"{drawn.series.wording.point} of {spoken_day(period.start)}"
        sentence = f"{most} of {total} {drawn.measure.many}, {when}, concern one person."
        yield Finding("Mostly one person.", sentence, Tone.COMMON)


def _on_the_line(analysis: Analysis) -> bool:
    """More than half of the points that count sit on the middle line, so that run rules mean nothing."""
    useful = sum(phase.useful for phase in analysis.phases)
    return 2 * useful < sum(analysis.counts)


def _without_runs(figure: Figure, drawn: _Drawn) -> Figure:
    """The same chart without any run announced, since the middle line is where most of it lies."""
    more = " Days between events say more." if drawn.measure.happens else ""
    said = Finding(
        "No run rules here.",
        f"More than half of the {drawn.series.wording.points} sit on the median.{more}",
        Tone.COMMON,
    )
    lines = tuple(replace(line, label=line.label.removesuffix(FEW_CROSSINGS)) for line in figure.lines)
    words = (said, *_odd(figure.words))
    return replace(figure, lines=lines, verdict=said, words=words)


def _odd(words: Iterable[Finding]) -> Iterator[Finding]:
    return (finding for finding in words if finding.headline.startswith("One unusual"))
