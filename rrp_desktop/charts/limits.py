"""Centre lines and limits of every kind of chart, one phase at a time."""

import math
from collections.abc import Iterator, Sequence
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


class Rows(NamedTuple):
    """A phase, column by column: *values* in the chart's own scale, None where one must not be used."""

    values: Sequence[float | None]
    sizes: Sequence[float | None]
    ghosts: Sequence[bool]
    baseline: Sequence[bool]


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


def neighbours(rows: Rows, *, bridge: bool) -> Iterator[tuple[int, float, int, float]]:
    """Rows next to each other, each place and value: ghosts are bridged, missing rows only if *bridge*."""
    before, was = 0, None
    for at, (value, ghost) in enumerate(zip(rows.values, rows.ghosts, strict=True)):
        if ghost or (bridge and value is None):
            continue
        if was is not None and value is not None:
            yield before, was, at, value
        before, was = at, value


def moving_ranges(rows: Rows, *, bridge: bool) -> list[float | None]:
    """How far each row is from the one before it."""
    found: list[float | None] = [None] * len(rows.values)
    for _, was, at, value in neighbours(rows, bridge=bridge):
        found[at] = abs(value - was)
    return found


def screened_mean(ranges: Sequence[float], *, screen: float | None) -> tuple[float | None, int]:
    """The mean range, and how many were dropped for reaching *screen* times the first mean."""
    first = mean(ranges)
    if first is None or screen is None:
        return first, 0
    left = [one for one in ranges if one < screen * first]
    return (mean(left), len(ranges) - len(left)) if left else (first, 0)


def levels(rows: Rows, options: Options, *, limited: bool) -> PhaseLevels:
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


def _baseline(rows: Rows) -> list[float]:
    return _of_baseline(rows, rows.values)


def _of_baseline(rows: Rows, column: Sequence[float | None]) -> list[float]:
    return [one for one, based in zip(column, rows.baseline, strict=True) if based and one is not None]


def _nothing(rows: Rows, centre: float | None = None) -> PhaseLevels:
    return PhaseLevels(centre, (None,) * len(rows.values))


def _band(centre: float, sigma: float, low: float = -math.inf, high: float = math.inf) -> Band:
    return (
        (max(low, centre - sigma), min(high, centre + sigma)),
        (max(low, centre - 2 * sigma), min(high, centre + 2 * sigma)),
        (max(low, centre - 3 * sigma), min(high, centre + 3 * sigma)),
    )


def _run(rows: Rows, options: Options) -> PhaseLevels:
    ranges = moving_ranges(rows, bridge=options.bridge_missing)
    typical = median(_of_baseline(rows, ranges))
    return PhaseLevels(median(_baseline(rows)), tuple(ranges), mean_range=typical)


def _xmr(rows: Rows, options: Options, *, screening: bool, limited: bool) -> PhaseLevels:
    centre = mean(_baseline(rows))
    ranges = moving_ranges(rows, bridge=options.bridge_missing)
    width, dropped = screened_mean(_of_baseline(rows, ranges), screen=SCREEN if screening else None)
    band = None
    if limited and centre is not None and width is not None:
        band = _band(centre, options.rule_set.spread * width / 3)
    return PhaseLevels(centre, tuple(ranges), band, mean_range=width, screened=dropped)


def _mr(rows: Rows, *, limited: bool) -> PhaseLevels:
    centre = mean(_baseline(rows))
    band = None if centre is None or not limited else _band(centre, (SCREEN - 1) * centre / 3, 0.0)
    return PhaseLevels(centre, (None,) * len(rows.values), band, mean_range=centre)


def _c(rows: Rows) -> PhaseLevels:
    centre = mean(_baseline(rows))
    band = None if centre is None or centre < 0 else _band(centre, math.sqrt(centre), 0.0)
    return PhaseLevels(centre, (None,) * len(rows.values), band)


def _pooled_centre(rows: Rows) -> float | None:
    columns = zip(rows.values, rows.sizes, rows.baseline, strict=True)
    pairs = [
        (value, size) for value, size, based in columns if based and value is not None and size is not None
    ]
    total = math.fsum(size for _, size in pairs)
    return math.fsum(value * size for value, size in pairs) / total if total else None


def _pooled(rows: Rows, options: Options, *, screening: bool) -> PhaseLevels:
    """The u and p charts, and with Laney's widening u' and p'."""
    share = options.chart in (Chart.P, Chart.P_PRIME)
    centre = _pooled_centre(rows)
    top = 1.0 if share else math.inf
    if centre is None or not 0 <= centre <= top:
        return _nothing(rows, centre)
    spread = math.sqrt(centre * (1 - centre) if share else centre)
    sigmas = [spread / math.sqrt(size) if size else None for size in rows.sizes]
    plain = _widened(rows, sigmas, centre, options, screening=screening)
    if options.chart in (Chart.U_PRIME, Chart.P_PRIME):
        if plain.sz is None:
            return plain
        sigmas = [None if sigma is None else sigma * plain.sz for sigma in sigmas]
    bands = tuple(None if sigma is None else _band(centre, sigma, 0.0, top) for sigma in sigmas)
    return replace(plain, bands=bands)


def _widened(
    rows: Rows,
    sigmas: Sequence[float | None],
    centre: float,
    options: Options,
    *,
    screening: bool,
) -> PhaseLevels:
    scores = rows._replace(
        values=[
            (value - centre) / sigma if value is not None and sigma else None
            for value, sigma in zip(rows.values, sigmas, strict=True)
        ]
    )
    ranges = moving_ranges(scores, bridge=options.bridge_missing)
    width, dropped = screened_mean(_of_baseline(rows, ranges), screen=SCREEN if screening else None)
    sz = None if width is None else width / D2
    return PhaseLevels(centre, tuple(ranges), mean_range=width, screened=dropped, sz=sz)


def _i_prime(rows: Rows, options: Options, *, screening: bool) -> PhaseLevels:
    centre = _pooled_centre(rows)
    ranges = _comparable_ranges(rows, bridge=options.bridge_missing)
    base = [one for one in ranges if one is not None]
    if not options.i_prime_unfrozen:
        base = _of_baseline(rows, ranges)
    width, dropped = screened_mean(base, screen=SCREEN_I_PRIME if screening else None)
    plain = PhaseLevels(centre, tuple(ranges), mean_range=width, screened=dropped)
    if centre is None or width is None or (screening and not width):
        return plain
    return replace(
        plain, bands=tuple(_band(centre, width / math.sqrt(size)) if size else None for size in rows.sizes)
    )


def _comparable_ranges(rows: Rows, *, bridge: bool) -> list[float | None]:
    """Moving ranges as they would be had both rows a denominator of one."""
    found: list[float | None] = [None] * len(rows.values)
    for before, was, at, value in neighbours(rows, bridge=bridge):
        size, earlier = rows.sizes[at], rows.sizes[before]
        if size and earlier:
            found[at] = math.sqrt(math.pi / 2) * abs(value - was) / math.sqrt(1 / size + 1 / earlier)
    return found


def _t(rows: Rows, options: Options, *, screening: bool) -> PhaseLevels:
    if options.probability_limits:
        average = mean(_baseline(rows))
        if average is None:
            return _nothing(rows)
        tails = tuple((-math.log1p(-a) * average, -math.log(a) * average) for a in ALPHA)
        return PhaseLevels(math.log(2) * average, (None,) * len(rows.values), tails)
    roots = rows._replace(values=[None if one is None else one ** (1 / POWER) for one in rows.values])
    centre = mean(_baseline(roots))
    ranges = moving_ranges(roots, bridge=options.bridge_missing)
    width, dropped = screened_mean(_of_baseline(roots, ranges), screen=SCREEN if screening else None)
    band = None
    if centre is not None and width is not None:
        band = tuple((low**POWER, high**POWER) for low, high in _band(centre, width / D2, 0.0))
    middle = None if centre is None else centre**POWER
    return PhaseLevels(middle, tuple(ranges), band, mean_range=width, screened=dropped)


def _g(rows: Rows, options: Options) -> PhaseLevels:
    base = _baseline(rows)
    average = mean(base)
    if average is None:
        return _nothing(rows)
    centre = 0.693 * average if options.g_mean_centre else median(base)
    band = _band(average, math.sqrt(average * (average + 1)), 0.0)
    if options.probability_limits:
        centre = float(_waiting(0.5, average))
        band = tuple((float(_waiting(a, average)), float(_waiting(1 - a, average))) for a in ALPHA)
    return PhaseLevels(centre, (None,) * len(rows.values), band)


def _waiting(share: float, average: float) -> int:
    """The fewest event-free opportunities that *share* of the waits do not exceed."""
    if average <= 0:
        return 0
    return max(0, math.ceil(-math.log1p(-share) / math.log1p(1 / average) - 1 - 1e-12))
