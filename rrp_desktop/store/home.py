"""Where a ward's files live, and the lock that lets one window at a time in."""

import contextlib
import getpass
import os
import sys
import time
from pathlib import Path

from rrp_desktop.errors import Unavailable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LOCKED_BYTE = 4096
_LONGEST_OWNER = 200


class Home:
    """One ward's folder. The device's secret and the mark are kept in *keys*, outside the folder.

    Nothing but the encryption library may open `ward`: a plain `open` would drop its locks.
    """

    def __init__(self, folder: Path, keys: Path | None = None) -> None:
        self.folder = folder
        self.keys = keys or default_keys()
        self.ward = folder / "ward.rrp"
        self.new_ward = folder / "ward.new"
        self.ring = folder / "ring.json"
        self.lock_file = folder / "open.lock"
        self.backups = folder / "backups"
        self.aside = folder / "aside"
        self.restoring = folder / "restoring"
        self.sealed = folder / "sealed"
        self.draft_key = folder / "draft.pub"
        self.reserve = folder / "reserve"
        self._locked: int | None = None

    def device(self, ward: str) -> Path:
        """Where this PC keeps its own secret for the ward of that id."""
        return self.keys / f"{ward}.key"

    def mark(self, ward: str) -> Path:
        """Where this PC notes how far the chain of the ward of that id has come."""
        return self.keys / f"{ward}.mark"

    def exists(self) -> bool:
        """Whether a ward, or what is left of one, is here."""
        return self.ward.exists() or self.ring.exists()

    def lock(self) -> bool:
        """Take the folder for this process; True when this call took it.

        Unavailable with `already-open` when another has it. The lock ends with the process.
        """
        if self._locked is not None:
            return False
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Unavailable(
                "folder-closed",
                f"This account may not write in {self.folder}. Ask IT to allow it for all who work here.",
            ) from error
        try:
            _take(descriptor)
        except OSError:
            owner = os.read(descriptor, _LONGEST_OWNER).decode("utf-8", "replace").strip()
            os.close(descriptor)
            raise Unavailable(
                "already-open",
                "This ward is open in another window on this PC"
                f"{f' ({owner})' if owner else ''}. Use that one, or close it.",
            ) from None
        self._locked = descriptor
        # Who has it is a courtesy: on a full disk the lock must still hold.
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
            os.write(descriptor, _owner().encode()[:_LONGEST_OWNER])
        return True

    def unlock(self) -> None:
        """Let others in again."""
        if self._locked is not None:
            os.close(self._locked)
            self._locked = None


def _owner() -> str:
    """Who has the ward open, and since when, for whoever comes second."""
    account = "unknown"
    with contextlib.suppress(OSError, KeyError, ImportError):
        account = getpass.getuser()
    return f"account {account}, since {time.strftime('%H:%M')}, process {os.getpid()}"


def default_folder() -> Path:
    """The folder for this PC's ward: shared by all who use the PC where the system has such a place."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "RRP"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "rrp-desktop"


def default_keys() -> Path:
    """The folder for what opens wards on this PC and nowhere else."""
    if sys.platform == "win32":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "RRP-device"
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "rrp-desktop"


def _take(descriptor: int) -> None:
    if sys.platform == "win32":
        os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(descriptor, 0, os.SEEK_SET)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
