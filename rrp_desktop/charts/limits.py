"""Centre lines and limits of every kind of chart, one phase at a time."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rrp_desktop.charts.presets import Chart, Options
from rrp_desktop.charts.rules import median

D2 = 1.128
SCREEN = 3.267
SCREEN_I_PRIME = 3.2665
ALPHA = (0.15866, 0.02275, 0.00135)
POWER = 3.6


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a phase: its *value* in the chart's own scale, None where it must not be used."""

    value: float | None
    size: float | None
    ghost: bool
    baseline: bool


@dataclass(frozen=True, slots=True)
class Levels:
    """A phase's centre, and per row its limits at one, two and three sigma, or None."""

    centre: float | None = None
    bands: tuple[tuple[tuple[float, float], ...] | None, ...] = ()
    ranges: tuple[float | None, ...] = ()
    mean_range: float | None = None
    screened: int = 0
    sz: float | None = None


def mean(values: Sequence[float]) -> float | None:
    """The mean by compensated summation, or None of nothing."""
    return math.fsum(values) / len(values) if values else None


def ranges_between(
    rows: Sequence[Row], gap: Callable[[Row, Row], float | None], *, bridge: bool
) -> list[float | None]:
    """Each row's range from the row before it: ghosts are bridged, missing rows only if *bridge*."""
    found: list[float | None] = [None] * len(rows)
    places = [at for at, row in enumerate(rows) if not row.ghost and not (bridge and row.value is None)]
    for before, after in pairwise(places):
        if rows[before].value is not None and rows[after].value is not None:
            found[after] = gap(rows[before], rows[after])
    return found


def screened_mean(ranges: Sequence[float], *, screen: float | None) -> tuple[float | None, int]:
    """The mean range, and how many were dropped for reaching *screen* times the first mean."""
    first = mean(ranges)
    if first is None or screen is None:
        return first, 0
    left = [one for one in ranges if one < screen * first]
    return (mean(left), len(ranges) - len(left)) if left else (first, 0)


def plain_gap(before: Row, after: Row) -> float | None:
    """The moving range."""
    if before.value is None or after.value is None:
        return None
    return abs(after.value - before.value)


def levels(rows: Sequence[Row], options: Options, *, limited: bool) -> Levels:
    """The phase's centre and limits; *limited* false leaves an XmR or mR chart its centre only."""
    screening = options.rule_set.screening if options.screening is None else options.screening
    match options.chart:
        case Chart.RUN:
            return _run(rows, options)
        case Chart.XMR:
            return _xmr(rows, options, screening=screening, limited=limited)
        case Chart.MR:
            return _mr(rows, limited=limited)
        case Chart.C:
            return _c(rows)
        case Chart.U | Chart.U_PRIME | Chart.P | Chart.P_PRIME:
            return _pooled(rows, options, screening=screening)
        case Chart.I_PRIME:
            return _i_prime(rows, options, screening=screening)
        case Chart.T:
            return _t(rows, options, screening=screening)
        case Chart.G:
            return _g(rows, options)


def _baseline(rows: Sequence[Row]) -> list[float]:
    return [row.value for row in rows if row.baseline and row.value is not None]


def _of_baseline(rows: Sequence[Row], ranges: Sequence[float | None]) -> list[float]:
    return [one for row, one in zip(rows, ranges, strict=True) if row.baseline and one is not None]


def _bands(
    centre: float, sigma: float, low: float = -math.inf, high: float = math.inf
) -> tuple[tuple[float, float], ...]:
    return tuple((max(low, centre - k * sigma), min(high, centre + k * sigma)) for k in (1, 2, 3))


def _run(rows: Sequence[Row], options: Options) -> Levels:
    ranges = ranges_between(rows, plain_gap, bridge=options.bridge_missing)
    return Levels(
        median(_baseline(rows)),
        (None,) * len(rows),
        tuple(ranges),
        median(_of_baseline(rows, ranges)),
    )


def _xmr(rows: Sequence[Row], options: Options, *, screening: bool, limited: bool) -> Levels:
    centre = mean(_baseline(rows))
    ranges = ranges_between(rows, plain_gap, bridge=options.bridge_missing)
    width, dropped = screened_mean(_of_baseline(rows, ranges), screen=SCREEN if screening else None)
    bands = None
    if limited and centre is not None and width is not None:
        sigma = options.rule_set.spread * width / 3
        bands = _bands(centre, sigma, 0.0 if options.from_zero else -math.inf)
    return Levels(centre, (bands,) * len(rows), tuple(ranges), width, dropped)


def _mr(rows: Sequence[Row], *, limited: bool) -> Levels:
    centre = mean(_baseline(rows))
    bands = None
    if limited and centre is not None:
        bands = _bands(centre, (SCREEN - 1) * centre / 3, 0.0)
    return Levels(centre, (bands,) * len(rows), (None,) * len(rows), centre)


def _c(rows: Sequence[Row]) -> Levels:
    centre = mean(_baseline(rows))
    bands = None if centre is None else _bands(centre, math.sqrt(max(0.0, centre)), 0.0)
    return Levels(centre, (bands,) * len(rows), (None,) * len(rows))


def _pooled_centre(rows: Sequence[Row]) -> float | None:
    pairs = [
        (row.value, row.size)
        for row in rows
        if row.baseline and row.value is not None and row.size is not None
    ]
    total = math.fsum(size for _, size in pairs)
    return math.fsum(value * size for value, size in pairs) / total if total else None


def _pooled(rows: Sequence[Row], options: Options, *, screening: bool) -> Levels:
    share = options.chart in (Chart.P, Chart.P_PRIME)
    centre = _pooled_centre(rows)
    if centre is None:
        return Levels(None, (None,) * len(rows), (None,) * len(rows))
    spread = math.sqrt(max(0.0, centre * (1 - centre) if share else centre))
    sigmas = [spread / math.sqrt(row.size) if row.size else None for row in rows]
    sz, dropped = 1.0, 0
    ranges: list[float | None] = [None] * len(rows)
    if options.chart in (Chart.U_PRIME, Chart.P_PRIME):
        scores = [
            Row(
                (row.value - centre) / sigma if row.value is not None and sigma else None,
                row.size,
                row.ghost,
                row.baseline,
            )
            for row, sigma in zip(rows, sigmas, strict=True)
        ]
        ranges = ranges_between(scores, plain_gap, bridge=options.bridge_missing)
        width, dropped = screened_mean(_of_baseline(rows, ranges), screen=SCREEN if screening else None)
        if width is None:
            return Levels(centre, (None,) * len(rows), tuple(ranges))
        sz = width / D2
    bands = tuple(
        None if sigma is None else _bands(centre, sigma * sz, 0.0, 1.0 if share else math.inf)
        for sigma in sigmas
    )
    widened = sz if options.chart in (Chart.U_PRIME, Chart.P_PRIME) else None
    return Levels(centre, bands, tuple(ranges), None if widened is None else widened * D2, dropped, widened)


def _i_prime(rows: Sequence[Row], options: Options, *, screening: bool) -> Levels:
    centre = _pooled_centre(rows)
    ranges = ranges_between(rows, _scaled_gap, bridge=options.bridge_missing)
    width, dropped = screened_mean(_of_baseline(rows, ranges), screen=SCREEN_I_PRIME if screening else None)
    bands: tuple[tuple[tuple[float, float], ...] | None, ...] = (None,) * len(rows)
    if centre is not None and width is not None and (width or not screening):
        bands = tuple(_bands(centre, width / math.sqrt(row.size)) if row.size else None for row in rows)
    return Levels(centre, bands, tuple(ranges), width, dropped)


def _scaled_gap(before: Row, after: Row) -> float | None:
    gap = plain_gap(before, after)
    if gap is None or not before.size or not after.size:
        return None
    return math.sqrt(math.pi / 2) * gap / math.sqrt(1 / after.size + 1 / before.size)


def _t(rows: Sequence[Row], options: Options, *, screening: bool) -> Levels:
    if options.probability_limits:
        centre = mean(_baseline(rows))
        if centre is None:
            return Levels(None, (None,) * len(rows), (None,) * len(rows))
        tails = tuple((-math.log1p(-a) * centre, -math.log(a) * centre) for a in ALPHA)
        return Levels(math.log(2) * centre, (tails,) * len(rows), (None,) * len(rows))
    roots = [
        Row(None if row.value is None else row.value ** (1 / POWER), row.size, row.ghost, row.baseline)
        for row in rows
    ]
    centre = mean(_baseline(roots))
    ranges = ranges_between(roots, plain_gap, bridge=options.bridge_missing)
    width, dropped = screened_mean(_of_baseline(roots, ranges), screen=SCREEN if screening else None)
    bands = None
    if centre is not None and width is not None:
        bands = tuple((low**POWER, high**POWER) for low, high in _bands(centre, width / D2, 0.0))
    middle = None if centre is None else centre**POWER
    return Levels(middle, (bands,) * len(rows), tuple(ranges), width, dropped)


def _g(rows: Sequence[Row], options: Options) -> Levels:
    base = _baseline(rows)
    average = mean(base)
    if average is None:
        return Levels(None, (None,) * len(rows), (None,) * len(rows))
    centre = 0.693 * average if options.g_mean_centre else median(base)
    if options.probability_limits:
        centre = float(_waiting(0.5, average))
        bands = tuple((float(_waiting(a, average)), float(_waiting(1 - a, average))) for a in ALPHA)
    else:
        bands = _bands(average, math.sqrt(average * (average + 1)), 0.0)
    return Levels(centre, (bands,) * len(rows), (None,) * len(rows))


def _waiting(share: float, average: float) -> int:
    """The fewest event-free opportunities that *share* of the waits do not exceed."""
    if average <= 0:
        return 0
    return max(0, math.ceil(math.log1p(-share) / math.log(average / (1 + average)) - 1 - 1e-12))
