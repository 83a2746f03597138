"""What was known at the end of a day, of records, counts, days and charts."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from rrp_desktop.clock import DAY, midnight
from rrp_desktop.errors import Refused
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import StaffMember
from rrp_desktop.reports.figures import figure_for
from rrp_desktop.store import Store
from tests.core.store.conftest import ToldClock, Ward
from tests.core.store.test_generated_wards import typed_in

THEN = date(2026, 3, 31)
AT = datetime(2026, 3, 20, 14, tzinfo=UTC)
RESTRAINT: dict[str, Any] = {
    "kinds": ("restraint",),
    "started_at": AT,
    "interventions": ({"type": "11"},),
}


@pytest.fixture
def keys(store: Store, nurse: StaffMember, manager: StaffMember, clock: ToldClock) -> dict[str, str]:
    """Four incidents of one day, three of which fared otherwise in April."""
    clock.at = AT + timedelta(hours=1)
    found = {name: store.save("incident", RESTRAINT, by=nurse).key for name in ("same", "amended", "voided")}
    clock.at = datetime(2026, 4, 2, 9, tzinfo=UTC)
    changed = RESTRAINT | {"interventions": ({"type": "01"}, {"type": "11"})}
    store.amend("incident", found["amended"], changed, "it was prone", by=manager)
    store.void("incident", found["voided"], "entered twice", by=manager)
    found["late"] = store.save("incident", RESTRAINT, by=nurse).key
    return found


def _interventions(store: Store) -> int:
    return store.counts(MEASURES["restraint_positions"], AT.date(), AT.date(), "day")[0].seen


def test_records_and_counts_are_as_they_were_known(store: Store, keys: dict[str, str]):
    assert {record.key for record in store.find("incident")} == {keys[n] for n in ("same", "amended", "late")}
    assert _interventions(store) == 4
    with store.as_known_on(THEN):
        found = {record.key: record for record in store.find("incident")}
        assert set(found) == {keys[name] for name in ("same", "amended", "voided")}
        amended = found[keys["amended"]]
        assert (amended.revision, amended.answers) == (1, RESTRAINT)
        assert amended.recorded_at == AT + timedelta(hours=1)
        assert _interventions(store) == 3
        assert store.counts(MEASURES["prone"], AT.date(), AT.date(), "day")[0].seen == 0
        assert len(store.history("incident", keys["amended"])) == 1
        with pytest.raises(Refused, match="no-such-record"):
            store.read("incident", keys["late"])
    assert _interventions(store) == 4
    assert store.read("incident", keys["amended"]).revision == 2
    store.check_chain()


def test_the_day_itself_is_still_known_and_the_next_is_not(store: Store, keys: dict[str, str]):
    with store.as_known_on(date(2026, 4, 1)):
        assert len(store.history("incident", keys["amended"])) == 1
    with store.as_known_on(date(2026, 4, 2)):
        assert len(store.history("incident", keys["amended"])) == 2
        assert _interventions(store) == 4
    with store.as_known_on(AT.date() - DAY):
        assert store.find("incident") == ()


def test_a_shift_confirmed_later_was_not_known_then(store: Store, nurse: StaffMember, clock: ToldClock):
    day = date(2026, 3, 30)
    clock.at = datetime(2026, 4, 2, 9, tzinfo=UTC)
    store.confirm_shift(day, "morning", by=nurse)
    assert store.shift_states(day, day)[0].state == "nil"
    with store.as_known_on(THEN):
        assert store.shift_states(day, day)[0].state == "unconfirmed"
        assert {each.state for each in store.shift_states(date(2026, 4, 1), date(2026, 4, 1))} == {"future"}


def test_nothing_is_written_while_looking_back(store: Store, nurse: StaffMember, keys: dict[str, str]):
    with pytest.raises(AssertionError, match="while something is read"), store.as_known_on(THEN):
        store.save("incident", RESTRAINT, by=nurse)
    with (
        pytest.raises(AssertionError, match="while something is written"),
        store.many(),
        store.as_known_on(THEN),
    ):
        pass
    assert _interventions(store) == 4


def test_a_fault_while_looking_back_leaves_the_present_as_it_was(store: Store, keys: dict[str, str]):
    with pytest.raises(KeyError), store.as_known_on(THEN):
        raise KeyError
    assert _interventions(store) == 4
    assert len(store.history("incident", keys["amended"])) == 2


def _told(store: Store, now: datetime) -> dict[str, Any]:
    since, until = date(2026, 1, 5), date(2026, 2, 10)
    return {
        "counts": [
            store.counts(measure, since, until, grain)
            for measure in MEASURES.values()
            for grain in ("day", "week", "month")
        ],
        "days": store.days(since, until),
        "since": store.days_since(["restraint"]),
        "chart": figure_for(store, "restrictive", now=now, grain="week"),
        "found": store.find("incident", limit=1000),
        "finish": store.to_finish(),
        "month": store.snapshot(since),
    }


@pytest.mark.parametrize("seed", range(2))
def test_looking_back_tells_what_was_told_at_the_time(
    ward: Ward, store: Store, manager: StaffMember, clock: ToldClock, seed: int
):
    """Whatever was written afterwards."""
    rng = Random(seed)
    typed_in(rng, store, clock, manager, date(2026, 1, 5))
    today = clock.at.date()
    clock.at = midnight(today + DAY)
    then = clock.at
    before = _told(store, then)
    clock.at += timedelta(days=3)
    for record in store.find("incident", limit=1000):
        fate = rng.random()
        if fate < 0.3:
            store.void("incident", record.key, "entered twice", by=manager)
        elif fate < 0.6:
            answers = {**record.answers, "kinds": ("violence",)}
            store.amend("incident", record.key, answers, "looked again", by=manager)
    store.confirm_shift(date(2026, 1, 6), "night", by=manager)
    after = _told(store, clock.at)
    with store.as_known_on(today):
        assert _told(store, then) == before
    assert before != after
