"""Numbers in, numbers out: every chart of the product from plain arrays."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from rrp_desktop.charts import rules
from rrp_desktop.charts.analysis import Analysis, Assurance, Flags, Levels, Phase, Variation
from rrp_desktop.charts.figure import Tone
from rrp_desktop.charts.limits import Levels as PhaseLevels
from rrp_desktop.charts.limits import Row, levels
from rrp_desktop.charts.presets import Chart, Conflict, Direction, Options, Rule, RuleSet
from rrp_desktop.charts.words import findings

RATES = (Chart.U, Chart.U_PRIME, Chart.P, Chart.P_PRIME, Chart.I_PRIME)
RARE = (Chart.T, Chart.G)
PLAIN = (Chart.RUN, Chart.XMR, Chart.MR)
UNUSUAL = 3.145
SIGNS = (0, 1, -1, 2)

Band = tuple[tuple[float, float], ...] | None


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
    *values*: a count, measurement or, with *denominators*, a numerator per row; days since the event before
    for t and g; None where nothing is known. *denominators*: exposure per row, such as occupied bed days or
    chances. *ghosts* and *incomplete*: one truth per row, or nothing for none. All five are as long as each
    other (n rows).

    The answer holds n entries per array in the units shown, that is value / denominator x multiplier. Bad
    data never raises: it is missing, or the answer says why it was refused. Arrays of different lengths do
    raise ValueError.
    """
    return _Chart(dates, values, denominators, ghosts, incomplete, options or Options()).analysis()


class _Chart:
    def __init__(
        self,
        dates: Sequence[date],
        values: Sequence[float | None],
        denominators: Sequence[float | None] | None,
        ghosts: Sequence[bool],
        incomplete: Sequence[bool],
        options: Options,
    ) -> None:
        n = len(dates)
        lengths = {
            n,
            len(values),
            *(len(one) for one in (denominators or (), ghosts, incomplete) if len(one)),
        }
        if len(lengths) > 1:
            raise ValueError("Arrays of different lengths.")
        self.options = options
        self.rule_set: RuleSet = options.rule_set
        self.dates = tuple(dates)
        self.range_unit = options.multiplier if options.chart in PLAIN else 1.0
        self.warnings: list[str] = []
        self.refused = self._refusal()
        self.ghosts = tuple(map(bool, ghosts)) or (False,) * n
        self.incomplete = tuple(map(bool, incomplete)) or (False,) * n
        self.sizes = _known(denominators) if denominators else (None,) * n
        self.scaled = self._scale(_known(values), rated=bool(denominators))
        self.starts = self._phase_starts()

    def _refusal(self) -> str:
        rare = self.options.chart in RARE
        for at, (before, after) in enumerate(pairwise(self.dates), start=2):
            if after < before:
                return f"Row {at} is dated before row {at - 1}. Dates must go up."
            if after == before and not rare:
                return f"Rows {at - 1} and {at} have the same date."
        return ""

    def _scale(self, values: Levels, *, rated: bool) -> Levels:
        """Values in the chart's own scale: rates before the multiplier, everything else as it stands."""
        if self.refused:
            return (None,) * len(values)
        if self.options.chart in RATES or rated:
            return tuple(
                value / size if value is not None and size is not None and size > 0 else None
                for value, size in zip(values, self.sizes, strict=True)
            )
        if self.options.chart in RARE:
            below = [str(at) for at, value in enumerate(values, start=1) if value is not None and value < 0]
            if below:
                self.warnings.append(f"A time between events cannot be under zero (row {', '.join(below)}).")
            return tuple(None if value is not None and value < 0 else value for value in values)
        return values

    def _phase_starts(self) -> list[int]:
        starts = {0}
        for wanted in sorted(self.options.phases):
            at = next((at for at, day in enumerate(self.dates) if day >= wanted), None)
            if at is None:
                self.warnings.append(f"No data from {wanted:%Y-%m-%d}: the new phase was not started.")
                continue
            if self.dates[at] != wanted:
                self.warnings.append(
                    f"The new phase of {wanted:%Y-%m-%d} starts at {self.dates[at]:%Y-%m-%d}."
                )
            starts.add(at)
        return sorted(starts)

    def analysis(self) -> Analysis:
        n = len(self.dates)
        counts = tuple(
            value is not None and not ghost and not part
            for value, ghost, part in zip(self.scaled, self.ghosts, self.incomplete, strict=True)
        )
        spans = list(zip(self.starts, [*self.starts[1:], n], strict=True)) if n else []
        enough = sum(counts) >= self.rule_set.minimum
        self._moving_ranges(spans, counts)
        counts = tuple(kept and value is not None for kept, value in zip(counts, self.scaled, strict=True))
        found = [levels(self._rows(first, end, counts), self.options, limited=enough) for first, end in spans]
        times = self.options.multiplier
        values = tuple(None if one is None else one * times for one in self.scaled)
        centre = tuple(
            None if one.centre is None else one.centre * times
            for one, (first, end) in zip(found, spans, strict=True)
            for _ in range(first, end)
        )
        bands = [band for one in found for band in one.bands]
        upper, upper_2, upper_1 = (self._level(bands, k, 1) for k in (2, 1, 0))
        lower, lower_2, lower_1 = (self._level(bands, k, 0) for k in (2, 1, 0))
        draft = Analysis(
            options=self.options,
            dates=self.dates,
            values=values,
            counts=counts,
            phase=tuple(at for at, (first, end) in enumerate(spans) for _ in range(first, end)),
            centre=centre,
            upper=upper,
            lower=lower,
            upper_2=upper_2,
            lower_2=lower_2,
            upper_1=upper_1,
            lower_1=lower_1,
            moving_range=tuple(
                None if one is None else one * self.range_unit for phase in found for one in phase.ranges
            ),
            target=self._target(),
            single=(),
            shift=(),
            trend=(),
            two_of_three=(),
            long_run=(),
            tone=(),
            mixed=(),
            phases=(),
            variation=Variation.NONE,
            assurance=Assurance.NONE,
            already_above=self._already_above(upper, values),
            reasons=(),
            warnings=(),
            refused=self.refused,
        )
        return self._judged(draft, found, spans, enough=enough)

    def _moving_ranges(self, spans: list[tuple[int, int]], counts: tuple[bool, ...]) -> None:
        """A moving-range chart's values are its own ranges, taken before anything else."""
        if self.options.chart is not Chart.MR:
            return
        plain = replace(self.options, chart=Chart.XMR)
        self.scaled = tuple(
            one
            for first, end in spans
            for one in levels(self._rows(first, end, counts), plain, limited=False).ranges
        )

    def _rows(self, first: int, end: int, counts: tuple[bool, ...]) -> list[Row]:
        last = end if self.options.freeze is None else min(end, first + self.options.freeze)
        return [
            Row(
                self.scaled[at] if counts[at] else None,
                self.sizes[at],
                self.ghosts[at],
                counts[at] and at < last,
            )
            for at in range(first, end)
        ]

    def _level(self, bands: list[Band], sigma: int, edge: int) -> Levels:
        times = self.options.multiplier
        rated = self.options.chart in RATES
        return tuple(
            None if band is None or (rated and value is None) else band[sigma][edge] * times
            for band, value in zip(bands, self.scaled, strict=True)
        )

    def _target(self) -> Levels:
        steps = sorted(self.options.targets, key=lambda one: one.since or date.min)
        return tuple(
            next((one.value for one in reversed(steps) if one.since is None or one.since <= day), None)
            for day in self.dates
        )

    def _judged(
        self, draft: Analysis, found: list[PhaseLevels], spans: list[tuple[int, int]], *, enough: bool
    ) -> Analysis:
        phases = tuple(
            self._phase(draft, one, first, end) for one, (first, end) in zip(found, spans, strict=True)
        )
        flags = self._flags(draft, phases, spans)
        tone, mixed = self._tones(flags)
        judged = replace(
            draft,
            single=_signed(flags[Rule.SINGLE]),
            shift=_signed(flags[Rule.SHIFT]),
            trend=_signed(flags[Rule.TREND]),
            two_of_three=_signed(flags[Rule.TWO_OF_THREE]),
            long_run=_signed(flags[Rule.LONG_RUN]),
            tone=tone,
            mixed=mixed,
            phases=phases,
            variation=self._variation(draft, flags, tone, enough=enough),
            assurance=self._assurance(draft, enough=enough),
            warnings=tuple(self.warnings),
        )
        return replace(judged, reasons=findings(judged))

    def _phase(self, draft: Analysis, found: PhaseLevels, first: int, end: int) -> Phase:
        kept = [at for at in range(first, end) if draft.counts[at]]
        centre = draft.centre[first]
        sides = (
            [0] * len(kept)
            if centre is None
            else [rules.side(_sure(draft.values[at]), centre) for at in kept]
        )
        streaks = rules.runs(sides)
        longest = max((len(one.at) for one in streaks), default=0)
        above, below = sides.count(1), sides.count(-1)
        useful = above + below
        crossings = max(0, len(streaks) - 1)
        last = end if self.options.freeze is None else min(end, first + self.options.freeze)
        base = sum(1 for at in kept if at < last)
        equal = rules.runs_allowed(useful // 2, useful - useful // 2)
        observed = rules.runs_allowed(above, below)
        judging = equal if base == len(kept) else observed
        most, fewest = rules.longest_allowed(useful), rules.fewest_crossings(useful)
        return Phase(
            first=first,
            last=end - 1,
            start=self.dates[first],
            points=len(kept),
            baseline=base,
            centre=centre,
            mean_range=None if found.mean_range is None else found.mean_range * self.range_unit,
            screened=found.screened,
            sz=found.sz,
            useful=useful,
            runs=len(streaks),
            longest=longest,
            crossings=crossings,
            longest_allowed=most,
            crossings_allowed=fewest,
            long_run=most is not None and longest > most,
            few_crossings=fewest is not None and crossings < fewest,
            runs_allowed=equal,
            runs_allowed_observed=observed,
            few_runs=judging is not None and len(streaks) < judging[0],
            many_runs=judging is not None and len(streaks) > judging[1],
            unusual=self._unusual(draft, found, kept),
        )

    def _unusual(self, draft: Analysis, found: PhaseLevels, kept: list[int]) -> tuple[int, ...]:
        """Rows a run chart's reader may want to look at: far from the median, by eye only."""
        if self.options.chart is not Chart.RUN or not found.mean_range or found.centre is None:
            return ()
        times = self.options.multiplier
        low = (found.centre - UNUSUAL * found.mean_range) * times
        high = (found.centre + UNUSUAL * found.mean_range) * times
        return tuple(at for at in kept if not low <= _sure(draft.values[at]) <= high)

    def _flags(
        self, draft: Analysis, phases: tuple[Phase, ...], spans: list[tuple[int, int]]
    ) -> dict[Rule, list[int]]:
        n = len(self.dates)
        flags = {rule: [0] * n for rule in Rule}
        kept = [at for at in range(n) if draft.counts[at]]
        by_phase = [[at for at in kept if first <= at < end] for first, end in spans]
        for rule in self._rules_asked():
            for phase, places in enumerate([kept] if rule in self.rule_set.crosses else by_phase):
                for at, flag in zip(places, self._flagged(draft, phases, phase, rule, places), strict=True):
                    flags[rule][at] = flag
        return flags

    def _rules_asked(self) -> list[Rule]:
        ours, chart = self.rule_set, self.options.chart
        if chart is Chart.MR:
            return [Rule.SINGLE]
        asked = {
            Rule.SINGLE: ours.single and chart is not Chart.RUN,
            Rule.SHIFT: bool(ours.shift),
            Rule.TREND: bool(ours.trend),
            Rule.TWO_OF_THREE: ours.two_of_three and chart not in (Chart.RUN, Chart.G),
            Rule.LONG_RUN: ours.anhoej,
        }
        return [rule for rule, wanted in asked.items() if wanted]

    def _flagged(
        self, draft: Analysis, phases: tuple[Phase, ...], phase: int, rule: Rule, places: list[int]
    ) -> list[int]:
        ours = self.rule_set
        values = [_sure(draft.values[at]) for at in places]
        if rule is Rule.TREND:
            length = _trend_length(len(places)) if ours.trend_by_length else ours.trend or 0
            return rules.trends(
                values, length, ties_collapse=ours.trend_ties_collapse, later_wins=ours.later_trend_wins
            )
        if rule is Rule.SINGLE:
            return [_beyond(_sure(draft.values[at]), draft.lower[at], draft.upper[at]) for at in places]
        sides = [rules.side(value, _sure(draft.centre[at])) for value, at in zip(values, places, strict=True)]
        if rule is Rule.SHIFT:
            return rules.shifts(sides, ours.shift or 0, step_over_line=ours.shift_steps_over_line)
        if rule is Rule.LONG_RUN:
            allowed = phases[phase].longest_allowed
            return (
                [0] * len(sides) if allowed is None else rules.shifts(sides, allowed + 1, step_over_line=True)
            )
        far = [
            bool(_beyond(value, draft.lower_2[at], draft.upper_2[at]))
            and (ours.beyond_three_counts or not _beyond(value, draft.lower[at], draft.upper[at]))
            for value, at in zip(values, places, strict=True)
        ]
        return rules.two_of_three(sides, far)

    def _tones(self, flags: dict[Rule, list[int]]) -> tuple[tuple[Tone, ...], tuple[bool, ...]]:
        tones: list[Tone] = []
        mixed: list[bool] = []
        for at in range(len(self.dates)):
            union = 0
            for rule in Rule:
                union |= flags[rule][at]
            mixed.append(union == rules.HIGH | rules.LOW)
            tones.append(self._tone(self._deciding(flags, at)) if union else Tone.COMMON)
        return tuple(tones), tuple(mixed)

    def _deciding(self, flags: dict[Rule, list[int]], at: int) -> int:
        """HIGH or LOW: the direction that colours a flagged row."""
        raised = [flags[rule][at] for rule in self.rule_set.order if flags[rule][at]]
        union = 0
        for one in raised:
            union |= one
        better = {Direction.HIGHER: rules.HIGH, Direction.LOWER: rules.LOW}.get(self.options.direction)
        conflict = self.rule_set.conflict
        if union != rules.HIGH | rules.LOW:
            return union
        if better is None or conflict is Conflict.ORDER:
            first = raised[0]
            return first if first in (rules.HIGH, rules.LOW) else better or rules.HIGH
        return better if conflict is Conflict.IMPROVEMENT else rules.HIGH + rules.LOW - better

    def _tone(self, way: int) -> Tone:
        if self.options.direction is Direction.NEUTRAL:
            return Tone.NEITHER
        better = rules.HIGH if self.options.direction is Direction.HIGHER else rules.LOW
        return Tone.IMPROVEMENT if way == better else Tone.CONCERN

    def _variation(
        self, draft: Analysis, flags: dict[Rule, list[int]], tones: tuple[Tone, ...], *, enough: bool
    ) -> Variation:
        last = _last(draft.counts)
        if last is None:
            return Variation.NONE
        if not enough:
            return Variation.TOO_FEW
        if tones[last] is Tone.COMMON:
            return Variation.COMMON
        way = "high" if self._deciding(flags, last) == rules.HIGH else "low"
        return Variation(f"{tones[last].value}_{way}")

    def _already_above(self, upper: Levels, values: Levels) -> bool:
        grows = self.options.chart in (Chart.XMR, Chart.C, *RARE) and self.sizes == (None,) * len(self.sizes)
        if not grows or not values or not self.incomplete[-1] or values[-1] is None or upper[-1] is None:
            return False
        return rules.side(values[-1], upper[-1]) > 0

    def _assurance(self, draft: Analysis, *, enough: bool) -> Assurance:
        last = _last(draft.counts)
        direction = self.options.direction
        if last is None or not enough or direction is Direction.NEUTRAL:
            return Assurance.NONE
        if self.options.chart in (Chart.RUN, Chart.MR, *RARE):
            return Assurance.NONE
        target, lower, upper = draft.target[last], draft.lower[last], draft.upper[last]
        if target is None or lower is None or upper is None:
            return Assurance.NONE
        within = 0 if self.rule_set.target_on_limit_is_outside else -1
        below = rules.side(target, lower) <= within
        above = rules.side(target, upper) >= -within
        easy, hard = (below, above) if direction is Direction.HIGHER else (above, below)
        if easy:
            return Assurance.PASS
        return Assurance.FAIL if hard else Assurance.HIT_OR_MISS


def _known(values: Sequence[float | None]) -> Levels:
    return tuple(float(one) if one is not None and math.isfinite(one) else None for one in values)


def _sure(value: float | None) -> float:
    assert value is not None
    return value


def _last(counts: Sequence[bool]) -> int | None:
    return next((at for at in range(len(counts) - 1, -1, -1) if counts[at]), None)


def _beyond(value: float, low: float | None, high: float | None) -> int:
    if high is not None and rules.side(value, high) > 0:
        return rules.HIGH
    if low is not None and rules.side(value, low) < 0:
        return rules.LOW
    return 0


def _trend_length(points: int) -> int:
    """Scottish teaching: longer series ask for longer trends."""
    return 5 if points <= 8 else 6 if points <= 20 else 7


def _signed(flags: Sequence[int]) -> Flags:
    return tuple(SIGNS[one] for one in flags)
