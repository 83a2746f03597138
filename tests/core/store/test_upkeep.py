"""What is due for a ward's file, and what is left when it was done."""

from pathlib import Path

import pytest

from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store
from rrp_desktop.store.backup import AT_CLOSE, last_away, last_rehearsed
from rrp_desktop.store.upkeep import due
from tests.core.store.conftest import ToldClock, Ward


def _do(store: Store, clock: ToldClock) -> bool:
    job = due(store, clock.now())
    if job is None:
        return False
    assert job() == store.backups()[0]
    return True


def test_a_new_ward_is_backed_up_at_once_and_rehearsed_when_looked_at_again(
    ward: Ward, store: Store, clock: ToldClock
):
    assert _do(store, clock)
    assert len(store.backups()) == 1
    assert last_rehearsed(ward.home) is None
    assert _do(store, clock)
    assert last_rehearsed(ward.home) is not None
    assert not _do(store, clock)
    clock.goes_on(hours=2)
    assert not _do(store, clock)


def test_an_hour_of_work_is_backed_up(store: Store, clock: ToldClock, manager: StaffMember):
    while _do(store, clock):
        pass
    store.change_setting("ward.beds", 20, by=manager)
    clock.goes_on(minutes=20)
    assert due(store, clock.now()) is None
    assert due(store, clock.now(), after=AT_CLOSE) is not None
    clock.goes_on(minutes=40)
    assert _do(store, clock)
    assert len(store.backups()) == 2


@pytest.fixture
def second(store: Store, manager: StaffMember, tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    store.change_setting("backup.second", str(folder), by=manager)
    return folder


def test_a_backup_is_carried_away_daily_and_an_hour_after_it_failed(
    ward: Ward, store: Store, clock: ToldClock, manager: StaffMember, second: Path
):
    while _do(store, clock):
        pass
    away = last_away(ward.home)
    assert away is not None
    assert away.code == "cannot-write"
    second.mkdir()
    clock.goes_on(hours=1)
    assert _do(store, clock)
    assert len(list(second.rglob("*.rrp"))) == 1
    clock.goes_on(hours=2)
    store.change_setting("ward.beds", 20, by=manager)
    assert _do(store, clock)
    assert len(list(second.rglob("*.rrp"))) == 1
    clock.goes_on(hours=23)
    assert _do(store, clock)
    assert len(list(second.rglob("*.rrp"))) == 2
    assert not _do(store, clock)
