"""A PC on which a ward's file would not be safe is refused in words, before anything is opened."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from rrp_desktop.errors import Unavailable
from rrp_desktop.store import Home, Store, make_ward
from rrp_desktop.store.for_it import report_for_it
from rrp_desktop.store.preflight import ENOUGH, ROOM, Facts, look, refuse_unfit
from rrp_desktop.store.restore import restore
from rrp_desktop.store.surroundings import drive_of, facts, is_twin
from tests.core.store.conftest import CODE, PIN, VALUES, Ward

HERE = PureWindowsPath(r"C:\ProgramData\RRP\BRONTE")
NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
PROFILE = PureWindowsPath(r"C:\Users\rwp")
ROAMING = PROFILE / "AppData" / "Roaming"


def _codes(facts: Facts) -> list[str]:
    return [finding.code for finding in look(facts)]


def test_a_good_pc_is_not_complained_of():
    assert look(Facts(HERE, size=70_000_000, offset=0, now=NOW, last=NOW)) == ()


@pytest.mark.parametrize(
    ("folder", "network"),
    [
        (r"\\trust-fs01\wards\bronte", True),
        (r"//trust-fs01/wards/bronte", True),
        (r"\\?\UNC\trust-fs01\wards\bronte", True),
        (r"\\?\C:\ProgramData\RRP", False),
        (r"\\.\C:\ProgramData\RRP", False),
        (r"C:\ProgramData\RRP", False),
        (r"C:\wards\trust-fs01", False),
    ],
)
def test_a_unc_path_is_on_the_network(folder: str, network: bool):
    assert _codes(Facts(PureWindowsPath(folder))) == (["folder-network"] if network else [])


@pytest.mark.parametrize(
    ("folder", "synced"),
    [
        (PROFILE / "OneDrive - NHS" / "RRP", True),
        (PROFILE / "onedrive" / "RRP", True),
        (PureWindowsPath(r"D:\Work\Trust files\RRP"), True),
        (PureWindowsPath(r"d:\WORK\trust FILES"), True),
        (PureWindowsPath(r"D:\Work\Trust files 2"), False),
        (PROFILE / "Dropbox" / "RRP", True),
        (PROFILE / "Google Drive" / "RRP", True),
        (PROFILE / "RRP", False),
    ],
)
def test_a_folder_that_a_program_copies_elsewhere_is_refused(folder: PurePath, synced: bool):
    found = Facts(folder, synced=(PureWindowsPath(r"D:\Work\Trust files"),))
    assert _codes(found) == (["folder-synced"] if synced else [])


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (Facts(HERE, drive="network"), ["folder-network"]),
        (Facts(HERE, drive="removable"), ["folder-removable"]),
        (Facts(HERE, recalled=True), ["folder-synced"]),
        (
            Facts(PROFILE / "AppData" / "Roaming" / "RRP", roaming=(PROFILE / "AppData" / "Roaming",)),
            ["folder-roaming"],
        ),
        (Facts(HERE, probe="write"), ["folder-closed"]),
        (Facts(HERE, probe="rename"), ["folder-no-rename"]),
        (Facts(HERE, free=ROOM - 1), ["room-short"]),
        (
            Facts(PureWindowsPath(r"\\fs\wards\OneDrive"), probe="write", free=0),
            ["folder-network", "folder-synced", "folder-closed", "room-short"],
        ),
    ],
    ids=["drive", "stick", "recalled", "roaming", "closed", "no rename", "no room", "all at once"],
)
def test_what_would_lose_entries_is_refused_with_a_remedy(found: Facts, codes: list[str]):
    assert _codes(found) == codes
    with pytest.raises(Unavailable, match=codes[0]):
        refuse_unfit(look(found))
    assert all("sk IT" in each.sentence or "Free" in each.sentence for each in look(found))


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (Facts(HERE, free=ENOUGH - 1, size=1), ["room-short"]),
        (Facts(HERE, free=200, size=1), ["room-short"]),
        (Facts(HERE, free=3 * 800_000_000 - 1, size=800_000_000), ["room-short"]),
        (Facts(HERE, twins=("ward-PC2.rrp",)), ["file-twin"]),
        (Facts(HERE, now=NOW, last=NOW + timedelta(minutes=3)), ["clock-behind"]),
        (Facts(HERE, now=NOW, last=NOW + timedelta(minutes=2)), []),
        (Facts(HERE, now=NOW, last=NOW - timedelta(days=30)), ["clock-far"]),
        (Facts(HERE, now=NOW, offset=60), ["zone-other"]),
        (Facts(HERE, now=NOW.replace(month=7), offset=60), []),
    ],
)
def test_what_a_ward_can_work_with_is_only_warned_of(found: Facts, codes: list[str]):
    assert _codes(found) == codes
    refuse_unfit(look(found))


@pytest.mark.parametrize(
    ("name", "twin"),
    [
        ("ward-PC2.rrp", True),
        ("ward (1).rrp", True),
        ("ward (conflicted copy 2026-11-21).rrp", True),
        ("ward.sync-conflict-20261121.rrp", True),
        ("Ward - Copy.RRP", True),
        ("ward.rrp", False),
        ("ward.rrp-wal", False),
        ("ward.before-0003.rrp", False),
        ("ring.json", False),
    ],
)
def test_a_second_copy_is_known_by_its_name(name: str, twin: bool):
    assert is_twin(name) is twin


@pytest.mark.parametrize(
    ("folder", "drive"),
    [
        ("/home/ward/.local/share/rrp-desktop", "local"),
        ("/mnt/share/rrp", "network"),
        ("/mnt/the share/rrp", "network"),
        ("/mnt/over ssh", "network"),
        ("/media/ward/STICK/rrp", "removable"),
        ("/media", "local"),
    ],
)
def test_where_a_folder_lies_is_read_from_what_is_mounted(folder: str, drive: str):
    mounts = [
        "/dev/sda1 / ext4 rw 0 0",
        "//fs01/wards /mnt/share cifs rw 0 0",
        r"fs01:/wards /mnt/the\040share nfs4 rw 0 0",
        r"ward@fs01: /mnt/over\040ssh fuse.sshfs rw 0 0",
        "/dev/sdb1 /media/ward/STICK vfat rw 0 0",
    ]
    assert drive_of(PurePosixPath(folder), mounts) == drive


def test_looking_at_a_folder_leaves_it_as_it_was(ward: Ward):
    before = sorted(ward.home.folder.iterdir())
    found = facts(ward.home, NOW, NOW)
    assert sorted(ward.home.folder.iterdir()) == before
    assert (found.drive, found.probe, found.size) == ("local", "", ward.home.ward.stat().st_size)
    refuse_unfit(look(found))


def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above(tmp_path: Path):
    home = Home(tmp_path / "not" / "yet", tmp_path / "keys")
    assert facts(home).free > 0
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A disk that may only be read."""
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux may mount a disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(disk)], check=False).returncode != 0:
        pytest.skip("this machine does not let root mount a disk")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_disk_that_may_only_be_read_is_refused(read_only: Path):
    assert _codes(facts(Home(read_only, read_only))) == ["folder-closed"]


def test_in_an_unfit_folder_a_ward_is_neither_made_nor_opened_nor_restored(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OneDrive", str(ward.home.folder.parent))
    before = {file: file.stat().st_mtime_ns for file in ward.home.folder.iterdir()}
    other, needs = Home(ward.home.folder.parent / "other", ward.home.keys), ward.needs()
    for begin in (
        ward.open,
        partial(make_ward, other, VALUES, manager="L. W.", pin=PIN, recovery_code=CODE, **needs),
        partial(restore, ward.home, Path("ward-1.rrp"), **needs),
    ):
        with pytest.raises(Unavailable, match="folder-synced"):
            begin()
    assert not other.folder.exists()
    assert {file: file.stat().st_mtime_ns for file in ward.home.folder.iterdir()} == before


def test_an_installation_says_what_is_wrong_with_its_pc(ward: Ward, store: Store):
    assert "clock-behind" not in {each.code for each in store.health().findings}
    ward.clock.goes_on(days=-400)
    assert "clock-behind" in {each.code for each in store.health().findings}


def test_it_is_told_why_a_ward_could_not_be_opened_and_nothing_about_anybody(
    tmp_path: Path,
):
    folder = tmp_path / "OneDrive - Trust" / "RRP"
    folder.mkdir(parents=True)
    home = Home(folder, tmp_path / "keys")
    with pytest.raises(Unavailable) as refused:
        refuse_unfit(look(facts(home)))
    told = report_for_it(home, refused.value)
    assert "(code folder-synced)" in told
    assert f"Folder: {folder} (local disk, " in told
    assert "ward file missing, key file missing" in told
    assert f"Found: {refused.value.sentence}" in told
    assert list(folder.iterdir()) == []
