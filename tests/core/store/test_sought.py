"""Incidents found by kind and by words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store

FIRST = datetime(2026, 11, 20, 9, tzinfo=UTC)


def log(store: Store, by: StaffMember, minute: int, *kinds: str, **more: Any) -> str:
    force = {"interventions": ({"type": "07"},)} if "restraint" in kinds else {}
    answers = {"kinds": kinds, "started_at": FIRST + timedelta(minutes=minute)} | force | more
    return store.save("incident", answers, by=by).key


def keys(store: Store, **sought: Any) -> list[str]:
    return [record.key for record in store.find("incident", **sought)]


def test_a_kind_is_found_wherever_it_stands_among_others(store: Store, manager: StaffMember):
    first = log(store, manager, 1, "violence", "self_harm", "near_miss")
    between = log(store, manager, 2, "restraint", "violence", "self_harm")
    last = log(store, manager, 3, "restraint", "violence")
    alone = log(store, manager, 4, "violence")
    log(store, manager, 5, "restraint")
    assert keys(store, kind="violence") == [alone, last, between, first]
    assert keys(store, kind="harm") == []


@pytest.mark.parametrize(
    "words",
    ["p-031", "GARDEN", "w_7", "violence garden", "20 nov 2026", "l. w.", "garden P-031 w_77 viol"],
)
def test_every_word_stands_in_the_line_or_in_the_number(store: Store, manager: StaffMember, words: str):
    person = store.save("person", {"ward_code": "P-031"}, by=manager).key
    wanted = log(store, manager, 1, "violence", place="garden", person=person, incident_number="W_771")
    assert wanted in keys(store, words=words)
    log(store, manager, 2, "self_harm", place="bedroom", incident_number="WX771")
    assert keys(store, words=f"{words} garden") == [wanted]


@pytest.mark.parametrize("words", ["nowhere", "%", "_", "garden bedroom", "21 nov", "*"])
def test_what_stands_nowhere_finds_nothing(store: Store, manager: StaffMember, words: str):
    log(store, manager, 1, "violence", place="garden", note="nowhere")
    log(store, manager, 2, "violence", place="bedroom")
    assert keys(store, words=words) == []


def test_a_ward_without_incidents_is_searched_too(store: Store):
    assert keys(store, words="2026", kind="violence") == []


def test_what_is_found_goes_on_page_by_page(store: Store, manager: StaffMember):
    wanted = [log(store, manager, minute, *_KINDS[minute % 2], place="garden") for minute in range(9)][::2]
    found: list[str] = []
    page = store.find("incident", kind="violence", words="gar", limit=2)
    while page:
        found += [record.key for record in page]
        page = store.find("incident", kind="violence", words="gar", limit=2, before=page[-1].page)
    assert found == wanted[::-1]


_KINDS = (("violence",), ("self_harm",))


def test_looking_for_words_reads_no_more_than_an_index(store: Store):
    """A row read for each of 100,000 incidents would keep everybody waiting."""
    with store.reading() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT key FROM incident WHERE standing != 'void' AND (kinds GLOB 'x,*' "
            "OR place IN ('x') OR person IN ('x') OR recorded_by IN ('x') OR incident_number LIKE '%x%') "
            "ORDER BY counted_on DESC, started_at DESC, key DESC LIMIT 256"
        ).all()
    assert [row[3].partition("incident_by")[0] for row in plan] == ["SCAN incident USING COVERING INDEX "]
