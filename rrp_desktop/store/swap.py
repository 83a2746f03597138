"""Another file in the place of the ward's, the present one kept aside: all of it, or nothing.

The new file, its ring and its mark are made whole in a folder of their own. From the moment a note of that
is on the disk the swap goes through, whatever happens: `finish_swap` takes it up wherever it stopped.
"""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

from rrp_desktop.errors import Damaged
from rrp_desktop.place import make_folder, place, rename, unavailable
from rrp_desktop.store.home import Home
from rrp_desktop.store.plain import spell
from rrp_desktop.store.ring import load_ring, save_ring

_NOTE = "whole.json"


def begin_swap(home: Home, new: Home, now: datetime) -> None:
    """Put what is in *new*, which lies in `home.restoring`, in the place of the ward of *home*."""
    aside = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    while (home.aside / aside).exists():
        aside += "-"
    ward = load_ring(new.ring).ward
    place(spell({"aside": aside, "ward": ward}).encode(), home.restoring / _NOTE, mode=0o600, over=True)
    finish_swap(home)


def finish_swap(home: Home) -> None:
    """Finish a swap that was begun; clear away one that was only prepared."""
    if not home.restoring.exists():
        return
    note = home.restoring / _NOTE
    try:
        if note.exists():
            told = json.loads(note.read_bytes())
            _go_on(home, Home(home.restoring, home.restoring), home.aside / told["aside"], told["ward"])
            note.unlink()
        shutil.rmtree(home.restoring)
    except OSError as error:
        raise unavailable(error) from error
    except (ValueError, TypeError, KeyError):
        raise Damaged(
            "restore-unclear", "A restore was begun and cannot be finished. Ask IT: nothing was lost."
        ) from None


def _go_on(home: Home, new: Home, aside: Path, ward: str) -> None:
    make_folder(aside)
    if new.ward.exists():
        # The log goes with the file that wrote it: beside another file it would be read into that one.
        for name in ("ward.rrp-wal", "ward.rrp-shm", "ward.rrp"):
            if (home.folder / name).exists():
                rename(home.folder / name, aside / name)
        rename(new.ward, home.ward)
    if new.ring.exists():
        if home.ring.exists():
            place(home.ring.read_bytes(), aside / home.ring.name, mode=0o600, over=True)
        save_ring(load_ring(new.ring), home.ring, forget=True)
        new.ring.unlink()
    if new.mark(ward).exists():
        make_folder(home.keys)
        place(new.mark(ward).read_bytes(), home.mark(ward), mode=0o600, over=True)
