"""Numbers in, numbers out: every chart of the product from plain arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any, TypeVar

from rrp_desktop.charts import rules
from rrp_desktop.charts.analysis import Analysis, Levels, Lines
from rrp_desktop.charts.findings import findings
from rrp_desktop.charts.judge import judge
from rrp_desktop.charts.limits import PhaseLevels, Rows, exposure, known, levels
from rrp_desktop.charts.notes import hints
from rrp_desktop.charts.presets import COUNTED, RARE, RATES, Chart, Options
from rrp_desktop.charts.words import day

One = TypeVar("One")
WIDEST = 1e12


def analyse(
    dates: Sequence[date],
    values: Sequence[float | None],
    denominators: Sequence[float | None] | None = None,
    *,
    ghosts: Sequence[bool] = (),
    incomplete: Sequence[bool] = (),
    options: Options | None = None,
) -> Analysis:
    """Analyse one chart.

    *dates*: first day of each period, ascending and unique (t and g: the day of each event, repeats allowed).
    *values*: a count, measurement or, with *denominators*, a numerator per row; for t and g days, or chances,
    since the event before; None or not a number where nothing is known. *denominators*: exposure per row,
    such as occupied bed days; c, t and g charts have none. *ghosts* and *incomplete*: one truth per row, or
    nothing for none. All are as long as each other (n rows); lists, tuples, and arrays of numpy or pandas do.

    The answer holds n entries per array in the units shown, that is value / denominator x multiplier. Bad
    data never raises: it is missing, or the answer says why it was refused.
    """
    chosen = options or Options()
    days = tuple([one.date() if isinstance(one, datetime) else one for one in dates])
    counted = tuple([known(one) for one in values])
    sizes = () if denominators is None or chosen.chart in COUNTED else tuple(denominators)
    columns = {"values": counted, "denominators": sizes, "ghosts": ghosts, "incomplete": incomplete}
    refused = _refusal(days, columns, chosen)
    if refused:
        return _Chart(days, (None,) * len(days), (), (), (), chosen, refused).analysis()
    return _Chart(days, counted, sizes, ghosts, incomplete, chosen).analysis()


class _Chart:
    def __init__(
        self,
        dates: tuple[date, ...],
        values: Levels,
        denominators: Sequence[object],
        ghosts: Sequence[bool],
        incomplete: Sequence[bool],
        options: Options,
        refused: str = "",
    ) -> None:
        n = len(dates)
        self.options, self.dates, self.refused = options, dates, refused
        self.warnings: list[str] = []
        self.ghosts = tuple(map(bool, ghosts)) or (False,) * n
        self.incomplete = tuple(map(bool, incomplete)) or (False,) * n
        self.rated = bool(denominators)
        self.sizes = tuple(map(exposure, denominators)) or (None,) * n
        self.scaled = self._scaled(values)
        starts = self._phase_starts() if n else []
        self.spans = list(zip(starts, [*starts[1:], n], strict=True)) if n else []
        flags = zip(self.scaled, self.ghosts, self.incomplete, strict=True)
        self.counts = tuple([one is not None and not ghost and not part for one, ghost, part in flags])

    def _scaled(self, values: Levels) -> Levels:
        """Values in the chart's own scale: rates before the multiplier, everything else as it stands."""
        if not self.rated and self.options.chart in RATES and any(one is not None for one in values):
            self.warnings.append(f"A {self.options.chart} chart needs denominators.")
        if not self.rated and self.options.chart not in RATES:
            return values
        return tuple(
            [
                known(value / size) if value is not None and size is not None else None
                for value, size in zip(values, self.sizes, strict=True)
            ]
        )

    def _phase_starts(self) -> list[int]:
        starts = {0}
        for wanted in sorted(self.options.phases):
            at = next((at for at, start in enumerate(self.dates) if start >= wanted), None)
            if at is None:
                self.warnings.append(f"No data from {day(wanted)}: the new phase was not started.")
                continue
            if self.dates[at] != wanted:
                self.warnings.append(f"The new phase of {day(wanted)} starts at {day(self.dates[at])}.")
            starts.add(at)
        return sorted(starts)

    def analysis(self) -> Analysis:
        enough = sum(self.counts) >= self.options.rule_set.minimum
        if self.options.chart is Chart.MR:
            self._take_ranges()
        found = [levels(rows, self.options, limited=enough) for rows in self._phases()]
        lines = self._lines(found)
        told = Analysis(
            **lines._asdict(),
            **judge(lines, found, self.spans, enough=enough)._asdict(),
            phase=self._spread(range(len(found))),
            upper_1=self._edge(found, 0, 1),
            lower_1=self._edge(found, 0, 0),
            moving_range=_times([one for phase in found for one in phase.ranges], self.options.range_unit),
            already_above=self._already_above(lines.values, lines.upper),
            reasons=(),
            warnings=tuple(self.warnings),
            refused=self.refused,
        )
        reasons, more = findings(told), hints(told)
        if reasons or more:
            told = replace(told, reasons=reasons, warnings=(*told.warnings, *more))
        floored = self.options.from_zero and self.options.chart in (Chart.XMR, Chart.I_PRIME)
        return _from_zero(told) if floored else told

    def _lines(self, found: Sequence[PhaseLevels]) -> Lines:
        times = self.options.multiplier
        return Lines(
            self.options,
            self.dates,
            _times(self.scaled, times),
            self.counts,
            _times(self._spread([one.centre for one in found]), times),
            upper=self._edge(found, 2, 1),
            lower=self._edge(found, 2, 0),
            upper_2=self._edge(found, 1, 1),
            lower_2=self._edge(found, 1, 0),
            target=self._targets(),
        )

    def _take_ranges(self) -> None:
        """A moving-range chart's values are its own ranges, taken before anything else."""
        plain = replace(self.options, chart=Chart.XMR)
        self.scaled = tuple(
            one for rows in self._phases() for one in levels(rows, plain, limited=False).ranges
        )
        self.counts = tuple(
            kept and value is not None for kept, value in zip(self.counts, self.scaled, strict=True)
        )

    def _phases(self) -> Iterator[Rows]:
        """The rows of each phase."""
        usable = [one if counts else None for one, counts in zip(self.scaled, self.counts, strict=True)]
        for phase, (first, end) in enumerate(self.spans):
            frozen = self.options.baseline_of(phase)
            base = end - first if frozen is None else max(0, min(frozen, end - first))
            baseline = [True] * base + [False] * (end - first - base)
            yield Rows(usable[first:end], self.sizes[first:end], self.ghosts[first:end], baseline)

    def _spread(self, per_phase: Sequence[One]) -> tuple[One, ...]:
        if len(self.spans) == 1:
            return (per_phase[0],) * len(self.dates)
        spans = zip(per_phase, self.spans, strict=True)
        return tuple(one for one, (first, end) in spans for _ in range(first, end))

    def _edge(self, found: Sequence[PhaseLevels], sigma: int, which: int) -> Levels:
        """One of the limits at every row; where it depends on the denominator, none without a value."""
        times = self.options.multiplier
        edge: list[float | None] = []
        for phase in found:
            if phase.bands:
                edge += [None if band is None else band[sigma][which] * times for band in phase.bands]
            else:
                level = None if phase.band is None else phase.band[sigma][which] * times
                edge += [level] * len(phase.ranges)
        if self.options.chart in RATES:
            return tuple([None if at is None else one for at, one in zip(self.scaled, edge, strict=True)])
        return tuple(edge)

    def _targets(self) -> Levels:
        steps = [one for one in self.options.targets if known(one.value) is not None]
        steps = sorted(steps, key=lambda one: one.since or date.min)
        if not steps:
            return (None,) * len(self.dates)
        return tuple(
            next((one.value for one in reversed(steps) if one.since is None or one.since <= start), None)
            for start in self.dates
        )

    def _already_above(self, values: Levels, upper: Levels) -> bool:
        """The last row is unfinished, can only grow, and has passed its limit."""
        if self.options.chart not in (Chart.XMR, Chart.C, *RARE) or self.rated or not values:
            return False
        value, limit = values[-1], upper[-1]
        unfinished = self.incomplete[-1] and not self.ghosts[-1]
        return unfinished and value is not None and limit is not None and rules.side(value, limit) > 0


def _from_zero(analysis: Analysis) -> Analysis:
    """The same chart with no lower limit drawn under zero, where no value lies there."""
    if any(value is not None and value < 0 for value in analysis.values):
        return analysis
    return replace(
        analysis,
        lower=_at_least_zero(analysis.lower),
        lower_2=_at_least_zero(analysis.lower_2),
        lower_1=_at_least_zero(analysis.lower_1),
    )


def _at_least_zero(levels: Levels) -> Levels:
    return tuple([None if one is None else max(0.0, one) for one in levels])


def _refusal(dates: Sequence[date], columns: Mapping[str, Sequence[Any]], options: Options) -> str:
    for name, column in columns.items():
        if len(column) != len(dates) and (len(column) or name == "values"):
            return f"There are {len(dates)} dates and {len(column)} {name}."
    if not 1 / WIDEST <= options.multiplier <= WIDEST:
        return "The multiplier must be above zero."
    rare = options.chart in RARE
    for at, (before, after) in enumerate(pairwise(dates), start=2):
        if before < after:
            continue
        if after < before:
            return f"Row {at} is dated before row {at - 1}. Dates must go up."
        if not rare:
            return f"Rows {at - 1} and {at} have the same date."
    below = (at for at, one in enumerate(columns["values"], start=1) if rare and one is not None and one < 0)
    return next((f"Row {at} is under zero, as no time between events can be." for at in below), "")


def _times(values: Sequence[float | None], times: float) -> Levels:
    if times == 1:
        return tuple(values)
    return tuple([None if value is None else value * times for value in values])
