"""A little room kept back on the disk: what is being typed can be kept when there is no other room left."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from rrp_desktop.errors import RrpError, Unavailable
from rrp_desktop.place import place
from rrp_desktop.store.home import Home

T = TypeVar("T")
SIZE = 8_000_000
ENOUGH = 200_000_000
"""Bytes that must be free before some of them are kept back."""
_FULL = ("disk-full", "perhaps-saved")


def keep_back(home: Home) -> None:
    """Have the reserve again, where there is room for it."""
    if home.reserve.exists() or shutil.disk_usage(home.folder).free < ENOUGH:
        return
    with suppress(RrpError):
        # Zeros would take no room on a disk that compresses.
        place(os.urandom(SIZE), home.reserve, mode=0o600)


def with_reserve(home: Home, keep: Callable[[], T]) -> T:
    """What *keep* gives, which may be called twice: on a full disk the reserve makes way for it."""
    try:
        return keep()
    except Unavailable as error:
        if error.code not in _FULL or not _give_up(home):
            raise
    return keep()


def _give_up(home: Home) -> bool:
    """Whether there was a reserve, and it is no more."""
    try:
        home.reserve.unlink()
    except OSError:
        return False
    return True
