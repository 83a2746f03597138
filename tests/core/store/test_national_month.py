"""A month of the ward's own file, counted as the national statistics count it."""

from datetime import UTC, date, datetime, timedelta

from rrp_desktop.clock import DAY
from rrp_desktop.people import StaffMember
from rrp_desktop.reports.national import national_for
from rrp_desktop.store import Store
from tests.core.store.conftest import ToldClock

OCTOBER = date(2026, 10, 1)
AT = datetime(2026, 10, 6, 12, tzinfo=UTC)


def test_the_files_own_month(store: Store, nurse: StaffMember, manager: StaffMember, clock: ToldClock):
    people = [
        store.save(
            "person", {"ward_code": f"P-{n}", "legal_status": "03", "admitted": admitted}, by=nurse
        ).key
        for n, admitted in enumerate((date(2026, 9, 1), date(2026, 10, 31), date(2026, 11, 1)))
    ]
    rows = ({"type": "07"}, {"type": "14"})
    force = {"kinds": ("restraint", "rapid_tranquillisation"), "started_at": AT, "interventions": rows}
    store.save("incident", force | {"person": people[0]}, by=nurse)
    void = store.save("incident", force, by=nurse).key
    store.void("incident", void, "entered twice", by=manager)
    for n in range(31):
        store.save("census", {"day": OCTOBER + n * DAY, "occupied": 16}, by=nurse)
    found = national_for(store, OCTOBER, clock.at)
    assert (found.people, found.incidents, found.interventions) == (1, 1, 2)
    assert (found.rate, found.per_cent_of_people) == (4, 50)


def test_an_episode_of_an_earlier_month_is_active_in_this_one(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    began = AT - timedelta(days=60)
    row = {"type": "06", "started_at": began}
    store.save("incident", {"kinds": ("seclusion",), "started_at": began, "interventions": (row,)}, by=nurse)
    found = national_for(store, OCTOBER, clock.at)
    assert (found.incidents, found.segregation_days) == (0, 31)
    assert found.rate is None


def test_people_whose_admission_is_not_known_leave_no_share(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    store.save("person", {"ward_code": "P-1"}, by=nurse)
    assert national_for(store, OCTOBER, clock.at).per_cent_of_people is None


def test_an_end_that_only_the_episode_tells_ends_the_intervention(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    seclusion = {"kinds": ("seclusion",), "started_at": AT, "interventions": ({"type": "05"},)}
    key = store.save("incident", seclusion, by=nurse).key
    assert national_for(store, OCTOBER, clock.at).seclusion_days == 26
    episode = {"kind": "seclusion", "incident": key, "started_at": AT, "ended_at": AT + timedelta(hours=3)}
    store.save("episode", episode, by=nurse)
    found = national_for(store, OCTOBER, clock.at)
    assert (found.seclusion_days, found.intervention_lengths.longest) == (1, 180)
