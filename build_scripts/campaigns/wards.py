"""Real wards to do things to, and processes that are killed while they work in them."""

import contextlib
import functools
import multiprocessing
import random
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from argon2.low_level import hash_secret_raw
from pyrage.x25519 import Identity

from rrp_desktop.bundle.keys import SigningKey
from rrp_desktop.bundle.pack import Pack, Recipient, write_pack
from rrp_desktop.clock import PcClock
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Bus
from rrp_desktop.month_end import hand_over, prepare, take_pack
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Export, Home, Store, ledger, make_ward, new_recovery_code, open_ward, ring
from rrp_desktop.store import open as opening
from rrp_desktop.store.open import engine_for

PIN = "2468"
CODE = new_recovery_code()
_MEMORY = Path("/dev/shm")

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


@contextmanager
def in_memory(folder: Path) -> Iterator[Path]:
    """A folder that is quick, where it makes no difference on which disk it lies."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.exists() else folder) as quick:
        yield Path(quick)


@contextmanager
def quickly() -> Iterator[None]:
    """For a while, do once what every opening does anew: stretch secrets, and spell statements."""
    with ExitStack() as patches:
        for where, name, instead in (
            (ring, "hash_secret_raw", functools.cache(hash_secret_raw)),
            (ledger, "engine_for", functools.cache(engine_for)),
            (opening, "PAUSE", 0.0),
        ):
            patches.enter_context(patch.object(where, name, instead))
        yield


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


def found_again(home: Home, test: str, faults: dict[str, int]) -> set[str] | None:
    """The incidents of a ward that was closed in trouble; None, counted as broken, when it does not open."""
    try:
        with contextlib.closing(opened(home)) as store:
            return incidents(store)
    except RrpError as error:
        print(f"{test}: {error.code}", flush=True)
        faults["broken"] += 1
        return None


@dataclass(slots=True)
class Lives:
    """How long children live: longer than *usual* where otherwise few of them would get to say anything."""

    chance: random.Random
    usual: float
    longest: float = 0.0

    def next(self) -> float:
        """Seconds until the next child is dead."""
        self.longest = max(self.longest, self.usual)
        return self.chance.uniform(0, self.longest)

    def heard(self, said: Sequence[str]) -> None:
        """Learn from what a child has *said*."""
        self.longest *= 0.9 if said else 1.1


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
