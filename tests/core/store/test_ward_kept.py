"""How the ward is set up, today and on any day before."""

from datetime import date
from itertools import pairwise

import pytest

from rrp_desktop.clock import at
from rrp_desktop.errors import Refused
from rrp_desktop.events import SettingChanged
from rrp_desktop.people import StaffMember
from rrp_desktop.settings import SETTINGS
from rrp_desktop.store import NotSaved, Store
from tests.core.store.conftest import ToldClock, Ward

TWO = [["day", "Day", "08:00"], ["night", "Long night", "20:00"]]
TODAY, TOMORROW = date(2026, 11, 21), date(2026, 11, 22)


def test_every_setting_has_a_value(store: Store):
    assert set(store.values()) == set(SETTINGS)
    assert store.ward().name == "Brontë Ward"


def test_a_changed_setting_is_kept_told_and_in_the_chain(ward: Ward, store: Store, manager: StaffMember):
    before = store.check_chain()
    store.change_setting("ward.beds", 20, by=manager)
    assert SettingChanged("ward.beds") in ward.events
    assert store.check_chain() == before + 1
    assert ward.again().ward().beds == 20


@pytest.mark.parametrize(
    ("name", "value"),
    [("ward.beds", 0), ("ward.beds", "20"), ("ward.name", ""), ("ward.shifts", []), ("ward.colour", "blue")],
)
def test_a_setting_that_cannot_be_changes_nothing(
    store: Store, manager: StaffMember, name: str, value: object
):
    before = store.values()
    with pytest.raises(Refused, match="setting-"):
        store.change_setting(name, value, by=manager)
    assert store.values() == before
    store.check_chain()


def test_new_shifts_hold_from_tomorrow_and_leave_no_gap(ward: Ward, store: Store, manager: StaffMember):
    store.change_setting("ward.shifts", TWO, by=manager)
    turns = [state.turn for state in ward.again().shift_states(TODAY, TOMORROW)]
    assert [turn.shift.code for turn in turns] == ["morning", "afternoon", "night", "day", "night"]
    assert all(before.ends == after.starts for before, after in pairwise(turns))


def test_what_happened_under_the_old_shifts_stays_in_them(
    store: Store, manager: StaffMember, nurse: StaffMember, clock: ToldClock
):
    store.confirm_shift(TODAY, "morning", by=nurse)
    before = store.shift_states(TODAY, TODAY)[:2]
    store.change_setting("ward.shifts", TWO, by=manager)
    clock.goes_on(days=3)
    assert [state.state for state in store.shift_states(TODAY, TODAY)[:2]] == ["nil", "unconfirmed"]
    assert [state.turn for state in store.shift_states(TODAY, TODAY)[:2]] == [state.turn for state in before]
    store.confirm_shift(TODAY, "afternoon", by=nurse)
    assert store.shift_states(TODAY, TODAY)[1].state == "nil"
    store.check_chain()


def test_a_place_that_is_gone_keeps_its_name_and_cannot_be_chosen_later(
    store: Store, manager: StaffMember, nurse: StaffMember, clock: ToldClock
):
    answers = {"kinds": ("violence",), "started_at": clock.now(), "place": "garden"}
    store.save("incident", answers, by=nurse)
    store.change_setting("ward.places", [["day_area", "Lounge"]], by=manager)
    places = store.lists()["place"]
    assert places.title_of("garden") == "Garden"
    assert places.title_of("day_area") == "Lounge"
    store.save("incident", answers, by=nurse)
    clock.goes_on(days=1)
    with pytest.raises(NotSaved) as caught:
        store.save("incident", {**answers, "started_at": clock.now()}, by=nurse)
    assert [problem.code for problem in caught.value.problems] == ["code-retired"]


def test_the_lists_hold_the_wards_own_and_every_measure(store: Store):
    assert {"place", "shift", "slot", "measure", "incident_kind"} <= set(store.lists())
    assert [option.code for option in store.lists()["shift"]] == ["morning", "afternoon", "night"]


def test_a_record_keeps_the_lists_it_was_made_under(
    store: Store, manager: StaffMember, nurse: StaffMember, clock: ToldClock
):
    answers = {"kinds": ("violence",), "started_at": clock.now()}
    store.save("incident", answers, by=nurse)
    store.change_setting("ward.places", [["day_area", "Lounge"]], by=manager)
    store.save("incident", answers, by=nurse)
    with store.reading() as connection:
        numbers = connection.exec_driver_sql("SELECT lists_version FROM incident").scalars().all()
        known = connection.exec_driver_sql("SELECT number, versions FROM code_lists").all()
    assert sorted(numbers) == [1, 2]
    assert [number for number, _ in known] == [1, 2]
    assert '"place":"2"' in known[1][1]


def test_night_shifts_last_as_long_as_the_clock_change_makes_them(store: Store):
    spring, autumn = date(2026, 3, 28), date(2026, 10, 24)
    night = {day: store.shift_states(day, day)[-1].turn for day in (spring, autumn)}
    assert (night[spring].ends - night[spring].starts).total_seconds() == 9 * 3600
    assert (night[autumn].ends - night[autumn].starts).total_seconds() == 11 * 3600
    assert night[spring].ends == at(date(2026, 3, 29), night[spring].shift.starts.replace(hour=7))
