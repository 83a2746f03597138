"""The removable drives that a bundle may be put on, and the room on each."""

import ctypes
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QStorageInfo

_MOUNTED = ("/media/", "/run/media/")
"""Where Linux puts what is plugged in."""
_REMOVABLE = 2
"""Windows' own number for such a drive."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A removable drive: its folder, and how many bytes are free."""

    folder: str
    free: int


def drives() -> tuple[Drive, ...]:
    """Every removable drive that can be written to. Asking may take as long as a slow drive."""
    return tuple(
        Drive(volume.rootPath(), volume.bytesAvailable())
        for volume in QStorageInfo.mountedVolumes()
        if _is_removable(volume.rootPath()) and volume.isReady() and not volume.isReadOnly()
    )


def in_words(found: Sequence[Drive]) -> str:
    """What to say beside the button that saves."""
    if not found:
        return "No removable drive is plugged in."
    return "Removable drive " + ", ".join(f"{each.folder} · {room(each.free)}" for each in found)


def room(free: int) -> str:
    """How much is free."""
    return f"{free / 1_000_000_000:.1f} GB free"


def _is_removable(folder: str) -> bool:
    if sys.platform == "win32":
        return bool(ctypes.WinDLL("kernel32").GetDriveTypeW(folder) == _REMOVABLE)
    return folder.startswith(_MOUNTED)
