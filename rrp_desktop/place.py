"""Put a finished file where it is wanted: whole, read back, or not at all.

    name.part → write → fsync → read again and compare → rename → directory synced

Only after that may anybody be told that the file is there.
"""

import errno
import hashlib
import os
from pathlib import Path

from rrp_desktop.errors import Damaged, Unavailable


def place(content: bytes, target: Path, *, mode: int = 0o644, over: bool = False) -> None:
    """Write *content* to *target*. An existing file is kept unless *over*; a failure leaves no part."""
    if target.exists() and not over:
        raise Unavailable("file-exists", "There is already a file of that name. Choose another folder.")
    part = target.with_name(target.name + ".part")
    try:
        _write(content, part, mode)
        if hashlib.sha256(part.read_bytes()).digest() != hashlib.sha256(content).digest():
            raise Damaged("read-back", "What was written reads back differently. Use another disk or stick.")
        part.replace(target)
        _sync_directory(target.parent)
    except OSError as error:
        raise _unavailable(error) from error
    finally:
        part.unlink(missing_ok=True)


def _write(content: bytes, part: Path, mode: int) -> None:
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_directory(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unavailable(error: OSError) -> Unavailable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable("disk-full", "There is no room there. Free some space or use another disk.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Unavailable("not-allowed-there", "This PC may not write there. Choose another folder.")
    return Unavailable("cannot-write", "The file could not be written there. Try another folder.")
