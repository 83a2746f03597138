"""What each ward gets back: itself beside wards of its kind, the ideas they tried, and a few plain words.

Of other wards only what the shared report shows is told: counts to the nearest 5 from 5 on, bed days to the
nearest 50, and a mean of those shown points alone, so that the ward, which knows its own numbers exactly,
learns nothing of theirs by taking them away.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from rrp_desktop.bundle.returned import Compared, Dot, Funnel, IdeaTried, OwnMonth, Returned
from rrp_desktop.central.report.gathered import MEASURED, YEAR, Gathered, Tally, Ward, first_of, month_before
from rrp_desktop.central.report.pages import change, per_cent
from rrp_desktop.central.report.protected import FEWEST_WARDS, shown_tallies
from rrp_desktop.central.report.wards import changed, completeness, counted
from rrp_desktop.measures import MEASURES

_FALL = -0.25
_TITLE = 120

Beside = Mapping[tuple[str, str], Mapping[str, Tally | None]]
"""By kind of ward and measure, the tally of each ward as it may be shown; the same for whoever looks."""


def beside(found: Gathered) -> Beside:
    """What the packs say of wards beside each other; a ward is left out for all, or for none."""
    alike: dict[tuple[str, str], dict[str, Tally]] = {}
    for ward in counted(found.wards, found.until):
        for measure in MEASURED:
            if measure in ward.now:
                alike.setdefault((ward.listed.specialty, measure), {})[ward.listed.ward] = ward.now[measure]
    return {
        kind: dict(zip(tallies, shown_tallies([*tallies.values()]), strict=True))
        for kind, tallies in alike.items()
    }


def returned_to(
    ward: Ward,
    found: Gathered,
    shown: Beside,
    own: Mapping[tuple[str, str], Tally],
    programme: str,
    number: int,
    issued: date,
    titles: Mapping[str, str],
    words: Sequence[str] = (),
) -> Returned:
    """The return pack of *ward*; *own* are its tallies by month and measure, *words* come from a person."""
    return Returned(
        ward.listed.ward,
        programme,
        number,
        first_of(found.until),
        issued,
        tuple(_compared(ward, found, shown, own, measure) for measure in MEASURED),
        tuple(_ideas(found, titles)),
        (*words, *_feedback(ward, found)),
    )


def _compared(
    ward: Ward, found: Gathered, shown: Beside, own: Mapping[tuple[str, str], Tally], measure: str
) -> Compared:
    months = [month_before(found.until, by) for by in reversed(range(2 * YEAR))]
    told = [(month, own.get((month, measure))) for month in months]
    return Compared(
        measure,
        MEASURES[measure].definition,
        tuple(
            OwnMonth(first_of(month), tally.count, round(tally.bed_days))
            if tally
            else OwnMonth(first_of(month), None, None)
            for month, tally in told
        ),
        _funnel(ward, found.until, shown.get((ward.listed.specialty, measure), {}), measure),
    )


def _funnel(ward: Ward, until: str, told: Mapping[str, Tally | None], measure: str) -> Funnel | None:
    mine = ward.now.get(measure)
    peers = [each for code, each in told.items() if code != ward.listed.ward]
    shown = [each for each in peers if each is not None]
    if mine is None or len(shown) < FEWEST_WARDS:
        return None
    nights = sum(each.bed_days for each in shown)
    return Funnel(
        first_of(month_before(until, YEAR - 1)),
        first_of(until),
        round(100_000 * sum(each.count for each in shown) / nights),
        Dot(round(mine.bed_days), mine.count),
        tuple(sorted((Dot(round(each.bed_days), each.count) for each in shown), key=_size)),
        len(peers) - len(shown),
    )


def _size(dot: Dot) -> tuple[int, int]:
    return dot.bed_days, dot.count


def _ideas(found: Gathered, titles: Mapping[str, str]) -> Iterator[IdeaTried]:
    """The library's ideas that enough wards tried, most tried first."""
    wards = {ward.listed.ward: ward for ward in found.wards}
    tried: dict[tuple[str, str], dict[str, str]] = {}
    for ward, row in found.records["ideas"]:
        for measure in row.get("measures") or ():
            if row.get("library") and measure in MEASURES:
                tried.setdefault((row["library"], measure), {})[ward] = row.get("status") or ""
    for (code, measure), by_ward in sorted(tried.items(), key=lambda each: (-len(each[1]), each[0])):
        if len(by_ward) >= FEWEST_WARDS:
            moved = [changed(wards[ward], measure) for ward in by_ward]
            better = sum(each is not None and each <= _FALL for each in moved)
            adopted = sum(status in ("adopted", "adapted") for status in by_ward.values())
            yield IdeaTried(titles.get(code, code)[:_TITLE], measure, len(by_ward), adopted, better)


def _feedback(ward: Ward, found: Gathered) -> Iterable[str]:
    year = [each for each in ward.sent if each.month > month_before(found.until, YEAR)]
    shifts, confirmed = sum(each.shifts for each in year), sum(each.confirmed for each in year)
    due, held = sum(each.huddles_expected for each in year), sum(each.huddles_held for each in year)
    kind = completeness(ward, found.until)
    yield (
        f"{len(year)} of the last 12 months have come, with {per_cent(confirmed, shifts)} of shifts "
        f"confirmed: {kind.value}."
    )
    if due:
        yield f"{per_cent(held, due)} of the huddles that were due were held."
    moved = changed(ward, "restrictive")
    if moved is not None:
        yield f"Restrictive practice per 1,000 bed days: {change(moved)} since your first months."
