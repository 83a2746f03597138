"""From values and lines to flags, tones and icons."""

from collections.abc import Sequence

from rrp_desktop.charts import rules
from rrp_desktop.charts.analysis import Assurance, Flags, Judged, Levels, Lines, Phase, Variation
from rrp_desktop.charts.figure import Tone
from rrp_desktop.charts.limits import PhaseLevels
from rrp_desktop.charts.presets import LIMITED, RARE, Chart, Conflict, Direction, Rule

UNUSUAL = 3.145
BOTH = rules.HIGH | rules.LOW
SIGNS = (0, 1, -1, 2)
RULES = tuple(Rule)
BETTER = {Direction.HIGHER: rules.HIGH, Direction.LOWER: rules.LOW}


def judge(
    lines: Lines, found: Sequence[PhaseLevels], spans: Sequence[tuple[int, int]], *, enough: bool
) -> Judged:
    """Flags, tones, icons and the phases' sums; *enough* says that there are points enough for limits."""
    return _Judge(lines, spans, enough=enough).verdict(found)


class _Judge:
    def __init__(self, lines: Lines, spans: Sequence[tuple[int, int]], *, enough: bool) -> None:
        self.lines, self.spans, self.enough = lines, spans, enough
        self.options, self.rule_set = lines.options, lines.options.rule_set
        self.kept = [at for at, counts in enumerate(lines.counts) if counts]
        self.values = [0.0 if value is None else value for value in lines.values]
        self.by_phase = [[at for at in range(first, end) if lines.counts[at]] for first, end in spans]
        self.sides = [0] * len(self.values)
        for places in self.by_phase:
            centre = lines.centre[places[0]] if places else None
            if centre is not None:
                found = rules.sides([self.values[at] for at in places], centre)
                for at, where in zip(places, found, strict=True):
                    self.sides[at] = where
        self.better = BETTER.get(self.options.towards)

    def verdict(self, found: Sequence[PhaseLevels]) -> Judged:
        phases = tuple(
            self._phase(one, first, end, places, self.options.baseline_of(phase))
            for phase, (one, (first, end), places) in enumerate(
                zip(found, self.spans, self.by_phase, strict=True)
            )
        )
        flags = self._flags(phases)
        tone, mixed = self._tones(flags)
        return Judged(
            _signed(flags[Rule.SINGLE]),
            _signed(flags[Rule.SHIFT]),
            _signed(flags[Rule.TREND]),
            _signed(flags[Rule.TWO_OF_THREE]),
            _signed(flags[Rule.LONG_RUN]),
            tone,
            mixed,
            phases,
            self._variation(flags, tone),
            self._assurance(),
        )

    def _phase(
        self, found: PhaseLevels, first: int, end: int, places: list[int], frozen: int | None
    ) -> Phase:
        sides = [self.sides[at] for at in places]
        streaks = rules.streaks(sides)
        longest = max(streaks, default=0)
        above, useful = sides.count(1), len(sides) - sides.count(0)
        crossings = max(0, len(streaks) - 1)
        last = end if frozen is None else min(end, first + frozen)
        base = len(places) if last == end else sum(at < last for at in places)
        most, fewest = rules.longest_allowed(useful), rules.fewest_crossings(useful)
        equal = rules.runs_allowed(useful // 2, useful - useful // 2)
        observed = rules.runs_allowed(above, useful - above)
        judging = equal if base == len(places) else observed
        return Phase(
            first=first,
            last=end - 1,
            start=self.lines.dates[first],
            points=len(places),
            baseline=base,
            centre=self.lines.centre[first],
            mean_range=None if found.mean_range is None else found.mean_range * self.options.range_unit,
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
            unusual=self._unusual(found, self.lines.centre[first], places),
        )

    def _unusual(self, found: PhaseLevels, centre: float | None, places: list[int]) -> tuple[int, ...]:
        """Rows a run chart's reader may want to look at: far from the median, by eye only."""
        if self.options.chart is not Chart.RUN or not found.mean_range or centre is None:
            return ()
        reach = UNUSUAL * found.mean_range * self.options.range_unit
        return tuple(at for at in places if abs(self.values[at] - centre) > reach)

    def _flags(self, phases: tuple[Phase, ...]) -> dict[Rule, list[int]]:
        flags = {rule: [0] * len(self.values) for rule in RULES}
        for rule in self._rules_asked():
            for phase, places in enumerate([self.kept] if rule in self.rule_set.crosses else self.by_phase):
                raised = self._flagged(phases, phase, rule, places)
                if any(raised):
                    for at, flag in zip(places, raised, strict=True):
                        flags[rule][at] = flag
        return flags

    def _rules_asked(self) -> list[Rule]:
        ours, chart = self.rule_set, self.options.chart
        if chart in LIMITED and not self.enough:
            return []
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

    def _flagged(self, phases: tuple[Phase, ...], phase: int, rule: Rule, places: list[int]) -> list[int]:
        ours = self.rule_set
        match rule:
            case Rule.SINGLE:
                return self._beyond(places, self.lines.lower, self.lines.upper)
            case Rule.TREND:
                return rules.trends(
                    [self.values[at] for at in places],
                    _trend_length(len(places)) if ours.trend_by_length else ours.trend or 0,
                    ties_collapse=ours.trend_ties_collapse,
                    later_wins=ours.later_trend_wins,
                )
            case Rule.SHIFT:
                sides = [self.sides[at] for at in places]
                return rules.shifts(
                    sides,
                    ours.shift or 0,
                    step_over_line=ours.shift_steps_over_line,
                    colour_line=ours.shift_colours_line,
                )
            case Rule.LONG_RUN:
                allowed = phases[phase].longest_allowed
                if not phases[phase].long_run or allowed is None:
                    return [0] * len(places)
                return rules.shifts([self.sides[at] for at in places], allowed + 1, step_over_line=True)
            case Rule.TWO_OF_THREE:
                far = self._beyond(places, self.lines.lower_2, self.lines.upper_2)
                if not ours.beyond_three_counts:
                    outside = self._beyond(places, self.lines.lower, self.lines.upper)
                    far = [0 if out else flag for flag, out in zip(far, outside, strict=True)]
                return rules.two_of_three([self.sides[at] for at in places], far)

    def _beyond(self, places: list[int], lower: Levels, upper: Levels) -> list[int]:
        flags, values = [0] * len(places), self.values
        for place, at in enumerate(places):
            value, low, high = values[at], lower[at], upper[at]
            if high is not None and value > high and rules.side(value, high):
                flags[place] = rules.HIGH
            elif low is not None and value < low and rules.side(value, low):
                flags[place] = rules.LOW
        return flags

    def _tones(self, flags: dict[Rule, list[int]]) -> tuple[tuple[Tone, ...], tuple[bool, ...]]:
        tones, mixed = [Tone.COMMON] * len(self.values), [False] * len(self.values)
        for at in {at for raised in flags.values() if any(raised) for at, flag in enumerate(raised) if flag}:
            union, way = self._deciding(flags, at)
            mixed[at] = union == BOTH
            tones[at] = self._tone(way)
        return tuple(tones), tuple(mixed)

    def _deciding(self, flags: dict[Rule, list[int]], at: int) -> tuple[int, int]:
        """Every direction a row is flagged for, and the one that colours it."""
        raised = [flag for rule in self.rule_set.order if (flag := flags[rule][at])]
        union = 0
        for one in raised:
            union |= one
        if union != BOTH:
            return union, union
        if self.better is None or self.rule_set.conflict is Conflict.ORDER:
            return union, raised[0] if raised[0] != BOTH else self.better or rules.HIGH
        return union, self.better if self.rule_set.conflict is Conflict.IMPROVEMENT else BOTH - self.better

    def _tone(self, way: int) -> Tone:
        if self.better is None:
            return Tone.NEITHER
        return Tone.IMPROVEMENT if way == self.better else Tone.CONCERN

    def _variation(self, flags: dict[Rule, list[int]], tones: tuple[Tone, ...]) -> Variation:
        if not self.kept:
            return Variation.NONE
        if not self.enough:
            return Variation.TOO_FEW
        last = self.kept[-1]
        if tones[last] is Tone.COMMON:
            return Variation.COMMON
        way = "high" if self._deciding(flags, last)[1] == rules.HIGH else "low"
        return Variation(f"{tones[last].value}_{way}")

    def _assurance(self) -> Assurance:
        no_icon = self.options.chart in (Chart.RUN, Chart.MR, *RARE)
        if not self.kept or not self.enough or self.better is None or no_icon:
            return Assurance.NONE
        last = self.kept[-1]
        target, lower, upper = self.lines.target[last], self.lines.lower[last], self.lines.upper[last]
        if target is None or lower is None or upper is None:
            return Assurance.NONE
        within = 0 if self.rule_set.target_on_limit_is_outside else -1
        below, above = rules.side(target, lower) <= within, rules.side(target, upper) >= -within
        easy, hard = (below, above) if self.better == rules.HIGH else (above, below)
        if easy:
            return Assurance.PASS
        return Assurance.FAIL if hard else Assurance.HIT_OR_MISS


def _trend_length(points: int) -> int:
    """Scottish teaching: longer series ask for longer trends."""
    return 5 if points <= 8 else 6 if points <= 20 else 7


def _signed(flags: Sequence[int]) -> Flags:
    return tuple([SIGNS[one] for one in flags]) if any(flags) else (0,) * len(flags)
