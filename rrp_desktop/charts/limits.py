"""Centre lines and limits of every kind of chart, one phase at a time."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from rrp_desktop.charts.presets import Chart, Options
from rrp_desktop.charts.rules import median

D2 = 1.128
SCREEN = 3.267
SCREEN_I_PRIME = 3.2665
ALPHA = (0.15866, 0.02275, 0.00135)
POWER = 3.6
BIGGEST = 1e60
"""No number of a ward's is larger, and nothing made of such numbers overflows."""


Band = tuple[tuple[float, float], ...]
"""Lower and upper level at one, two and three sigma."""


class Row(NamedTuple):
    """One row of a phase: its *value* in the chart's own scale, None where it must not be used."""

    value: float | None
    size: float | None
    ghost: bool
    baseline: bool


@dataclass(frozen=True, slots=True)
class PhaseLevels:
    """A phase's centre and its limits: one *band* for all its rows, or *bands* for each, or neither."""

    centre: float | None
    ranges: tuple[float | None, ...]
    band: Band | None = None
    bands: tuple[Band | None, ...] = ()
    mean_range: float | None = None
    screened: int = 0
    sz: float | None = None

    def band_at(self, row: int) -> Band | None:
        """The limits at the phase's *row*."""
        return self.bands[row] if self.bands else self.band


def known(one: Any) -> float | None:
    """*one* as a number; None for whatever stands for nothing, and for what no ward ever counts."""
    try:
        number = float(one)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if -BIGGEST <= number <= BIGGEST else None


def exposure(one: object) -> float | None:
    """*one* as a denominator; None for nothing, and for less than nothing."""
    size = known(one)
    return size if size is not None and size >= 1 / BIGGEST else None


def mean(values: Sequence[float]) -> float | None:
    """The mean by compensated summation, or None of nothing."""
    return math.fsum(values) / len(values) if values else None


def ranges_between(
    rows: Sequence[Row], gap: Callable[[Row, Row], float | None], *, bridge: bool
) -> list[float | None]:
    """Each row's range from the row before it: ghosts are bridged, missing rows only if *bridge*."""
    found: list[float | None] = [None] * len(rows)
    before: Row | None = None
    for at, row in enumerate(rows):
        if row.ghost or (bridge and row.value is None):
            continue
        if before is not None and row.value is not None and before.value is not None:
            found[at] = gap(before, row)
        before = row
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


def levels(rows: Sequence[Row], options: Options, *, limited: bool) -> PhaseLevels:
    """The phase's centre and limits; *limited* false leaves an XmR or mR chart its centre only."""
    screening = options.screened
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


def _nothing(rows: Sequence[Row], centre: float | None = None) -> PhaseLevels:
    return PhaseLevels(centre, (None,) * len(rows))


def _band(centre: float, sigma: float, low: float = -math.inf, high: float = math.inf) -> Band:
    return (
        (max(low, centre - sigma), min(high, centre + sigma)),
        (max(low, centre - 2 * sigma), min(high, centre + 2 * sigma)),
        (max(low, centre - 3 * sigma), min(high, centre + 3 * sigma)),
    )


def _run(rows: Sequence[Row], options: Options) -> PhaseLevels:
    ranges = ranges_between(rows, plain_gap, bridge=options.bridge_missing)
    typical = median(_of_baseline(rows, ranges))
    return PhaseLevels(median(_baseline(rows)), tuple(ranges), mean_range=typical)


def _xmr(rows: Sequence[Row], options: Options, *, screening: bool, limited: bool) -> PhaseLevels:
    centre = mean(_baseline(rows))
    ranges = ranges_between(rows, plain_gap, bridge=options.bridge_missing)
    width, dropped = screened_mean(_of_baseline(rows, ranges), screen=SCREEN if screening else None)
    band = None
    if limited and centre is not None and width is not None:
        band = _band(centre, options.rule_set.spread * width / 3)
    return PhaseLevels(centre, tuple(ranges), band, mean_range=width, screened=dropped)


def _mr(rows: Sequence[Row], *, limited: bool) -> PhaseLevels:
    centre = mean(_baseline(rows))
    band = None if centre is None or not limited else _band(centre, (SCREEN - 1) * centre / 3, 0.0)
    return PhaseLevels(centre, (None,) * len(rows), band, mean_range=centre)


def _c(rows: Sequence[Row]) -> PhaseLevels:
    centre = mean(_baseline(rows))
    band = None if centre is None or centre < 0 else _band(centre, math.sqrt(centre), 0.0)
    return PhaseLevels(centre, (None,) * len(rows), band)


def _pooled_centre(rows: Sequence[Row]) -> float | None:
    base = [row for row in rows if row.baseline]
    pairs = [(row.value, row.size) for row in base if row.value is not None and row.size is not None]
    total = math.fsum(size for _, size in pairs)
    return math.fsum(value * size for value, size in pairs) / total if total else None


def _pooled(rows: Sequence[Row], options: Options, *, screening: bool) -> PhaseLevels:
    """The u and p charts, and with Laney's widening u' and p'."""
    share = options.chart in (Chart.P, Chart.P_PRIME)
    centre = _pooled_centre(rows)
    top = 1.0 if share else math.inf
    if centre is None or not 0 <= centre <= top:
        return _nothing(rows, centre)
    spread = math.sqrt(centre * (1 - centre) if share else centre)
    sigmas = [spread / math.sqrt(row.size) if row.size else None for row in rows]
    plain = _widened(rows, sigmas, centre, options, screening=screening)
    if options.chart in (Chart.U_PRIME, Chart.P_PRIME):
        if plain.sz is None:
            return plain
        sigmas = [None if sigma is None else sigma * plain.sz for sigma in sigmas]
    bands = tuple(None if sigma is None else _band(centre, sigma, 0.0, top) for sigma in sigmas)
    return replace(plain, bands=bands)


def _widened(
    rows: Sequence[Row],
    sigmas: Sequence[float | None],
    centre: float,
    options: Options,
    *,
    screening: bool,
) -> PhaseLevels:
    scores = [
        row._replace(value=(row.value - centre) / sigma if row.value is not None and sigma else None)
        for row, sigma in zip(rows, sigmas, strict=True)
    ]
    ranges = ranges_between(scores, plain_gap, bridge=options.bridge_missing)
    width, dropped = screened_mean(_of_baseline(rows, ranges), screen=SCREEN if screening else None)
    sz = None if width is None else width / D2
    return PhaseLevels(centre, tuple(ranges), mean_range=width, screened=dropped, sz=sz)


def _i_prime(rows: Sequence[Row], options: Options, *, screening: bool) -> PhaseLevels:
    centre = _pooled_centre(rows)
    ranges = ranges_between(rows, _scaled_gap, bridge=options.bridge_missing)
    base = [one for one in ranges if one is not None]
    if not options.i_prime_unfrozen:
        base = _of_baseline(rows, ranges)
    width, dropped = screened_mean(base, screen=SCREEN_I_PRIME if screening else None)
    plain = PhaseLevels(centre, tuple(ranges), mean_range=width, screened=dropped)
    if centre is None or width is None or (screening and not width):
        return plain
    return replace(
        plain, bands=tuple(_band(centre, width / math.sqrt(row.size)) if row.size else None for row in rows)
    )


def _scaled_gap(before: Row, after: Row) -> float | None:
    gap = plain_gap(before, after)
    if gap is None or not before.size or not after.size:
        return None
    return math.sqrt(math.pi / 2) * gap / math.sqrt(1 / after.size + 1 / before.size)


def _t(rows: Sequence[Row], options: Options, *, screening: bool) -> PhaseLevels:
    if options.probability_limits:
        average = mean(_baseline(rows))
        if average is None:
            return _nothing(rows)
        tails = tuple((-math.log1p(-a) * average, -math.log(a) * average) for a in ALPHA)
        return PhaseLevels(math.log(2) * average, (None,) * len(rows), tails)
    roots = [row if row.value is None else row._replace(value=row.value ** (1 / POWER)) for row in rows]
    centre = mean(_baseline(roots))
    ranges = ranges_between(roots, plain_gap, bridge=options.bridge_missing)
    width, dropped = screened_mean(_of_baseline(roots, ranges), screen=SCREEN if screening else None)
    band = None
    if centre is not None and width is not None:
        band = tuple((low**POWER, high**POWER) for low, high in _band(centre, width / D2, 0.0))
    middle = None if centre is None else centre**POWER
    return PhaseLevels(middle, tuple(ranges), band, mean_range=width, screened=dropped)


def _g(rows: Sequence[Row], options: Options) -> PhaseLevels:
    base = _baseline(rows)
    average = mean(base)
    if average is None:
        return _nothing(rows)
    centre = 0.693 * average if options.g_mean_centre else median(base)
    band = _band(average, math.sqrt(average * (average + 1)), 0.0)
    if options.probability_limits:
        centre = float(_waiting(0.5, average))
        band = tuple((float(_waiting(a, average)), float(_waiting(1 - a, average))) for a in ALPHA)
    return PhaseLevels(centre, (None,) * len(rows), band)


def _waiting(share: float, average: float) -> int:
    """The fewest event-free opportunities that *share* of the waits do not exceed."""
    if average <= 0:
        return 0
    return max(0, math.ceil(-math.log1p(-share) / math.log1p(1 / average) - 1 - 1e-12))
