"""Real wards to do things to, and processes that are killed while they work in them."""

import contextlib
import multiprocessing
import shutil
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from pyrage.x25519 import Identity

from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.bundle.pack import Pack, Recipient, write_pack
from rrp_desktop.clock import PcClock
from rrp_desktop.events import Bus
from rrp_desktop.month_end import hand_over, prepare, take_pack
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Export, Home, Store, make_ward, new_recovery_code, open_ward

PIN = "2468"
CODE = new_recovery_code()

if sys.platform == "win32":
    CONTEXT = multiprocessing.get_context("spawn")
else:
    # Forked, a child need not import everything again.
    CONTEXT = multiprocessing.get_context("fork")


def home_in(folder: Path) -> Home:
    """The home of the ward in *folder*."""
    return Home(folder / "ward", folder / "keys")


def make(folder: Path) -> Home:
    """A new ward in *folder*, closed."""
    live_from = (datetime.now(UTC) - timedelta(days=10)).date().isoformat()
    values = {"ward.name": "Fault Ward", "ward.code": "FAULT", "ward.live_from": live_from}
    home = home_in(folder)
    make_ward(home, values, manager="A. B.", pin=PIN, recovery_code=CODE, **needs()).close()
    return home


def copied(source: Path, target: Path) -> Home:
    """The ward in *source*, copied to *target*, and nothing else there."""
    shutil.rmtree(target, ignore_errors=True)
    return copied_into(source, target)


def copied_into(source: Path, target: Path) -> Home:
    """The ward in *source*, copied to *target*."""
    shutil.copytree(source, target, dirs_exist_ok=True)
    return home_in(target)


def opened(home: Home, **more: Any) -> Store:
    """The ward in *home*, opened, with its manager signed in."""
    store = open_ward(home, **needs(), **more)
    store.sign_in(manager_of(store).key, PIN)
    return store


def needs() -> dict[str, Any]:
    """What it takes to open a ward."""
    return {"clock": PcClock(), "bus": Bus(), "new_id": lambda: str(uuid.uuid4())}


def manager_of(store: Store) -> StaffMember:
    """The manager of the ward."""
    return next(member for member in store.staff() if member.role is Role.MANAGER)


def incident(number: int) -> dict[str, Any]:
    """Answers to an incident, some longer than others."""
    return {
        "kinds": ("restraint", "rapid_tranquillisation"),
        "started_at": datetime.now(UTC) - timedelta(days=1, minutes=number % 1_000),
        "interventions": ({"type": "07"}, {"type": "14"}),
        "note": "made up " * (number % 40),
    }


def incidents(store: Store) -> set[str]:
    """The keys of all incidents, once the chain and every row were found sound."""
    store.check_chain()
    with store.reading() as connection:
        return set(connection.exec_driver_sql("SELECT key FROM incident").scalars())


Work = Callable[[Path, Connection], None]


def run_and_kill(work: Work, folder: Path, life: float) -> tuple[list[str], bool]:
    """Let a child do *work* for *life* seconds: what it has said, and whether it lived that long."""
    ours, theirs = CONTEXT.Pipe(duplex=False)
    child = CONTEXT.Process(target=work, args=(folder, theirs))
    child.start()
    theirs.close()
    child.join(life)
    alive = child.is_alive()
    child.kill()
    child.join()
    said: list[str] = []
    with ours, contextlib.suppress(EOFError):
        while True:
            said.append(ours.recv_bytes().decode())
    return said, alive


def give_pack(store: Store) -> None:
    """Take the ward into a made-up programme, so that it can hand over its months."""
    key = SigningKey.new()
    recipients = tuple(Recipient(str(Identity.generate().to_public()), "Made up") for _ in range(2))
    pack = write_pack(Pack("Faults", 1, datetime.now(UTC).date(), recipients, key.public), key)
    take_pack(store, pack, key.public.words, by=manager_of(store))


def hand_over_month(store: Store, out: Path, by: StaffMember) -> Export:
    """The bundle of this month, in *out* and in the chain."""
    _, export = hand_over(prepare(store, datetime.now(UTC).date().replace(day=1)), out, PcClock())
    store.record_export(export, by=by)
    return export
