"""How huddles go, from records told by hand and from a real ward."""

from datetime import date, datetime, time
from typing import Any

from rrp_desktop.clock import DAY, at
from rrp_desktop.people import StaffMember
from rrp_desktop.reports.huddles import Huddles, Share, huddles, huddles_page, read_huddles, tables
from rrp_desktop.store import Store
from rrp_desktop.ward import Slot
from tests.core.store.conftest import ToldClock

MONDAY = date(2026, 11, 9)
MORNING, NIGHT = Slot("morning", "Morning", time(7, 30)), Slot("night", "Night", time(21))
DUE = [(MONDAY + number * DAY, slot) for number in range(3) for slot in (MORNING, NIGHT)]


def held(day: date, slot: Slot = MORNING, **more: Any) -> tuple[dict[str, Any], datetime]:
    told = {"day": day, "slot": slot.code, "state": "held", "started_at": at(day, slot.starts), **more}
    return told, at(day, slot.starts)


def told(*records: tuple[dict[str, Any], datetime]) -> Huddles:
    return huddles(records, DUE, MONDAY, MONDAY + 2 * DAY)


def test_held_are_counted_of_those_due_by_slot_and_by_weekday():
    skipped = ({"day": MONDAY, "slot": "night", "state": "not_held"}, at(MONDAY, time(22)))
    found = told(held(MONDAY), skipped, held(MONDAY + DAY), held(MONDAY + DAY, NIGHT))
    assert found.all == Share(6, 3)
    assert found.by_slot == (("Morning", Share(3, 2)), ("Night", Share(3, 1)))
    assert found.by_weekday == (
        ("Monday", Share(2, 1)),
        ("Tuesday", Share(2, 2)),
        ("Wednesday", Share(2, 0)),
    )
    assert found.words() == "3 of 6, 50% held. Held least: night, 1 of 3, 33%."


def test_a_huddle_on_top_makes_up_for_none_that_was_due():
    found = told(held(MONDAY, quick=True), held(MONDAY + DAY, quick=True), held(MONDAY + DAY))
    assert (found.all, found.extra) == (Share(6, 1), 2)


def test_breadth_and_length_are_medians_of_what_was_told():
    found = told(
        held(MONDAY, here=("nurse", "hca", "housekeeper"), minutes=4),
        held(MONDAY, NIGHT, here=("nurse",), minutes=9),
        held(MONDAY + DAY, here=("nurse", "doctor")),
    )
    assert (found.roles, found.minutes) == (2, 6.5)
    assert found.others == Share(3, 1)


def test_an_action_is_closed_when_the_next_huddle_finds_it_done():
    rail, door, bell = ({"action": name} for name in ("Rail", "Door", "Bell"))
    found = told(
        held(MONDAY, actions=(rail, door)),
        held(MONDAY, NIGHT, actions=(rail | {"done": True}, door | {"done": False}, bell)),
        held(MONDAY + DAY, actions=(door | {"done": True}, bell | {"done": True})),
    )
    assert found.actions == Share(4, 3)


def test_nothing_told_is_no_number():
    found = told()
    assert (found.roles, found.minutes, found.actions.per_cent) == (None, None, None)
    assert tables(found)[2][-1] == ("Minutes, median", "–", "", "")
    assert huddles((), (), MONDAY, MONDAY).words() == "No huddle was due in these days."


def test_the_page_tells_what_the_tables_do():
    page = huddles_page("Brontë Ward", told(held(MONDAY))).svg()
    for words in ("How huddles go", "9 Nov 2026 to 11 Nov 2026", "Wednesday", "1 of 6, 17% held."):
        assert words in page


def test_a_ward_expects_its_slots_as_they_were_and_none_while_closed(
    store: Store, clock: ToldClock, manager: StaffMember
):
    today = clock.at.date()
    before = store.ward().slots
    store.change_setting("ward.slots", [["morning", "Morning", "07:30"]], by=manager)
    store.change_setting("ward.closed", [[(today - DAY).isoformat()] * 2], by=manager)
    clock.goes_on(days=1)
    due = store.slots_due(today - 2 * DAY, today + DAY)
    assert [day for day, _ in due].count(today - 2 * DAY) == len(before)
    assert today - DAY not in {day for day, _ in due}
    assert [slot.code for day, slot in due if day == today + DAY] == ["morning"]


def test_a_slot_still_to_come_is_not_due_and_a_void_is_not_held(
    store: Store, clock: ToldClock, manager: StaffMember
):
    today = clock.at.date()
    assert [slot.code for _, slot in store.slots_due(today, today)] == ["morning"]
    answers = {"day": today, "slot": "morning", "state": "held", "here": ("nurse",)}
    key = store.save("huddle", answers | {"started_at": at(today, time(7, 31))}, by=manager).key
    assert read_huddles(store, today, today).all == Share(1, 1)
    store.void("huddle", key, "another ward's", by=manager)
    assert read_huddles(store, today, today).all == Share(1, 0)
