"""What this PC and the ward's folder are like: the disk, who copies it, what works there, the clock."""

import contextlib
import ctypes
import errno
import os
import re
import secrets
import shutil
import sys
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path, PurePath

from rrp_desktop.store.home import Home
from rrp_desktop.store.preflight import Facts

_NETWORKS = ("nfs", "cifs", "smb", "sshfs", "afs", "davfs", "ncpfs", "ceph", "glusterfs")
_SYNCED_ROOTS = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_REMOVABLE, _REMOTE = 2, 4
_TWIN = re.compile(r"ward(?:[-( ].*|.*conflict.*)\.rrp", re.IGNORECASE)
_RECALL = 0x0004_0000 | 0x0040_0000 | 0x1000
"""Windows' marks of a file that lies elsewhere until it is opened."""


def facts(home: Home, now: datetime | None = None, last: datetime | None = None) -> Facts:
    """The facts about the folder of *home*. What the clock shows is judged only when *now* is told."""
    folder = home.folder.resolve()
    near = next(each for each in (folder, *folder.parents) if each.exists())
    size = home.ward.stat().st_size if home.ward.exists() else 0
    return Facts(
        folder=home.folder.absolute(),
        drive=_drive(near),
        synced=_roots(os.environ, _SYNCED_ROOTS),
        roaming=_roots(os.environ, ("APPDATA",)),
        recalled=_recalled(home.ward),
        probe=_probe(folder) if folder.exists() else "",
        twins=tuple(sorted(each.name for each in folder.glob("ward*") if is_twin(each.name))),
        free=shutil.disk_usage(near).free,
        size=size,
        offset=None if now is None else _offset_of(now),
        now=now,
        last=last,
    )


def is_twin(name: str) -> bool:
    """Whether *name* is what a syncing program, or a person, calls a second copy of the ward's file."""
    return _TWIN.fullmatch(name) is not None


def _roots(environment: Mapping[str, str], names: Iterable[str]) -> tuple[PurePath, ...]:
    return tuple(Path(environment[name]) for name in names if environment.get(name))


def _offset_of(moment: datetime) -> int:
    """Minutes that the PC's own clock is ahead of UTC at *moment*."""
    offset = moment.astimezone().utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


def _probe(folder: Path) -> str:
    """What of writing and renaming does not work in *folder*; nothing when all of it does."""
    first = folder / f"probe-{secrets.token_hex(6)}"
    second, step = first.with_suffix(".renamed"), "write"
    try:
        with first.open("xb") as file:
            file.write(b"probe")
            file.flush()
            os.fsync(file.fileno())
        step = "rename"
        first.replace(second)
    except OSError as error:
        # A full disk is another trouble, with words of its own.
        return "" if error.errno in (errno.ENOSPC, errno.EDQUOT) else step
    finally:
        for file_left in (first, second):
            with contextlib.suppress(OSError):
                file_left.unlink(missing_ok=True)
    return ""


if sys.platform == "win32":

    def _drive(folder: Path) -> str:
        kind = ctypes.WinDLL("kernel32").GetDriveTypeW(f"{folder.anchor}")
        return {_REMOVABLE: "removable", _REMOTE: "network"}.get(kind, "local")

    def _recalled(file: Path) -> bool:
        try:
            return bool(file.stat().st_file_attributes & _RECALL)
        except OSError:
            return False

else:

    def _drive(folder: Path) -> str:
        mounts = Path("/proc/self/mounts")
        lines = mounts.read_text("utf-8").splitlines() if mounts.exists() else []
        return drive_of(folder, lines)

    def _recalled(_file: Path) -> bool:
        return False


def drive_of(folder: PurePath, mounts: Iterable[str]) -> str:
    """Whether *folder* is on the network, on something removable or local, by lines as of /proc/mounts."""
    kinds = {
        PurePath(fields[1].replace("\\040", " ")): fields[2] for line in mounts if (fields := line.split())
    }
    at = next((each for each in (folder, *folder.parents) if each in kinds), None)
    if at is None:
        return "local"
    if kinds[at].removeprefix("fuse.").startswith(_NETWORKS):
        return "network"
    return "removable" if at.is_relative_to("/media") or at.is_relative_to("/run/media") else "local"
