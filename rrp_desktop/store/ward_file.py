"""A ward's file: made once, opened every day."""

import secrets
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DatabaseError

from rrp_desktop.clock import Clock
from rrp_desktop.errors import Damaged, Refused, Unavailable
from rrp_desktop.events import Bus
from rrp_desktop.people import Role
from rrp_desktop.recovery import read_recovery_code
from rrp_desktop.store.backup import last_away, last_rehearsed
from rrp_desktop.store.home import Home
from rrp_desktop.store.leaving import EPOCH, INSTALL, LINK, SIGNING
from rrp_desktop.store.ledger import WARD, Ledger, last_key
from rrp_desktop.store.open import engine_for, trouble
from rrp_desktop.store.preflight import look, refuse_unfit
from rrp_desktop.store.retention import Retention
from rrp_desktop.store.ring import Key, Ring, load_ring, new_key, new_ring, save_ring, with_slot
from rrp_desktop.store.staff import Staff
from rrp_desktop.store.surroundings import facts
from rrp_desktop.store.swap import finish_swap
from rrp_desktop.store.told import Health
from rrp_desktop.store.upgrade import migrate
from rrp_desktop.store.ward_kept import checked, write_settings
from rrp_desktop.store.ways_in import RECOVERY, fitting, keys_for, with_device
from rrp_desktop.ward import ward_from


class Store(Retention):
    """One ward's records, open. Every public method is one transaction; its events follow the commit."""

    def __init__(self, home: Home, file: Path, *given: Any, took: bool, **named: Any) -> None:
        try:
            super().__init__(home, file, *given, **named)
        except DatabaseError as error:
            self._shut()
            raise trouble(error, saving=False) from None
        self._took = took

    def health(self) -> Health:
        """How this installation is."""
        with self.reading() as connection:
            cipher = connection.exec_driver_sql("PRAGMA cipher_version").scalar_one()
            sqlite = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
            events, _ = self._last_in(connection)
        return Health(
            str(cipher),
            str(sqlite),
            str(self._file.parent),
            self._file.stat().st_size,
            events,
            next(iter(self.backups()), None),
            last_away(self._home),
            last_rehearsed(self._home),
            self.rolled_back(),
            self.recovery_used(),
            look(facts(self._home, self._clock.now(), self.latest_entry())),
        )

    def close(self) -> None:
        """Fold what was written into the file, and let it and its folder go."""
        try:
            super().close()
        finally:
            if self._took:
                self._home.unlock()


def make_ward(
    home: Home,
    values: Mapping[str, Any],
    *,
    manager: str,
    pin: str,
    recovery_code: str,
    clock: Clock,
    bus: Bus,
    new_id: Callable[[], str],
) -> Store:
    """A new ward in *home*, opened, with its first manager signed in.

    The file is made whole under another name. Until its ring is on disk there is no ward; from then on
    there is, whatever happens: `open_ward` gives the file its name.
    """
    refuse_unfit(look(facts(home)))
    took = home.lock()
    try:
        if home.exists():
            raise Refused(
                "ward-exists", "There is a ward in this folder already. Open it, or choose another."
            )
        whole = checked(values)
        code = read_recovery_code(recovery_code)
        key, ward = new_key(), str(uuid.uuid4())
        _make_file(home, key, ward, whole, manager, pin, clock=clock, bus=Bus(), new_id=new_id)
        ring = with_slot(new_ring(ward, key), key, RECOVERY, code.encode())
        save_ring(with_device(home, ring, key), home.ring)
        home.new_ward.replace(home.ward)
        store = Store(home, home.ward, key, clock=clock, bus=bus, new_id=new_id, took=took)
        store.offer_to_seal()
        [first] = store.staff()
        store.sign_in(first.key, pin)
        return store
    except BaseException:
        if took:
            home.unlock()
        raise


def open_ward(
    home: Home,
    *,
    clock: Clock,
    bus: Bus,
    new_id: Callable[[], str],
    words: str | None = None,
) -> Store:
    """The ward in *home*, by this PC's own key, or by *words*: a passphrase or the recovery code.

    Where the ward lets its PC open it, words give this PC a key again.
    """
    refuse_unfit(look(facts(home)))
    took = home.lock()
    try:
        finish_swap(home)
        if not home.exists():
            raise Unavailable(
                "no-ward", "There is no ward in this folder. Set one up, or choose another folder."
            )
        ring = load_ring(home.ring)
        if home.new_ward.exists() and not home.ward.exists():
            home.new_ward.replace(home.ward)
        _there(home)
        key = fitting(home, keys_for(home, ring, words))
        try:
            store = Store(home, home.ward, key, clock=clock, bus=bus, new_id=new_id, took=took)
        except Damaged as error:
            raise _older_ring(home, ring, key) or error from None
        try:
            same_ward(store, ring)
            store.follow_ring(ring, words)
            store.offer_to_seal()
        except BaseException:
            store.close()
            raise
        return store
    except BaseException:
        if took:
            home.unlock()
        raise


def _make_file(
    home: Home,
    key: Key,
    ward: str,
    values: Mapping[str, Any],
    manager: str,
    pin: str,
    **needs: Any,
) -> None:
    for leftover in home.folder.glob(f"{home.new_ward.name}*"):
        leftover.unlink()
    engine = engine_for(home.new_ward, key, create=True)
    try:
        with engine.connect() as connection:
            migrate(connection)
    finally:
        engine.dispose()
    beginning = Staff(home, home.new_ward, key, **needs)
    try:
        with beginning.writing() as connection:
            for name, content in (
                (WARD, ward.encode()),
                (INSTALL, str(uuid.uuid4()).encode()),
                (EPOCH, secrets.token_hex(16).encode()),
                (SIGNING, secrets.token_bytes(32)),
                (LINK, secrets.token_bytes(32)),
            ):
                beginning.keep_secret(connection, name, content)
            member = beginning.write_staff(connection, manager, Role.MANAGER, pin, by="")
            write_settings(beginning, connection, values, ward_from(values).live_from, by=member.key)
    finally:
        beginning.close()


def _there(home: Home) -> None:
    try:
        size = home.ward.stat().st_size
    except FileNotFoundError:
        raise Damaged(
            "file-missing",
            f"The ward's file {home.ward.name} is missing. Nothing new was made. Restore the last backup.",
        ) from None
    if size == 0:
        raise Damaged("file-empty", "The ward's file is empty. Nothing was changed. Restore the last backup.")


def _older_ring(home: Home, ring: Ring, key: Key) -> Damaged | None:
    """What to say of a file that does not open under *key*, if something was saved under another since."""
    if last_key(home.mark(ring.ward)) in (None, key.check()):
        return None
    return Damaged(
        "ring-old",
        f"The ward's key file {home.ring.name} is an older one: the key was changed since. Nothing was "
        "changed now. Put the latest key file back.",
    )


def same_ward(store: Ledger, ring: Ring) -> None:
    """Damaged with `file-other` unless *ring* is that of the ward in *store*."""
    if store.secret(WARD) != ring.ward.encode():
        raise Damaged("file-other", "The ward's file and its key file belong to different wards.")
