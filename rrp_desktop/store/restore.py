"""A backup in the place of the ward's file; and the rehearsal of that, every month, in a folder of its own.

A restored ward begins a new epoch, so that the centre can tell it from what it restores. What was there
before is kept aside.
"""

import secrets
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from rrp_desktop.clock import Clock
from rrp_desktop.errors import Damaged, Refused, RrpError, Unavailable
from rrp_desktop.events import Bus
from rrp_desktop.place import make_folder, place, settle, unavailable
from rrp_desktop.store.backup import last_rehearsed, note_rehearsal, ring_beside
from rrp_desktop.store.copies import look_over
from rrp_desktop.store.home import Home
from rrp_desktop.store.keys import Permit
from rrp_desktop.store.leaving import EPOCH
from rrp_desktop.store.preflight import look, refuse_unfit
from rrp_desktop.store.ring import Key, Ring, SlotError, load_ring, read_ring, written
from rrp_desktop.store.surroundings import facts
from rrp_desktop.store.swap import begin_swap, finish_swap
from rrp_desktop.store.told import Backup, Rehearsed
from rrp_desktop.store.ward_file import Store, same_ward
from rrp_desktop.store.ways_in import fitting, keys_for, without_users

EVERY, AGAIN = timedelta(days=30), timedelta(days=1)


def restore(
    home: Home,
    backup: Path,
    *,
    clock: Clock,
    bus: Bus,
    new_id: Callable[[], str],
    words: str | None = None,
    permit: Permit | None = None,
) -> Store:
    """The ward as it was in *backup*, opened; what was there before is kept aside.

    It takes *words* (a passphrase or the recovery code) or the manager's *permit*. Where the ward's own file
    no longer opens, this PC's key is enough.
    """
    refuse_unfit(look(facts(home)))
    took = home.lock()
    try:
        finish_swap(home)
        ring, present = _ring_of(home, backup), _present(home)
        if present is not None and present.ward != ring.ward:
            raise Refused("backup-other", "This backup is of another ward. Choose one of this ward.")
        key = _key(home, ring, present, words, permit)
        if words is None and permit is None and _opens(home, present):
            raise Refused("not-allowed", "The ward's file is sound. Only the ward manager can replace it.")
        new = Home(home.restoring, home.restoring)
        # A key that was changed was changed because somebody left: their passphrase does not come back.
        ring = ring if present is None else without_users(ring)
        if present is not None and present.check == key.check():
            ring = present
        with _opened(new, backup, key, ring, clock=clock, new_id=new_id) as prepared:
            _begin_again(prepared, backup, permit.by if permit else "")
        begin_swap(home, new, clock.now())
        store = Store(home, home.ward, key, clock=clock, bus=bus, new_id=new_id, took=took)
        store.follow_ring(load_ring(home.ring), words)
        return store
    except BaseException:
        if took:
            home.unlock()
        raise


def backups_in(folder: Path) -> tuple[Path, ...]:
    """The backups in *folder*, the latest first, whoever made them."""
    return tuple(
        sorted((file for file in folder.glob("ward-*.rrp") if ring_beside(file).exists()), reverse=True)
    )


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A restore into a folder of its own. `run` may be called on any thread."""

    home: Home
    key: Key = field(repr=False)
    clock: Clock
    in_the_chain: bool
    backup: Backup

    def run(self) -> Rehearsed:
        """Restore the backup, look at every record in it, and note how that went."""
        begun, code = time.monotonic(), ""
        scratch = self.home.folder / "rehearsal"
        shutil.rmtree(scratch, ignore_errors=True)
        try:
            self._go_through(Home(scratch, scratch))
        except RrpError as error:
            code = error.code
        except OSError as error:
            code = unavailable(error).code
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        seconds = round(time.monotonic() - begun, 3)
        done = Rehearsed(self.clock.now(), self.backup.name, code, seconds)
        note_rehearsal(self.home, done)
        return done

    def _go_through(self, new: Home) -> None:
        file = self.home.backups / self.backup.name
        if not self.in_the_chain:
            raise Damaged("backup-other", "The backup is not of this ward's history. Make another one.")
        ring = read_ring(ring_beside(file).read_bytes())
        if ring.check != self.key.check():
            raise Damaged("backup-other", "The key ring beside the backup is not its own. Make another one.")
        with _opened(new, file, self.key, ring, clock=self.clock, new_id=_nobody) as store:
            if store.check_chain() != self.backup.number:
                raise Damaged("backup-damaged", "The last backup is not what was written. Make another one.")


def rehearsal(store: Store) -> Rehearsal:
    """A rehearsal with the latest backup of *store*; Unavailable with `no-backup` when there is none."""
    backup = next(iter(store.backups()), None)
    if backup is None:
        raise Unavailable("no-backup", "There is no backup yet. Make one first.")
    return Rehearsal(*store.for_rehearsal(backup), backup)


def rehearsal_due(home: Home, now: datetime) -> bool:
    """Whether the last rehearsal is a month ago, or went wrong yesterday."""
    last = last_rehearsed(home)
    return last is None or not last.at <= now < last.at + (AGAIN if last.code else EVERY)


def _nobody() -> str:
    return str(uuid.uuid4())


def _ring_of(home: Home, backup: Path) -> Ring:
    try:
        return read_ring(ring_beside(backup).read_bytes())
    except FileNotFoundError:
        return load_ring(home.ring)
    except OSError as error:
        raise unavailable(error) from error


def _present(home: Home) -> Ring | None:
    try:
        return load_ring(home.ring)
    except Damaged:
        return None


def _key(home: Home, ring: Ring, present: Ring | None, words: str | None, permit: Permit | None) -> Key:
    """The key of the backup whose ring is *ring*."""
    if permit is not None and permit.key.check() == ring.check:
        return permit.key
    wrong: Refused | None = None
    for each in (ring, *([present] if present else [])):
        try:
            found = next((key for key in keys_for(home, each, words) if key.check() == ring.check), None)
        except Refused as error:
            wrong = wrong or error
            continue
        if found is not None:
            return found
    raise wrong or SlotError


def _opens(home: Home, ring: Ring | None) -> bool:
    if ring is None or not home.ward.exists():
        return False
    try:
        look_over(home.ward, fitting(home, keys_for(home, ring, None)))
    except RrpError:
        return False
    return True


@contextmanager
def _opened(
    new: Home, backup: Path, key: Key, ring: Ring, *, clock: Clock, new_id: Callable[[], str]
) -> Iterator[Store]:
    """The ward that *backup* holds, copied to the folder of *new* and opened there for a while."""
    shutil.rmtree(new.folder, ignore_errors=True)
    part = new.folder / "ward.part"
    try:
        make_folder(new.folder)
        shutil.copyfile(backup, part)
    except OSError as error:
        raise unavailable(error) from error
    look_over(part, key)
    settle(part, new.ward)
    place(written(ring), new.ring, mode=0o600)
    store = Store(new, new.ward, key, clock=clock, bus=Bus(), new_id=new_id, took=False)
    try:
        same_ward(store, ring)
        yield store
    finally:
        store.close()


def _begin_again(store: Store, backup: Path, by: str) -> None:
    """Let *store*, restored from *backup*, begin a new epoch, once all of it has been found sound."""
    with store.writing() as connection:
        store.forget_rollback(connection)
    number = store.check_chain()
    with store.writing() as connection:
        store.keep_secret(connection, EPOCH, secrets.token_hex(16).encode())
        told = {"backup": backup.name, "number": number}
        store.add(connection, "file", "ward", "restore", by=by, answers=told)
