"""T9: each way in which a ward cannot be opened is named for what it is, and nothing is made or changed."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path, PureWindowsPath
from unittest.mock import patch

from campaigns import killed, wards
from campaigns.disk import DISK, small_disk
from campaigns.outcome import Asked, Outcome
from rrp_desktop.errors import RrpError
from rrp_desktop.store import Home, new_recovery_code
from rrp_desktop.store import open as opening
from rrp_desktop.store.open import engine_for, patiently
from rrp_desktop.store.preflight import Facts, look
from rrp_desktop.store.ring import new_key

_LOCK = "open.lock"
_HERE = PureWindowsPath(r"C:\ProgramData\RRP")
_FACTS = {
    Facts(PureWindowsPath(r"\\fs\wards\bronte")): "folder-network",
    Facts(_HERE, drive="network"): "folder-network",
    Facts(_HERE, drive="removable"): "folder-removable",
    Facts(PureWindowsPath(r"C:\Users\rw\OneDrive - NHS\RRP")): "folder-synced",
    Facts(_HERE / "BRONTE", synced=(_HERE,)): "folder-synced",
    Facts(_HERE, recalled=True): "folder-synced",
    Facts(_HERE / "BRONTE", roaming=(_HERE,)): "folder-roaming",
    Facts(_HERE, probe="write"): "folder-closed",
    Facts(_HERE, probe="rename"): "folder-no-rename",
    Facts(_HERE, twins=("ward-PC2.rrp",)): "file-twin",
    Facts(_HERE, free=400_000_000): "room-short",
}
"""What only another PC has, by what is known of it."""


def each_fault_is_named(asked: Asked) -> Outcome:
    """T9: the right code for each fault, and no file made or changed."""
    base = asked.folder / "t9-base"
    killed.prepare(base)
    counts = {"faults": 0, "facts": len(_FACTS)}
    wrong = {"misnamed": 0, "files made or changed": 0}
    with patch.object(opening, "PAUSE", 0.0):
        for name, (code, spoil) in _FAULTS.items():
            counts["faults"] += 1
            with spoil(asked.folder / "t9", base) as home:
                before = _contents(home.folder)
                said, opened = _said(home)
                changed = not opened and _contents(home.folder) != before
            if said != code or changed:
                print(f"T9 {name}: {said}{', and files were changed' if changed else ''}", flush=True)
            wrong["misnamed"] += said != code
            wrong["files made or changed"] += changed
    for facts, code in _FACTS.items():
        wrong["misnamed"] += [found.code for found in look(facts)] != [code]
    return Outcome("T9", counts, wrong)


def _said(home: Home) -> tuple[str, bool]:
    """The code of what keeps the ward from being opened, or of what is said once it is; and which of them."""
    try:
        store = wards.opened(Home(home.folder, home.keys))
    except RrpError as error:
        return error.code, False
    try:
        health = store.health()
    finally:
        store.close()
    found = [found.code for found in health.findings]
    return ",".join((["rolled-back"] if health.rolled_back else []) + found), True


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file() and file.name != _LOCK
    }


Spoilt = Callable[[Path, Path], AbstractContextManager[Home]]


def _file(spoil: Callable[[Home], object]) -> Spoilt:
    """A ward with some file spoilt."""

    @contextmanager
    def spoilt(folder: Path, base: Path) -> Iterator[Home]:
        home = wards.copied(base, folder)
        spoil(home)
        yield home

    return spoilt


def _altered(home: Home, place: int) -> None:
    content = bytearray(home.ward.read_bytes())
    content[place] ^= 1
    home.ward.write_bytes(content)


def _under_another_key(home: Home) -> None:
    home.ward.unlink()
    engine = engine_for(home.ward, new_key(), create=True)
    patiently(engine).close()
    engine.dispose()


def _renewed_with_its_old_ring(home: Home) -> None:
    old = home.ring.read_bytes()
    store = wards.opened(home)
    store.change_key(new_recovery_code(), by=wards.manager_of(store))
    store.close()
    home.ring.write_bytes(old)


def _without_its_log(home: Home) -> None:
    store = wards.opened(home)
    with store.reading() as connection:
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint=0")
    before = home.ward.read_bytes()
    store.save("incident", wards.incident(1), by=wards.manager_of(store))
    store.close()
    home.ward.write_bytes(before)


def _newer(home: Home) -> None:
    store = wards.opened(home)
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    store.close()


@contextmanager
def _read_only(folder: Path, base: Path) -> Iterator[Home]:
    with small_disk(folder.with_name("t9-read-only"), DISK) as disk:
        home = wards.copied_into(base, disk)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield home


@contextmanager
def _short_of_room(folder: Path, base: Path) -> Iterator[Home]:
    with small_disk(folder.with_name("t9-small"), DISK) as disk:
        yield wards.copied_into(base, disk)


@contextmanager
def _open_elsewhere(folder: Path, base: Path) -> Iterator[Home]:
    home = wards.copied(base, folder)
    store = wards.opened(home)
    yield home
    store.close()


@contextmanager
def _synced(folder: Path, base: Path) -> Iterator[Home]:
    yield wards.copied(base, folder.with_name("OneDrive - Trust") / "t9")


@contextmanager
def _roaming(folder: Path, base: Path) -> Iterator[Home]:
    with patch.dict(os.environ, {"APPDATA": str(folder)}):
        yield wards.copied(base, folder)


_FAULTS: dict[str, tuple[str, Spoilt]] = {
    "nothing wrong": ("", _file(lambda _home: None)),
    "no ward": ("no-ward", _file(lambda home: shutil.rmtree(home.folder))),
    "no ring": ("ring-missing", _file(lambda home: home.ring.unlink())),
    "half a ring": ("ring-damaged", _file(lambda home: os.truncate(home.ring, 200))),
    "an older ring": ("ring-old", _file(_renewed_with_its_old_ring)),
    "no file": ("file-missing", _file(lambda home: home.ward.unlink())),
    "an empty file": ("file-empty", _file(lambda home: home.ward.write_bytes(b""))),
    "half a file": ("file-damaged", _file(lambda home: os.truncate(home.ward, 100_000))),
    "a damaged header": ("file-damaged", _file(lambda home: _altered(home, 20))),
    "a damaged page": ("file-damaged", _file(lambda home: _altered(home, 50_000))),
    "a file under another key": ("file-damaged", _file(_under_another_key)),
    "a newer file": ("file-newer", _file(_newer)),
    "no key of the PC": ("key-wrong", _file(lambda home: shutil.rmtree(home.keys))),
    "another key of the PC": (
        "key-wrong",
        _file(lambda home: next(home.keys.glob("*.key")).write_bytes(secrets.token_bytes(32))),
    ),
    "a lost log": ("rolled-back", _file(_without_its_log)),
    "a twin": ("file-twin", _file(lambda home: (home.folder / "ward-PC2.rrp").write_bytes(b"made up"))),
    "a read-only folder": ("folder-closed", _read_only),
    "a small disk": ("room-short", _short_of_room),
    "a second window": ("already-open", _open_elsewhere),
    "a synced folder": ("folder-synced", _synced),
    "a roaming folder": ("folder-roaming", _roaming),
}
"""Each fault by name: the code that is said, and a ward that has it."""
