"""What a programme pack does to a ward that accepts it."""

from datetime import UTC, date, datetime

import pytest
from pyrage.x25519 import Identity

from rrp_desktop.bundle.asked import Asked, AskedCode, AskedIdea, AskedList
from rrp_desktop.bundle.keys import SigningKey, read_identities, recipients_of
from rrp_desktop.bundle.link import seal_link
from rrp_desktop.bundle.pack import Pack, Recipient, write_pack
from rrp_desktop.errors import Damaged, Refused
from rrp_desktop.forms.lists import SHIPPED
from rrp_desktop.month_end import held_pack, look, prepare, take_pack
from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store
from tests.core.store.conftest import ToldClock, Ward

OCTOBER = date(2026, 10, 1)
CENTRE = SigningKey(b"signing key of the programme, 32")
KEYS = recipients_of(Identity.generate() for _ in range(2))
TEA = AskedIdea("tea_at_four", "Tea at four", "Everybody sits down.", "Daily life", "", (), "The programme")


def a_pack(version: int, asks: Asked | None = None, **links: str) -> bytes:
    named = tuple(Recipient(key, f"Centre {number}") for number, key in enumerate(KEYS))
    issued = date(2026, 9, version)
    made = Pack("South London", version, issued, named, CENTRE.public, asks or Asked(), links)
    return write_pack(made, CENTRE)


def own_recipient(store: Store) -> str:
    return recipients_of(read_identities(store.opening_key()))[0]


def test_a_wards_opening_key_is_made_once_and_kept(ward: Ward, store: Store) -> None:
    assert store.opening_key() == store.opening_key() == ward.again().opening_key()


def test_the_ideas_of_a_programme_can_be_chosen_and_are_retired_with_it(
    store: Store, manager: StaffMember, clock: ToldClock
) -> None:
    take_pack(store, a_pack(1, Asked(ideas=(TEA,))), CENTRE.public.words, by=manager)
    assert store.lists()["change_idea"].title_of("tea_at_four") == "Tea at four"
    idea = {"title": "Tea", "status": "testing", "started": OCTOBER, "library": "tea_at_four"}
    store.save("idea", idea, by=manager)
    assert [row["library"] for row in store.snapshot(OCTOBER).sections["ideas"]] == ["tea_at_four"]
    take_pack(store, a_pack(2), None, by=manager)
    clock.goes_on(days=2)
    ideas = store.lists()["change_idea"]
    assert ideas.title_of("tea_at_four") == "Tea at four"
    today = clock.now().date()
    assert "tea_at_four" not in {option.code for option in ideas.on(today)}
    assert "huddle" in {option.code for option in ideas.on(today)}


def test_the_words_and_days_of_a_programmes_codes_hold_as_long_as_its_pack_does(
    store: Store, manager: StaffMember
) -> None:
    """A record made before keeps telling under which version of the list it was made."""
    person = store.save("person", {"ward_code": "P-031", "gender": "9"}, by=manager).key
    given = AskedList("gender", "7", (AskedCode("1", "Man"), AskedCode("9", "Neither", until="2026-09-01")))
    take_pack(store, a_pack(1, Asked(lists=(given,))), CENTRE.public.words, by=manager)
    gender = store.lists()["gender"]
    assert (gender.title_of("1"), gender.title_of("2"), gender.title_of("9")) == ("Man", "Female", "Neither")
    assert [option.code for option in gender.on(OCTOBER)] == ["1", "2", "X"]
    assert gender.version == "MHSDS v6.0 7"
    [row] = [each for each in store.snapshot(OCTOBER).sections["codes"] if each["list"] == "gender"]
    assert row["version"] == gender.version
    assert store.read("person", person).answers["gender"] == "9"
    take_pack(store, a_pack(2), None, by=manager)
    assert store.lists()["gender"] == SHIPPED["gender"]


def test_a_link_key_makes_the_pseudonyms_from_then_on(
    store: Store, nurse: StaffMember, manager: StaffMember
) -> None:
    person = store.save("person", {"ward_code": "P-031"}, by=nurse).key
    when = datetime(2026, 10, 2, 12, tzinfo=UTC)
    store.save("incident", {"kinds": ("violence",), "started_at": when, "person": person}, by=nurse)

    def named() -> str:
        [row] = store.snapshot(OCTOBER).sections["people"]
        return str(row["person"])

    before = named()
    sealed = seal_link(b"k" * 32, own_recipient(store))
    take_pack(store, a_pack(1, BRONTE=sealed), CENTRE.public.words, by=manager)
    linked = named()
    assert linked != before
    take_pack(store, a_pack(2), None, by=manager)
    assert named() == linked


def test_a_link_key_for_another_ward_is_refused_with_its_pack(store: Store, manager: StaffMember) -> None:
    sealed = seal_link(b"k" * 32, str(Identity.generate().to_public()))
    with pytest.raises(Damaged, match="link-key"):
        take_pack(store, a_pack(1, BRONTE=sealed), CENTRE.public.words, by=manager)
    assert store.pack() is None


def test_an_older_pack_and_a_strangers_pack_change_nothing(store: Store, manager: StaffMember) -> None:
    take_pack(store, a_pack(5), CENTRE.public.words, by=manager)
    with pytest.raises(Refused, match="pack-older"):
        take_pack(store, a_pack(4), None, by=manager)
    theirs = SigningKey.new()
    named = tuple(Recipient(key, "Theirs") for key in KEYS)
    stranger = write_pack(Pack("Another", 9, OCTOBER, named, theirs.public), theirs)
    with pytest.raises(Refused, match="pack-signer"):
        take_pack(store, stranger, CENTRE.public.words, by=manager)
    held = held_pack(store)
    assert held is not None
    assert held.pack.version == 5


def test_what_is_shown_to_leave_is_what_is_sealed(
    store: Store, nurse: StaffMember, manager: StaffMember
) -> None:
    when = datetime(2026, 10, 2, 12, tzinfo=UTC)
    store.save("incident", {"kinds": ("violence",), "started_at": when}, by=nurse)
    take_pack(store, a_pack(1, Asked(profile="sums")), CENTRE.public.words, by=manager)
    shown = look(store, OCTOBER).snapshot
    assert shown.sections["incidents"] == ()
    assert prepare(store, OCTOBER).snapshot == shown
