"""What has changed since wards began: rates, how many wards improved, and what that comes to."""

from collections import defaultdict
from statistics import fmean

from rrp_desktop.central.report import trends
from rrp_desktop.central.report.gathered import MEASURED, Gathered, Tally, Ward
from rrp_desktop.central.report.pages import Number, Numbers, Page, Picture, Row, Sheet, change
from rrp_desktop.central.report.protected import FEWEST_WARDS, blurred, shown_parts, together
from rrp_desktop.central.report.wards import best_change, changed, counted
from rrp_desktop.measures import MEASURES
from rrp_desktop.reports.hidden import rounded

MAIN = "restrictive"
_PILOT = ("restraint", "seclusion", "rapid_tranquillisation")
_STEPS = (0.25, 0.5, 1.0)


def page(found: Gathered) -> Page:
    """The counted wards together, at their start and now, and how many of them improved."""
    wards = counted(found.wards, found.until)
    rows: list[Row] = []
    for measure in MEASURED:
        shown = [_together(found, measure, now=now) for now in (False, True)]
        counts = [each.count if each else "*" for each in shown]
        rates = [each.rate if each else None for each in shown]
        moved = change(rates[1] / rates[0] - 1) if rates[0] and rates[1] is not None else "*"
        rows.append(
            (MEASURES[measure].title, *counts, *(round(each, 2) if each else "*" for each in rates), moved)
        )
    header = ("Measure", "At the start", "Last months", "Rate then", "Rate now", "Change")
    return Page(
        "impact",
        "What has changed",
        (
            Numbers(headlines(found)),
            Sheet(
                "impact",
                "All counted wards together, per 1,000 bed days",
                header,
                tuple(rows),
                "Each ward's first 12 months beside its last 12, or the halves of a shorter stay. Bed days "
                "of days that nobody confirmed are left out.",
            ),
            _steps(wards),
            Picture(trends.overall(found, MAIN, titled(found, MAIN))),
        ),
    )


def titled(found: Gathered, measure: str) -> str:
    """What a chart of *measure* is called."""
    return f"{MEASURES[measure].title}, all wards" + (f" of {found.region}" if found.region else "")


def headlines(found: Gathered) -> tuple[Number, ...]:
    """The four numbers that say it shortest."""
    wards = counted(found.wards, found.until)
    best = [each for ward in wards if (each := best_change(ward, _PILOT)) is not None]
    better = [each for each in best if each <= -_STEPS[0]]
    before, now = (_together(found, MAIN, now=each) for each in (False, True))
    moved, avoided = "*", "*"
    if before and before.rate and now and now.rate is not None:
        moved = change(now.rate / before.rate - 1)
        avoided = f"{max(0, rounded(round((before.rate - now.rate) * now.bed_days / 1000))):,}"
    mean = change(fmean(better)) if len(better) >= FEWEST_WARDS else "*"
    return (
        Number(moved, "all restrictive practice, rate beside the start"),
        Number(
            f"{len(better)} of {len(best)}",
            "wards down by 25 % or more in restraint, seclusion or injections",
        ),
        Number(mean, "mean change of those wards"),
        Number(avoided, "fewer incidents in the last months than at the rate of the start"),
    )


def _together(found: Gathered, measure: str, *, now: bool) -> Tally | None:
    """What may be shown of *measure* in the counted wards' last months, or in their first."""
    parts: defaultdict[str, list[Tally]] = defaultdict(list)
    for ward in counted(found.everybody, found.until):
        parts[ward.listed.region].append((ward.now if now else ward.before).get(measure, Tally()))
    regions = {region: together(each) for region, each in parts.items()}
    return shown_parts(regions).get(found.region) if found.region else blurred(together(regions.values()))


def _steps(wards: tuple[Ward, ...]) -> Sheet:
    rows: list[Row] = []
    for measure in (*_PILOT, MAIN):
        told = [each for ward in wards if (each := changed(ward, measure)) is not None]
        rows.append(
            (MEASURES[measure].title, len(told), *(sum(each <= -step for each in told) for step in _STEPS))
        )
    header = ("Measure", "Wards that can be told", "Down 25 %", "Down 50 %", "Down 100 %")
    return Sheet("steps", "How many wards improved, and by how much", header, tuple(rows))
