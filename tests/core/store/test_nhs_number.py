"""The NHS number of a person: off unless the ward asks for it, and what a pseudonym is made of."""

from datetime import UTC, date, datetime

import pytest

from rrp_desktop.errors import Refused
from rrp_desktop.people import StaffMember
from rrp_desktop.settings import NHS_NUMBER
from rrp_desktop.store import Export, NotSaved, Store

NUMBER, ANOTHER = "9434765919", "9434765870"
OCTOBER = date(2026, 10, 1)
NOON = datetime(2026, 10, 2, 12, tzinfo=UTC)


@pytest.fixture
def asked(store: Store, manager: StaffMember) -> Store:
    store.change_setting(NHS_NUMBER, True, by=manager)
    return store


def person(store: Store, by: StaffMember, code: str = "P-031", **more: str) -> str:
    """A person with one incident in October."""
    reasons = {"same-number@nhs_number": "somebody else's slip"}
    key = store.save("person", {"ward_code": code, **more}, by=by, reasons=reasons).key
    store.save("incident", {"kinds": ("violence",), "started_at": NOON, "person": key}, by=by)
    return key


def tell(store: Store, key: str, by: StaffMember, **more: str) -> None:
    answers = dict(store.read("person", key).answers) | more
    store.amend("person", key, answers, "as in the record", by=by)


def names(store: Store) -> list[str]:
    return [str(row["person"]) for row in store.snapshot(OCTOBER).sections["people"]]


def send(store: Store, by: StaffMember) -> None:
    cutoff, seq = store.snapshot(OCTOBER).cutoff, len(store.exports()) + 1
    export = Export(OCTOBER, seq, "0" * 64, 1, "x", store._clock.now(), store.identity().epoch, cutoff=cutoff)
    store.record_export(export, by=by)


def test_a_ward_that_does_not_ask_keeps_none(store: Store, manager: StaffMember):
    key = store.save("person", {"ward_code": "P-031", "nhs_number": NUMBER}, by=manager).key
    store.change_setting(NHS_NUMBER, True, by=manager)
    assert dict(store.read("person", key).answers) == {"ward_code": "P-031"}


def test_only_the_manager_lets_it_be_asked(store: Store, nurse: StaffMember, manager: StaffMember):
    assert "nhs_number" not in {each.name for each in store.form("person").fields()}
    with pytest.raises(Refused, match="not-allowed"):
        store.change_setting(NHS_NUMBER, True, by=nurse)
    store.change_setting(NHS_NUMBER, True, by=manager)
    assert "nhs_number" in {each.name for each in store.form("person").fields()}


def test_switched_off_again_it_is_kept_and_shown_to_nobody(asked: Store, manager: StaffMember):
    key = person(asked, manager, nhs_number=NUMBER)
    draft = asked.keep_draft(None, "person", {"ward_code": "P-040", "nhs_number": ANOTHER}, by=manager)
    asked.change_setting(NHS_NUMBER, False, by=manager)
    tell(asked, key, manager, gender="1")
    shown = [
        *(record.answers for record in (asked.read("person", key), *asked.find("person"))),
        *(revision.answers for revision in asked.history("person", key)),
        *(kept.answers for kept in (asked.draft(draft), *asked.drafts())),
    ]
    assert [answers for answers in shown if "nhs_number" in answers] == []
    asked.change_setting(NHS_NUMBER, True, by=manager)
    assert asked.read("person", key).answers["nhs_number"] == NUMBER


def test_a_number_that_somebody_else_has_is_asked_about(asked: Store, manager: StaffMember):
    first = person(asked, manager, nhs_number=NUMBER)
    with pytest.raises(NotSaved) as refused:
        asked.save("person", {"ward_code": "P-040", "nhs_number": NUMBER}, by=manager)
    [problem] = refused.value.problems
    assert (problem.field, problem.record) == ("nhs_number", first)
    assert "P-031" in problem.sentence
    assert NUMBER not in problem.sentence


def test_nobody_is_found_by_it(asked: Store, manager: StaffMember):
    person(asked, manager, nhs_number=NUMBER)
    assert asked.find("incident", words=NUMBER) == ()
    assert len(asked.find("incident", words="P-031")) == 1


def test_under_a_link_key_it_makes_the_pseudonym_that_any_ward_would_make(asked: Store, manager: StaffMember):
    """The first 16 bytes of HMAC-SHA-256(link key, NHS number), as OpenSSL works it out."""
    person(asked, manager, nhs_number=NUMBER)
    [own] = names(asked)
    asked.keep_pack(b"pack", b"k" * 32, by=manager)
    assert names(asked) == ["121ee75534cd8e8dc2bb07aa515bf10a"] != [own]


def test_one_person_under_two_ward_codes_is_one_person(asked: Store, manager: StaffMember):
    asked.keep_pack(b"pack", b"k" * 32, by=manager)
    for code in ("P-031", "P-040"):
        person(asked, manager, code, nhs_number=NUMBER)
    assert len(names(asked)) == 1


def test_whoever_a_bundle_may_have_named_keeps_the_name(asked: Store, manager: StaffMember):
    asked.keep_pack(b"pack", b"k" * 32, by=manager)
    late, mended = person(asked, manager), person(asked, manager, "P-040", nhs_number=NUMBER)
    before = names(asked)
    send(asked, manager)
    tell(asked, late, manager, nhs_number=ANOTHER)
    tell(asked, mended, manager, nhs_number="4505577104")
    asked.keep_pack(b"the next pack", b"k" * 32, by=manager)
    assert names(asked) == before
    asked.keep_pack(b"the pack after", b"l" * 32, by=manager)
    by_number = names(asked)
    send(asked, manager)
    tell(asked, late, manager, nhs_number=NUMBER)
    assert names(asked) == by_number != before
