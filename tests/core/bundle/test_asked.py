"""What a programme asks: told line by line, and never more of a month than it asked for."""

import dataclasses
import random
from dataclasses import replace
from typing import Any

import pytest
from pyrage.x25519 import Identity

from rrp_desktop.bundle import asked, link, pack
from rrp_desktop.bundle.agreed import as_agreed
from rrp_desktop.bundle.asked import Asked
from rrp_desktop.bundle.changes import changes
from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.bundle.pack import Pack, Recipient
from rrp_desktop.errors import Damaged
from rrp_desktop.forms.export import SECTIONS
from rrp_desktop.forms.lists import lists_of
from tests.core.bundle.sample import pack_for, record, snapshot, tombstone

ASKS: dict[str, Any] = {
    "profile": "rows",
    "fewest": 3,
    "aims": [{"title": "A quarter less", "measure": "restrictive", "percent": 25, "days": 365}],
    "measures": [{"name": "restraint", "definition": 1}, {"name": "new_one", "definition": 1}],
    "lists": [
        {"name": "ethnic_category", "version": "2031"},
        {
            "name": "gender",
            "version": "7",
            "codes": [
                {"code": "1", "title": "Man", "since": "", "until": ""},
                {"code": "9", "title": "Indeterminate", "since": "", "until": "2031-04-01"},
                {"code": "8", "title": "Another", "since": "2031-04-01", "until": ""},
            ],
        },
    ],
    "ideas": [
        {
            "code": "tea_at_four",
            "title": "Tea at four",
            "what": "Everybody sits down together.",
            "group": "Daily life",
            "driver": "",
            "measures": ["restraint"],
            "source": "The programme",
        }
    ],
    "drivers": [
        {"code": "daily_life", "title": "A day worth living", "under": ""},
        {"code": "meals", "title": "Meals together", "under": "daily_life"},
    ],
}
LISTS = lists_of(place=(), shift=(), slot=(), measure=())


@pytest.fixture(scope="module")
def first(recipients: tuple[str, ...], ward_key: SigningKey) -> Pack:
    return pack_for(recipients, ward_key.public)


def test_a_pack_carries_what_the_programme_asks(first: Pack, ward_key: SigningKey) -> None:
    asks = asked.asked_from(ASKS)
    sent = pack.write_pack(replace(first, asks=asks), ward_key)
    assert pack.read_pack(sent, ward_key.public).pack.asks == asks
    assert asked.plain(asks) == ASKS
    assert asks.library == {"ideas": ASKS["ideas"]}


def test_the_first_pack_tells_everything_it_brings(first: Pack) -> None:
    told = changes(replace(first, asks=asked.asked_from(ASKS)), None, "RV5A1", LISTS)
    assert told == (
        "Programme: South London, version 1, of 1 Oct 2026.",
        "Bundles will be sealed for South London, working key.",
        "Bundles will be sealed for South London, escrow key.",
        "The bundle holds coded rows of each incident, without names and free text.",
        "What fewer than 3 people of a month share about themselves stays here.",
        "Aim added: A quarter less (All restrictive practice, 25% in 365 days).",
        "Measure added: Restraint, definition 1.",
        "Measure added: new_one, definition 1 (this release does not have it: update it).",
        "Code list added: Ethnic category (2001, 16+1), version 2031 (here it is 2001).",
        "Code list added: Gender, version 7 (here it is MHSDS v6.0).",
        "Gender: ‘Man’ is what ‘Male’ is called.",
        "Gender: ‘Indeterminate’ is not used any more from 1 Apr 2031.",
        "Gender: ‘Another’ (code 8) is not in this release: update it.",
        "Idea added: Tea at four.",
        "Driver added: A day worth living.",
        "Driver added: Meals together.",
    )


def test_a_later_pack_tells_only_what_differs(first: Pack, ward_key: SigningKey) -> None:
    before = replace(first, asks=asked.asked_from(ASKS))
    one, two = before.recipients
    ideas = [ASKS["ideas"][0] | {"title": "Tea at five"}]
    after = replace(
        before,
        version=2,
        recipients=(one, Recipient(two.key, "The safe"), Recipient("age1new", "Region")),
        receipt_key=SigningKey.new().public,
        asks=asked.asked_from(ASKS | {"profile": "sums", "fewest": 0, "aims": [], "ideas": ideas}),
    )
    assert changes(before, before, "RV5A1", LISTS) == ("Version 1 becomes 1, of 1 Oct 2026.",)
    assert changes(after, before, "RV5A1", LISTS) == (
        "Version 1 becomes 2, of 1 Oct 2026.",
        "Also sealed for Region.",
        "South London, escrow key is now called The safe.",
        "Receipts will be signed by another key.",
        "The bundle holds days, counts and improvement work only: no row about a person or an incident.",
        "What people share about themselves leaves even when few do.",
        "Aim no longer asked for: A quarter less (All restrictive practice, 25% in 365 days).",
        "Idea changed: Tea at five.",
    )


def test_every_difference_between_two_packs_makes_a_line(first: Pack) -> None:
    """A field that a later release adds to what is asked must be told too."""
    full = asked.asked_from(ASKS)
    for field in dataclasses.fields(Asked):
        one = replace(first, asks=replace(Asked(), **{field.name: getattr(full, field.name)}))
        other = replace(Asked(), profile="sums") if field.name == "profile" else Asked()
        assert len(changes(one, replace(first, asks=other), "RV5A1", LISTS)) > 1, field.name


@pytest.mark.parametrize(
    "change",
    [
        {"codes": [{"code": "1", "title": ""}]},
        {"codes": [{"code": "one two", "title": "Man"}]},
        {"codes": [{"code": "1", "title": "Man"}] * 2},
        {"codes": [{"code": "1", "title": "Man", "until": "next year"}]},
        {"codes": [{"code": "1", "title": "Man", "since": "2031-04-01", "until": "2031-04-01"}]},
        {"codes": [{"code": "1", "title": "Man"}], "version": "seven/8"},
        {"more": 1},
    ],
    ids=str,
)
def test_a_code_list_that_is_not_right_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        asked.asked_from(ASKS | {"lists": [{"name": "gender", "version": "7"} | change]})


def test_a_link_key_is_for_one_ward_and_its_coming_is_told(first: Pack) -> None:
    ward, other = Identity.generate(), Identity.generate()
    sealed = link.seal_link(b"k" * 32, str(ward.to_public()))
    assert link.is_sealed(sealed)
    assert link.open_link(sealed, ward) == b"k" * 32
    with pytest.raises(Damaged, match="link-key"):
        link.open_link(sealed, other)
    linked = replace(first, links={"RV5A1": sealed})
    assert any("pseudonyms" in line for line in changes(linked, first, "RV5A1", LISTS))
    assert not any("pseudonyms" in line for line in changes(linked, first, "RV5A2", LISTS))
    assert not any("pseudonyms" in line for line in changes(linked, linked, "RV5A1", LISTS))


def test_a_programme_of_sums_gets_no_row_about_a_person_or_an_incident() -> None:
    chance = random.Random(1)
    whole = snapshot()
    rows = {
        "amendments": tuple(
            {"form": form, "month": "2026-09"} | record(form, chance) for form in ("incident", "huddle")
        ),
        "tombstones": tuple(tombstone("key", 1, form) for form in ("incident", "huddle", "aim")),
    }
    left = as_agreed(replace(whole, sections=whole.sections | rows), asked.asked_from({"profile": "sums"}))
    assert tuple(left.sections) == SECTIONS
    empty = {name for name, kept in left.sections.items() if not kept}
    assert empty == {"incidents", "people", "debriefs", "episodes"}
    assert [row["form"] for row in left.sections["amendments"]] == ["huddle"]
    assert [row["form"] for row in left.sections["tombstones"]] == ["huddle", "aim"]


def test_what_too_few_people_share_does_not_leave() -> None:
    common = dict.fromkeys(("age_band", "ethnic_category", "learning_disability", "autism", "legal_status"))
    people = tuple({"person": f"{number}", "gender": "1" if number else "2"} | common for number in range(4))
    month = replace(snapshot(), sections=snapshot().sections | {"people": people})
    left = as_agreed(month, Asked(fewest=3)).sections["people"]
    assert [row["gender"] for row in left] == [None, "1", "1", "1"]
    assert as_agreed(month, Asked(fewest=4)).sections["people"] == tuple(
        row | {"gender": None} for row in people
    )
    assert as_agreed(month, Asked()) == month


@pytest.mark.parametrize(
    "drivers",
    [
        [{"code": "meals", "title": "Meals", "under": "nowhere"}],
        [{"code": "meals", "title": "Meals", "under": "day"}, {"code": "day", "title": "Day", "under": ""}],
        [{"code": "a", "title": "A", "under": ""}, {"code": "a", "title": "B", "under": ""}],
        [{"code": "A!", "title": "A", "under": ""}],
        [{"code": "a", "title": "x" * 81, "under": ""}],
    ],
    ids=["no such driver", "before its own", "twice", "no code", "too long"],
)
def test_a_diagram_that_does_not_hang_together_is_refused(drivers: list[dict[str, str]]) -> None:
    with pytest.raises(ValueError, match="may ask"):
        asked.asked_from(ASKS | {"drivers": drivers})
