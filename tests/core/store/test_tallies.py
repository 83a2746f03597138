"""Each measure counts what its definition says, and leaves open what cannot be known."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from rrp_desktop.clock import DAY, at
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import StaffMember
from rrp_desktop.store import PeriodCount, Store
from tests.core.store.conftest import ToldClock

FRIDAY = date(2026, 11, 20)
SEVEN = ({"type": "07"},)


@pytest.fixture(autouse=True)
def _known(store: Store, nurse: StaffMember) -> None:
    """Everything from Monday to Friday is spoken for."""
    for days in range(6):
        for shift in ("morning", "afternoon", "night"):
            store.confirm_shift(FRIDAY - days * DAY, shift, by=nurse)


def _moment(wall: str, day: date = FRIDAY) -> datetime:
    return at(day, time.fromisoformat(wall))


def _log(store: Store, who: StaffMember, *kinds: str, wall: str = "10:00", **more: Any) -> str:
    answers = {"kinds": kinds, "started_at": _moment(wall, more.pop("day", FRIDAY)), **more}
    return store.save("incident", answers, by=who).key


def _friday(store: Store, name: str) -> PeriodCount:
    [friday] = store.counts(MEASURES[name], FRIDAY, FRIDAY, "day")
    return friday


def _share(store: Store, name: str) -> tuple[int | None, int | None]:
    friday = _friday(store, name)
    return friday.count, friday.expected


def test_a_measure_may_take_a_part_of_a_kind(store: Store, nurse: StaffMember):
    _log(store, nurse, "violence", violence=("physical", "verbal"))
    _log(store, nurse, "violence", wall="11:00", violence=("verbal",))
    _log(store, nurse, "violence", wall="12:00")
    _log(store, nurse, "self_harm", wall="13:00", self_harm=("ligature_free",))
    names = ("violence", "violence_physical", "self_harm", "self_harm_ligature")
    assert [_friday(store, name).count for name in names] == [3, 1, 1, 1]


def test_an_absence_is_overnight_only_for_a_detained_person_who_was_not_back_that_day(
    store: Store, nurse: StaffMember
):
    thursday = FRIDAY - DAY
    for wall, basis, back in (
        ("10:00", "awol", _moment("09:00")),
        ("11:00", "awol", _moment("23:00", thursday)),
        ("12:00", "missing", _moment("09:00")),
        ("13:00", "awol", None),
    ):
        more = {"returned_at": back} if back else {}
        _log(store, nurse, "absence", wall=wall, day=thursday, legal_basis=basis, **more)
    [day] = store.counts(MEASURES["absence_overnight"], thursday, thursday, "day")
    assert day.count == 2
    [every] = store.counts(MEASURES["absence"], thursday, thursday, "day")
    assert every.count == 4


def test_staff_hurt_in_one_incident_count_once(store: Store, nurse: StaffMember):
    rows = ({"type": "07", "injury_staff": "minor"}, {"type": "01", "injury_staff": "serious"})
    _log(
        store,
        nurse,
        "restraint",
        interventions=rows,
        affected=({"party": "staff", "physical_harm": "low"}, {"party": "staff", "physical_harm": "low"}),
    )
    _log(store, nurse, "violence", wall="11:00", affected=({"party": "staff", "physical_harm": "moderate"},))
    _log(store, nurse, "violence", wall="12:00", affected=({"party": "patient", "physical_harm": "severe"},))
    assert _friday(store, "staff_injured").count == 2


def _minutes(store: Store, name: str, since: date) -> list[int | None]:
    return [day.count for day in store.counts(MEASURES[name], since, since + DAY, "day")]


def test_seclusion_is_counted_on_the_days_it_fell_and_once_for_each_person(store: Store, nurse: StaffMember):
    person = store.save("person", {"ward_code": "P-001"}, by=nurse).key
    thursday = FRIDAY - DAY
    began, ended = _moment("22:00", thursday), _moment("01:30")
    row = {"type": "05", "started_at": began, "ended_at": ended}
    incident = _log(
        store, nurse, "seclusion", wall="22:00", day=thursday, person=person, interventions=(row,)
    )
    assert _minutes(store, "seclusion_hours", thursday) == [120, 90]
    span = {"kind": "seclusion", "started_at": began, "ended_at": ended + timedelta(minutes=30)}
    store.save("episode", {**span, "person": person, "incident": incident}, by=nurse)
    assert _minutes(store, "seclusion_hours", thursday) == [120, 120]


def test_a_seclusion_without_an_end_leaves_its_day_open_until_an_episode_says_more(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    thursday = FRIDAY - DAY
    incident = _log(store, nurse, "seclusion", wall="12:00", day=thursday, interventions=({"type": "05"},))
    assert [store.counts(MEASURES["seclusion_hours"], thursday, thursday, "day")[0].unknown] == [1]
    assert _minutes(store, "seclusion_hours", thursday) == [None, 0]
    episode = {"kind": "seclusion", "started_at": _moment("12:00", thursday), "incident": incident}
    store.save("episode", episode, by=nurse)
    assert _minutes(store, "seclusion_hours", thursday) == [12 * 60, 24 * 60]
    assert _minutes(store, "segregation_hours", thursday) == [0, 0]


def test_the_autumn_change_makes_a_day_of_twenty_five_hours(store: Store, nurse: StaffMember):
    autumn = date(2026, 10, 25)
    span = {"started_at": at(autumn, time(0)), "ended_at": at(autumn + DAY, time(0))}
    store.save("episode", {"kind": "segregation", **span}, by=nurse)
    [day] = store.counts(MEASURES["segregation_hours"], autumn, autumn, "day")
    assert day.seen == 25 * 60


def test_a_debrief_counts_for_the_day_of_its_incident_and_only_in_time(store: Store, nurse: StaffMember):
    wednesday = FRIDAY - 2 * DAY
    first = _log(store, nurse, "restraint", day=wednesday, interventions=SEVEN)
    second = _log(store, nurse, "restraint", wall="11:00", day=wednesday, interventions=SEVEN)
    _log(store, nurse, "restraint", wall="12:00", day=wednesday, interventions=SEVEN)
    offered = {"state": "accepted", "party": "patient", "offered_at": _moment("12:00", wednesday)}
    store.save("debrief", {**offered, "incident": first, "held_at": _moment("12:00")}, by=nurse)
    late = _moment("11:30", FRIDAY + DAY)
    store.save("debrief", {**offered, "incident": second, "held_at": late}, by=nurse)
    staff = {"state": "accepted", "party": "staff", "offered_at": _moment("12:00", wednesday)}
    store.save("debrief", {**staff, "incident": second}, by=nurse)
    for name, count in (("debriefs_offered", 2), ("debriefs_held", 1)):
        [day] = store.counts(MEASURES[name], wednesday, wednesday, "day")
        assert (day.count, day.expected) == (count, 3)
        assert not day.complete


def test_monitoring_after_an_injection_is_a_share_of_the_injections(store: Store, nurse: StaffMember):
    for wall, told in (("09:00", "full"), ("11:00", "partly"), ("13:00", None)):
        more = {"rt_monitoring": told} if told else {}
        rows = ({"type": "14"},)
        _log(store, nurse, "rapid_tranquillisation", wall=wall, interventions=rows, **more)
    assert _share(store, "rt_monitored") == (1, 3)


def test_shifts_confirmed_are_a_share_of_those_that_are_over(store: Store):
    [week] = store.counts(MEASURES["shifts_confirmed"], FRIDAY, FRIDAY, "week")
    assert (week.count, week.expected) == (15, 16)
    [early] = store.counts(MEASURES["shifts_confirmed"], FRIDAY - 9 * DAY, FRIDAY - 9 * DAY, "day")
    assert (early.count, early.expected) == (0, 3)


def test_leave_is_told_by_the_tally_of_a_shift_or_else_by_the_board(store: Store, nurse: StaffMember):
    person = store.save("person", {"ward_code": "P-001"}, by=nurse).key
    for out, due, back in (
        ("09:00", "10:00", "10:09"),
        ("09:10", "10:00", "10:11"),
        ("16:00", "17:00", None),
        ("14:00", "15:00", "14:30"),
    ):
        times = {"started_at": _moment(out), "planned_return": _moment(due)}
        times |= {"returned_at": _moment(back)} if back else {}
        store.save("leave", {"person": person, **times}, by=nurse)
    assert _share(store, "back_on_time") == (2, 4)
    told = {"day": FRIDAY, "shift": "morning", "out": 5, "on_time": 4, "late": 1}
    store.save("leave_tally", told, by=nurse)
    assert _share(store, "back_on_time") == (5, 7)


def test_an_action_is_closed_when_the_next_huddle_finds_it_done(store: Store, charge: StaffMember):
    def huddle(slot: str, *done: bool | None) -> None:
        rows = tuple(
            {"action": f"Number {at_}"} | ({} if each is None else {"done": each})
            for at_, each in enumerate(done)
        )
        answers = {"day": FRIDAY, "slot": slot, "state": "held", "here": ("nurse",)}
        more = {"started_at": _moment({"morning": "08:00", "afternoon": "14:00", "night": "21:00"}[slot])}
        store.save("huddle", {**answers, **more, **({"actions": rows} if rows else {})}, by=charge)

    huddle("morning", None, None)
    huddle("afternoon", True, False, None)
    huddle("night", True, False)
    assert _share(store, "actions_closed") == (2, 4)


def test_the_delay_of_entry_is_a_median_and_nothing_when_nothing_happened(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    now = clock.at
    for minutes in (10, 30, 200):
        clock.at = now - timedelta(days=1)
        started = clock.at - timedelta(minutes=minutes)
        store.save("incident", {"kinds": ("violence",), "started_at": started}, by=nurse)
    clock.at = now
    friday = _friday(store, "entry_delay")
    assert (friday.count, friday.expected) == (30, 3)
    [thursday] = store.counts(MEASURES["entry_delay"], FRIDAY - DAY, FRIDAY - DAY, "day")
    assert (thursday.count, thursday.seen) == (None, 0)


def test_the_time_at_a_form_is_a_median_of_that_form_alone(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    now = clock.at
    clock.at = now - timedelta(days=1)
    for form, seconds in (("incident", 24), ("incident", 31), ("incident", 90), ("huddle", 70)):
        store.keep_seconds(form, seconds, by=nurse)
    clock.at = now
    assert _share(store, "incident_seconds") == (31, 3)
    assert _share(store, "huddle_seconds") == (70, 1)


def test_only_what_adds_up_is_sent_day_by_day(store: Store):
    sent = {row["measure"] for row in store.snapshot(FRIDAY).sections["counts"]}
    assert not sent & {"entry_delay", "incident_seconds", "huddle_seconds"}
    assert sent == {measure.name for measure in MEASURES.values() if measure.adds_up}


def test_the_people_of_a_measure_and_their_nights_are_told(store: Store, nurse: StaffMember):
    one, other, gone = (
        store.save("person", {"ward_code": code, "admitted": day, **more}, by=nurse).key
        for code, day, more in (
            ("P-001", FRIDAY - 3 * DAY, {"gender": "2"}),
            ("P-002", FRIDAY - 30 * DAY, {}),
            ("P-003", FRIDAY - 30 * DAY, {"discharged": FRIDAY - 5 * DAY}),
        )
    )
    for wall, person in (("09:00", one), ("11:00", one), ("13:00", other), ("15:00", None)):
        rows = ({"type": "07"}, {"type": "01"})
        more = {"person": person} if person else {}
        _log(store, nurse, "restraint", wall=wall, interventions=rows, **more)
    week = FRIDAY - 6 * DAY, FRIDAY
    assert store.people_in(MEASURES["restraint"], *week) == {one: 2, other: 1, None: 1}
    assert store.people_in(MEASURES["prone"], *week) == {one: 2, other: 1, None: 1}
    assert store.people_in(MEASURES["restraint_positions"], *week) == {one: 4, other: 2, None: 2}
    here = {each.key: (each.nights, each.codes["gender"]) for each in store.presence(*week)}
    assert here == {one: (4, "2"), other: (7, None), gone: (1, None)}


def test_beds_are_those_that_somebody_counted(store: Store, nurse: StaffMember):
    store.save("census", {"day": FRIDAY, "occupied": 17}, by=nurse)
    assert store.beds(FRIDAY - DAY, FRIDAY) == {FRIDAY: 17}
