"""How often a rule set cries wolf on a ward where nothing changes.

Per cent of stable charts with any signal, and of stable last points with an icon, from 4,000 series of
independent normal values for each length.
"""

from itertools import pairwise

from rrp_desktop.charts.presets import Chart, Options

LENGTHS = (12, 13, 24, 36, 52, 104)
ANY_SIGNAL = {
    "anhoej": (1.6, 1.5, 2.6, 4.6, 4.4, 5.9),
    "perla": (13.3, 15.5, 38.3, 56.8, 72.4, 95.6),
    "mdc": (7.9, 11.0, 28.6, 44.2, 60.4, 87.5),
    "plotthedots_r": (6.2, 8.4, 17.8, 28.4, 41.2, 67.3),
}
LAST_POINT = {
    "mdc": (1.4, 2.4, 2.7, 3.0, 3.0, 4.0),
    "plotthedots_r": (1.1, 1.4, 1.8, 1.8, 1.8, 2.1),
}
SAME_RULES = {
    "mdc_single_chart_v5": "mdc",
    "mdc_sql_2_6": "mdc",
    "qicharts2": "anhoej",
    "runchart_scotland": "perla",
}
RUN_CHART_RULES = ("anhoej", "perla")


def false_alarms(options: Options, points: int) -> tuple[float | None, float | None]:
    """Of 100 stable charts of so many *points*: how many show any signal, and how many one at the last point.

    None where that is not known: other rules or screening on that kind of chart, or fewer than 12 points.
    """
    if options.screened is not options.rule_set.screening:
        return None, None
    name = SAME_RULES.get(options.rule_set.name, options.rule_set.name)
    if options.chart is not (Chart.RUN if name in RUN_CHART_RULES else Chart.XMR) or points < LENGTHS[0]:
        return None, None
    return _between(ANY_SIGNAL.get(name), points), _between(LAST_POINT.get(name), points)


def spoken_alarms(options: Options, points: int) -> str:
    """The same as a sentence, or nothing."""
    signal, last = false_alarms(options, points)
    if signal is None:
        return ""
    count = f"about {round(signal)} in 100" if signal < 15 else f"about {round(signal / 10)} in 10"
    words = options.wording.points
    sentence = f"If nothing changed, {count} charts of {points} {words} would still show a signal"
    return f"{sentence}{f', and {round(last)} in 100 at the last point' if last is not None else ''}."


def _between(row: tuple[float, ...] | None, points: int) -> float | None:
    if row is None:
        return None
    for (before, low), (after, high) in pairwise(zip(LENGTHS, row, strict=True)):
        if points <= after:
            return low + (high - low) * (points - before) / (after - before)
    return row[-1]
