"""What became of one's reports, and how long forms take."""

from datetime import date, datetime, timedelta
from typing import Any

from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store
from rrp_desktop.store.tables import FORM_TIME
from rrp_desktop.store.told import News
from tests.core.store.conftest import ToldClock


def report(store: Store, who: StaffMember, clock: ToldClock, *kinds: str, **more: Any) -> str:
    answers = {"kinds": kinds or ("violence",), "started_at": clock.now() - timedelta(minutes=30), **more}
    return store.save("incident", answers, by=who).key


def news(store: Store, who: StaffMember) -> News:
    store._reader = who.key
    return store.news_of(who)


def test_whoever_reported_hears_what_others_did_and_not_what_they_did_themselves(
    store: Store, nurse: StaffMember, manager: StaffMember, clock: ToldClock
):
    first, second = report(store, nurse, clock), report(store, nurse, clock, "self_harm")
    report(store, manager, clock, "absence")
    started: datetime = store.read("incident", first).answers["started_at"]
    told = {"kinds": ("violence",), "started_at": started}
    store.amend("incident", first, told | {"incident_number": "W1"}, "", by=nurse)
    assert news(store, nurse).counts == {}
    clock.goes_on(hours=1)
    store.amend("incident", first, told | {"incident_number": "W2"}, "mistyped", by=manager)
    held = {"incident": first, "party": "patient", "state": "accepted", "held_at": clock.now()}
    store.save("debrief", held | {"offered_at": clock.now()}, by=manager)
    clock.goes_on(minutes=1)
    store.void("incident", second, "another ward's", by=manager)
    last = news(store, nurse)
    assert (last.counts, last.latest) == ({"amend": 1, "debrief": 1, "void": 1}, second)
    assert news(store, manager).counts == {}


def test_a_debrief_that_was_only_offered_is_no_news(
    store: Store, nurse: StaffMember, manager: StaffMember, clock: ToldClock
):
    key = report(store, nurse, clock)
    offered = {"incident": key, "party": "patient", "state": "offered", "offered_at": clock.now()}
    store.save("debrief", offered, by=manager)
    assert news(store, nurse).counts == {}


def test_news_put_away_stays_away_and_old_news_goes_by_itself(
    store: Store, nurse: StaffMember, manager: StaffMember, clock: ToldClock
):
    first, second = report(store, nurse, clock), report(store, nurse, clock, "absence")
    store.void("incident", first, "another ward's", by=manager)
    clock.goes_on(hours=1)
    store.put_news_away(by=nurse)
    assert news(store, nurse).counts == {}
    clock.goes_on(hours=1)
    store.void("incident", second, "another ward's", by=manager)
    assert news(store, nurse).counts == {"void": 1}
    clock.goes_on(days=15)
    assert news(store, nurse).counts == {}


def test_seconds_are_kept_by_form_and_say_nothing_of_anybody(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    today = clock.now().date()
    store.keep_seconds("incident", 900, by=nurse)
    clock.goes_on(days=40)
    for seconds in (20, 40, 30):
        store.keep_seconds("incident", seconds, by=nurse)
    store.keep_seconds("huddle", 100, by=nurse)
    assert store.seconds_by_form(today + timedelta(days=1)) == {"incident": (30, 3), "huddle": (100, 1)}
    assert store.seconds_by_form(date(2026, 1, 1))["incident"] == (35, 4)
    assert set(FORM_TIME.columns.keys()) == {"number", "form", "day", "seconds"}
