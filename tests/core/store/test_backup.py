"""A backup is whole, checked and signed, or it is not there."""

import json
import os
import shutil
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rrp_desktop.errors import Damaged, Refused, Unavailable
from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store
from rrp_desktop.store.backup import LIST, carry, last_away, listed, ring_beside, to_keep
from rrp_desktop.store.copies import look_over
from rrp_desktop.store.ring import read_ring
from tests.core.store.conftest import ToldClock, Ward

NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _save(store: Store, nurse: StaffMember) -> None:
    when = datetime(2026, 11, 20, 9, tzinfo=UTC)
    store.save("incident", {"kinds": ("violence",), "started_at": when}, by=nurse)


def test_a_backup_holds_what_the_ward_held_and_its_ring(store: Store, ward: Ward, nurse: StaffMember):
    _save(store, nurse)
    backup = store.back_up()
    _save(store, nurse)
    file = ward.home.backups / backup.name
    held = look_over(file, store._key)
    assert (held.number, held.head) == (backup.number, backup.head)
    assert dict(held.rows)["incident"] == 1
    assert read_ring(ring_beside(file).read_bytes()).generation == backup.generation
    assert store.backups() == (backup,)
    assert store.health().backup == backup
    assert {each.name for each in ward.home.backups.iterdir()} == {
        backup.name,
        ring_beside(file).name,
        LIST,
    }


def test_a_backup_says_nothing_without_the_key(store: Store, ward: Ward):
    backup = store.back_up()
    for file in ward.home.backups.iterdir():
        assert b"L. W." not in file.read_bytes()
    assert not (ward.home.backups / backup.name).read_bytes().startswith(b"SQLite")


def test_a_copy_may_be_looked_over_while_the_ward_goes_on(store: Store, nurse: StaffMember):
    taken = store.take()
    kept: list[object] = []
    beside = threading.Thread(target=lambda: kept.append(taken.keep()))
    beside.start()
    _save(store, nurse)
    beside.join()
    assert list(store.backups()) == kept


def test_a_copy_that_was_spoilt_is_not_kept(store: Store, ward: Ward, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rrp_desktop.store.open.PAUSE", 0.01)
    taken = store.take()
    content = bytearray(taken.part.read_bytes())
    content[-100] ^= 1
    taken.part.write_bytes(content)
    with pytest.raises(Damaged, match="file-damaged"):
        taken.keep()
    assert list(ward.home.backups.iterdir()) == []


def test_a_copy_of_an_older_state_is_not_kept(store: Store, ward: Ward, nurse: StaffMember):
    old = store.take()
    aside = ward.home.folder / "aside"
    shutil.move(old.part, aside)
    _save(store, nurse)
    new = store.take()
    shutil.move(aside, new.part)
    with pytest.raises(Damaged, match="copy-differs"):
        new.keep()
    assert list(ward.home.backups.iterdir()) == []


@pytest.mark.parametrize("who", ["nurse", "charge", "coach"])
def test_only_the_manager_makes_a_backup_by_hand(store: Store, who: str, request: pytest.FixtureRequest):
    with pytest.raises(Refused, match="not-allowed"):
        store.back_up(by=request.getfixturevalue(who))
    assert store.backups() == ()


def test_a_backup_is_due_an_hour_after_the_last_if_anything_was_written(
    store: Store, nurse: StaffMember, clock: ToldClock
):
    assert store.backup_due()
    store.back_up()
    clock.goes_on(hours=5)
    assert not store.backup_due()
    _save(store, nurse)
    assert store.backup_due()
    store.back_up()
    _save(store, nurse)
    clock.goes_on(minutes=59)
    assert not store.backup_due()
    assert store.backup_due(timedelta(minutes=15))
    clock.goes_on(minutes=1)
    assert store.backup_due()


def test_a_draft_alone_is_worth_a_backup(store: Store, nurse: StaffMember, clock: ToldClock):
    store.back_up()
    clock.goes_on(hours=1)
    store.keep_draft(None, "incident", {"kinds": ("violence",)}, by=nurse)
    assert store.backup_due()


def test_a_clock_put_back_does_not_put_off_a_backup(store: Store, nurse: StaffMember, clock: ToldClock):
    store.back_up()
    _save(store, nurse)
    clock.goes_on(days=-3)
    assert store.backup_due()


def test_backups_of_a_year_thin_out_to_hours_days_weeks_and_months():
    keep: frozenset[datetime] = frozenset()
    newest = NOW
    for half_days in range(2 * 365):
        newest = NOW + half_days * 12 * HOUR
        keep = to_keep((*keep, newest))
    assert {newest - each * 12 * HOUR for each in range(6)} <= keep
    days = sorted({moment.date() for moment in keep}, reverse=True)
    assert [newest.date() - timedelta(days=each) for each in range(14)] == days[:14]
    assert len({moment.strftime("%G-%V") for moment in keep}) >= 8
    assert len({moment.strftime("%Y-%m") for moment in keep}) == 12
    assert len(keep) <= 6 + 14 + 8 + 12


def test_what_is_no_longer_needed_goes_with_its_ring(store: Store, ward: Ward, clock: ToldClock):
    for _ in range(8):
        store.back_up()
        clock.goes_on(minutes=30)
    assert len(store.backups()) == 6
    files = {each.name for each in ward.home.backups.iterdir()}
    assert len(files) == 13


def _alter(ward: Ward, field: str, value: object) -> None:
    file = ward.home.backups / LIST
    line = json.loads(file.read_bytes())
    line[field] = value
    file.write_text(json.dumps(line), "utf-8")


@pytest.mark.parametrize(("field", "value"), [("number", 9999), ("sha256", "0" * 64), ("more", 1)])
def test_a_line_that_the_ward_did_not_sign_is_not_believed(
    store: Store, ward: Ward, field: str, value: object
):
    store.back_up()
    _alter(ward, field, value)
    assert store.backups() == ()
    assert listed(ward.home.backups / "gone", bytes(32)) == ()


def test_a_part_left_by_a_crash_is_cleared_away(ward: Ward):
    ward.open().take()
    assert list(ward.home.backups.iterdir()) != []
    ward.again()
    assert list(ward.home.backups.iterdir()) == []


def test_a_backup_is_carried_to_a_second_place_and_thinned_out_there(
    store: Store, ward: Ward, clock: ToldClock, tmp_path: Path
):
    second = tmp_path / "share"
    second.mkdir()
    for _ in range(17):
        clock.goes_on(days=1)
        away = carry(ward.home, store.back_up(), second, clock.now())
        assert (away.code, away) == ("", last_away(ward.home))
    [folder] = second.iterdir()
    copies = sorted(folder.glob("*.rrp"))
    assert 14 <= len(copies) < 17
    assert look_over(copies[-1], store._key).number == store.backups()[0].number
    assert all(ring_beside(each).exists() for each in copies)
    assert store.health().away == last_away(ward.home)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda file, second: second.rmdir(), "cannot-write"),
        (lambda file, second: file.write_bytes(b"x"), "backup-damaged"),
        (lambda file, second: ring_beside(file).unlink(), "cannot-write"),
    ],
    ids=["second place gone", "backup spoilt", "ring gone"],
)
def test_a_copy_that_could_not_be_carried_is_said_and_leaves_nothing(
    store: Store, ward: Ward, tmp_path: Path, spoil: object, code: str
):
    second = tmp_path / "share"
    second.mkdir()
    backup = store.back_up()
    spoil(ward.home.backups / backup.name, second)  # type: ignore[operator]
    assert carry(ward.home, backup, second, NOW).code == code
    assert store.health().away.code == code  # type: ignore[union-attr]
    assert not list(tmp_path.rglob("share/**/*.part"))


def test_a_full_disk_leaves_no_backup_and_says_so(store: Store, ward: Ward, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "fsync", lambda descriptor: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(Unavailable, match="disk-full"):
        store.back_up()
    assert list(ward.home.backups.iterdir()) == []
