"""What a chart says, in plain words: each sentence names its rule and the numbers behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from rrp_desktop.charts.analysis import Analysis, Phase, Variation
from rrp_desktop.charts.figure import Finding, Tone
from rrp_desktop.charts.presets import LIMITED, Chart, Direction
from rrp_desktop.charts.rules import median, side
from rrp_desktop.charts.words import amount, day, number

MEANING = {
    Tone.IMPROVEMENT: "improving",
    Tone.CONCERN: "getting worse",
    Tone.NEITHER: "a change",
    Tone.COMMON: "no clear change",
}


MANY_TIMES = 1e6
RECENT = {3: 8, 2: 8, 1: 3}
"""How many of the last points a signal must reach to be news, by weight."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A finding with the last row it is about; runs weigh 3, trends and numbers of runs 2, points 1."""

    last: int
    weight: int
    finding: Finding


def findings(analysis: Analysis) -> tuple[Finding, ...]:
    """Everything the chart says: runs before points, and the newest first."""
    return (*_already(analysis), *(one.finding for one in _said(analysis)), *_unusual(analysis))


def verdict(analysis: Analysis) -> Finding:
    """The chart in one sentence: what holds now, not what once was."""
    points = analysis.options.wording.points
    if analysis.refused:
        return Finding("No chart.", analysis.refused, Tone.COMMON)
    if not any(analysis.counts):
        return Finding("Nothing to show yet.", f"No {points} are confirmed.", Tone.COMMON)
    for already in _already(analysis):
        return already
    newest = analysis.phases[-1]
    said = _said(analysis)
    for one in said:
        if one.last >= _recent(analysis, RECENT[one.weight]):
            headline = f"{MEANING[one.finding.tone].capitalize()}."
            return Finding(headline, one.finding.sentence + _since_then(analysis, newest), one.finding.tone)
    if newest.points and not newest.useful and analysis.options.chart is Chart.RUN:
        sentence = f"Every point lies on the median of {number(newest.centre or 0)}.{_from_to(analysis)}"
        return Finding("No clear change.", sentence, Tone.COMMON)
    if not newest.judgeable and analysis.options.chart is Chart.RUN:
        sentence = f"{newest.useful} useful {points} so far; the rules need 10.{_from_to(analysis)}"
        return Finding("Too few to judge.", sentence, Tone.COMMON)
    if analysis.options.chart in LIMITED and analysis.variation is Variation.TOO_FEW:
        return Finding("Too few to judge.", f"{_around(analysis, newest)}.", Tone.COMMON)
    return Finding(
        "No clear change." if not said else "No new change.", _level(analysis, newest), Tone.COMMON
    )


def _said(analysis: Analysis) -> list[_Said]:
    rules = (_runs, _trends, _numbers_of_runs, _singles, _pairs)
    said = [one for phase in analysis.phases for rule in rules for one in rule(analysis, phase)]
    return sorted(said, key=lambda one: (-one.weight, -one.last))


def _recent(analysis: Analysis, points: int) -> int:
    """The row from which the last *points* that count begin."""
    kept = [at for at, counts in enumerate(analysis.counts) if counts]
    return kept[-points] if len(kept) >= points else 0


def _stretches(flags: Sequence[int], places: Sequence[int], way: int) -> list[list[int]]:
    """Flagged rows that follow one another among *places*."""
    found: list[list[int]] = []
    open_ = False
    for at in places:
        if flags[at] in (way, 2):
            if not open_:
                found.append([])
            found[-1].append(at)
            open_ = True
        else:
            open_ = False
    return found


def _kept(analysis: Analysis, phase: Phase) -> list[int]:
    return [at for at in range(phase.first, phase.last + 1) if analysis.counts[at]]


def _tone(analysis: Analysis, way: int) -> Tone:
    better = {Direction.HIGHER: 1, Direction.LOWER: -1}.get(analysis.options.towards)
    if better is None:
        return Tone.NEITHER
    return Tone.IMPROVEMENT if way == better else Tone.CONCERN


def _line(analysis: Analysis) -> str:
    median_line = analysis.options.chart in (Chart.RUN, Chart.G)
    return "median" if median_line else "centre line" if analysis.options.chart is Chart.T else "mean"


def _from(analysis: Analysis, at: int) -> str:
    return day(analysis.dates[at], year=analysis.dates[at].year != analysis.dates[-1].year)


def _runs(analysis: Analysis, phase: Phase) -> list[_Said]:
    """Long runs and shifts."""
    ours = analysis.options.rule_set
    found = _shifts(analysis, phase, analysis.shift, ours.shift or 0, over=ours.shift_steps_over_line)
    if ours.anhoej and not found and phase.judgeable:
        found = _shifts(analysis, phase, analysis.long_run, (phase.longest_allowed or 0) + 1, over=True)
    return found


def _shifts(
    analysis: Analysis, phase: Phase, flags: Sequence[int], needed: int, *, over: bool
) -> list[_Said]:
    if not any(flags):
        return []
    useful = [at for at in _kept(analysis, phase) if not over or _off_line(analysis, at)]
    found: list[_Said] = []
    for way in (1, -1):
        for rows in _stretches(flags, useful, way):
            tone = _tone(analysis, way)
            sentence = (
                f"{_points(analysis, len(rows))} in a row {'above' if way > 0 else 'below'} "
                f"the {_line(analysis)} of {number(phase.centre or 0)} "
                f"from {_from(analysis, rows[0])} (rule: {needed} or more)."
            )
            found.append(_Said(rows[-1], 3, Finding(f"Shift, {MEANING[tone]}.", sentence, tone)))
    return found


def _points(analysis: Analysis, many: int) -> str:
    wording = analysis.options.wording
    return f"{many} {wording.point if many == 1 else wording.points}"


def _off_line(analysis: Analysis, at: int) -> bool:
    value, centre = analysis.values[at], analysis.centre[at]
    return value is not None and centre is not None and side(value, centre) != 0


def _trends(analysis: Analysis, phase: Phase) -> list[_Said]:
    if not any(analysis.trend):
        return []
    found: list[_Said] = []
    for way in (1, -1):
        for rows in _stretches(analysis.trend, _kept(analysis, phase), way):
            tone = _tone(analysis, way)
            sentence = (
                f"{_points(analysis, len(rows))} in a row going {'up' if way > 0 else 'down'} "
                f"from {_from(analysis, rows[0])} (rule: {analysis.options.rule_set.trend} or more)."
            )
            found.append(_Said(rows[-1], 2, Finding(f"Trend, {MEANING[tone]}.", sentence, tone)))
    return found


def _singles(analysis: Analysis, phase: Phase) -> list[_Said]:
    wording = analysis.options.wording
    found: list[_Said] = []
    for at in range(phase.first, phase.last + 1):
        flag, value = analysis.single[at], analysis.values[at]
        if not flag or value is None:
            continue
        limit = analysis.upper[at] if flag > 0 else analysis.lower[at]
        sentence = (
            f"{amount(value, wording)}, {wording.point} of {_from(analysis, at)}: "
            f"{'above the upper' if flag > 0 else 'below the lower'} limit of {number(limit or 0)}."
        )
        found.append(_Said(at, 1, Finding("Outside the limits.", sentence, _tone(analysis, flag))))
    return found


def _pairs(analysis: Analysis, phase: Phase) -> list[_Said]:
    if not any(analysis.two_of_three):
        return []
    found: list[_Said] = []
    for way in (1, -1):
        rows = [at for at in _kept(analysis, phase) if analysis.two_of_three[at] == way]
        if rows:
            when = ", ".join(_from(analysis, at) for at in rows)
            sentence = f"Two of three {analysis.options.wording.points} beyond two sigma: {when}."
            found.append(_Said(rows[-1], 1, Finding("Close to the limit.", sentence, _tone(analysis, way))))
    return found


def _numbers_of_runs(analysis: Analysis, phase: Phase) -> list[_Said]:
    ours = analysis.options.rule_set
    found: list[_Said] = []
    if not phase.judgeable or analysis.options.chart is Chart.MR:
        return found
    if ours.anhoej and phase.few_crossings:
        tone, lean = _lean(analysis, phase)
        sentence = (
            f"The line crosses the {_line(analysis)} {_times(phase.crossings)}; chance alone gives "
            f"{phase.crossings_allowed} or more in {_points(analysis, phase.useful)}.{lean}"
        )
        headline = f"Too few crossings, {MEANING[tone]}." if lean else "Too few crossings."
        found.append(_Said(phase.last, 2, Finding(headline, sentence, tone)))
    allowed = phase.runs_allowed if phase.baseline == phase.points else phase.runs_allowed_observed
    if ours.runs_table and allowed and (phase.few_runs or phase.many_runs):
        tone, lean = _lean(analysis, phase) if phase.few_runs else (Tone.NEITHER, "")
        sentence = (
            f"{phase.runs} runs; chance alone gives {allowed[0]} to {allowed[1]} "
            f"in {_points(analysis, phase.useful)}.{lean}"
        )
        headline = f"Too {'few' if phase.few_runs else 'many'} runs."
        found.append(_Said(phase.last, 2, Finding(headline, sentence, tone)))
    return found


def _times(many: int) -> str:
    return "once" if many == 1 else "twice" if many == 2 else f"{many} times"


def _lean(analysis: Analysis, phase: Phase) -> tuple[Tone, str]:
    """Whether the first half lies mostly on one side and the second half mostly on the other."""
    centre = phase.centre or 0.0
    sides = [side(analysis.values[at] or 0.0, centre) for at in _kept(analysis, phase)]
    useful = [one for one in sides if one]
    half = len(useful) // 2
    first, second = useful[:half], useful[-half:]
    for way, where, after in ((-1, "above", "below"), (1, "below", "above")):
        early, late = first.count(-way), second.count(way)
        if 3 * early >= 2 * half and 3 * late >= 2 * half:
            return (
                _tone(analysis, way),
                f" {early} of the first {half} lie {where} it and {late} of the last {half} {after}.",
            )
    return Tone.NEITHER, ""


def _unusual(analysis: Analysis) -> list[Finding]:
    found: list[Finding] = []
    wording = analysis.options.wording
    for at in (at for phase in analysis.phases for at in phase.unusual):
        sentence = (
            f"{amount(analysis.values[at] or 0.0, wording)}, {wording.point} of {_from(analysis, at)}. "
            "Far from the rest: look at it and decide."
        )
        found.append(Finding(f"One unusual {wording.point}?", sentence, Tone.COMMON))
    return found


def _already(analysis: Analysis) -> list[Finding]:
    """An unfinished period or an open wait that has passed the upper limit as it stands: it can only grow."""
    value, upper = (analysis.values[-1], analysis.upper[-1]) if analysis.already_above else (None, None)
    if value is None or upper is None:
        return []
    sentence = f"{amount(value, analysis.options.wording)} so far; the upper limit is {number(upper)}."
    return [Finding("Already above the upper limit.", sentence, _tone(analysis, 1))]


def _since_then(analysis: Analysis, phase: Phase) -> str:
    """How far the newest stretch is from the baseline it is judged by, or that was judged before it."""
    rows = [at for at in _kept(analysis, phase) if analysis.shift[at] or analysis.long_run[at]]
    if not rows or phase.baseline == phase.points:
        return _from_to(analysis)
    middle = median([value for at in rows if (value := analysis.values[at]) is not None])
    return _change(phase.centre, middle)


def _from_to(analysis: Analysis) -> str:
    if len(analysis.phases) < 2:
        return ""
    return _change(analysis.phases[0].centre, analysis.phases[-1].centre)


def _change(before: float | None, now: float | None) -> str:
    if not before or now is None:
        return ""
    change = round(100 * max(-MANY_TIMES, min(MANY_TIMES, (now - before) / abs(before))))
    compared = f", {'down' if change < 0 else 'up'} {abs(change)}% from {number(before)}" if change else ""
    return f" Now {number(now)}{compared}."


def _level(analysis: Analysis, phase: Phase) -> str:
    return f"{_around(analysis, phase)}: nothing chance would not explain.{_from_to(analysis)}"


def _around(analysis: Analysis, phase: Phase) -> str:
    return f"{_points(analysis, phase.points)} around a {_line(analysis)} of {number(phase.centre or 0)}"
