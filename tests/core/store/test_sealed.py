"""Entries written while nobody can sign in: sealed for the ward, and offered to whom they are for."""

from datetime import datetime, timedelta

import pytest
from pyrage import x25519

from rrp_desktop.errors import Refused, Unavailable
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Store
from rrp_desktop.store.sealed import seal
from tests.core.store.conftest import Ward, let_in

CANARY = "Zwölfergeheimnis"


def written(ward: Ward, by: str = "J. P.") -> None:
    """An entry, while the ward is closed."""
    at = ward.clock.now() - timedelta(minutes=5)
    answers = {"kinds": ("violence",), "started_at": at, "note": CANARY}
    seal(ward.home, "incident", answers, by=by, at=at)


def test_an_entry_is_written_while_the_ward_is_closed_and_becomes_a_draft(
    ward: Ward, store: Store, nurse: StaffMember
):
    ward.close()
    written(ward)
    store = let_in(ward.open(), Role.SHIFT)
    [entry] = store.sealed()
    assert (entry.by, entry.form) == ("J. P.", "incident")
    draft = store.draft(store.take_sealed(entry.name, by=nurse))
    assert (draft.answers["note"], draft.by, draft.entered_for) == (CANARY, nurse.key, "")
    assert store.sealed() == ()
    assert not list(ward.home.sealed.iterdir())
    saved = store.save("incident", draft.answers, by=nurse, draft=draft.key)
    assert store.read("incident", saved.key).recorded_by == nurse.key
    store.check_chain()


def test_nothing_of_a_sealed_entry_can_be_read_without_the_wards_file(ward: Ward, store: Store):
    written(ward)
    [file] = ward.home.sealed.iterdir()
    content = file.read_bytes()
    for word in (CANARY, "violence", "J. P.", "incident", "note"):
        assert word.encode() not in content
    assert content.startswith(b"age-encryption.org/v1\n-> X25519 ")
    public = ward.home.draft_key.read_text("ascii").strip()
    assert public.startswith("age1")
    assert str(x25519.Identity.generate().to_public()) != public


@pytest.mark.parametrize(
    ("by", "role", "offered"),
    [
        ("j. p.", Role.SHIFT, True),
        ("Agency nurse", Role.SHIFT, False),
        ("Agency nurse", Role.FACILITATOR, True),
        ("Agency nurse", Role.MANAGER, True),
        ("C. V.", Role.COACH, False),
    ],
)
def test_an_entry_is_offered_to_its_author_and_to_whoever_is_in_charge(
    ward: Ward, store: Store, by: str, role: Role, offered: bool
):
    written(ward, by)
    let_in(store, role)
    assert bool(store.sealed()) is offered
    let_in(store, Role.MANAGER)
    [entry] = store.sealed()
    who = next(each for each in store.staff() if each.role is role)
    if offered:
        draft = store.draft(store.take_sealed(entry.name, by=who))
        assert draft.entered_for == ("" if by == "j. p." else by)
    else:
        with pytest.raises(Refused, match=r"no-such-draft|not-allowed"):
            store.take_sealed(entry.name, by=who)


def test_an_entry_taken_twice_becomes_one_draft(ward: Ward, store: Store, charge: StaffMember):
    """The file stays when the power goes between the two."""
    written(ward)
    [file] = ward.home.sealed.iterdir()
    content = file.read_bytes()
    store.take_sealed(file.stem, by=charge)
    file.write_bytes(content)
    assert store.take_sealed(file.stem, by=charge) == file.stem
    assert len(store.drafts()) == 1


def test_what_somebody_else_put_in_the_folder_is_passed_over(ward: Ward, store: Store):
    written(ward)
    (ward.home.sealed / "junk.age").write_bytes(b"junk")
    (ward.home.sealed / "large.age").write_bytes(bytes(100_000))
    at = datetime.now().astimezone()
    seal(ward.home, "incident", {}, by="", at=at)
    assert len(store.sealed()) == 2


def test_before_a_ward_was_opened_nothing_can_be_sealed(ward: Ward):
    ward.home.draft_key.unlink(missing_ok=True)
    with pytest.raises(Unavailable, match="no-draft-key"):
        written(ward)
