"""What stands under a chart: its rules, what was left out, and what to bear in mind."""

from rrp_desktop.charts.alarms import spoken_alarms
from rrp_desktop.charts.analysis import Analysis, Phase
from rrp_desktop.charts.presets import LIMITED, RARE, Chart
from rrp_desktop.charts.words import day, number

TRIAL = 13
SHORT_BASELINE = 12
WIDE = 1.2
SCREENED = (Chart.XMR, Chart.U_PRIME, Chart.P_PRIME, Chart.I_PRIME, Chart.T)


def rules_note(analysis: Analysis, left_out: str = "") -> str:
    """The rule set with its numbers, what was left out, and how often it cries wolf."""
    options, ours = analysis.options, analysis.options.rule_set
    newest = analysis.phases[-1] if analysis.phases else None
    parts: list[str] = []
    if ours.anhoej and newest and newest.longest_allowed is not None:
        parts.append(
            f"longest run {newest.longest_allowed} or fewer, {newest.crossings_allowed} crossings or more "
            f"for {newest.useful} useful {options.wording.points}"
        )
    if options.chart is not Chart.MR:
        parts += [
            f"{name} {length}" for name, length in (("shift", ours.shift), ("trend", ours.trend)) if length
        ]
        if ours.two_of_three and options.chart not in (Chart.RUN, Chart.G):
            parts.append("two of three beyond two sigma")
    if ours.runs_table and newest and newest.runs_allowed:
        parts.append(f"{newest.runs_allowed[0]} to {newest.runs_allowed[1]} runs")
    if options.chart in SCREENED and not options.probability_limits and newest:
        told = f"moving ranges screened, {newest.screened} left out"
        parts.append(told if options.screened else "not screened")
    if options.chart in (Chart.U_PRIME, Chart.P_PRIME) and newest and newest.sz is not None:
        parts.append(f"limits {number(newest.sz)} times as wide as chance alone gives")
    rules = f"{ours.title}{': ' if parts else ''}{', '.join(parts)}."
    floating = newest and newest.points and options.baseline_of(len(analysis.phases) - 1) is None
    moves = f"The median moves as {options.wording.points} are added."
    wolf = spoken_alarms(options, sum(analysis.counts))
    said = (rules, moves if floating and options.chart is Chart.RUN else "", left_out, wolf)
    return " ".join(part for part in said if part)


def hints(analysis: Analysis) -> tuple[str, ...]:
    """What to bear in mind when reading the chart."""
    options, phases = analysis.options, analysis.phases
    said = [
        f"The phase from {day(phase.start)} is on trial until it has {TRIAL} points; it has {phase.points}."
        for phase in phases[1:]
        if phase.points < TRIAL
    ]
    frozen = [length for at in range(len(phases)) if (length := options.baseline_of(at)) is not None]
    if short := [length for length in frozen if 0 < length < SHORT_BASELINE]:
        said.append(f"A baseline of {short[-1]} is short: {SHORT_BASELINE} points or more are better.")
    if any(analysis.counts) and options.chart in LIMITED and all(one is None for one in analysis.upper):
        said.append(f"Too few points for limits: they need {max(2, options.rule_set.minimum)}.")
    if options.chart in RARE and any(analysis.counts):
        said.append("Events closer together show as a run below the line, never as a point outside.")
    if options.chart is Chart.T and 0.0 in _known(analysis):
        said.append("Some events fell on the same day: record times, or use the g chart.")
    if options.chart in (Chart.U, Chart.P) and any(
        phase.sz is not None and phase.sz > WIDE for phase in phases
    ):
        said.append(f"The points spread wider than a {options.chart} chart expects: try {options.chart}'.")
    if options.chart is Chart.RUN and _crowded(analysis):
        said.append("More than half of the points are at the extreme: days between events would say more.")
    if any(_flat(analysis, phase) for phase in phases):
        said.append("No limits are drawn: they fall on the centre line.")
    return tuple(said)


def _known(analysis: Analysis) -> list[float | None]:
    return [value for value, counts in zip(analysis.values, analysis.counts, strict=True) if counts]


def _crowded(analysis: Analysis) -> bool:
    known = _known(analysis)
    edges = {0.0, analysis.options.multiplier} if analysis.options.multiplier == 100 else {0.0}
    return any(2 * known.count(edge) > len(known) for edge in edges)


def _flat(analysis: Analysis, phase: Phase) -> bool:
    at = phase.first
    return analysis.upper[at] is not None and analysis.upper[at] == analysis.lower[at]
