"""A month counted as the national statistics count it, from the same incidents.

People, incidents and interventions are three different numbers. An episode counts once, in the month it
begins, and is active on every London day it touches. Lengths are in whole elapsed minutes, and only where
both ends are known, the end falls in the month, and they are not the same minute. Bands follow each other
without a gap. Contacts that were negligible are left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from rrp_desktop.clock import DAY, day_of, local, midnight, month_of, next_month, starts_at
from rrp_desktop.forms.beside import Other
from rrp_desktop.forms.incident import PHYSICAL
from rrp_desktop.forms.spec import Answers

if TYPE_CHECKING:
    from rrp_desktop.store import Record, Store

MISSING = "Missing or not valid"
_Span = tuple[datetime, datetime]
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_FAMILIES = {
    **dict.fromkeys((*PHYSICAL, "02"), "physical"),
    "04": "mechanical",
    **dict.fromkeys(("03", "14", "15", "16", "17"), "chemical"),
    "05": "seclusion",
    "06": "segregation",
}
_TYPES = {"seclusion": "05", "segregation": "06"}
_SHORT = (
    ("0 to 10 min", 11 * _MINUTE),
    ("11 to 30 min", 31 * _MINUTE),
    ("31 to 60 min", 61 * _MINUTE),
    ("over 60 min", None),
)
BANDS: Mapping[str, tuple[tuple[str, timedelta | int | None], ...]] = {
    "physical": _SHORT,
    "mechanical": _SHORT,
    "chemical": _SHORT,
    "seclusion": (
        ("under 24 h", 24 * _HOUR),
        ("24 to 72 h", 72 * _HOUR),
        ("72 h to 7 days", 7 * DAY),
        ("1 to 2 weeks", 14 * DAY),
        ("2 to 4 weeks", 28 * DAY),
        ("4 weeks to 3 months", 3),
        ("3 months or more", None),
    ),
    "segregation": (
        ("under 1 month", 1),
        ("1 to 3 months", 3),
        ("3 to 6 months", 6),
        ("6 to 12 months", 12),
        ("12 months or more", None),
    ),
}
"""By family: the bands in order, each up to but not including so long, or so many calendar months."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Lengths in minutes of those that have a valid one, which are `valid` of `all`."""

    all: int
    valid: int
    mean: int | None
    longest: int | None


@dataclass(frozen=True, slots=True)
class National:
    """One month. A number that cannot be known is None, never zero. Codes are the national ones."""

    month: date
    people: int
    """MHS76; incidents without a person are in `unnamed`."""
    unnamed: int
    interventions: int
    """MHS77"""
    incidents: int
    """MHS136"""
    per_incident: Decimal | None
    """MHS137, to one place."""
    rate: int | None
    """MHS96: interventions per 1,000 occupied bed days. None unless every midnight was counted."""
    per_cent_of_people: int | None
    """MHS97: of the people in hospital. None unless their number is known."""
    intervention_lengths: Lengths
    """MHS98, MHS99"""
    incident_lengths: Lengths
    """MHS138, MHS139"""
    seclusion_days: int
    """MHS146"""
    segregation_days: int
    """MHS147"""
    absences: int
    """MHS31: detained people who were not back on the day they went."""
    bands: Mapping[tuple[str, str], int]
    """Interventions by family and band of length."""


def national(
    records: Iterable[Other],
    month: date,
    until: datetime,
    *,
    occupied: Mapping[date, int] | None = None,
    in_hospital: int | None = None,
) -> National:
    """The month that begins on *month*, from the ward's incidents, as far as it had come by *until*.

    *occupied* are the beds occupied at each midnight that somebody counted.
    """
    first, following = month_of(month), next_month(month_of(month))
    span = midnight(first), min(midnight(following), until)
    told = [each.answers for each in records]
    forced = [answers for answers in told if _rows(answers) and answers.get("negligible") != "yes"]
    begun = [answers for answers in forced if _in(answers["started_at"], span)]
    count = sum(len(_rows(answers)) for answers in begun)
    people = {answers["person"] for answers in begun if "person" in answers}
    stretches = [_stretch(row, answers) for answers in forced for row in _rows(answers)]
    current = [each for each in stretches if _in(each.began, span) or _in(each.ended, span)]
    whole = [_Stretch("", answers["started_at"], answers.get("ended_at")) for answers in forced]
    days = _bed_days(occupied or {}, first, following)
    return National(
        month=first,
        people=len(people),
        unnamed=sum("person" not in answers for answers in begun),
        interventions=count,
        incidents=len(begun),
        per_incident=_rounded(Decimal(count) / len(begun), "0.1") if begun else None,
        rate=int(_rounded(Decimal(1000 * count) / days)) if days else None,
        per_cent_of_people=int(_rounded(Decimal(100 * len(people)) / in_hospital)) if in_hospital else None,
        intervention_lengths=_lengths(current, span),
        incident_lengths=_lengths(
            [each for each in whole if _in(each.began, span) or _in(each.ended, span)], span
        ),
        seclusion_days=_active_days(stretches, "seclusion", span),
        segregation_days=_active_days(stretches, "segregation", span),
        absences=sum(_overnight(answers, span) for answers in told),
        bands=Counter((each.family, _band(each, span)) for each in current),
    )


def national_for(store: "Store", month: date, now: datetime) -> National:
    """The month that begins on *month*, as the ward's records have it at *now*.

    An episode may have begun up to three years before it, and its end may be told of in its own record.
    """
    first, last = month_of(month), next_month(month_of(month)) - DAY
    long_ago = first - 3 * 366 * DAY
    ends = {
        (each.answers["incident"], _TYPES[each.answers["kind"]]): each.answers["ended_at"]
        for each in _every(store, "episode", long_ago)
        if {"incident", "ended_at"} <= set(each.answers)
    }
    beds = _every(store, "census", first, last)
    return national(
        [_ended(each, ends) for each in _every(store, "incident", long_ago, last)],
        month,
        now,
        occupied={each.answers["day"]: each.answers["occupied"] for each in beds},
        in_hospital=_in_hospital([each.answers for each in _every(store, "person")], first, last),
    )


def _ended(incident: "Record", ends: Mapping[tuple[str, str], datetime]) -> Other:
    """*incident* with the ends of its seclusions and segregations that only their episodes tell."""
    rows = tuple(
        {**row, "ended_at": ends[incident.key, row["type"]]}
        if "ended_at" not in row and (incident.key, row["type"]) in ends
        else row
        for row in _rows(incident.answers)
    )
    more = {"interventions": rows} if rows else {}
    return Other(incident.form, incident.key, {**incident.answers, **more})


def _in_hospital(people: Sequence[Answers], first: date, last: date) -> int | None:
    """How many people were here on any day of the span; None when somebody's admission is not known."""
    if any("admitted" not in person for person in people):
        return None
    here = (each for each in people if each["admitted"] <= last and each.get("discharged", last) >= first)
    return len(list(here))


def _every(
    store: "Store", form: str, since: date | None = None, until: date | None = None
) -> "Iterator[Record]":
    page = None
    while found := store.find(form, since=since, until=until, before=page):
        yield from found
        page = found[-1].page


@dataclass(frozen=True, slots=True)
class _Stretch:
    family: str
    began: datetime
    ended: datetime | None

    def minutes(self, span: _Span) -> int | None:
        """The valid length; None when there is none."""
        if self.ended is None or not _in(self.ended, span) or _minute(self.ended) <= _minute(self.began):
            return None
        return (_minute(self.ended) - _minute(self.began)) // _MINUTE


def _rows(answers: Answers) -> tuple[Answers, ...]:
    rows: tuple[Answers, ...] = answers.get("interventions", ())
    return rows


def _stretch(row: Answers, answers: Answers) -> _Stretch:
    return _Stretch(_FAMILIES[row["type"]], row.get("started_at", answers["started_at"]), row.get("ended_at"))


def _in(moment: datetime | None, span: _Span) -> bool:
    return moment is not None and span[0] <= moment < span[1]


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _lengths(stretches: Sequence[_Stretch], span: _Span) -> Lengths:
    valid = [minutes for each in stretches if (minutes := each.minutes(span)) is not None]
    mean = int(_rounded(Decimal(sum(valid)) / len(valid))) if valid else None
    return Lengths(len(stretches), len(valid), mean, max(valid, default=None))


def _band(stretch: _Stretch, span: _Span) -> str:
    minutes = stretch.minutes(span)
    if minutes is None:
        return MISSING
    began = _minute(stretch.began)
    ended = began + minutes * _MINUTE
    return next(title for title, edge in BANDS[stretch.family] if edge is None or ended < _reach(began, edge))


def _reach(began: datetime, edge: timedelta | int) -> datetime:
    return began + edge if isinstance(edge, timedelta) else _months_after(began, edge)


def _months_after(moment: datetime, months: int) -> datetime:
    """The same wall time so many calendar months later; the month's last day where it has no such day."""
    wall = local(moment)
    year, month = divmod(wall.year * 12 + wall.month - 1 + months, 12)
    last = next_month(date(year, month + 1, 1)) - DAY
    return starts_at(last.replace(day=min(wall.day, last.day)), wall.time())


def _active_days(stretches: Iterable[_Stretch], family: str, span: _Span) -> int:
    return sum(_days(each, span) for each in stretches if each.family == family)


def _days(stretch: _Stretch, span: _Span) -> int:
    """The London days of the month that a stretch touches; one without an end has not ended."""
    began, ended = max(stretch.began, span[0]), min(stretch.ended or span[1], span[1])
    if ended < began or began >= span[1]:
        return 0
    last = day_of(max(began, ended - timedelta(seconds=1)))
    return (last - day_of(began)).days + 1


def _overnight(answers: Answers, span: _Span) -> bool:
    back = answers.get("returned_at")
    return (
        "absence" in answers["kinds"]
        and answers.get("legal_basis") == "awol"
        and _in(answers["started_at"], span)
        and (back is None or day_of(back) > day_of(answers["started_at"]))
    )


def _bed_days(occupied: Mapping[date, int], first: date, following: date) -> int | None:
    days = [occupied.get(first + DAY * number) for number in range((following - first).days)]
    return None if None in days else sum(day or 0 for day in days)


def _rounded(number: Decimal, to: str = "1") -> Decimal:
    return number.quantize(Decimal(to), ROUND_HALF_UP)
