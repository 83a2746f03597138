"""The safety cross over ends of months and clock changes, after late entries and voids, and as known then."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path

import pytest

from rrp_desktop.clock import DAY, at
from rrp_desktop.reports.cross import CrossDay, Mark, read_month
from rrp_desktop.reports.cross_page import CrossShown, staff_page
from rrp_desktop.reports.sheet import EDGE
from rrp_desktop.store import Store
from tests.core.reports.diary import ALL, confirm, who
from tests.core.store.conftest import Ward, copy_of, made  # noqa: F401


@pytest.fixture
def ward(made: Path, tmp_path: Path) -> Iterator[Ward]:  # noqa: F811
    ward = Ward(copy_of(made, tmp_path))
    yield ward
    ward.close()


def _violence(store: Store, moment: datetime) -> str:
    answers = {"kinds": ("violence",), "started_at": moment}
    return store.save("incident", answers, by=who(store)).key


def _cross(store: Store, day: date, today: date) -> CrossDay:
    return read_month(store, day.replace(day=1), "", today)[day.day - 1]


def test_every_day_of_the_busiest_month_is_on_the_page_for_staff():
    """A day that needs two lines in the usual letters pushed the last of the month off the page."""
    days = tuple(CrossDay(date(2026, 10, 1) + each * DAY, Mark.OTHER, 12) for each in range(31))
    for each in ("1 violence", "12 violence; " * 12):
        page = staff_page(
            CrossShown("W", "Everything", days, "0 days", ""), [(one.day, each) for one in days]
        )
        lines = ET.fromstring(page.svg()).iter("{http://www.w3.org/2000/svg}text")
        places = {one.text: float(one.attrib["y"]) for one in lines}
        assert places["Sat 31"] <= page.height - EDGE
        assert max(places.values()) <= page.height - EDGE / 2


@pytest.mark.parametrize(
    "day", [date(2026, 3, 29), date(2026, 10, 25)], ids=["23 hours long", "25 hours long"]
)
def test_a_day_on_which_the_clocks_change_is_whole(ward: Ward, day: date):
    """Both ends of it count, the hour told twice as well, and nothing of the nights around it."""
    ward.clock.at = at(day + 2 * DAY, time(12))
    store = ward.open()
    confirm(store, day - 2 * DAY, day + DAY)
    for wall in (time(0, 5), time(23, 55)):
        _violence(store, at(day, wall))
    _violence(store, at(day, time(1, 30), second=True) if day.month == 10 else at(day, time(3, 30)))
    around = [_cross(store, each, day + 2 * DAY) for each in (day - DAY, day, day + DAY)]
    assert [(each.mark, each.count) for each in around] == [(Mark.NIL, 0), (Mark.OTHER, 3), (Mark.NIL, 0)]


@pytest.mark.parametrize("last", [date(2026, 1, 31), date(2026, 2, 28), date(2026, 12, 31)])
def test_the_night_over_the_end_of_a_month_belongs_to_both_months(ward: Ward, last: date):
    """Without it neither day is green; what happened in it colours the day on which it did."""
    ward.clock.at = at(last + 3 * DAY, time(12))
    store = ward.open()
    today = last + 3 * DAY
    confirm(store, last - 2 * DAY, last - DAY)
    for shift in ALL[:2]:
        store.confirm_shift(last, shift, by=who(store))
    confirm(store, last + DAY, last + 2 * DAY)
    ends = [_cross(store, each, today).mark for each in (last, last + DAY)]
    assert ends == [Mark.UNCONFIRMED, Mark.UNCONFIRMED]
    _violence(store, at(last + DAY, time(0, 20)))
    store.confirm_shift(last, "night", by=who(store))
    assert _cross(store, last, today).mark is Mark.NIL
    assert (_cross(store, last + DAY, today).mark, _cross(store, last + DAY, today).whole) == (
        Mark.OTHER,
        True,
    )
    assert len(read_month(store, last.replace(day=1), "", today)) == last.day


def test_late_entries_and_voids_colour_the_day_and_what_was_known_then_stands(ward: Ward):
    day, today = date(2026, 11, 10), date(2026, 11, 21)
    ward.clock.at = at(today, time(6))
    store = ward.open()
    confirm(store, day - DAY, today - DAY)
    assert _cross(store, day, today).mark is Mark.NIL
    ward.clock.goes_on(days=1)
    late = _violence(store, at(day, time(10)))
    assert _cross(store, day, today).mark is Mark.OTHER
    ward.clock.goes_on(days=1)
    store.void("incident", late, "another ward's", by=who(store))
    assert _cross(store, day, today).mark is Mark.NIL
    for known, mark in ((today, Mark.NIL), (today + DAY, Mark.OTHER)):
        with store.as_known_on(known):
            assert _cross(store, day, today).mark is mark
