"""Put a finished file where it is wanted: whole, read back, or not at all.

    name.part → write → fsync → read again and compare → rename → directory synced

Only after that may anybody be told that the file is there.
"""

import errno
import os
import secrets
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rrp_desktop.errors import Damaged, Unavailable

HELD = (5, 32)
"""What Windows says while another program, such as a virus scanner, holds a file."""
PAUSE, LONGEST = 0.025, 5.0
_AT_ONCE = 8


def place(content: bytes, target: Path, *, mode: int = 0o644, over: bool = False) -> None:
    """Write *content* to *target*. An existing file is kept unless *over*; a failure leaves no part."""
    if target.exists() and not over:
        raise Unavailable("file-exists", "There is already a file of that name. Choose another folder.")
    try:
        _part(content, target, target.with_name(f"{target.name}.part"), mode)
        _sync_directory(target.parent)
    except OSError as error:
        raise unavailable(error) from error


def place_all(contents: Mapping[Path, bytes], *, mode: int = 0o644) -> None:
    """Write many files as `place` does over what is there; their folders are synced once.

    Others may be writing the same files: each has parts of its own, and whoever is last to finish counts.
    """
    own = secrets.token_hex(4)

    def write(target: Path) -> None:
        _part(contents[target], target, target.with_name(f"{target.name}.{own}.part"), mode)

    try:
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            list(threads.map(write, contents))
        for folder in {target.parent for target in contents}:
            _sync_directory(folder)
    except OSError as error:
        raise unavailable(error) from error


def _part(content: bytes, target: Path, part: Path, mode: int) -> None:
    try:
        _write(content, part, mode)
        if part.read_bytes() != content:
            raise Damaged("read-back", "What was written reads back differently. Use another disk or stick.")
        _rename(part, target)
    finally:
        part.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Have *folder*: closed to other accounts; on Windows open to whom the folder it lies in is open.

    There IT says who works on the ward, and Python takes a mode to mean the maker alone.
    """
    if sys.platform == "win32":
        folder.mkdir(parents=True, exist_ok=True)
    else:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def settle(part: Path, target: Path) -> None:
    """Give the finished file *part* its name, once every byte of it is on the disk."""
    try:
        descriptor = os.open(part, os.O_RDWR | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        rename(part, target)
    except OSError as error:
        raise unavailable(error) from error


def rename(source: Path, target: Path) -> None:
    """Give a file another name for good, waiting a while for whoever holds it."""
    _rename(source, target)
    _sync_directory(target.parent)


def _rename(source: Path, target: Path) -> None:
    pause = PAUSE
    while True:
        try:
            source.replace(target)
            break
        except PermissionError as error:
            if getattr(error, "winerror", None) not in HELD or pause > LONGEST:
                raise
            time.sleep(pause)
            pause *= 2


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


def unavailable(error: OSError) -> Unavailable:
    """What *error* means for the person."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable("disk-full", "There is no room there. Free some space or use another disk.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Unavailable("not-allowed-there", "This PC may not write there. Choose another folder.")
    return Unavailable("cannot-write", "The file could not be written there. Try another folder.")
