"""Small multiples: one run chart for each kind of ward."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from rrp_desktop.central.report.gathered import TREND, Gathered, Tally, first_of, month_before
from rrp_desktop.central.report.protected import blurred, shown_parts, together
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


def by_specialty(found: Gathered, measure: str, *, beside_all: bool) -> Iterator[Figure]:
    """A run chart of *measure* for every kind of ward that has enough of it in half of its months or more.

    *beside_all* says that its numbers of all wards together are shown too.
    """
    protect = shown_parts if beside_all else _each
    shown = {month: protect(_parts(found, measure, month, _kind)) for month in _months(found.until)}
    kinds = {ward.listed.specialty for ward in found.everybody}
    for kind in sorted(kinds, key=[*SPECIALTIES, *sorted(kinds)].index):
        wards = sum(ward.listed.specialty == kind for ward in found.everybody)
        told = {month: parts.get(kind, _NOTHING) for month, parts in shown.items()}
        enough = [tally for tally in told.values() if tally and tally.bed_days]
        few = [tally for tally in told.values() if tally is None]
        if len(enough) > len(few):
            yield _chart(f"{SPECIALTIES.get(kind, kind)}, {wards} wards", measure, told)


def overall(found: Gathered, measure: str, title: str) -> Figure:
    """A run chart of *measure* for all wards together, or for all of the region."""
    told: dict[str, Tally | None] = {}
    for month in _months(found.until):
        if found.region is None:
            whole = together(_monthly(found, measure, month).values())
            told[month] = blurred(whole) if whole.bed_days else _NOTHING
        else:
            told[month] = shown_parts(_parts(found, measure, month, _region)).get(found.region, _NOTHING)
    return _chart(title, measure, told)


_NOTHING = Tally()


def _region(region: str, _kind: str) -> str:
    return region


def _kind(_region: str, kind: str) -> str:
    return kind


def _monthly(found: Gathered, measure: str, month: str) -> dict[tuple[str, str], Tally]:
    """The tallies of all wards by region and kind."""
    return {key[:2]: each for key, each in found.monthly.items() if key[2:] == (month, measure)}


def _each(parts: Mapping[str, Tally]) -> dict[str, Tally | None]:
    return {part: blurred(tally) for part, tally in parts.items()}


def _parts(found: Gathered, measure: str, month: str, part_of: Callable[[str, str], str]) -> dict[str, Tally]:
    """The tallies of a month by what they are part of."""
    parts: defaultdict[str, list[Tally]] = defaultdict(list)
    for key, each in _monthly(found, measure, month).items():
        parts[part_of(*key)].append(each)
    return {part: together(each) for part, each in parts.items()}


def _months(until: str) -> list[str]:
    return [month_before(until, by) for by in reversed(range(TREND))]


def _chart(title: str, measure: str, shown: Mapping[str, Tally | None]) -> Figure:
    """The chart of the tallies that are *shown*: None is too few, and a tally without bed days is none."""
    told = MEASURES[measure]
    periods = []
    for month, tally in shown.items():
        start, end = period_of(first_of(month), Frequency.MONTH)
        if tally and tally.bed_days:
            periods.append(Period(start, end, float(tally.count), tally.bed_days))
        else:
            why = "no ward sent this month" if tally else "too few to show"
            periods.append(Period(start, end, None, None, unconfirmed=why))
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
        blank="too few to show",
    )
    return figure_of(series)
