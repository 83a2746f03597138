"""Small multiples: one run chart for each kind of ward."""

from collections.abc import Iterator

from rrp_desktop.central.report.gathered import TREND, Gathered, Tally, first_of, month_before
from rrp_desktop.central.report.protected import blurred
from rrp_desktop.charts.figure import Figure
from rrp_desktop.charts.picture import figure_of
from rrp_desktop.charts.presets import Direction
from rrp_desktop.charts.series import Frequency, Period, Series, period_of
from rrp_desktop.measures import MEASURES, Better

SPECIALTIES = {
    "acute": "Acute",
    "picu": "Psychiatric intensive care",
    "older": "Older people",
    "secure": "Secure",
    "camhs": "Children and young people",
    "rehab": "Rehabilitation",
    "learning": "Learning disability and autism",
    "": "Kind of ward not listed",
}


def by_specialty(found: Gathered, measure: str) -> Iterator[Figure]:
    """A run chart of *measure* for every kind of ward that has enough of it."""
    kinds = {ward.listed.specialty for ward in found.wards}
    for kind in sorted(kinds, key=[*SPECIALTIES, *sorted(kinds)].index):
        wards = sum(ward.listed.specialty == kind for ward in found.wards)
        tallies = {
            month: found.monthly.get((kind, month, measure), Tally()) for month in _months(found.until)
        }
        if any(blurred(each) for each in tallies.values()):
            title = f"{SPECIALTIES.get(kind, kind)}, {wards} wards"
            yield _chart(title, measure, tallies)


def overall(found: Gathered, measure: str, title: str) -> Figure:
    """A run chart of *measure* for all wards together."""
    tallies: dict[str, Tally] = dict.fromkeys(_months(found.until), Tally())
    for (_, month, name), each in found.monthly.items():
        if name == measure:
            before = tallies[month]
            tallies[month] = Tally(before.count + each.count, before.bed_days + each.bed_days)
    return _chart(title, measure, tallies)


def _months(until: str) -> list[str]:
    return [month_before(until, by) for by in reversed(range(TREND))]


def _chart(title: str, measure: str, tallies: dict[str, Tally]) -> Figure:
    told = MEASURES[measure]
    periods = []
    for month, tally in tallies.items():
        start, end = period_of(first_of(month), Frequency.MONTH)
        few = blurred(tally)
        why = "" if few else "fewer than 5 events" if tally.bed_days else "no ward sent this month"
        value = float(few.count) if few else None
        periods.append(Period(start, end, value, few.bed_days if few else None, unconfirmed=why))
    way = Direction.LOWER if told.better is Better.LOWER else Direction.HIGHER
    series = Series(
        title,
        f"{told.many} per 1,000 bed days",
        Frequency.MONTH,
        way,
        tuple(periods),
        told.one,
        told.many,
        multiplier=1000.0,
        rated=True,
    )
    return figure_of(series)
