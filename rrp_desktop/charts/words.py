"""What a chart says, in plain words: each sentence names its rule and the numbers behind it."""

from collections.abc import Sequence
from datetime import date

from rrp_desktop.charts.analysis import Analysis, Phase
from rrp_desktop.charts.figure import Finding, Tone
from rrp_desktop.charts.presets import Chart, Direction, Wording
from rrp_desktop.charts.rules import median, side

LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
MONTHS = tuple(month[:3] for month in LONG_MONTHS)
MEANING = {
    Tone.IMPROVEMENT: "improving",
    Tone.CONCERN: "getting worse",
    Tone.NEITHER: "a change",
    Tone.COMMON: "no clear change",
}


def day(when: date, *, year: bool = True) -> str:
    """21 Nov 2026."""
    return f"{when.day} {MONTHS[when.month - 1]}{f' {when.year}' if year else ''}"


def number(value: float) -> str:
    """Up to one decimal under 100 (two under 1), none above; 1,000 with its comma."""
    places = 2 if abs(value) < 1 else 1 if abs(value) < 100 else 0
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def amount(value: float, wording: Wording) -> str:
    """19 events; 1 event; 85%."""
    unit = wording.one if value == 1 else wording.many
    figure = number(value)
    return f"{figure}{'' if unit == '%' or not unit else ' '}{unit}"


def findings(analysis: Analysis) -> tuple[Finding, ...]:
    """Everything the chart says, the newest and strongest first."""
    said: list[Finding] = []
    for at in range(len(analysis.phases) - 1, -1, -1):
        phase = analysis.phases[at]
        said += _runs(analysis, phase)
        said += _trends(analysis, phase)
        said += _singles(analysis, phase)
        said += _pairs(analysis, phase)
        said += _numbers_of_runs(analysis, phase)
        said += _unusual(analysis, phase)
    return (*said, *_already(analysis))


def verdict(analysis: Analysis) -> Finding:
    """The chart in one sentence."""
    points = analysis.options.wording.points
    if analysis.refused:
        return Finding("No chart.", analysis.refused, Tone.COMMON)
    if not any(analysis.counts):
        return Finding("Nothing to show yet.", f"No {points} are confirmed.", Tone.COMMON)
    newest = analysis.phases[-1]
    if strongest := _strongest(analysis):
        change = _since_then(analysis, newest)
        return Finding(
            f"{MEANING[strongest.tone].capitalize()}.", f"{strongest.sentence}{change}", strongest.tone
        )
    if not newest.judgeable and analysis.options.chart is Chart.RUN:
        sentence = f"{newest.useful} useful {points} so far; the rules need 10."
        return Finding("Too few to judge.", sentence, Tone.COMMON)
    return Finding("No clear change.", _level(analysis, newest), Tone.COMMON)


def rules_note(analysis: Analysis, left_out: str = "") -> str:
    """The rule set with its numbers, and what was left out."""
    ours = analysis.options.rule_set
    parts: list[str] = []
    newest = analysis.phases[-1] if analysis.phases else None
    if ours.anhoej and newest and newest.longest_allowed is not None:
        parts.append(
            f"longest run {newest.longest_allowed} or fewer, {newest.crossings_allowed} crossings or more "
            f"for {newest.useful} useful points"
        )
    if ours.shift:
        parts.append(f"shift {ours.shift}")
    if ours.trend:
        parts.append(f"trend {ours.trend}")
    if ours.two_of_three and analysis.options.chart not in (Chart.RUN, Chart.G, Chart.MR):
        parts.append("two of three beyond two sigma")
    if ours.runs_table and newest and newest.runs_allowed:
        parts.append(f"{newest.runs_allowed[0]} to {newest.runs_allowed[1]} runs")
    note = f"Rules: {ours.title}{': ' if parts else ''}{', '.join(parts)}."
    return f"{note} {left_out}".strip()


def _strongest(analysis: Analysis) -> Finding | None:
    """The finding about the newest phase that says most."""
    newest = analysis.phases[-1]
    found = [*_runs(analysis, newest), *_trends(analysis, newest), *_numbers_of_runs(analysis, newest)]
    if not found:
        found = [*_singles(analysis, newest), *_pairs(analysis, newest)]
    return found[0] if found else None


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
    better = {Direction.HIGHER: 1, Direction.LOWER: -1}.get(analysis.options.direction)
    if better is None:
        return Tone.NEITHER
    return Tone.IMPROVEMENT if way == better else Tone.CONCERN


def _line(analysis: Analysis) -> str:
    median_line = analysis.options.chart in (Chart.RUN, Chart.G)
    return "median" if median_line else "centre line" if analysis.options.chart is Chart.T else "mean"


def _from(analysis: Analysis, at: int) -> str:
    return day(analysis.dates[at], year=analysis.dates[at].year != analysis.dates[-1].year)


def _runs(analysis: Analysis, phase: Phase) -> list[Finding]:
    """Long runs and shifts, the last first."""
    ours = analysis.options.rule_set
    points = analysis.options.wording.points
    found: list[tuple[int, Finding]] = []
    needed = phase.longest_allowed + 1 if ours.anhoej and phase.longest_allowed is not None else ours.shift
    flags = analysis.long_run if ours.anhoej else analysis.shift
    useful = [
        at for at in _kept(analysis, phase) if _off_line(analysis, at) or not ours.shift_steps_over_line
    ]
    if ours.anhoej:
        useful = [at for at in useful if _off_line(analysis, at)]
    for way in (1, -1):
        for rows in _stretches(flags, useful, way):
            tone = _tone(analysis, way)
            where = "above" if way > 0 else "below"
            sentence = (
                f"{len(rows)} {points} in a row {where} the {_line(analysis)} of {number(phase.centre or 0)} "
                f"from {_from(analysis, rows[0])} (rule: {needed} or more)."
            )
            found.append((rows[-1], Finding(f"Shift, {MEANING[tone]}.", sentence, tone)))
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]


def _off_line(analysis: Analysis, at: int) -> bool:
    value, centre = analysis.values[at], analysis.centre[at]
    return value is not None and centre is not None and side(value, centre) != 0


def _trends(analysis: Analysis, phase: Phase) -> list[Finding]:
    points = analysis.options.wording.points
    found: list[tuple[int, Finding]] = []
    for way in (1, -1):
        for rows in _stretches(analysis.trend, _kept(analysis, phase), way):
            tone = _tone(analysis, way)
            sentence = (
                f"{len(rows)} {points} in a row going {'up' if way > 0 else 'down'} "
                f"from {_from(analysis, rows[0])} (rule: {analysis.options.rule_set.trend} or more)."
            )
            found.append((rows[-1], Finding(f"Trend, {MEANING[tone]}.", sentence, tone)))
    return [one for _, one in sorted(found, key=lambda pair: -pair[0])]


def _singles(analysis: Analysis, phase: Phase) -> list[Finding]:
    point = analysis.options.wording.point
    found: list[Finding] = []
    for at in reversed(_kept(analysis, phase)):
        flag, value = analysis.single[at], analysis.values[at]
        if not flag or value is None:
            continue
        limit = analysis.upper[at] if flag > 0 else analysis.lower[at]
        sentence = (
            f"{amount(value, analysis.options.wording)}, {point} of {_from(analysis, at)}: "
            f"{'above the upper' if flag > 0 else 'below the lower'} limit of {number(limit or 0)}."
        )
        found.append(Finding("Outside the limits.", sentence, _tone(analysis, flag)))
    return found


def _pairs(analysis: Analysis, phase: Phase) -> list[Finding]:
    found: list[Finding] = []
    for way in (1, -1):
        rows = [at for at in _kept(analysis, phase) if analysis.two_of_three[at] == way]
        if rows:
            when = ", ".join(_from(analysis, at) for at in rows)
            sentence = f"Two of three {analysis.options.wording.points} beyond two sigma: {when}."
            found.append(Finding("Close to the limit.", sentence, _tone(analysis, way)))
    return found


def _numbers_of_runs(analysis: Analysis, phase: Phase) -> list[Finding]:
    ours = analysis.options.rule_set
    found: list[Finding] = []
    if ours.anhoej and phase.few_crossings and phase.judgeable:
        tone, lean = _lean(analysis, phase)
        sentence = (
            f"The line crosses the {_line(analysis)} {phase.crossings} times; chance alone gives "
            f"{phase.crossings_allowed} or more in {phase.useful} {analysis.options.wording.points}.{lean}"
        )
        headline = f"Too few crossings, {MEANING[tone]}." if lean else "Too few crossings."
        found.append(Finding(headline, sentence, tone))
    allowed = phase.runs_allowed if phase.baseline == phase.points else phase.runs_allowed_observed
    if ours.runs_table and allowed and phase.judgeable and (phase.few_runs or phase.many_runs):
        tone, lean = _lean(analysis, phase) if phase.few_runs else (Tone.NEITHER, "")
        sentence = (
            f"{phase.runs} runs; chance alone gives {allowed[0]} to {allowed[1]} "
            f"in {phase.useful} {analysis.options.wording.points}.{lean}"
        )
        found.append(Finding(f"Too {'few' if phase.few_runs else 'many'} runs.", sentence, tone))
    return found


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


def _unusual(analysis: Analysis, phase: Phase) -> list[Finding]:
    found: list[Finding] = []
    for at in phase.unusual:
        value = analysis.values[at]
        if value is not None:
            point = analysis.options.wording.point
            sentence = (
                f"{amount(value, analysis.options.wording)}, {point} of {_from(analysis, at)}. "
                "Far from the rest; look at it and decide."
            )
            found.append(Finding(f"One unusual {point}?", sentence, Tone.COMMON))
    return found


def _already(analysis: Analysis) -> list[Finding]:
    """An unfinished period or an open wait that has passed the upper limit as it stands: it can only grow."""
    value, upper = (analysis.values[-1], analysis.upper[-1]) if analysis.already_above else (None, None)
    if value is None or upper is None:
        return []
    sentence = f"{amount(value, analysis.options.wording)} so far; the upper limit is {number(upper)}."
    return [Finding("Already above the upper limit.", sentence, _tone(analysis, 1))]


def _since_then(analysis: Analysis, phase: Phase) -> str:
    """How the newest level compares with the baseline's, where one of them was frozen or rebased."""
    before = analysis.phases[0].centre
    flags = analysis.long_run if analysis.options.rule_set.anhoej else analysis.shift
    rows = [at for at in _kept(analysis, phase) if flags[at]]
    now = median([value for at in rows if (value := analysis.values[at]) is not None])
    if not rows or phase.baseline == phase.points or not before or now is None:
        return ""
    change = round(100 * (now - before) / before)
    compared = f", {'down' if change < 0 else 'up'} {abs(change)}%" if change else ""
    return f" Now {number(now)}{compared}."


def _level(analysis: Analysis, phase: Phase) -> str:
    wording = analysis.options.wording
    return (
        f"{phase.points} {wording.points} around a {_line(analysis)} of {number(phase.centre or 0)}: "
        "nothing chance would not explain."
    )
