"""The charts a measure can be shown as, each with its rules."""

from collections.abc import Iterator
from dataclasses import dataclass

from rrp_desktop.charts.presets import (
    ANHOEJ,
    MDC,
    MDC_SINGLE_CHART,
    MDC_SQL,
    PERLA,
    PLOT_THE_DOTS,
    Chart,
    RuleSet,
)
from rrp_desktop.measures import Counts, Measure, Shown


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to chart: *on* counts, rates or shares, or anything where that is empty."""

    code: str
    title: str
    shown: Shown
    chart: Chart
    rules: RuleSet
    on: str = ""


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("anhoej", "Anhøj rules", Shown.RUN, Chart.RUN, ANHOEJ),
        Kind("perla", "Perla (IHI) rules", Shown.RUN, Chart.RUN, PERLA),
        Kind("mdc", "XmR, Making Data Count", Shown.SPC, Chart.XMR, MDC),
        Kind("mdc_v5", "XmR, Making Data Count 5.0", Shown.SPC, Chart.XMR, MDC_SINGLE_CHART),
        Kind("mdc_sql", "XmR, Making Data Count SQL 2.6", Shown.SPC, Chart.XMR, MDC_SQL),
        Kind("plotthedots", "XmR, NHSRplotthedots", Shown.SPC, Chart.XMR, PLOT_THE_DOTS),
        Kind("c", "c chart", Shown.SPC, Chart.C, MDC, "counts"),
        Kind("u", "u chart", Shown.SPC, Chart.U, MDC, "rates"),
        Kind("u_prime", "u′ chart", Shown.SPC, Chart.U_PRIME, MDC, "rates"),
        Kind("p", "p chart", Shown.SPC, Chart.P, MDC, "shares"),
        Kind("p_prime", "p′ chart", Shown.SPC, Chart.P_PRIME, MDC, "shares"),
        Kind("t", "t chart", Shown.BETWEEN, Chart.T, MDC),
        Kind("g", "g chart", Shown.BETWEEN, Chart.G, MDC),
    )
}
DEFAULT = "anhoej"


def kinds_for(measure: Measure, *, rate: bool) -> Iterator[Kind]:
    """What *measure* can be shown as; those that need events are not offered for hours and medians."""
    told = "shares" if measure.per_cent else "rates" if rate else "counts"
    for kind in KINDS.values():
        if kind.shown is Shown.BETWEEN:
            fits = measure.happens
        else:
            whole = measure.counts not in (Counts.MINUTES, Counts.DELAYS)
            fits = not kind.on or (kind.on == told and whole)
        if fits:
            yield kind


def fitting(measure: Measure, code: str, *, rate: bool) -> Kind:
    """The kind called *code* if it fits *measure*; else the first of its sort that does, else a run chart."""
    offered = list(kinds_for(measure, rate=rate))
    wanted = KINDS[code]
    alike = [kind for kind in offered if kind.shown is wanted.shown]
    return wanted if wanted in offered else alike[0] if alike else KINDS[DEFAULT]
