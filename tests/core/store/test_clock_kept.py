"""A PC whose clock was set back is noticed, and says so until somebody looks."""

from datetime import timedelta

import pytest

from rrp_desktop.errors import Refused
from rrp_desktop.people import StaffMember
from rrp_desktop.store import ClockBack, Store
from tests.core.store.conftest import ToldClock, Ward


@pytest.mark.parametrize(("seconds", "noticed"), [(119, False), (120, False), (121, True), (86_400, True)])
def test_a_clock_more_than_two_minutes_behind_the_last_entry_is_noticed(
    store: Store, nurse: StaffMember, clock: ToldClock, seconds: int, noticed: bool
):
    store.save("incident", {"kinds": ("violence",), "started_at": clock.at - timedelta(days=2)}, by=nurse)
    latest = clock.at
    assert store.clock_warning() is None
    clock.at -= timedelta(seconds=seconds)
    assert store.clock_warning() == (ClockBack(latest, clock.at) if noticed else None)


def test_it_is_said_until_somebody_accepts_it_and_nothing_is_ever_blocked(
    ward: Ward, store: Store, nurse: StaffMember, coach: StaffMember, clock: ToldClock
):
    violence = {"kinds": ("violence",), "started_at": clock.at - timedelta(days=9)}
    store.save("incident", violence, by=nurse)
    clock.at -= timedelta(days=3)
    store.save("incident", violence, by=nurse)
    assert store.clock_warning() is not None
    assert "clock-behind" in {finding.code for finding in store.health().findings}
    assert ward.again().clock_warning() is not None
    with pytest.raises(Refused, match="not-allowed"):
        ward.store.accept_clock(by=coach)
    ward.store.accept_clock(by=nurse)
    assert ward.store.clock_warning() is None
    clock.at -= timedelta(minutes=3)
    assert ward.store.clock_warning() is not None
    ward.store.check_chain()


def test_a_record_says_under_which_lists_it_was_made(store: Store, nurse: StaffMember, clock: ToldClock):
    violence = {"kinds": ("violence",), "started_at": clock.at - timedelta(days=2)}
    record = store.read("incident", store.save("incident", violence, by=nurse).key)
    versions = store.list_versions(record.lists_version)
    assert versions["intervention_type"] == "MHSDS v6.0"
    assert set(versions) == set(store.lists())
