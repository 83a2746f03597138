"""What is acknowledged is there, whatever happens to the process or the disk."""

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns import killed, recording, wards
from campaigns.outcome import Asked, Outcome
from campaigns.recording import Step
from rrp_desktop.errors import Unavailable
from rrp_desktop.store import Home, reserve
from rrp_desktop.store.sealed import seal
from rrp_desktop.store.upkeep import due
from tests.core.store.conftest import Ward, copy_of

VIOLENCE = {"kinds": ("violence",), "started_at": datetime(2026, 11, 20, 9, tzinfo=UTC)}


def test_no_acknowledged_record_is_lost_to_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """T1: the whole campaign is `build_scripts/faults.py --only T1`."""
    monkeypatch.setattr(killed, "LONGEST_LIFE", 2.0)
    outcome = killed.killed_while_saving(Asked(2, tmp_path, 1))
    assert outcome.passed, outcome.line()


def test_a_campaign_passes_only_when_it_found_no_fault():
    assert Outcome("T1", {"cycles": 9}, {"lost": 0}).passed
    assert not Outcome("T1", {"cycles": 9}, {"broken": 0, "lost": 1}).passed


def test_a_campaign_that_saved_nothing_has_not_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wards, "run_and_kill", lambda *given: ([], True))
    assert not killed.killed_while_saving(Asked(1, tmp_path, 1)).passed


def test_a_campaign_that_would_find_a_loss_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The control: a record that was said to be saved and is not there."""
    real = wards.run_and_kill

    def says_more(work: wards.Work, folder: Path, _life: float) -> tuple[list[str], bool]:
        said, alive = real(work, folder, 0.3)
        return [*said, "never saved"], alive

    monkeypatch.setattr(wards, "run_and_kill", says_more)
    assert killed.killed_while_saving(Asked(1, tmp_path, 1)).faults["lost"] == 1


def _left_of(*steps: Step) -> set[tuple[tuple[str, bytes], ...]]:
    """Everything that may be on a disk after *steps* were taken on a file `a` that held `old`."""
    disk = recording.Disk(recording.Recording({1: b"old"}, {"a": 1}, steps))
    for step in steps:
        disk.take(step)
    chance = random.Random(1)
    return {tuple(sorted(disk.left(chance).items())) for _ in range(200)}


def test_what_was_synced_outlives_a_power_cut_and_what_was_not_may_not():
    """T2: the model that every count of it rests on."""
    written, synced = Step(b"w", 1, 3, b"new"), Step(b"s", 1, 0, b"")
    assert _left_of(written) == {(("a", b"old"),), (("a", b"oldnew"),)}
    assert _left_of(written, synced) == {(("a", b"oldnew"),)}
    assert _left_of(Step(b"c", 1, 1, b""), synced) == {(("a", b"o"),)}


def test_a_write_may_be_torn_between_sectors_and_a_later_one_be_there_alone():
    """T2"""
    left = {content[0][1] for content in _left_of(Step(b"w", 1, 0, b"x" * 1024), Step(b"w", 1, 1024, b"y"))}
    assert b"x" * 512 in left
    assert b"old".ljust(1024, b"\0") + b"y" in left


def test_a_name_is_sure_only_once_its_folder_was_synced():
    """T2"""
    made = Step(b"m", 2, 0, b"b"), Step(b"r", 0, 0, b"b\0a")
    old, both, new = (("a", b"old"),), (("a", b"old"), ("b", b"")), (("a", b""),)
    assert _left_of(*made) == {old, both, new}
    assert _left_of(*made, Step(b"s", 0, 0, b"")) == {new}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("this machine does not let root mount a small disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def _fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    return filler


def test_a_full_disk_stops_the_save_and_loses_nothing(made: Path, small_disk: Path):
    """T5"""
    ward = Ward(copy_of(made, small_disk))
    store = ward.open()
    [nurse] = [member for member in store.staff() if member.shown == "J. P."]
    saved = {store.save("incident", VIOLENCE, by=nurse).key}
    ward.events.clear()
    filler = _fill(small_disk)
    with pytest.raises(Unavailable, match="disk-full"):
        store.save("incident", VIOLENCE | {"note": "made up " * 400}, by=nurse)
    assert ward.events == []
    assert {record.key for record in store.find("incident")} == saved
    filler.unlink()
    saved.add(store.save("incident", VIOLENCE, by=nurse).key)
    store = ward.again()
    assert {record.key for record in store.find("incident")} == saved
    store.check_chain()
    ward.close()


@pytest.fixture
def full_disk(made: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ward]:
    """An open ward, that has its reserve, on a disk with no room left."""
    monkeypatch.setattr(reserve, "SIZE", 500_000)
    monkeypatch.setattr(reserve, "ENOUGH", 0)
    ward = Ward(copy_of(made, small_disk))
    ward.open()
    reserve.keep_back(ward.home)
    _fill(small_disk)
    yield ward
    ward.close()


def test_on_a_full_disk_what_is_typed_is_kept_and_then_saved_when_there_is_room(full_disk: Ward):
    """Logging is never blocked: what cannot be saved is a draft."""
    store, typed = full_disk.store, VIOLENCE | {"note": "made up " * 400}
    [nurse] = [member for member in store.staff() if member.shown == "J. P."]
    with pytest.raises(Unavailable, match="disk-full"):
        store.save("incident", typed, by=nurse)
    assert full_disk.home.reserve.exists()
    draft = store.keep_draft(None, "incident", typed, by=nurse)
    assert not full_disk.home.reserve.exists()
    (full_disk.home.folder.parent / "filler").unlink()
    store = full_disk.again()
    assert store.draft(draft).answers == typed
    store.save("incident", typed, by=nurse, draft=draft)
    due(store, full_disk.clock.now())
    assert full_disk.home.reserve.stat().st_size == 500_000


def test_on_a_full_disk_an_entry_is_sealed_all_the_same(full_disk: Ward):
    typed = VIOLENCE | {"note": "made up " * 400}
    seal(full_disk.home, "incident", typed, by="J. P.", at=full_disk.clock.now())
    assert not full_disk.home.reserve.exists()
    [entry] = full_disk.store.sealed()
    assert entry.by == "J. P."


def test_nothing_is_kept_back_of_a_disk_that_has_little_room(made: Path, small_disk: Path):
    home = copy_of(made, small_disk)
    reserve.keep_back(home)
    assert not home.reserve.exists()


def test_a_full_disk_keeps_nobody_from_the_lock(small_disk: Path):
    _fill(small_disk)
    home = Home(small_disk, small_disk / "keys")
    assert home.lock()
    with pytest.raises(Unavailable, match="already-open"):
        Home(small_disk).lock()
    home.unlock()
