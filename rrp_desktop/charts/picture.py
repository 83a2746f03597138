"""From a series to a Figure."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from rrp_desktop.charts.analysis import Analysis, Levels
from rrp_desktop.charts.engine import analyse
from rrp_desktop.charts.figure import (
    Axis,
    Figure,
    Line,
    Mark,
    Point,
    Role,
    Shape,
    State,
    Table,
    Tick,
    Tone,
)
from rrp_desktop.charts.findings import verdict
from rrp_desktop.charts.notes import TRIAL, rules_note
from rrp_desktop.charts.presets import Chart, Direction, Options
from rrp_desktop.charts.series import Frequency, Period, Series
from rrp_desktop.charts.words import LONG_MONTHS, MONTHS, amount, day, number

SHAPES = {
    Tone.COMMON: Shape.RING,
    Tone.IMPROVEMENT: Shape.DOT,
    Tone.CONCERN: Shape.TRIANGLE,
    Tone.NEITHER: Shape.SQUARE,
}
TREND_SAID = ("part of a rising trend", "part of a falling trend", "between a rising and a falling trend")
WORD_OF = {1: 0, -1: 1, 2: 2}
STEPS = (1, 2, 2.5, 5, 10)
FEW_CROSSINGS = ", too few crossings"
"""What a centre line's name ends in where the line is crossed too seldom."""


def analyse_series(series: Series, options: Options | None = None) -> Analysis:
    """The numbers behind the figure of the same series and options."""
    chosen = options or Options()
    periods = series.periods
    return analyse(
        [one.start for one in periods],
        [one.value for one in periods],
        [one.denominator for one in periods] if series.rated else None,
        ghosts=[bool(one.ghost) for one in periods],
        incomplete=[not one.complete for one in periods],
        options=replace(
            chosen, direction=series.direction, multiplier=series.multiplier, wording=series.wording
        ),
    )


def figure_of(series: Series, options: Options | None = None, *, analysis: Analysis | None = None) -> Figure:
    """The whole chart of *series*: a run chart with the Anhøj rules unless *options* say otherwise.

    Direction, multiplier and wording come from the series. Give its *analysis* if you have it.
    """
    analysis = analysis or analyse_series(series, options)
    points = tuple(_point(series, analysis, at) for at in range(len(series.periods)))
    lines = (*_centres(analysis), *_limits(analysis), *_targets(analysis))
    return Figure(
        title=series.title,
        subtitle=_covered(series),
        unit=series.unit,
        x=_time_axis(series),
        y=_value_axis(points, lines),
        points=points,
        lines=lines,
        marks=tuple(
            Mark(one.on, place, one.label, one.kind)
            for one in sorted(series.changes, key=lambda one: one.on)
            if (place := _place(series.periods, one.on)) is not None
        ),
        verdict=verdict(analysis),
        words=analysis.reasons,
        note=rules_note(analysis, _left_out(series)),
        hints=analysis.warnings,
        table=_table(series, analysis),
    )


def _point(series: Series, analysis: Analysis, at: int) -> Point:
    period, value = series.periods[at], analysis.values[at]
    state = _state(period, value)
    known = state is State.KNOWN
    tone = analysis.tone[at] if known and not _too_few_to_judge(analysis, at) else Tone.COMMON
    if known and period.unusual and tone is Tone.COMMON:
        tone = _unusual_tone(series, analysis, at)
    mixed = known and analysis.mixed[at]
    return Point(
        start=period.start,
        label=_label(series, period),
        value=value,
        state=state,
        shape=Shape.DIAMOND if mixed else SHAPES[tone],
        tone=tone,
        says=_says(series, analysis, at, state),
        joined=not any(phase.first == at for phase in analysis.phases),
        mixed=mixed,
        days=(period.days_seen or 0, period.days) if state is State.PART else None,
        key=period.key,
    )


def _state(period: Period, value: float | None) -> State:
    if value is None:
        return State.UNKNOWN
    if period.ghost:
        return State.GHOST
    return State.KNOWN if period.complete else State.PART


def _too_few_to_judge(analysis: Analysis, at: int) -> bool:
    """The point is part of a long run by Anhøj and of nothing else, and its phase is too short to say so."""
    others = (analysis.single, analysis.shift, analysis.trend, analysis.two_of_three)
    return not any(flags[at] for flags in others) and not analysis.phases[analysis.phase[at]].judgeable


def _unusual_tone(series: Series, analysis: Analysis, at: int) -> Tone:
    value, centre = analysis.values[at], analysis.centre[at]
    if series.direction is Direction.NEUTRAL or value is None or centre is None:
        return Tone.NEITHER
    return Tone.IMPROVEMENT if (value > centre) is (series.direction is Direction.HIGHER) else Tone.CONCERN


def _label(series: Series, period: Period) -> str:
    first = period.start
    match series.frequency:
        case Frequency.MONTH:
            return f"{LONG_MONTHS[first.month - 1]} {first.year}"
        case Frequency.QUARTER:
            return f"{MONTHS[first.month - 1]} to {MONTHS[period.end.month - 1]} {first.year}"
        case Frequency.WEEK:
            return f"Week of {day(first)}"
        case Frequency.DAY | Frequency.EVENT:
            return day(first)


def _says(series: Series, analysis: Analysis, at: int, state: State) -> str:
    period, value = series.periods[at], analysis.values[at]
    parts: list[str] = []
    if value is not None:
        parts.append(amount(value, series.wording))
        if series.rated and period.value is not None and period.denominator is not None:
            parts.append(f"{number(period.value)} of {number(period.denominator)}")
    parts += _meaning(series, analysis, at, state)
    return f"{_label(series, period)}: {'; '.join(parts)}."


def _meaning(series: Series, analysis: Analysis, at: int, state: State) -> list[str]:
    """What is to be known of a point beside its value."""
    period = series.periods[at]
    said: list[str] = []
    if state is State.UNKNOWN:
        said.append("first event" if _first_event(series, period) else period.unconfirmed or "not known")
    if state is State.PART:
        open_wait = series.frequency is Frequency.EVENT
        said.append("still counting" if open_wait else f"{period.days_seen} of {period.days} days so far")
    if period.ghost:
        said.append(f"left out: {period.ghost}")
    said += _flags_said(analysis, at)
    return [*said, period.note] if period.note else said


def _flags_said(analysis: Analysis, at: int) -> list[str]:
    if analysis.tone[at] is Tone.COMMON:
        return []
    raised = (
        (analysis.single, ("above the upper limit", "below the lower limit", "")),
        (analysis.shift, ("part of a shift up", "part of a shift down", "")),
        (analysis.trend, TREND_SAID),
        (analysis.two_of_three, ("close to the upper limit", "close to the lower limit", "")),
        (analysis.long_run, ("part of a long run above the line", "part of a long run below the line", "")),
    )
    said = [words[WORD_OF[flags[at]]] for flags, words in raised if flags[at]]
    if analysis.mixed[at]:
        said.append("both better and worse by different rules")
    return said


def _centres(analysis: Analysis) -> list[Line]:
    name = "Median" if analysis.options.chart in (Chart.RUN, Chart.G) else "Mean"
    if analysis.options.chart is Chart.T:
        name = "Centre"
    lines: list[Line] = []
    baselines = [analysis.options.baseline_of(place) for place in range(len(analysis.phases))]
    baseline = next((place for place, frozen in enumerate(baselines) if frozen is not None), 0)
    for place, phase in enumerate(analysis.phases):
        if phase.centre is None:
            continue
        frozen = baselines[place]
        solid_end = phase.last if frozen is None else min(phase.last, phase.first + frozen - 1)
        extended = solid_end < phase.last
        title = name
        if extended or len(analysis.phases) > 1:
            which = "Earlier" if place < baseline else "Baseline" if place == baseline else "New"
            title = f"{which} {name.lower()}"
        few = analysis.options.rule_set.anhoej and phase.few_crossings and phase.judgeable
        text = f"{title} {number(phase.centre)}{FEW_CROSSINGS if few else ''}"
        level = (phase.centre,)
        lines.append(
            Line(Role.CENTRE, phase.first, level * (solid_end - phase.first + 1), "" if extended else text)
        )
        if extended:
            rest = level * (phase.last - solid_end)
            lines.append(Line(Role.CENTRE, solid_end + 1, rest, text, dashed=True))
    return lines


def _limits(analysis: Analysis) -> list[Line]:
    lines: list[Line] = []
    outer = (("Upper limit", analysis.upper), ("Lower limit", analysis.lower))
    inner = (("", analysis.upper_2), ("", analysis.lower_2)) if analysis.options.rule_set.two_of_three else ()
    for role, pairs in ((Role.LIMIT, outer), (Role.WARNING, inner)):
        for label, values in pairs:
            for at, phase in enumerate(analysis.phases):
                on_trial = at and phase.points < TRIAL
                piece = values[phase.first : phase.last + 1]
                if any(value is not None and value != phase.centre for value in piece):
                    named = label if at == len(analysis.phases) - 1 else ""
                    named = f"Trial {named.lower()}" if named and on_trial else named
                    lines.append(Line(role, phase.first, piece, _levelled(named, piece), dashed=True))
    return lines


def _levelled(label: str, values: Levels) -> str:
    last = next((one for one in reversed(values) if one is not None), None)
    return f"{label} {number(last)}" if label and last is not None else label


def _targets(analysis: Analysis) -> list[Line]:
    if not any(one is not None for one in analysis.target):
        return []
    named = next((one.label for one in reversed(analysis.options.targets) if one.label), "")
    last = next(one for one in reversed(analysis.target) if one is not None)
    return [Line(Role.TARGET, 0, analysis.target, named or f"Target {number(last)}", dashed=True)]


def _place(periods: Sequence[Period], on: date) -> float | None:
    """Where a date falls among points that each hold half a step either side; None if outside them."""
    for at, period in enumerate(periods):
        following = periods[at + 1].start if at + 1 < len(periods) else period.end + timedelta(days=1)
        if period.start <= on < following:
            return at - 0.5 + (on - period.start).days / (following - period.start).days
    return None


def _covered(series: Series) -> str:
    if not series.periods:
        return "No data"
    ends = series.periods[0], series.periods[-1]
    if series.frequency in (Frequency.MONTH, Frequency.QUARTER):
        return " to ".join(f"{LONG_MONTHS[one.start.month - 1]} {one.start.year}" for one in ends)
    return " to ".join(day(one.start) for one in ends)


def _time_axis(series: Series) -> Axis:
    n = len(series.periods)
    every = max(1, math.ceil(n / 9))
    ticks: list[Tick] = []
    year = None
    for at in range(0, n, every):
        start = series.periods[at].start
        new = year is not None and start.year != year
        ticks.append(Tick(at, _tick_label(series.frequency, start, year=new)))
        year = start.year
    return Axis(-0.5, max(n, 1) - 0.5, tuple(ticks))


def _tick_label(frequency: Frequency, start: date, *, year: bool) -> str:
    if frequency in (Frequency.MONTH, Frequency.QUARTER):
        return f"{MONTHS[start.month - 1]}{f' {start.year}' if year else ''}"
    return day(start, year=year)


def _value_axis(points: Sequence[Point], lines: Sequence[Line]) -> Axis:
    values = [one.value for one in points if one.value is not None]
    values += [value for line in lines for value in line.values if value is not None]
    low, high = min([0.0, *values]), max([0.0, *values])
    if high == low:
        high = low + 1
    step = _nice((high - low) / 5)
    bottom, top = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(Tick(at * step, number(at * step)) for at in range(bottom, top + 1))
    return Axis(bottom * step, top * step, ticks)


def _nice(wanted: float) -> float:
    size = 10 ** math.floor(math.log10(wanted))
    return next(float(step * size) for step in STEPS if step * size >= wanted * (1 - 1e-9))


def _left_out(series: Series) -> str:
    """How many periods are left out, and why."""
    counted = {
        series.blank: sum(1 for one in series.periods if one.value is None and not _first_event(series, one)),
        "not complete": sum(1 for one in series.periods if one.value is not None and not one.complete),
        "left out by hand": sum(1 for one in series.periods if one.value is not None and one.ghost),
        "without a denominator": sum(
            1 for one in series.periods if series.rated and one.value is not None and not one.denominator
        ),
    }
    said = [
        f"{many} {series.wording.point if many == 1 else series.wording.points} {why}"
        for why, many in counted.items()
        if many
    ]
    return f"Left out: {', '.join(said)}." if said else ""


def _first_event(series: Series, period: Period) -> bool:
    return series.frequency is Frequency.EVENT and period is series.periods[0]


def _table(series: Series, analysis: Analysis) -> Table:
    limited = any(one is not None for one in analysis.upper)
    heads = [series.frequency.value.capitalize(), series.unit.capitalize()]
    heads += ["Count", "Out of"] if series.rated else []
    heads += ["Middle line"] + (["Lower limit", "Upper limit"] if limited else []) + ["Meaning"]
    rows = tuple(_row(series, analysis, at, limited=limited) for at in range(len(series.periods)))
    return Table(tuple(heads), rows)


def _row(series: Series, analysis: Analysis, at: int, *, limited: bool) -> tuple[str, ...]:
    period = series.periods[at]
    cells = [_label(series, period), _cell(analysis.values[at])]
    if series.rated:
        cells += [_cell(period.value), _cell(period.denominator)]
    cells.append(_cell(analysis.centre[at]))
    if limited:
        cells += [_cell(analysis.lower[at]), _cell(analysis.upper[at])]
    cells.append("; ".join(_meaning(series, analysis, at, _state(period, analysis.values[at]))))
    return tuple(cells)


def _cell(value: float | None) -> str:
    return "" if value is None else number(value)
