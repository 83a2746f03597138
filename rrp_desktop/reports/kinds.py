"""The charts a measure can be shown as, each with its rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rrp_desktop.charts.presets import (
    ANHOEJ,
    MDC,
    MDC_SINGLE_CHART,
    MDC_SQL,
    PERLA,
    PLOT_THE_DOTS,
    RARE_EVENTS,
    Chart,
    RuleSet,
)
from rrp_desktop.measures import Counts, Measure, Shown


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to chart: *on* some of counts, rates and shares, or anything where that is empty."""

    code: str
    title: str
    shown: Shown
    chart: Chart
    rules: RuleSet
    how: str
    on: tuple[str, ...] = ()


_ANHOEJ = (
    "A shift is an unusually long run of points on one side of the median; a line that crosses the median "
    "too seldom says the same. What is unusual depends on how many points there are, so that about 1 stable "
    "chart in 20 shows a signal, however long it is. Source: Anhøj and Olesen, PLoS ONE 2014;9:e113825."
)
_PERLA = (
    "A shift is 6 or more points on one side of the median, a trend 5 or more going one way, and the number "
    "of runs is compared with a table. On a long stable chart some signal is likelier than none. "
    "Source: Perla, Provost and Murray, BMJ Quality and Safety 2011;20:46."
)
_MDC = (
    "The limits lie 2.66 mean moving ranges either side of the mean. A signal is one point outside them, 6 "
    "on one side of the mean, 6 going one way (7 or 8 in the rules named so), or two of three near a limit. "
    "Source: NHS England, Making Data Count; older releases and other tools differ in details, so the chart "
    "always names its rules."
)
_ATTRIBUTES = (
    "The limits follow from the numbers themselves: wider where there are fewer bed days or cases. The "
    "charts marked ′ also allow for more spread than chance alone gives. Rules as in Making Data Count. "
    "Source: Provost and Murray, The health care data guide; Laney, Quality Engineering 2002;14:531."
)
_RATIOS = (
    "For any rate or share, also of things that are not counts, such as hours: the limits come from the "
    "differences between neighbouring points and are wider where there are fewer bed days or cases. Rules as "
    "in Making Data Count. Source: Taylor, Normalized individuals (IN) control chart, variation.com, 2018."
)
_RANGES = (
    "Each point is how far a period is from the one before it, up or down; a period after a gap has none. It "
    "shows whether the ward has become less steady, which the XmR chart's own points do not. A signal is one "
    "point above the upper limit, 3.267 times the mean; no other rule means anything here. "
    "Source: Wheeler, Understanding variation; Nelson, Journal of Quality Technology 1982;14:172."
)
_RARE = (
    "For events that are rare, the time between them says more than counts that are mostly zero. Longer is "
    "better where fewer events are. The wait that is running now is drawn hollow and takes part in nothing. "
    "Source: Provost and Murray, The health care data guide."
)

_SEVEN = replace(MDC, name="mdc_7", title="Making Data Count rules with 7", shift=7, trend=7)
_ABOVE = RuleSet("above", "One rule: a point above the limit", single=True, minimum=MDC.minimum)
_EIGHT = replace(MDC, name="mdc_8", title="Making Data Count rules with 8", shift=8, trend=8)

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("anhoej", "Anhøj rules", Shown.RUN, Chart.RUN, ANHOEJ, _ANHOEJ),
        Kind("perla", "Perla (IHI) rules", Shown.RUN, Chart.RUN, PERLA, _PERLA),
        Kind("mdc", "XmR, MDC rules", Shown.SPC, Chart.XMR, MDC, _MDC),
        Kind("mdc_7", "XmR, MDC rules of 7", Shown.SPC, Chart.XMR, _SEVEN, _MDC),
        Kind("mdc_8", "XmR, MDC rules of 8", Shown.SPC, Chart.XMR, _EIGHT, _MDC),
        Kind("mdc_v5", "XmR, MDC 5.0", Shown.SPC, Chart.XMR, MDC_SINGLE_CHART, _MDC),
        Kind("mdc_sql", "XmR, MDC SQL 2.6", Shown.SPC, Chart.XMR, MDC_SQL, _MDC),
        Kind("plotthedots", "XmR, Plot the Dots", Shown.SPC, Chart.XMR, PLOT_THE_DOTS, _MDC),
        Kind("mr", "mR, moving ranges", Shown.SPC, Chart.MR, _ABOVE, _RANGES),
        Kind("c", "c chart", Shown.SPC, Chart.C, MDC, _ATTRIBUTES, ("counts",)),
        Kind("u", "u chart", Shown.SPC, Chart.U, MDC, _ATTRIBUTES, ("rates",)),
        Kind("u_prime", "u′ chart", Shown.SPC, Chart.U_PRIME, MDC, _ATTRIBUTES, ("rates",)),
        Kind("p", "p chart", Shown.SPC, Chart.P, MDC, _ATTRIBUTES, ("shares",)),
        Kind("p_prime", "p′ chart", Shown.SPC, Chart.P_PRIME, MDC, _ATTRIBUTES, ("shares",)),
        Kind("i_prime", "I′ chart", Shown.SPC, Chart.I_PRIME, MDC, _RATIOS, ("rates", "shares")),
        Kind("t", "t chart", Shown.BETWEEN, Chart.T, RARE_EVENTS, _RARE),
        Kind("g", "g chart", Shown.BETWEEN, Chart.G, RARE_EVENTS, _RARE),
    )
}
DEFAULT = "anhoej"


def kinds_for(measure: Measure, *, rate: bool) -> Iterator[Kind]:
    """What *measure* can be shown as; those that need whole cases are not offered for hours and medians."""
    told = "shares" if measure.per_cent else "rates" if rate else "counts"
    for kind in KINDS.values():
        if kind.shown is Shown.BETWEEN:
            fits = measure.happens
        else:
            whole = measure.adds_up and measure.counts is not Counts.MINUTES
            fits = not kind.on or (told in kind.on and (whole or kind.chart is Chart.I_PRIME))
        if fits:
            yield kind


def fitting(measure: Measure, code: str, *, rate: bool) -> Kind:
    """The kind called *code* if it fits *measure*; else the first of its sort that does, else a run chart."""
    offered = list(kinds_for(measure, rate=rate))
    wanted = KINDS[code]
    alike = [kind for kind in offered if kind.shown is wanted.shown]
    return wanted if wanted in offered else alike[0] if alike else KINDS[DEFAULT]
