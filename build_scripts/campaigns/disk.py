"""T4 and T5: the disk fails now and then, or is full.

Whatever a call answers, what was acknowledged is there; what failed says so in words, and nothing that stands
under its own name is bad.
"""

import ast
import contextlib
import ctypes
import errno
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from campaigns import killed, wards
from campaigns.outcome import Asked, NotHere, Outcome
from rrp_desktop.errors import RrpError
from rrp_desktop.store import Home, Store, new_recovery_code
from rrp_desktop.store import open as opening

PRELOAD = "/usr/lib/fiu/fiu_posix_preload.so"
_CALLS = (b"posix/io/rw/*", b"posix/io/sync/*", b"posix/io/dir/unlink", b"posix/io/dir/rename")
SAVES = 60
STEP, DISK = 4096, 24_000_000
MANY = 512


def now_and_then(asked: Asked) -> Outcome:
    """T4: calls to the disk fail at random, one to five in a hundred."""
    if sys.platform != "linux" or not Path(PRELOAD).exists():
        raise NotHere("this test needs libfiu: sudo apt-get install fiu-utils")
    if PRELOAD not in os.environ.get("LD_PRELOAD", ""):
        return _in_a_process_of_its_own(asked)
    chance = random.Random(asked.seed)
    library = ctypes.CDLL("libfiu.so.0")
    library.fiu_init(0)
    opening.PAUSE = 0.02
    counts = {"rounds": asked.times, "acknowledged": 0, "failed": 0, "not acknowledged and there": 0}
    faults = {"lost": 0, "broken": 0, "failed without words": 0}
    for number in range(asked.times):
        folder = asked.folder / "t4"
        shutil.rmtree(folder, ignore_errors=True)
        _round(wards.make(folder), library, chance.uniform(0.01, 0.05), number, counts, faults)
    faults["rounds in which nothing failed"] = int(counts["failed"] < asked.times)
    return Outcome("T4", counts, faults)


def _in_a_process_of_its_own(asked: Asked) -> Outcome:
    # The library that makes calls fail has to be there before the process begins.
    line = (
        "import logging; from pathlib import Path; "
        "from campaigns import disk; from campaigns.outcome import Asked;"
        " logging.getLogger('rrp_desktop').setLevel(logging.CRITICAL);"
        f"found = disk.now_and_then(Asked({asked.times}, Path({str(asked.folder)!r}), {asked.seed}));"
        "print(dict(found.counts)); print(dict(found.faults))"
    )
    done = subprocess.run(
        [sys.executable, "-c", line],
        env={**os.environ, "LD_PRELOAD": PRELOAD},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    counts, faults = (ast.literal_eval(line) for line in done.stdout.splitlines()[-2:])
    return Outcome("T4", counts, faults)


def _round(
    home: Home,
    library: ctypes.CDLL,
    probability: float,
    number: int,
    counts: dict[str, int],
    faults: dict[str, int],
) -> None:
    store = wards.opened(home)
    manager = wards.manager_of(store)
    said: set[str] = set()
    wordless: list[Exception] = []
    with _failing(library, probability):
        for each in range(SAVES):
            try:
                said.add(store.save("incident", wards.incident(number + each), by=manager).key)
            except RrpError:
                counts["failed"] += 1
            except Exception as error:  # noqa: BLE001
                counts["failed"] += 1
                wordless.append(error)
        with contextlib.suppress(RrpError):
            store.close()
    faults["failed without words"] += len(wordless)
    for each_wordless in wordless:
        print("T4", type(each_wordless).__name__, str(each_wordless)[:200], flush=True)
    home.unlock()
    if (found := wards.found_again(home, "T4", faults)) is None:
        return
    counts["acknowledged"] += len(said)
    counts["not acknowledged and there"] += len(found - said)
    faults["lost"] += len(said - found)


@contextmanager
def _failing(library: ctypes.CDLL, probability: float) -> Iterator[None]:
    for name in _CALLS:
        library.fiu_enable_random(name, 1, ctypes.c_void_p(errno.EIO), 0, ctypes.c_float(probability))
    try:
        yield
    finally:
        for name in _CALLS:
            library.fiu_disable(name)


def full(asked: Asked) -> Outcome:
    """T5: there is room for nothing, for one page, for two: and so on, for all that is written."""
    base = asked.folder / "t5-base"
    killed.prepare(base)
    counts = {"steps": asked.times, **{f"{name} done": 0 for name in _DEEDS}, "refused in words": 0}
    faults = {"lost or broken": 0, "failed without words": 0}
    with small_disk(asked.folder / "t5", DISK) as disk:
        for step in range(asked.times):
            for name, deed in _DEEDS.items():
                _fill_up(disk, base, STEP * step * (1 if asked.times > MANY else MANY // asked.times))
                _try_deed(disk, name, deed, counts, faults)
    faults["deeds that were never done or never refused"] = sum(
        not 0 < counts[f"{name} done"] < asked.times for name in _DEEDS
    )
    return Outcome("T5", counts, faults)


def _try_deed(
    disk: Path, name: str, deed: Callable[[Path], None], counts: dict[str, int], faults: dict[str, int]
) -> None:
    try:
        deed(disk)
        counts[f"{name} done"] += 1
    except RrpError:
        counts["refused in words"] += 1
    except Exception as error:  # noqa: BLE001
        print(f"T5 {name}: {type(error).__name__} {error}"[:200], flush=True)
        faults["failed without words"] += 1
    wards.home_in(disk).unlock()
    (disk / "filler").unlink()
    if wrong := _WRONG.get(name, killed.whole)(disk, []):
        print(f"T5 {name}: {wrong}", flush=True)
        faults["lost or broken"] += 1


def _fill_up(disk: Path, base: Path, free: int) -> None:
    """Leave on *disk* the ward of *base* and so many *free* bytes."""
    for each in disk.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    shutil.copytree(base, disk, dirs_exist_ok=True)
    left = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    with (disk / "filler").open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, max(left - free - 2 * STEP, STEP))


def _save(folder: Path) -> None:
    with _ward_in(folder) as store:
        store.save("incident", wards.incident(39), by=wards.manager_of(store))


def _draft(folder: Path) -> None:
    with _ward_in(folder) as store:
        store.keep_draft(None, "incident", {"note": "made up " * 500}, by=wards.manager_of(store))


def _back_up(folder: Path) -> None:
    with _ward_in(folder) as store:
        store.back_up()


def _export(folder: Path) -> None:
    (folder / "out").mkdir(exist_ok=True)
    with _ward_in(folder) as store:
        wards.hand_over_month(store, folder / "out", wards.manager_of(store))


def _save_ring(folder: Path) -> None:
    with _ward_in(folder) as store:
        store.renew_recovery(new_recovery_code(), by=wards.manager_of(store))


def _migrate(folder: Path) -> None:
    with killed.next_release(folder):
        wards.opened(wards.home_in(folder)).close()


_DEEDS: dict[str, Callable[[Path], None]] = {
    "saves": _save,
    "drafts": _draft,
    "backups": _back_up,
    "exports": _export,
    "saves of the ring": _save_ring,
    "migrations": _migrate,
}


_WRONG: dict[str, Callable[[Path, list[str]], str]] = {
    "backups": killed.backup_wrong,
    "exports": killed.export_wrong,
    "migrations": killed.migration_wrong,
}
"""How what a deed leaves is looked at, where that is more than the ward itself."""


@contextmanager
def _ward_in(folder: Path) -> Iterator[Store]:
    store = wards.opened(wards.home_in(folder))
    try:
        yield store
    finally:
        store.close()


@contextmanager
def small_disk(at: Path, size: int) -> Iterator[Path]:
    """A disk of that *size*, in memory, at the new folder *at*."""
    at.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        raise NotHere("only root on Linux may mount a small disk")
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(at)]
    if subprocess.run(command, check=False, capture_output=True).returncode != 0:
        raise NotHere("this machine does not let root mount a small disk")
    try:
        yield at
    finally:
        subprocess.run(["umount", "-l", str(at)], check=True)
