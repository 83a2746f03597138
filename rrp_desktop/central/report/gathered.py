"""What the reports need of the store, read in one transaction and added up where it lies."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from rrp_desktop.central import database
from rrp_desktop.central.shelf import Listed, Shelf
from rrp_desktop.central.tables import HUDDLE_MONTHS, INCIDENTS, MONTH_COUNTS, PEOPLE, WARD_MONTHS, WARDS

MEASURED = (
    "restrictive",
    "restraint",
    "prone",
    "seclusion",
    "rapid_tranquillisation",
    "violence",
    "self_harm",
    "absence",
    "sexual_safety",
)
CHARACTERISTICS = ("ethnic_category", "gender", "age_band", "learning_disability", "autism")
YEAR = 12
TREND = 24
FEWEST_MONTHS = 6
_WINDOWS = sa.table("windows", *map(sa.column, ("ward", "part", "first", "last")))


@dataclass(frozen=True, slots=True)
class Tally:
    """Events, and the bed days of the days on which they were known; of several wards, the *most* of one."""

    count: int = 0
    bed_days: float = 0.0
    most: int = 0

    @property
    def rate(self) -> float | None:
        """Per 1,000 bed days; None without enough of them."""
        return 1000 * self.count / self.bed_days if self.bed_days >= 1 else None


@dataclass(frozen=True, slots=True)
class Sent:
    """One month that a ward sent."""

    month: str
    days: int
    shifts: int
    confirmed: int
    bed_days: int
    midnights: int
    huddles_expected: int
    huddles_held: int


@dataclass(slots=True)
class Ward:
    """A ward, its months in order, and its measures in its first and in its last months."""

    listed: Listed
    sent: list[Sent] = field(default_factory=list)
    before: dict[str, Tally] = field(default_factory=dict)
    now: dict[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that the pages are made of, until the month *until*, of all wards or of one *region*.

    *everybody* has the wards of other regions too, and *monthly* the tallies of all, by region, specialty,
    month and measure: what may be shown of one region depends on what is shown of others. *affected* holds
    events by measure, ward and person; *people* the characteristics of each of them; *records* the current
    rows of small sections by ward.
    """

    until: str
    region: str | None
    everybody: tuple[Ward, ...]
    monthly: Mapping[tuple[str, str, str, str], Tally]
    affected: Mapping[str, Mapping[tuple[str, str], int]]
    people: Mapping[tuple[str, str], Mapping[str, str]]
    records: Mapping[str, tuple[tuple[str, dict[str, Any]], ...]]

    @property
    def wards(self) -> tuple[Ward, ...]:
        """The wards that are told of."""
        return tuple(ward for ward in self.everybody if self.region in (None, ward.listed.region))


def gather(shelf: Shelf, until: str | None = None, region: str | None = None) -> Gathered:
    """Everything until the month *until* (YYYY-MM), of all wards or of one *region*."""
    listed = shelf.listed()
    if all(each.region == region for each in listed):
        region = None
    wards = {each.ward: Ward(each) for each in listed}
    here = {each.ward for each in listed if region in (None, each.region)}
    with shelf.transaction() as connection:
        last = until or connection.scalar(sa.select(sa.func.max(WARD_MONTHS.c.month))) or "2000-01"
        for row in connection.execute(_months(last)):
            if row.ward in wards:
                wards[row.ward].sent.append(Sent(*row[1:]))
        _window(connection, wards.values())
        _tally(connection, wards)
        monthly = _monthly(connection, last)
        affected, people = _affected(connection, here, last)
        connection.execute(sa.delete(_WINDOWS))
    records = {
        section: tuple((ward, row) for ward, row in shelf.current(section) if ward in here)
        for section in ("aims", "ideas", "cycles", "progress")
    }
    return Gathered(last, region, tuple(wards.values()), monthly, affected, people, records)


def own_months(shelf: Shelf, ward: str) -> dict[tuple[str, str], Tally]:
    """Every month of one ward, by month and measure."""
    days = sa.cast(MONTH_COUNTS.c.days_known, sa.Float) / WARD_MONTHS.c.days
    known = WARD_MONTHS.c.bed_days * days
    asked = (
        sa.select(MONTH_COUNTS.c.month, MONTH_COUNTS.c.measure, MONTH_COUNTS.c["count"], known)
        .select_from(WARD_MONTHS.join(MONTH_COUNTS, _OF_MONTH))
        .where(WARD_MONTHS.c.ward == ward, MONTH_COUNTS.c.days_known > 0)
    )
    with shelf.transaction() as connection:
        return {
            (month, measure): Tally(count, float(bed_days))
            for month, measure, count, bed_days in connection.execute(asked)
        }


def month_before(month: str, by: int) -> str:
    """The month that lies *by* months before *month*."""
    number = int(month[:4]) * YEAR + int(month[5:]) - 1 - by
    return f"{number // YEAR:04}-{number % YEAR + 1:02}"


def half_before(until: str) -> tuple[str, str]:
    """The first and last month of the last half of a calendar year that is over with *until*."""
    last = month_before(until, int(until[5:]) % (YEAR // 2))
    return month_before(last, YEAR // 2 - 1), last


def first_of(month: str) -> date:
    """The first day of *month*."""
    return date(int(month[:4]), int(month[5:]), 1)


def _from_to(month: sa.ColumnElement[str], first: str, last: str) -> sa.ColumnElement[bool]:
    # BETWEEN with a collated parameter is spelled in a way that PostgreSQL does not read
    return sa.and_(month >= first, month <= last)


def _months(last: str) -> sa.Select[Any]:
    same = sa.and_(HUDDLE_MONTHS.c.ward == WARD_MONTHS.c.ward, HUDDLE_MONTHS.c.month == WARD_MONTHS.c.month)
    names = ("ward", "month", "days", "shifts", "confirmed", "bed_days", "midnights", "huddles_expected")
    held = sa.func.coalesce(HUDDLE_MONTHS.c.held, 0)
    joined = WARD_MONTHS.outerjoin(HUDDLE_MONTHS, same)
    asked = sa.select(*(WARD_MONTHS.c[name] for name in names), held).select_from(joined)
    return asked.where(WARD_MONTHS.c.month <= last).order_by(WARD_MONTHS.c.ward, WARD_MONTHS.c.month)


def _window(connection: sa.Connection, wards: Iterable[Ward]) -> None:
    """Say of each ward which months are its first and which its last: a year, or half of a short stay."""
    connection.exec_driver_sql(
        "CREATE TEMPORARY TABLE IF NOT EXISTS windows (ward TEXT, part TEXT, first TEXT, last TEXT)"
    )
    rows = []
    for ward in wards:
        months = [each.month for each in ward.sent]
        many = min(YEAR, len(months) // 2)
        if len(months) >= FEWEST_MONTHS:
            parts = {"before": months[:many], "now": months[-many:]}
            rows += [
                {"ward": ward.listed.ward, "part": part, "first": some[0], "last": some[-1]}
                for part, some in parts.items()
            ]
    for batch in database.batches(rows):
        connection.execute(sa.insert(_WINDOWS), batch)


def _known_days(counts: sa.FromClause, months: sa.FromClause) -> sa.ColumnElement[float]:
    """The bed days of the days on which a count was known."""
    share = sa.cast(counts.c.days_known, sa.Float) / months.c.days
    return sa.func.sum(months.c.bed_days * share)


_OF_MONTH = sa.and_(MONTH_COUNTS.c.ward == WARD_MONTHS.c.ward, MONTH_COUNTS.c.month == WARD_MONTHS.c.month)


def _tally(connection: sa.Connection, wards: Mapping[str, Ward]) -> None:
    within = sa.and_(
        WARD_MONTHS.c.ward == _WINDOWS.c.ward,
        WARD_MONTHS.c.month.between(_WINDOWS.c.first, _WINDOWS.c.last),
    )
    asked = (
        sa.select(
            _WINDOWS.c.ward,
            _WINDOWS.c.part,
            MONTH_COUNTS.c.measure,
            sa.func.sum(MONTH_COUNTS.c["count"]),
            _known_days(MONTH_COUNTS, WARD_MONTHS),
        )
        .select_from(_WINDOWS.join(WARD_MONTHS, within).join(MONTH_COUNTS, _OF_MONTH))
        .where(MONTH_COUNTS.c.measure.in_(MEASURED))
        .group_by(_WINDOWS.c.ward, _WINDOWS.c.part, MONTH_COUNTS.c.measure)
    )
    for ward, part, measure, count, bed_days in connection.execute(asked):
        kept = wards[ward].before if part == "before" else wards[ward].now
        kept[measure] = Tally(int(count), float(bed_days or 0))


def _monthly(connection: sa.Connection, last: str) -> dict[tuple[str, str, str, str], Tally]:
    first = month_before(last, TREND - 1)
    names = (WARD_MONTHS.c.ward, WARD_MONTHS.c.month, MONTH_COUNTS.c.measure)
    # a literal: PostgreSQL takes two parameters of one value for two different groups
    listed = [sa.func.coalesce(each, sa.literal_column("''")) for each in (WARDS.c.region, WARDS.c.specialty)]
    asked = (
        sa.select(
            *listed,
            *names[1:],
            sa.func.sum(MONTH_COUNTS.c["count"]),
            _known_days(MONTH_COUNTS, WARD_MONTHS),
            sa.func.max(MONTH_COUNTS.c["count"]),
        )
        .select_from(
            WARD_MONTHS.join(MONTH_COUNTS, _OF_MONTH).outerjoin(WARDS, WARDS.c.ward == WARD_MONTHS.c.ward)
        )
        .where(
            _from_to(WARD_MONTHS.c.month, first, last),
            MONTH_COUNTS.c.measure.in_(MEASURED),
        )
        .group_by(*listed, *names[1:])
    )
    return {
        (row[0], row[1], row[2], row[3]): Tally(int(row[4]), float(row[5] or 0), row[6])
        for row in connection.execute(asked)
    }


_KINDS = {
    "restraint": ("restraint",),
    "seclusion": ("seclusion",),
    "rapid_tranquillisation": ("rapid_tranquillisation",),
    "self_harm": ("self_harm",),
}


def _affected(
    connection: sa.Connection, here: Collection[str], last: str
) -> tuple[dict[str, dict[tuple[str, str], int]], dict[tuple[str, str], dict[str, str]]]:
    """The half-year's events by measure and person, of wards that are here, and who those people are."""
    first, last = half_before(last)
    asked = (
        sa.select(INCIDENTS.c.ward, INCIDENTS.c.person, INCIDENTS.c.kinds, sa.func.count())
        .where(_from_to(INCIDENTS.c.month, first, last), INCIDENTS.c.person != "")
        .group_by(INCIDENTS.c.ward, INCIDENTS.c.person, INCIDENTS.c.kinds)
    )
    found: dict[str, dict[tuple[str, str], int]] = {name: defaultdict(int) for name in _KINDS}
    named: set[tuple[str, str]] = set()
    for ward, person, kinds, count in connection.execute(asked):
        if ward in here:
            named.add((ward, person))
            for measure, codes in _KINDS.items():
                if any(f",{code}," in kinds for code in codes):
                    found[measure][ward, person] += count
    then = _from_to(INCIDENTS.c.month, first, last)
    affected = sa.select(INCIDENTS.c.ward, INCIDENTS.c.person).where(then).distinct().subquery("affected")
    same = sa.and_(PEOPLE.c.ward == affected.c.ward, PEOPLE.c.person == affected.c.person)
    people = {
        (row["ward"], row["person"]): {name: row[name] for name in CHARACTERISTICS}
        for row in connection.execute(sa.select(PEOPLE).join(affected, same)).mappings()
        if (row["ward"], row["person"]) in named
    }
    return found, people
