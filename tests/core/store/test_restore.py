"""A backup takes the place of the ward's file, in a new epoch; what was there before is kept aside."""

import itertools
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rrp_desktop.errors import Damaged, Refused, RrpError, Unavailable
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Home, Store, new_recovery_code, swap
from rrp_desktop.store.backup import last_rehearsed, ring_beside
from rrp_desktop.store.copies import look_over
from rrp_desktop.store.keys import Permit
from rrp_desktop.store.restore import backups_in, rehearsal, rehearsal_due, restore
from rrp_desktop.store.ring import load_ring
from tests.core.store.conftest import CODE, ToldClock, Ward, let_in

WHEN = datetime(2026, 11, 20, 9, tzinfo=UTC)


def _save(store: Store, nurse: StaffMember) -> str:
    return store.save("incident", {"kinds": ("violence",), "started_at": WHEN}, by=nurse).key


def _incidents(store: Store) -> set[str]:
    return {record.key for record in store.find("incident")}


def _restored(ward: Ward, backup: Path, **more: Any) -> Store:
    ward.opened = restore(ward.home, backup, **ward.needs(), **more)
    return let_in(ward.opened, Role.MANAGER)


@pytest.fixture
def backup(ward: Ward, store: Store, nurse: StaffMember) -> Path:
    """A backup with one incident; the ward went on to a second one."""
    _save(store, nurse)
    file = ward.home.backups / store.back_up().name
    _save(store, nurse)
    return file


@pytest.fixture
def made_again(ward: Ward, backup: Path, tmp_path: Path) -> Callable[[], Ward]:
    """Make the ward of *backup* again, as often as wanted."""
    ward.close()
    number = itertools.count()

    def make() -> Ward:
        folder = tmp_path / f"again-{next(number)}"
        shutil.copytree(ward.home.folder, folder / "ward")
        shutil.copytree(ward.home.keys, folder / "keys")
        return Ward(Home(folder / "ward", folder / "keys"))

    return make


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rrp_desktop.store.open.PAUSE", 0.01)


def test_the_manager_restores_a_backup_and_the_present_file_is_kept(
    ward: Ward, store: Store, manager: StaffMember, nurse: StaffMember, backup: Path
):
    before, epoch = _incidents(store), store.identity().epoch
    permit, key = store.permit_restore(by=manager), store._key
    ward.close()
    device = ward.home.device(load_ring(ward.home.ring).ward)
    away = device.rename(device.with_suffix(".away"))
    restored = _restored(ward, backup, permit=permit)
    away.rename(device)
    assert len(_incidents(restored)) == 1
    assert _incidents(restored) < before
    assert restored.identity().epoch != epoch
    with restored.reading() as connection:
        told = connection.exec_driver_sql(
            "SELECT action, \"by\", answers FROM revision WHERE form = 'file'"
        ).one()
    assert tuple(told[:2]) == ("restore", manager.key)
    assert backup.name in told[2]
    [aside] = ward.home.aside.iterdir()
    assert dict(look_over(aside / "ward.rrp", key).rows)["incident"] == 2
    assert not ward.home.restoring.exists()
    _save(restored, nurse)
    assert len(_incidents(ward.again())) == 2
    ward.store.check_chain()


@pytest.mark.parametrize("who", ["nurse", "charge", "coach"])
def test_only_the_manager_may_put_a_backup_in_a_sound_files_place(
    ward: Ward, store: Store, backup: Path, who: str, request: pytest.FixtureRequest
):
    with pytest.raises(Refused, match="not-allowed"):
        store.permit_restore(by=request.getfixturevalue(who))
    before = _incidents(store)
    ward.close()
    with pytest.raises(Refused, match="not-allowed"):
        _restored(ward, backup)
    assert _incidents(ward.open()) == before


def _flip(home: Home) -> None:
    content = bytearray(home.ward.read_bytes())
    content[30_000] ^= 1
    home.ward.write_bytes(content)


SPOILT = {
    "damaged": (_flip, "file-damaged"),
    "gone": (lambda home: home.ward.unlink(), "file-missing"),
    "empty": (lambda home: home.ward.write_bytes(b""), "file-empty"),
    "without its ring": (lambda home: home.ring.unlink(), "ring-missing"),
}


@pytest.mark.parametrize("fault", SPOILT)
def test_where_the_file_does_not_open_this_pc_alone_restores_it(ward: Ward, backup: Path, fault: str):
    ward.close()
    spoil, code = SPOILT[fault]
    spoil(ward.home)
    with pytest.raises(RrpError, match=code):
        ward.open()
    assert len(_incidents(_restored(ward, backups_in(ward.home.folder / "backups")[0]))) == 1
    ward.again().check_chain()


def test_the_recovery_code_restores_a_ward_on_a_spare_pc(ward: Ward, backup: Path, tmp_path: Path):
    spare = Ward(Home(tmp_path / "spare", tmp_path / "spare-keys"))
    stick = tmp_path / "stick"
    stick.mkdir()
    for file in (backup, ring_beside(backup)):
        shutil.copy(file, stick)
    with pytest.raises(Refused, match="key-wrong"):
        _restored(spare, stick / backup.name)
    with pytest.raises(Refused, match="key-wrong"):
        _restored(spare, stick / backup.name, words=new_recovery_code())
    assert not spare.home.ward.exists()
    restored = _restored(spare, stick / backup.name, words=CODE)
    assert len(_incidents(restored)) == 1
    assert restored.recovery_used()
    assert len(_incidents(spare.again())) == 1
    spare.close()


def test_a_backup_of_another_ward_is_refused(ward: Ward, backup: Path, tmp_path: Path):
    from tests.core.store.test_open import _make

    other = Ward(Home(tmp_path / "other", tmp_path / "other-keys"))
    _make(other).close()  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="backup-other"):
        _restored(other, backup, words=CODE)


def test_a_damaged_backup_changes_nothing(ward: Ward, store: Store, manager: StaffMember, backup: Path):
    permit, before = store.permit_restore(by=manager), _incidents(store)
    ward.close()
    os.truncate(backup, 20_000)
    with pytest.raises(Damaged, match="file-damaged"):
        _restored(ward, backup, permit=permit)
    assert _incidents(ward.open()) == before
    assert not ward.home.restoring.exists()


class _Ended(BaseException):
    """The process is no more."""


class _Life:
    """Lets a swap take so many steps, and then ends it."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def bound(self, step: Callable[..., Any]) -> Callable[..., Any]:
        def taken(*given: Any, **named: Any) -> Any:
            if not self._left:
                raise _Ended
            self._left -= 1
            return step(*given, **named)

        return taken


def _restored_within(ward: Ward, backup: Path, permit: Permit, steps: int, patch: pytest.MonkeyPatch) -> bool:
    """Restore *backup* in a life of so many *steps*; whether that was enough."""
    life = _Life(steps)
    with patch.context() as cut:
        for name in ("rename", "place", "save_ring"):
            cut.setattr(swap, name, life.bound(getattr(swap, name)))
        try:
            _restored(ward, backup, permit=permit)
        except _Ended:
            return False
    return True


def test_a_restore_cut_off_anywhere_is_whole_or_has_not_happened(
    made_again: Callable[[], Ward], monkeypatch: pytest.MonkeyPatch
):
    """T8: the process ends before each step of the swap in turn."""
    for steps in range(20):
        ward = made_again()
        store = ward.open()
        [manager] = [each for each in store.staff() if each.role is Role.MANAGER]
        permit, key = store.permit_restore(by=manager), store._key
        backup = ward.home.backups / store.backups()[0].name
        ward.close()
        enough = _restored_within(ward, backup, permit, steps, monkeypatch)
        ward.close()
        found = _incidents(ward.open())
        ward.store.check_chain()
        ward.close()
        assert len(found) == (2 if steps == 0 else 1)
        kept = ward.home.ward if steps == 0 else next(ward.home.aside.iterdir()) / "ward.rrp"
        assert dict(look_over(kept, key).rows)["incident"] == 2
        if enough:
            break
    else:
        pytest.fail("the swap has more steps than were tried")
    assert steps > 4


def test_a_rehearsal_restores_the_latest_backup_elsewhere(
    ward: Ward, store: Store, backup: Path, clock: ToldClock
):
    assert rehearsal_due(ward.home, clock.now())
    done = rehearsal(store).run()
    assert (done.code, done.name) == ("", backup.name)
    assert last_rehearsed(ward.home) == done
    assert not (ward.home.folder / "rehearsal").exists()
    assert len(_incidents(store)) == 2
    assert not rehearsal_due(ward.home, clock.now())
    clock.goes_on(days=30)
    assert rehearsal_due(ward.home, clock.now())


def test_a_rehearsal_that_goes_wrong_is_said_and_tried_again_next_day(
    ward: Ward, store: Store, clock: ToldClock, backup: Path
):
    content = bytearray(backup.read_bytes())
    content[30_000] ^= 1
    backup.write_bytes(content)
    assert rehearsal(store).run().code == "file-damaged"
    assert not rehearsal_due(ward.home, clock.now())
    clock.goes_on(days=1)
    assert rehearsal_due(ward.home, clock.now())


def test_a_rehearsal_needs_a_backup_of_this_history(
    store: Store, manager: StaffMember, ward: Ward, backup: Path
):
    ring_beside(backup).write_bytes(ring_beside(backup).read_bytes().replace(b'"check":"', b'"check":"0'))
    assert rehearsal(store).run().code == "backup-other"
    backup.unlink()
    with pytest.raises(Unavailable, match="no-backup"):
        rehearsal(store)


def test_after_a_rollback_the_manager_goes_on_and_it_is_written_down(
    ward: Ward, store: Store, nurse: StaffMember, manager: StaffMember, expected_log: Any
):
    """T7"""
    expected_log.expect("rolled-back")
    ward.close()
    older = ward.home.folder.parent / "older.rrp"
    shutil.copy(ward.home.ward, older)
    store = ward.open()
    _save(store, nurse)
    store.back_up()
    ward.close()
    shutil.copy(older, ward.home.ward)
    rolled = ward.open()
    assert rehearsal(rolled).run().code == "backup-other"
    lost = rolled.rolled_back()
    assert lost is not None
    assert (lost.number - lost.left, lost.at) == (1, ward.clock.now())
    with pytest.raises(Refused, match="not-allowed"):
        rolled.start_over(by=nurse)
    epoch = rolled.identity().epoch
    rolled.start_over(by=manager)
    assert rolled.rolled_back() is None
    assert rolled.identity().epoch != epoch
    rolled.check_chain()
    with pytest.raises(Refused, match="not-rolled-back"):
        rolled.start_over(by=manager)
    assert ward.again().rolled_back() is None
