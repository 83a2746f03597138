"""What is still to be done, overdue first."""

from datetime import UTC, date, datetime, timedelta

from rrp_desktop.clock import DAY
from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store, ToFinish
from rrp_desktop.store.finish import NEAR
from tests.core.store.conftest import ToldClock

TODAY = date(2026, 11, 21)
RESTRAINT = {
    "kinds": ("restraint",),
    "started_at": datetime(2026, 11, 21, 2, 10, tzinfo=UTC),
    "interventions": ({"type": "07"}, {"type": "01"}),
}


def _of(store: Store, what: str) -> list[ToFinish]:
    return [each for each in store.to_finish() if each.what == what]


def test_a_draft_is_listed_until_it_is_saved(store: Store, nurse: StaffMember):
    key = store.keep_draft(None, "incident", RESTRAINT, by=nurse)
    [draft] = _of(store, "draft")
    assert (draft.form, draft.key, draft.title) == ("incident", key, "Incident: not saved yet")
    assert draft.detail == "begun 13:34, 21 Nov 2026, by J. P."
    store.save("incident", RESTRAINT, by=nurse, draft=key)
    assert _of(store, "draft") == []


def test_open_answers_are_listed_by_name_until_they_are_given(store: Store, nurse: StaffMember):
    key = store.save("incident", RESTRAINT, by=nurse).key
    [record] = _of(store, "record")
    assert (record.form, record.key, record.title) == ("incident", key, "02:10 restraint, 21 Nov 2026")
    assert record.detail == "Person (ward code), Minutes, Main reason and 3 more · by J. P."
    store.void("incident", key, "undone", by=nurse)
    assert _of(store, "record") == []


def test_a_record_with_every_answer_is_not_listed(store: Store, nurse: StaffMember):
    assert store.save("person", {"ward_code": "P-031"}, by=nurse).problems
    [person] = _of(store, "record")
    assert person.title == "Person P-031"
    whole = {"ward_code": "P-031", "age_band": "25_34", "ethnic_category": "A", "gender": "1"}
    lists = store.lists()
    whole["age_band"] = next(iter(lists["age_band"])).code
    assert store.amend("person", person.key, whole, "", by=nurse).problems == ()
    assert store.read("person", person.key).state == "complete"
    assert _of(store, "record") == []


def test_near_shifts_stand_alone_and_earlier_ones_together(store: Store, nurse: StaffMember):
    shifts = _of(store, "shift")
    near = [shift for shift in shifts if shift.key]
    assert len(near) == NEAR * 3 + 1
    assert near[-1].key == "2026-11-21 morning"
    assert (near[-1].title, near[-1].detail) == (
        "Morning shift, 21 Nov 2026: not confirmed",
        "07:00 to 13:30, nothing recorded",
    )
    [earlier] = [shift for shift in shifts if not shift.key]
    live = date(2026, 1, 5)
    assert earlier.title == f"{((TODAY - NEAR * DAY) - live).days * 3} earlier shifts not confirmed"
    store.confirm_shift(TODAY, "morning", by=nurse)
    assert "2026-11-21 morning" not in [shift.key for shift in _of(store, "shift")]


def test_a_shift_is_overdue_two_hours_after_its_end(store: Store, clock: ToldClock):
    def overdue() -> bool:
        return next(shift.overdue for shift in _of(store, "shift") if shift.key == "2026-11-21 morning")

    assert not overdue()
    clock.goes_on(hours=2)
    assert overdue()


def test_a_night_nobody_counted_is_listed_from_midnight(store: Store, nurse: StaffMember, clock: ToldClock):
    store.save("census", {"day": TODAY - DAY, "occupied": 17}, by=nurse)
    keys = [night.key for night in _of(store, "census")]
    assert keys[-1] == (TODAY - 2 * DAY).isoformat()
    clock.goes_on(hours=12)
    [tonight] = [night for night in _of(store, "census") if night.key == TODAY.isoformat()]
    assert (tonight.title, tonight.overdue) == ("Beds occupied, 21 Nov 2026", False)


def test_what_is_overdue_comes_first_and_then_what_is_due_first(store: Store, nurse: StaffMember):
    store.save("incident", RESTRAINT, by=nurse)
    store.save("person", {"ward_code": "P-031"}, by=nurse)
    found = store.to_finish()
    order = [
        (not each.overdue, each.due is None, each.due or datetime.max.replace(tzinfo=UTC)) for each in found
    ]
    assert order == sorted(order)
    assert found[0].overdue
    assert found[-1].due is None


def test_a_ward_that_does_everything_has_nothing_to_finish(
    store: Store, manager: StaffMember, clock: ToldClock
):
    clock.at = datetime(2026, 1, 6, 12, tzinfo=UTC)
    assert [(each.what, each.key) for each in store.to_finish()] == [
        ("shift", "2026-01-05 morning"),
        ("shift", "2026-01-05 afternoon"),
        ("shift", "2026-01-05 night"),
        ("census", "2026-01-05"),
    ]
    for shift in ("morning", "afternoon", "night"):
        store.confirm_shift(date(2026, 1, 5), shift, by=manager)
    store.save("census", {"day": date(2026, 1, 5), "occupied": 18}, by=manager)
    assert store.to_finish() == ()
    clock.at += timedelta(hours=2)
    assert [each.key for each in store.to_finish()] == ["2026-01-06 morning"]


def test_a_record_is_due_when_the_first_of_its_open_answers_is(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    store.save("incident", RESTRAINT, by=nurse)
    [record] = _of(store, "record")
    assert (record.due, record.overdue) == (datetime(2026, 11, 21, 14, 10, tzinfo=UTC), False)
    clock.goes_on(hours=1)
    assert _of(store, "record")[0].overdue


def test_a_debrief_is_owed_for_each_incident_with_force_and_old_ones_share_a_line(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    key = store.save("incident", RESTRAINT, by=nurse).key
    for days in (12, 13):
        store.save("incident", RESTRAINT | {"started_at": clock.at - days * DAY}, by=nurse)
    early, near = _of(store, "debrief")
    assert (early.title, early.detail) == ("2 earlier debriefs not held", "the first was due 11 Nov 2026")
    assert (near.title, near.form, near.key) == ("Offer a debrief: patient", "incident", key)
    assert near.detail == "02:10 restraint, 21 Nov 2026 · due 02:10, 24 Nov 2026"
    told = {
        "incident": key,
        "party": "patient",
        "state": "accepted",
        "held_at": clock.at - timedelta(hours=1),
    }
    store.save("debrief", told, by=nurse)
    assert [each.title for each in _of(store, "debrief")] == [early.title]


def test_a_debrief_of_a_merged_account_is_one_of_the_event(
    store: Store, nurse: StaffMember, manager: StaffMember
):
    key = store.save("incident", RESTRAINT, by=nurse).key
    again = store.save("incident", RESTRAINT, by=nurse).key
    told = {"incident": again, "party": "patient", "state": "accepted", "held_at": RESTRAINT["started_at"]}
    store.save("debrief", told, by=nurse)
    assert [each.key for each in _of(store, "debrief")] == [key]
    store.merge(again, key, "the same", by=manager)
    assert _of(store, "debrief") == []
    store.part(again, "not the same", by=manager)
    assert [each.key for each in _of(store, "debrief")] == [key]


def test_a_changed_policy_holds_from_the_next_day(
    store: Store, nurse: StaffMember, manager: StaffMember, clock: ToldClock
):
    store.change_setting("debrief.hours", 24, by=manager)
    store.save("incident", RESTRAINT, by=nurse)
    clock.goes_on(days=1)
    store.save("incident", RESTRAINT | {"started_at": clock.at - timedelta(hours=2)}, by=nurse)
    due = {each.due for each in _of(store, "debrief")}
    assert due == {datetime(2026, 11, 24, 2, 10, tzinfo=UTC), clock.at + timedelta(hours=22)}
    assert store.values()["debrief.hours"] == 24


def test_a_death_waits_in_its_own_line_however_long_ago(
    store: Store, nurse: StaffMember, manager: StaffMember, clock: ToldClock
):
    death = {
        "kinds": ("violence",),
        "started_at": datetime(2026, 2, 1, 12, tzinfo=UTC),
        "affected": ({"party": "patient", "physical_harm": "fatal"},),
    }
    key = store.save("incident", death, by=nurse).key
    [held] = _of(store, "held")
    assert (held.key, held.overdue) == (key, True)
    assert "What happened" not in next(each.detail for each in _of(store, "record") if each.key == key)
    store.release(key, by=manager)
    assert _of(store, "held") == []


def test_reviews_of_an_open_seclusion_name_the_person_and_far_ones_wait(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    person = store.save("person", {"ward_code": "P-031", "legal_status": "03"}, by=nurse).key
    began = clock.at - timedelta(hours=1)
    seclusion = {"kind": "seclusion", "person": person, "started_at": began}
    key = store.save("episode", seclusion, by=nurse).key
    [medical, nursing, independent, mdt] = _of(store, "review")
    assert nursing.title == "Nursing review: P-031, seclusion since 12:34, 21 Nov 2026"
    assert nursing.detail == "due 14:34, 21 Nov 2026"
    assert [each.due and each.due - began for each in (medical, nursing, independent, mdt)] == [
        timedelta(hours=hours) for hours in (1, 2, 8, 24)
    ]
    store.amend("episode", key, seclusion | {"ended_at": clock.at}, "", by=nurse)
    assert _of(store, "review") == []
    segregation = {"kind": "segregation", "person": person, "started_at": clock.at}
    store.save("episode", segregation, by=nurse)
    assert "External" not in str(_of(store, "review"))


def test_hazards_are_listed_a_fortnight_ahead(store: Store, nurse: StaffMember, clock: ToldClock):
    hazard = {"area": "bedroom", "item": "Rail", "seen": TODAY, "tier": "3", "due": TODAY + 20 * DAY}
    store.save("hazard", hazard, by=nurse)
    assert _of(store, "hazard") == []
    clock.goes_on(days=7)
    [line] = _of(store, "hazard")
    assert (line.title, line.detail, line.overdue) == ("Ligature hazard: Rail", "due 11 Dec 2026", False)


def test_nobody_is_asked_for_the_beds_or_shifts_of_a_closed_day(store: Store, manager: StaffMember):
    closed = TODAY - 2 * DAY

    def asked() -> set[str]:
        return {each.key for each in store.to_finish() if each.what in ("census", "shift")}

    assert closed.isoformat() in asked()
    store.change_setting("ward.closed", [[closed.isoformat(), closed.isoformat()]], by=manager)
    assert not [key for key in asked() if key.startswith(closed.isoformat())]
