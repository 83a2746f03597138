"""Who can open the ward, and how that changes."""

import shutil
from datetime import timedelta
from typing import Any

import pytest

from rrp_desktop.errors import Refused, Unavailable
from rrp_desktop.passphrase import fit_passphrase, new_passphrase
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Store, new_recovery_code
from rrp_desktop.store.open import engine_for, patiently
from rrp_desktop.store.restore import restore
from rrp_desktop.store.ring import MOST, SLOW, kinds, load_ring, read_ring, slow_here
from rrp_desktop.store.ways_in import keys_for
from tests.core.store.conftest import CODE, PIN, Ward

WORDS = "the garden gate is open at seven"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rrp_desktop.store.ring.AIM", 0.0)
    monkeypatch.setattr("rrp_desktop.store.open.PAUSE", 0.01)


def test_a_passphrase_opens_the_ward_on_another_pc_whatever_its_case_and_spaces(
    ward: Ward, store: Store, manager: StaffMember
):
    store.set_passphrase(WORDS, by=manager)
    assert store.with_passphrase() == {manager.key}
    ward.close()
    shutil.rmtree(ward.home.keys)
    with pytest.raises(Refused, match="key-wrong"):
        ward.open()
    with pytest.raises(Refused, match="key-wrong"):
        ward.open(words="the garden gate is shut at seven")
    opened = ward.open(words=" The  Garden gate is open at SEVEN ")
    assert not opened.recovery_used()
    ward.again()


def test_a_new_passphrase_takes_the_place_of_the_one_before(
    ward: Ward, store: Store, manager: StaffMember, charge: StaffMember
):
    store.set_passphrase(WORDS, by=manager)
    store.set_passphrase("another word for seven gardens", by=charge)
    store.set_passphrase("quite another thing altogether", by=manager)
    assert len(store.with_passphrase()) == 2
    ward.close()
    with pytest.raises(Refused, match="key-wrong"):
        ward.open(words=WORDS)
    for words in ("another word for seven gardens", "quite another thing altogether"):
        ward.open(words=words)
        ward.close()


@pytest.mark.parametrize("who", ["nurse", "coach"])
def test_not_everybody_may_hold_a_passphrase(store: Store, who: str, request: pytest.FixtureRequest):
    with pytest.raises(Refused, match="not-allowed"):
        store.set_passphrase(WORDS, by=request.getfixturevalue(who))


def test_a_passphrase_is_dropped_by_whoever_has_it_or_the_manager(
    ward: Ward, store: Store, manager: StaffMember, charge: StaffMember
):
    store.set_passphrase(WORDS, by=manager)
    with pytest.raises(Refused, match="not-allowed"):
        store.drop_passphrase(manager.key, by=charge)
    before = ward.home.ring.read_bytes()
    store.drop_passphrase(charge.key, by=manager)
    assert ward.home.ring.read_bytes() == before
    store.drop_passphrase(manager.key, by=manager)
    assert store.with_passphrase() == frozenset()
    ward.close()
    with pytest.raises(Refused, match="recovery-mistyped"):
        ward.open(words=WORDS)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "passphrase-short"),
        ("four words too", None),
        ("thirteenchars", "passphrase-short"),
        ("passwordpassword", "passphrase-plain"),
        ("brontë ward brontë ward", "passphrase-plain"),
        ("aaaaaaaaaaaaaaaaaaaa", "passphrase-plain"),
        ("12345 qwerty welcome", "passphrase-plain"),
    ],
)
def test_a_passphrase_is_long_and_not_plain(typed: str, code: str | None):
    if code is None:
        assert fit_passphrase(typed, "Brontë Ward") == typed
        return
    with pytest.raises(Refused, match=code):
        fit_passphrase(typed, "Brontë Ward")


def test_five_words_are_offered_and_are_always_fit():
    offered = {new_passphrase() for _ in range(200)}
    assert len(offered) == 200
    assert {len(each.split()) for each in offered} == {5}
    for each in offered:
        assert fit_passphrase(each.upper()) == each


def test_opening_by_words_is_made_slow_but_never_slower_than_allowed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rrp_desktop.store.ring.AIM", 10.0)
    monkeypatch.setattr("rrp_desktop.store.ring.hash_secret_raw", lambda *given: b"")
    assert slow_here() == {**SLOW, "m": MOST}
    ticks = iter([0.0, 9.0, 20.0, 31.0])
    assert slow_here(lambda: next(ticks))["m"] == 2 * SLOW["m"]


def test_after_the_recovery_code_was_used_it_is_to_be_renewed(ward: Ward, manager: StaffMember):
    ward.close()
    assert ward.open(words=CODE).recovery_used()
    fresh = new_recovery_code()
    with pytest.raises(Refused, match="recovery-mistyped"):
        ward.store.renew_recovery("ABCD", by=manager)
    ward.store.renew_recovery(fresh, by=manager)
    assert not ward.store.recovery_used()
    ward.close()
    with pytest.raises(Refused, match="key-wrong"):
        ward.open(words=CODE)
    assert [file.name for file in ward.home.folder.glob("ring*")] == ["ring.json"]
    ward.open(words=fresh)


def test_a_ward_may_forbid_its_pc_to_open_it(
    ward: Ward, store: Store, manager: StaffMember, charge: StaffMember
):
    store.change_setting("keys.device", True, by=manager)
    with pytest.raises(Refused, match="no-passphrase"):
        store.change_setting("keys.device", False, by=manager)
    store.set_passphrase(WORDS, by=manager)
    store.set_passphrase("another word for seven gardens", by=charge)
    store.change_setting("keys.device", False, by=manager)
    with pytest.raises(Refused, match="no-passphrase"):
        store.change_key(new_recovery_code(), by=manager)
    store.drop_passphrase(charge.key, by=charge)
    with pytest.raises(Refused, match="last-passphrase"):
        store.drop_passphrase(manager.key, by=manager)
    ward.close()
    assert "device" not in kinds(load_ring(ward.home.ring))
    for words in (WORDS, CODE):
        with pytest.raises(Refused, match="key-wrong"):
            ward.open()
        ward.open(words=words)
        ward.close()
    ward.open(words=WORDS).change_setting("keys.device", True, by=manager)
    ward.again()


@pytest.mark.parametrize("who", ["nurse", "charge", "coach"])
def test_only_the_manager_changes_the_key(store: Store, who: str, request: pytest.FixtureRequest):
    by = request.getfixturevalue(who)
    for change in (
        lambda: store.change_key(new_recovery_code(), by=by),
        lambda: store.renew_recovery(new_recovery_code(), by=by),
        lambda: store.change_setting("keys.device", True, by=by),
        lambda: store.start_over(by=by),
    ):
        with pytest.raises(Refused, match="not-allowed"):
            change()


def test_after_somebody_left_nothing_they_know_opens_the_ward(
    ward: Ward, store: Store, manager: StaffMember, charge: StaffMember
):
    store.set_passphrase("what the leaver remembers", by=charge)
    old, old_ring = store._key, load_ring(ward.home.ring)
    fresh = new_recovery_code()
    store.change_key(fresh, by=manager, passphrase=WORDS)
    assert store.with_passphrase() == {manager.key}
    ward.close()
    engine = engine_for(ward.home.ward, old)
    with pytest.raises(Exception, match="damaged"):
        patiently(engine)
    engine.dispose()
    for words in ("what the leaver remembers", CODE):
        with pytest.raises(Refused, match="key-wrong"):
            ward.open(words=words)
    assert old_ring.check not in ward.home.ring.read_text("utf-8")
    ward.open()
    for words in (WORDS, fresh):
        ward.close()
        ward.open(words=words).check_chain()


def test_a_backup_from_before_a_new_key_is_restored_without_the_leaver(
    ward: Ward, store: Store, manager: StaffMember, charge: StaffMember
):
    store.set_passphrase("what the leaver remembers", by=charge)
    store.change_key(new_recovery_code(), by=manager)
    [backup] = store.backups()
    permit = store.permit_restore(by=manager)
    ward.close()
    ward.opened = restore(ward.home, ward.home.backups / backup.name, permit=permit, **ward.needs())
    assert ward.opened.with_passphrase() == frozenset()
    ward.again().check_chain()


def _cut_off(store: Store, monkeypatch: pytest.MonkeyPatch, *, after: bool) -> None:
    real = Store._encrypt_anew

    def cut(self: Store, *given: Any) -> None:
        if after:
            real(self, *given)
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "_encrypt_anew", cut)
    monkeypatch.setattr("rrp_desktop.store.keys.settled", lambda ring, key: ring)


@pytest.mark.parametrize("after", [False, True], ids=["before the file changed", "after"])
def test_a_change_of_key_that_was_cut_off_is_settled_when_the_ward_is_opened(
    ward: Ward, store: Store, manager: StaffMember, monkeypatch: pytest.MonkeyPatch, after: bool
):
    """T8"""
    fresh = new_recovery_code()
    with monkeypatch.context() as cut:
        _cut_off(store, cut, after=after)
        with pytest.raises(KeyboardInterrupt):
            store.change_key(fresh, by=manager)
    assert load_ring(ward.home.ring).next is not None
    ward.again().check_chain()
    assert load_ring(ward.home.ring).next is None
    ward.close()
    for words, opens in ((CODE, not after), (fresh, after)):
        if opens:
            ward.open(words=words)
            ward.close()
        else:
            with pytest.raises(Refused, match="key-wrong"):
                ward.open(words=words)


def test_a_key_that_could_not_be_changed_is_said_and_the_ward_goes_on(
    ward: Ward, store: Store, manager: StaffMember, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("rrp_desktop.store.keys.fitting", lambda home, keys: keys[-1])
    monkeypatch.setattr("rrp_desktop.store.keys.raw", lambda connection: _Refusing())
    with pytest.raises(Unavailable, match="disk-full"):
        store.change_key(new_recovery_code(), by=manager)
    monkeypatch.undo()
    assert load_ring(ward.home.ring).next is None
    store.check_chain()
    ward.again()
    ward.close()
    ward.open(words=CODE)


class _Refusing:
    def execute(self, statement: str) -> None:
        from sqlcipher3 import dbapi2

        raise dbapi2.OperationalError("database or disk is full")


def test_whoever_left_opens_the_ward_no_more(
    ward: Ward, store: Store, manager: StaffMember, charge: StaffMember
):
    store.set_passphrase("what the leaver remembers", by=charge)
    store.change_setting("keys.device", False, by=manager)
    with pytest.raises(Refused, match="last-passphrase"):
        store.end_staff(charge.key, by=manager)
    store.set_passphrase(WORDS, by=manager)
    store.end_staff(charge.key, by=manager)
    assert store.with_passphrase() == {manager.key}
    ward.close()
    with pytest.raises(Refused, match="key-wrong"):
        ward.open(words="what the leaver remembers")
    ward.open(words=WORDS)


def test_the_manager_is_told_to_change_the_key_that_a_leaver_could_still_take_from_a_copy(
    ward: Ward, store: Store, manager: StaffMember, charge: StaffMember
):
    store.set_passphrase(WORDS, by=manager)
    store.drop_passphrase(manager.key, by=manager)
    assert store.warnings() == ()
    store.set_passphrase("what the leaver remembers", by=charge)
    store.back_up()
    store.end_staff(charge.key, by=manager)
    [beside] = ward.home.backups.glob("*.ring.json")
    assert keys_for(ward.home, read_ring(beside.read_bytes()), "what the leaver remembers") == (store._key,)
    [told] = store.warnings()
    assert "Change the ward's key" in told
    store.change_key(new_recovery_code(), by=manager)
    assert store.warnings() == ()


def test_a_passphrase_is_not_for_one_shift(store: Store, manager: StaffMember):
    until = store._clock.now() + timedelta(hours=8)
    bank = store.add_staff("Bank", Role.FACILITATOR, PIN, by=manager, until=until)
    with pytest.raises(Refused, match="passphrase-short-stay"):
        store.set_passphrase(WORDS, by=bank)
