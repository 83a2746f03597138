"""A month as the national statistics count it."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rrp_desktop.clock import at, day_of, midnight, spoken_length
from rrp_desktop.forms.beside import Other
from rrp_desktop.forms.lists.force import INTERVENTION_TYPE
from rrp_desktop.reports.national import BANDS, MISSING, Lengths, National, national

OCTOBER = date(2026, 10, 1)
NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
ME, YOU = "person-1", "person-2"
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
START = datetime(2026, 10, 6, 12, tzinfo=UTC)
_numbers = iter(range(1_000_000))


def row(code: str, lasts: timedelta | None = None, began: datetime = START) -> dict[str, Any]:
    ended = {} if lasts is None else {"ended_at": began + lasts}
    return {"type": code, "started_at": began} | ended


def incident(*rows: dict[str, Any], began: datetime = START, person: str | None = ME, **more: Any) -> Other:
    answers: dict[str, Any] = {"kinds": ("restraint",), "started_at": began, "interventions": rows} | more
    if person:
        answers["person"] = person
    return Other("incident", str(next(_numbers)), answers)


def of(*records: Other, month: date = OCTOBER, **more: Any) -> National:
    return national(records, month, NOW, **more)


def test_people_incidents_and_interventions_are_three_numbers():
    """MHS76, MHS77, MHS136, MHS137"""
    found = of(
        incident(row("01"), row("07"), row("14")),
        incident(row("05"), began=START + HOUR),
        incident(row("11"), person=YOU),
        incident(row("11"), person=None),
    )
    assert (found.people, found.unnamed, found.incidents, found.interventions) == (2, 1, 4, 6)
    assert found.per_incident == Decimal("1.5")


def test_what_is_not_force_or_was_negligible_or_in_another_month_is_not_counted():
    violence = Other("incident", "v", {"kinds": ("violence",), "started_at": START, "person": ME})
    last_month = incident(row("01"), began=datetime(2026, 9, 30, 22, 59, tzinfo=UTC))
    found = of(violence, incident(row("08"), negligible="yes"), last_month)
    assert (found.people, found.incidents, found.interventions) == (0, 0, 0)
    assert found.per_incident is None


def test_a_month_begins_at_londons_midnight():
    edge = incident(row("01"), began=datetime(2026, 9, 30, 23, 0, tzinfo=UTC))
    assert of(edge).incidents == 1
    assert of(edge, month=date(2026, 9, 1)).incidents == 0


@pytest.mark.parametrize(
    ("interventions", "nightly", "rate"),
    [(1, 20, 2), (10, 18, 18), (3, 16, 6), (0, 18, 0), (9, 0, None)],
)
def test_the_rate_is_a_whole_number_per_thousand_bed_days(interventions: int, nightly: int, rate: int | None):
    """MHS96: 10 / (31 * 18) is 17.9."""
    days = {OCTOBER + DAY * n: nightly for n in range(31)}
    assert of(*(incident(row("07")) for _ in range(interventions)), occupied=days).rate == rate


def test_one_midnight_that_nobody_counted_leaves_no_rate():
    days = {OCTOBER + DAY * n: 18 for n in range(31)}
    del days[date(2026, 10, 17)]
    assert of(incident(row("07")), occupied=days).rate is None
    assert of(incident(row("07"))).rate is None


def test_the_share_of_people_needs_to_know_how_many_there_were():
    """MHS97"""
    both = incident(row("07")), incident(row("07"), person=YOU)
    assert of(*both, in_hospital=16).per_cent_of_people == 13
    assert of(*both).per_cent_of_people is None


def test_lengths_are_of_those_that_have_a_valid_one():
    """MHS98, MHS99, MHS138, MHS139"""
    found = of(
        incident(
            row("07", 4 * MINUTE),
            row("11", 9 * MINUTE),
            row("01"),
            row("10", 30 * timedelta(seconds=1)),
            ended_at=START + 20 * MINUTE,
        ),
        incident(row("05", 40 * DAY)),
    )
    assert found.intervention_lengths == Lengths(5, 2, 7, 9)
    assert found.incident_lengths == Lengths(2, 1, 20, 20)
    assert of().intervention_lengths == Lengths(0, 0, None, None)


WORKED = [
    (date(2026, 10, 25), time(0, 30), time(2, 30), None, "3 h 00"),
    (date(2027, 3, 28), time(0, 30), time(2, 30), None, "1 h 00"),
    (date(2026, 10, 24), time(22, 30), time(1, 30), True, "4 h 00"),
    (date(2026, 10, 24), time(22, 30), time(1, 30), False, "3 h 00"),
    (date(2026, 11, 20), time(22, 30), time(1, 30), None, "3 h 00"),
]


@pytest.mark.parametrize(("day", "began", "ended", "second", "lasts"), WORKED)
def test_a_length_is_elapsed_time_whatever_the_clocks_do(
    day: date, began: time, ended: time, second: bool | None, lasts: str
):
    start = at(day, began)
    end = at(day if ended > began else day + DAY, ended, second=second)
    seclusion = incident(row("05", end - start, start), began=start)
    found = national([seclusion], day, end + DAY)
    assert found.intervention_lengths.longest is not None
    assert spoken_length(found.intervention_lengths.longest * MINUTE) == lasts


_D = 1440
EDGES = [
    *(("07", minutes, "0 to 10 min") for minutes in (1, 10)),
    *(("04", minutes, "11 to 30 min") for minutes in (11, 30)),
    *(("14", minutes, "31 to 60 min") for minutes in (31, 60)),
    ("01", 61, "over 60 min"),
    ("05", _D - 1, "under 24 h"),
    ("05", _D, "24 to 72 h"),
    *(("05", minutes, "72 h to 7 days") for minutes in (3 * _D, 7 * _D - 1)),
    *(("05", minutes, "1 to 2 weeks") for minutes in (7 * _D, 7 * _D + 720, 14 * _D - 1)),
    ("05", 14 * _D, "2 to 4 weeks"),
    ("05", 28 * _D, "4 weeks to 3 months"),
    ("05", 93 * _D, "3 months or more"),
    ("06", 30 * _D, "under 1 month"),
    ("06", 31 * _D, "1 to 3 months"),
    ("06", 400 * _D, "12 months or more"),
]


@pytest.mark.parametrize(("code", "minutes", "band"), EDGES)
def test_bands_begin_where_the_one_before_ends(code: str, minutes: int, band: str):
    began = datetime(2025, 8, 5, 12, tzinfo=UTC)
    ended = began + minutes * MINUTE
    stretch = incident(row(code, minutes * MINUTE, began), began=began)
    found = national([stretch], ended.date(), NOW)
    assert [title for (_, title), number in found.bands.items() if number] == [band]


@given(
    st.sampled_from(["01", "04", "14", "05", "06"]),
    st.datetimes(datetime(2015, 1, 1), datetime(2024, 12, 31)),  # noqa: DTZ001
    st.integers(1, 600 * 1440),
)
def test_a_longer_stretch_is_never_in_an_earlier_band_or_in_none(code: str, began: datetime, minutes: int):
    began = began.replace(tzinfo=UTC, second=0, microsecond=0)

    def place(lasts: int) -> int:
        ended = began + lasts * MINUTE
        one = incident(row(code, lasts * MINUTE, began), began=began)
        [((family, title), number)] = national([one], day_of(ended), NOW).bands.items()
        assert number == 1
        return [name for name, _ in BANDS[family]].index(title)

    assert place(minutes) <= place(minutes + 1)


def test_every_type_has_a_family_with_bands():
    codes = [option.code for option in INTERVENTION_TYPE]
    found = of(incident(*(row(code, 5 * MINUTE) for code in codes)))
    assert sum(found.bands.values()) == len(codes)
    assert MISSING not in {title for _, title in found.bands}


def test_without_both_ends_a_length_is_missing_not_nought():
    found = of(incident(row("01")), incident(row("01", timedelta(0))))
    assert found.bands == Counter({("physical", MISSING): 2})


def test_an_episode_over_months_counts_once_and_is_active_in_each():
    """Rule 18; MHS146, MHS147"""
    began = datetime(2026, 9, 29, 20, tzinfo=UTC)
    long = incident(row("05", datetime(2026, 11, 2, 9, tzinfo=UTC) - began, began), began=began)
    months = [of(long, month=date(2026, month, 1)) for month in (9, 10, 11, 12)]
    assert [each.interventions for each in months] == [1, 0, 0, 0]
    assert [each.seclusion_days for each in months] == [2, 31, 2, 0]
    assert months[2].bands == {("seclusion", "4 weeks to 3 months"): 1}


def test_an_open_segregation_is_active_until_now():
    began = datetime(2026, 11, 19, 12, tzinfo=UTC)
    assert of(incident(row("06", None, began), began=began), month=date(2026, 11, 1)).segregation_days == 3


def test_a_stretch_that_ends_at_midnight_does_not_touch_the_new_day():
    end = midnight(date(2026, 10, 8))
    assert of(incident(row("05", end - START))).seclusion_days == 2


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        ({"returned_at": datetime(2026, 10, 6, 22, 59, tzinfo=UTC)}, 0),
        ({"returned_at": datetime(2026, 10, 6, 23, 0, tzinfo=UTC)}, 1),
        ({}, 1),
        ({"legal_basis": "missing"}, 0),
        ({"started_at": datetime(2026, 9, 30, 12, tzinfo=UTC)}, 0),
    ],
)
def test_nationally_an_absence_counts_when_nobody_is_back_that_day(change: dict[str, Any], counted: int):
    """MHS31"""
    answers = {"kinds": ("absence",), "started_at": START, "legal_basis": "awol"} | change
    assert of(Other("incident", "a", answers)).absences == counted
