"""Wards beside each other: by size with the limits of chance, and by change. Nobody is named.

A funnel stands the wards in the order of their bed days; its limits are those of a count around the mean,
widened by how much more wards differ than chance alone would have them (Spiegelhalter, Statistics in
Medicine 2005;24:1185: z scores winsorised at a tenth, the factor their mean square, never under 1).
"""

import math
from collections.abc import Sequence
from datetime import date

from rrp_desktop.central.report.gathered import Tally
from rrp_desktop.central.report.pages import change
from rrp_desktop.charts.figure import (
    Axis,
    Figure,
    Finding,
    Line,
    Point,
    Role,
    Shape,
    State,
    Table,
    Tick,
    Tone,
)

_NEAR, _FAR = 1.96, 3.09
_WINSORISED = 0.1
_TICKS = 6
_QUARTER = 25


def funnel(title: str, many: str, tallies: Sequence[Tally], left_out: int, own: int | None = None) -> Figure:
    """Rates per 1,000 bed days by size; *own* is the place of the ward that looks, if one does."""
    order = sorted(range(len(tallies)), key=lambda at: (tallies[at].bed_days, tallies[at].count, at))
    ordered = [tallies[at] for at in order]
    mean = _mean(ordered)
    spread = spread_of(ordered, mean)
    limits = {
        (role, sign): tuple(max(0.0, _limit(mean, each, sign * far * spread)) for each in ordered)
        for role, far in ((Role.WARNING, _NEAR), (Role.LIMIT, _FAR))
        for sign in (-1, 1)
    }
    points = tuple(
        _point(
            place,
            each,
            limits[Role.LIMIT, -1][place],
            limits[Role.LIMIT, 1][place],
            many,
            own=order[place] == own,
        )
        for place, each in enumerate(ordered)
    )
    lines = tuple(
        Line(role, 0, values, _LABEL.get((role, sign), ""), dashed=role is Role.WARNING)
        for (role, sign), values in limits.items()
    )
    centre = Line(Role.CENTRE, 0, (mean,) * len(ordered), "mean")
    outside = [sum(point.tone is tone for point in points) for tone in (Tone.CONCERN, Tone.IMPROVEMENT)]
    sentence = (
        f"{outside[0]} of {len(points)} lie above what chance and the usual differences between wards "
        f"explain, {outside[1]} below."
    )
    return Figure(
        title,
        f"{len(points)} wards, smallest to largest",
        f"{many} per 1,000 bed days",
        Axis(-0.5, max(len(points), 1) - 0.5, tuple(_sizes(ordered))),
        _values([point.value or 0.0 for point in points] + list(limits[Role.LIMIT, 1])),
        points,
        (centre, *lines) if points else (),
        (),
        Finding("Wards by size.", sentence, Tone.COMMON),
        (),
        _note(left_out, spread),
        (),
        Table(
            ("Bed days", "Events", "Per 1,000 bed days"),
            tuple((f"{each.bed_days:.0f}", f"{each.count}", f"{each.rate or 0:.1f}") for each in ordered),
        ),
    )


_LABEL = {(Role.LIMIT, 1): "99.8 % limit", (Role.WARNING, 1): "95 % limit"}


def caterpillar(title: str, changes: Sequence[float], left_out: int) -> Figure:
    """Changes in per cent, largest fall first."""
    ordered = sorted(round(100 * each / 5) * 5 for each in changes)
    points = tuple(
        Point(
            date.min,
            "",
            float(value),
            State.KNOWN,
            Shape.DOT if value <= -_QUARTER else Shape.TRIANGLE if value >= _QUARTER else Shape.RING,
            Tone.IMPROVEMENT if value <= -_QUARTER else Tone.CONCERN if value >= _QUARTER else Tone.COMMON,
            change(value / 100),
            joined=False,
        )
        for value in ordered
    )
    least, most = min([-100, *ordered]), max([50, *ordered])
    ticks = tuple(
        Tick(float(at), change(at / 100) if at else "0") for at in range(least // 50 * 50, most + 50, 50)
    )
    level = (0.0,) * len(points)
    fell = sum(value <= -_QUARTER for value in ordered)
    return Figure(
        title,
        f"{len(points)} wards, largest fall first",
        "change of rate since the ward began, per cent",
        Axis(-0.5, max(len(points), 1) - 0.5, ()),
        Axis(float(ticks[0].at), float(ticks[-1].at), ticks),
        points,
        (Line(Role.CENTRE, 0, level, "no change"), Line(Role.TARGET, 0, (-25.0,) * len(points), "−25 %"))
        if points
        else (),
        (),
        Finding("Wards by change.", f"{fell} of {len(points)} fell by a quarter or more.", Tone.COMMON),
        (),
        "Each point is a ward, to the nearest 5 %. Dots fell by 25 % or more; triangles rose as much. "
        "Wards with fewer than 5 events now are drawn as if they had 4."
        + (f" Too few events or months to tell: {_wards(left_out)}." if left_out else ""),
        (),
        Table(
            ("Ward", "Change"), tuple((f"{at}", change(value / 100)) for at, value in enumerate(ordered, 1))
        ),
    )


def _mean(tallies: Sequence[Tally]) -> float:
    nights = sum(each.bed_days for each in tallies)
    return 1000 * sum(each.count for each in tallies) / nights if nights else 0.0


def spread_of(tallies: Sequence[Tally], mean: float) -> float:
    """How many times wider than chance alone the limits must be."""
    expected = [mean * each.bed_days / 1000 for each in tallies]
    if len(tallies) < 2 or not mean:
        return 1.0
    scores = sorted((each.count - due) / math.sqrt(due) for each, due in zip(tallies, expected, strict=True))
    cut = int(_WINSORISED * len(scores))
    low, high = scores[cut], scores[-1 - cut]
    squares = [min(max(score, low), high) ** 2 for score in scores]
    return max(1.0, math.sqrt(sum(squares) / len(squares)))


def _limit(mean: float, tally: Tally, far: float) -> float:
    return mean + far * math.sqrt(1000 * mean / tally.bed_days)


def _point(at: int, tally: Tally, low: float, high: float, many: str, *, own: bool) -> Point:
    rate = tally.rate or 0.0
    tone = Tone.CONCERN if rate > high else Tone.IMPROVEMENT if rate < low else Tone.COMMON
    shape = Shape.DIAMOND if own else _SHAPES[tone]
    whose = "Your ward: " if own else ""
    says = f"{whose}{rate:.1f} {many} per 1,000 bed days, {tally.bed_days:,.0f} bed days"
    return Point(
        date.min, str(at), rate, State.KNOWN, shape, Tone.NEITHER if own else tone, says, joined=False
    )


_SHAPES = {Tone.CONCERN: Shape.TRIANGLE, Tone.IMPROVEMENT: Shape.DOT, Tone.COMMON: Shape.RING}


def _values(values: Sequence[float]) -> Axis:
    most = max([1.0, *values])
    step = next(
        step for step in (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000) if most / step <= _TICKS
    )
    ticks = tuple(Tick(at * step, f"{at * step:g}") for at in range(math.ceil(most / step) + 1))
    return Axis(0.0, ticks[-1].at, ticks)


def _sizes(tallies: Sequence[Tally]) -> list[Tick]:
    places = (
        sorted({round(at * (len(tallies) - 1) / (_TICKS - 1)) for at in range(_TICKS)}) if tallies else []
    )
    return [Tick(float(at), f"{tallies[at].bed_days:,.0f} bed days") for at in places]


def _wards(count: int) -> str:
    return "1 ward" if count == 1 else f"{count} wards"


def _note(left_out: int, spread: float) -> str:
    wide = (
        f" The limits are {spread:.1f} times those of chance alone, because wards differ."
        if spread > 1
        else ""
    )
    out = (
        f" Left out, for too few events or to keep those from being worked out: {_wards(left_out)}."
        if left_out
        else ""
    )
    return "Counts to the nearest 5. Triangles lie above the upper limit, dots below the lower." + wide + out
