"""Two accounts of one event, and deaths that wait for the manager."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from rrp_desktop.errors import Refused
from rrp_desktop.events import Changed
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import StaffMember
from rrp_desktop.store import NotSaved, Store
from tests.core.store.conftest import ToldClock, Ward

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 14, tzinfo=UTC)
VIOLENCE: dict[str, Any] = {"kinds": ("violence",), "started_at": AT}
DEATH = {"kinds": ("self_harm",), "started_at": AT, "suspected_suicide": "yes"}


def _counted(store: Store) -> int:
    return store.counts(MEASURES["violence"], DAY, DAY, "day")[0].seen


@pytest.fixture
def pair(store: Store, nurse: StaffMember) -> tuple[str, str]:
    """Two nurses' accounts of one event."""
    first = store.save("incident", VIOLENCE, by=nurse).key
    later = store.save("incident", VIOLENCE | {"started_at": AT + timedelta(minutes=7)}, by=nurse).key
    return first, later


def test_merged_accounts_count_once_and_both_are_kept(
    ward: Ward, store: Store, manager: StaffMember, pair: tuple[str, str]
):
    first, later = pair
    assert _counted(store) == 2
    ward.events.clear()
    store.merge(later, first, "two accounts of one event", by=manager)
    assert _counted(store) == 1
    assert [event.keys for event in ward.events if isinstance(event, Changed)] == [(later,), (first,)]
    assert [record.key for record in store.find("incident")] == [first]
    merged = store.read("incident", later)
    assert (merged.state, merged.merged_into) == ("merged", first)
    assert merged.answers["started_at"] == AT + timedelta(minutes=7)
    assert [account.key for account in store.accounts(first)] == [later]
    assert store.history("incident", later)[-1].action == "merge"
    assert store.history("incident", later)[-1].merged_into == first
    ward.again().check_chain()


def test_the_nurse_in_charge_may_join_and_part_accounts_but_change_neither(
    ward: Ward, store: Store, charge: StaffMember, clock: ToldClock, pair: tuple[str, str]
):
    first, later = pair
    clock.goes_on(days=1)
    store.merge(later, first, "two accounts of one event", by=charge)
    ward.events.clear()
    store.part(later, "they were not", by=charge)
    assert [event.keys for event in ward.events if isinstance(event, Changed)] == [(later,), (first,)]
    with pytest.raises(Refused, match="not-allowed"):
        store.amend("incident", later, VIOLENCE, "wrong", by=charge)


def test_what_was_merged_can_be_parted_again(
    ward: Ward, store: Store, manager: StaffMember, pair: tuple[str, str]
):
    first, later = pair
    before = store.read("incident", later)
    store.merge(later, first, "the same", by=manager)
    store.part(later, "it was not the same", by=manager)
    after = store.read("incident", later)
    assert (after.state, after.answers, after.merged_into) == (before.state, before.answers, "")
    assert after.revision == before.revision + 2
    assert store.accounts(first) == ()
    assert _counted(store) == 2
    store.void("incident", first, "entered twice", by=manager)
    assert ward.again().check_chain()


def test_what_cannot_be_merged_is_refused(
    store: Store, manager: StaffMember, nurse: StaffMember, pair: tuple[str, str]
):
    first, later = pair
    for given, code in (
        ((later, later, "x"), "merge-itself"),
        ((later, first, " "), "reason-needed"),
        ((later, "nothing", "x"), "no-such-record"),
    ):
        with pytest.raises(Refused, match=code):
            store.merge(*given, by=manager)
    with pytest.raises(Refused, match="not-allowed"):
        store.merge(later, first, "x", by=nurse)
    with pytest.raises(Refused, match="not-merged"):
        store.part(later, "x", by=manager)
    store.merge(later, first, "x", by=manager)
    third = store.save("incident", VIOLENCE, by=nurse).key
    for given, code in (
        ((third, later, "x"), "is-merged"),
        ((later, third, "x"), "is-merged"),
        ((first, third, "x"), "has-accounts"),
    ):
        with pytest.raises(Refused, match=code):
            store.merge(*given, by=manager)
    with pytest.raises(Refused, match="has-accounts"):
        store.void("incident", first, "x", by=manager)
    with pytest.raises(Refused, match="is-merged"):
        store.amend("incident", later, VIOLENCE, "x", by=manager)
    assert _counted(store) == 2


def test_a_debrief_about_a_merged_account_can_still_be_finished(
    store: Store, manager: StaffMember, pair: tuple[str, str]
):
    first, later = pair
    debrief = {"incident": later, "party": "patient", "state": "offered"}
    key = store.save("debrief", debrief, by=manager).key
    store.merge(later, first, "the same", by=manager)
    again = store.amend("debrief", key, debrief | {"offered_at": AT + timedelta(hours=1)}, "", by=manager)
    assert again.revision == 2


def test_a_merged_account_is_taken_back_from_the_centre_and_a_parted_one_sent_again(
    store: Store, manager: StaffMember, pair: tuple[str, str]
):
    first, later = pair
    store.merge(later, first, "the same", by=manager)
    sections = store.snapshot(date(2026, 11, 1)).sections
    assert [row["key"] for row in sections["incidents"]] == [first]
    assert [row["key"] for row in sections["tombstones"]] == [later]
    store.part(later, "not the same", by=manager)
    sections = store.snapshot(date(2026, 11, 1)).sections
    assert {row["key"] for row in sections["incidents"]} == {first, later}
    assert sections["tombstones"] == ()


def _sent(store: Store) -> list[str]:
    return [row["key"] for row in store.snapshot(date(2026, 11, 1)).sections["incidents"]]


def test_a_death_stays_on_the_ward_until_its_manager_has_reviewed_it(
    store: Store, manager: StaffMember, nurse: StaffMember
):
    saved = store.save("incident", DEATH, by=nurse)
    assert "held" in {problem.code for problem in saved.problems}
    assert _sent(store) == []
    waiting = {point.code: point for point in store.month_check(date(2026, 11, 1))}
    assert (waiting["held"].title, waiting["held"].state) == ("1 death waits for the manager", "warn")
    with pytest.raises(Refused, match="not-allowed"):
        store.release(saved.key, by=nurse)
    store.release(saved.key, by=manager)
    assert _sent(store) == [saved.key]
    assert "held" not in {point.code for point in store.month_check(date(2026, 11, 1))}
    assert store.history("incident", saved.key)[-1].action == "release"
    with pytest.raises(Refused, match="not-held"):
        store.release(saved.key, by=manager)
    store.check_chain()


def test_a_reviewed_death_stays_reviewed_when_it_is_finished(
    store: Store, manager: StaffMember, nurse: StaffMember
):
    key = store.save("incident", DEATH, by=nurse).key
    store.release(key, by=manager)
    more = DEATH | {"self_harm": ("other",), "context": "ward"}
    assert "held" not in {each.code for each in store.amend("incident", key, more, "", by=manager).problems}
    assert _sent(store) == [key]


def test_only_a_death_can_be_released(store: Store, manager: StaffMember, pair: tuple[str, str]):
    with pytest.raises(Refused, match="not-held"):
        store.release(pair[0], by=manager)


@pytest.fixture
def person(store: Store, nurse: StaffMember) -> str:
    return store.save("person", {"ward_code": "P-031", "legal_status": "01"}, by=nurse).key


def test_what_is_unlikely_is_kept_only_with_its_reason(store: Store, nurse: StaffMember, person: str):
    absence = {"kinds": ("absence",), "started_at": AT, "legal_basis": "awol", "person": person}
    with pytest.raises(NotSaved) as asked:
        store.save("incident", absence, by=nurse)
    [doubt] = asked.value.problems
    assert (doubt.code, doubt.key) == ("awol-informal", "awol-informal@legal_basis")
    with pytest.raises(NotSaved):
        store.save("incident", absence, by=nurse, reasons={doubt.key: "  "})
    key = store.save(
        "incident", absence, by=nurse, reasons={doubt.key: " They were sectioned an hour later "}
    ).key
    [revision] = store.history("incident", key)
    assert revision.reasons == {doubt.key: "They were sectioned an hour later"}
    store.check_chain()


def test_reasons_nobody_asked_for_are_not_kept(store: Store, nurse: StaffMember):
    key = store.save("incident", VIOLENCE, by=nurse, reasons={"same-event@started_at": "x"}).key
    assert store.history("incident", key)[0].reasons == {}


def test_a_second_account_of_the_same_person_is_asked_about(
    store: Store, nurse: StaffMember, person: str, clock: ToldClock
):
    """±30 minutes, compatible kinds."""
    first = store.save("incident", VIOLENCE | {"person": person}, by=nurse).key
    again = VIOLENCE | {"kinds": ("self_harm",), "person": person, "started_at": AT + timedelta(minutes=30)}
    [doubt] = store.check("incident", again)[-1:]
    with pytest.raises(NotSaved) as asked:
        store.save("incident", again, by=nurse)
    [doubt] = asked.value.problems
    assert (doubt.code, doubt.record) == ("same-event", first)
    store.save("incident", again, by=nurse, reasons={doubt.key: "It had ended."})
    much_later = again | {"started_at": AT + timedelta(minutes=61)}
    assert store.save("incident", much_later, by=nurse).revision == 1


def test_a_change_is_asked_only_about_what_it_brings_about(
    store: Store, nurse: StaffMember, person: str, clock: ToldClock
):
    clock.at = AT + timedelta(hours=1)
    first = store.save("incident", VIOLENCE | {"person": person}, by=nurse).key
    second = VIOLENCE | {"started_at": AT + timedelta(minutes=5)}
    key = store.save("incident", second, by=nurse).key
    with pytest.raises(NotSaved) as asked:
        store.amend("incident", key, second | {"person": person}, "", by=nurse)
    assert [each.record for each in asked.value.problems] == [first]
    why = {asked.value.problems[0].key: "another one"}
    store.amend("incident", key, second | {"person": person}, "", by=nurse, reasons=why)
    assert [each.reasons for each in store.history("incident", key)] == [{}, why]
    whole = second | {"person": person, "violence": ("verbal",)}
    assert store.amend("incident", key, whole, "", by=nurse).revision == 3
    finished = VIOLENCE | {"person": person, "violence": ("verbal",)}
    assert store.amend("incident", first, finished, "", by=nurse).revision == 2


def test_two_open_episodes_of_one_person_cannot_be(store: Store, nurse: StaffMember, person: str):
    episode = {"kind": "segregation", "person": person, "started_at": AT - timedelta(days=300)}
    key = store.save("episode", episode, by=nurse).key
    with pytest.raises(NotSaved) as stopped:
        store.save("episode", episode | {"started_at": AT}, by=nurse)
    [problem] = stopped.value.problems
    assert (problem.code, problem.record) == ("episodes-overlap", key)
    store.amend("episode", key, episode | {"ended_at": AT}, "", by=nurse)
    assert store.save("episode", episode | {"started_at": AT}, by=nurse).revision == 1


def test_a_record_says_whether_it_was_entered_later_and_for_whom(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    clock.at = AT + timedelta(hours=1)
    soon = store.save("incident", VIOLENCE, by=nurse).key
    clock.at = AT + timedelta(days=1)
    late = store.save("incident", VIOLENCE, by=nurse, entered_for="A. C.").key
    assert not store.read("incident", soon).entered_later
    record = store.read("incident", late)
    assert (record.entered_later, record.entered_for) == (True, "A. C.")
