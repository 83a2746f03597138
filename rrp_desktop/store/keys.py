"""The ways to open the ward: by this PC, by somebody's passphrase, by the recovery code; and a new key.

Every change is one save of the ring. A new key is put in the ring beside the old one first, so that
whichever of the two the file is found under, the ring opens it.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlcipher3 import dbapi2 as sqlcipher

from rrp_desktop.clock import Clock
from rrp_desktop.errors import Damaged, Refused, Unavailable
from rrp_desktop.passphrase import fit_passphrase, read_passphrase
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.recovery import read_recovery_code
from rrp_desktop.store.backup import Backups
from rrp_desktop.store.device import device_secret, make_device_secret
from rrp_desktop.store.home import Home
from rrp_desktop.store.leaving import EPOCH
from rrp_desktop.store.open import check_pages, engine_for, patiently, raw, trouble
from rrp_desktop.store.ring import (
    QUICK,
    Key,
    Ring,
    SlotError,
    keys_from,
    kinds,
    load_ring,
    new_key,
    new_ring,
    save_ring,
    slow_here,
    with_slot,
    without_slot,
)
from rrp_desktop.store.staff import STAFF_FORM, WRONG_PINS
from rrp_desktop.store.tables import REVISION, STAFF
from rrp_desktop.store.told import Backup

RECOVERY, DEVICE, USER = "recovery", "device", "user"
RING_FORM = "ring"
_RECOVERED, _RENEWED = "recover", "renew"
_DEVICE_SETTING = "keys.device"
_LATELY = timedelta(days=7)
_USED = "The recovery code was used: make a new one in Ward settings, under Backup and recovery."


@dataclass(frozen=True, slots=True)
class Permit:
    """The manager's leave to put a backup in the place of the ward's file."""

    by: str
    key: Key = field(repr=False)


class Keys(Backups):
    """The ward's records, and who can open them."""

    def change_setting(self, name: str, value: Any, *, by: StaffMember) -> None:
        """Give a setting a new value; whether this PC opens the ward by itself is also put in the ring."""
        if name != _DEVICE_SETTING:
            super().change_setting(name, value, by=by)
            return
        self._actor(by, Act.SETTINGS)
        ring = load_ring(self._home.ring)
        if value is False and not _words_in(ring):
            raise Refused(
                "no-passphrase", "Nobody has a passphrase yet. Let somebody choose one before you do this."
            )
        super().change_setting(name, value, by=by)
        if value is True:
            save_ring(with_device(self._home, ring, self._key), self._home.ring, forget=True)
        else:
            save_ring(without_slot(ring, DEVICE), self._home.ring, forget=True)
            self._home.device(ring.ward).unlink(missing_ok=True)

    def set_passphrase(self, passphrase: str, *, by: StaffMember) -> None:
        """Let *by* open the ward with a passphrase, instead of any they had before."""
        actor = self._actor(by, Act.OPEN_WARD)
        words = fit_passphrase(passphrase, self._ward.name, self._ward.code, actor.shown)
        ring = with_slot(
            load_ring(self._home.ring), self._key, _kind_of(actor.key), words.encode(), slow_here()
        )
        self._keep_ring(ring, _kind_of(actor.key), "set", by=actor)

    def drop_passphrase(self, key: str, *, by: StaffMember) -> None:
        """Let the member of staff *key* open the ward no more. Who copied its file before still can."""
        actor = self._actor(by, Act.OPEN_WARD if by.key == key else Act.MANAGE_USERS)
        ring = load_ring(self._home.ring)
        if _kind_of(key) not in kinds(ring):
            return
        if len(_words_in(ring)) == 1 and not self._values[_DEVICE_SETTING]:
            raise _last_passphrase()
        self._keep_ring(without_slot(ring, _kind_of(key)), _kind_of(key), "drop", by=actor)

    def end_staff(self, key: str, *, by: StaffMember) -> None:
        """Let somebody sign in no more, nor open the ward."""
        ring = load_ring(self._home.ring)
        if [key] == _words_in(ring) and not self._values[_DEVICE_SETTING]:
            raise _last_passphrase()
        super().end_staff(key, by=by)
        if _kind_of(key) in kinds(ring):
            self._keep_ring(without_slot(ring, _kind_of(key)), _kind_of(key), "drop", by=by)

    def with_passphrase(self) -> frozenset[str]:
        """The keys of the members of staff who have a passphrase."""
        return frozenset(_words_in(load_ring(self._home.ring)))

    def renew_recovery(self, recovery_code: str, *, by: StaffMember) -> None:
        """Let another recovery code open the ward, and the one before it no more."""
        actor = self._actor(by, Act.BACK_UP)
        code = read_recovery_code(recovery_code)
        ring = with_slot(load_ring(self._home.ring), self._key, RECOVERY, code.encode())
        self._keep_ring(ring, RECOVERY, _RENEWED, by=actor)

    def recovery_used(self) -> bool:
        """Whether the recovery code was used and has not been renewed since."""
        asked = (
            select(REVISION.c.action)
            .where(REVISION.c.form == RING_FORM, REVISION.c.action.in_((_RECOVERED, _RENEWED)))
            .order_by(REVISION.c.number.desc())
            .limit(1)
        )
        with self.reading() as connection:
            return connection.execute(asked).scalar() == _RECOVERED

    def warnings(self) -> tuple[str, ...]:
        """What the ward manager has to look into, in sentences."""
        self._reading_as(Act.MANAGE_USERS)
        used = (_USED,) if self.recovery_used() else ()
        mistyped = (
            select(STAFF.c.shown)
            .distinct()
            .join(REVISION, REVISION.c.key == STAFF.c.key)
            .where(REVISION.c.form == STAFF_FORM, REVISION.c.action == WRONG_PINS)
            .where(REVISION.c.at > self._clock.now() - _LATELY)
            .order_by(STAFF.c.shown)
        )
        with self.reading() as connection:
            names = connection.execute(mistyped).scalars().all()
        return (*used, f"Ten wrong PINs in a row this week: {', '.join(names)}.") if names else used

    def change_key(self, recovery_code: str, *, by: StaffMember, passphrase: str = "") -> None:
        """Encrypt the ward anew, under a key that nobody has held: somebody left, or the ring was copied.

        A new recovery code is part of it. Only this PC, the code and *by*, by a *passphrase*, open the ward
        from then on; everybody else chooses a passphrase anew.
        """
        actor = self._actor(by, Act.BACK_UP)
        code = read_recovery_code(recovery_code)
        words = fit_passphrase(passphrase, self._ward.name) if passphrase else ""
        if not words and not self._values[_DEVICE_SETTING]:
            raise Refused("no-passphrase", "Choose a passphrase as well: this PC does not open the ward.")
        self.back_up()
        ring, key = load_ring(self._home.ring), new_key()
        following = with_slot(new_ring(ring.ward, key), key, RECOVERY, code.encode())
        if words:
            following = with_slot(following, key, _kind_of(actor.key), words.encode(), slow_here())
        secret = device_secret(self._home.device(ring.ward))
        if self._values[_DEVICE_SETTING]:
            device = secret or make_device_secret(self._home.device(ring.ward))
            following = with_slot(following, key, DEVICE, device, QUICK)
        both = save_ring(replace(ring, next=following), self._home.ring)
        try:
            self._encrypt_anew(self._key, key)
        finally:
            save_ring(settled(both, self._key), self._home.ring, forget=True)
        with self.writing() as connection:
            self.add(connection, RING_FORM, RECOVERY, _RENEWED, by=actor.key, answers={"key": "new"})

    def permit_restore(self, *, by: StaffMember) -> Permit:
        """Leave to restore a backup, once this store is closed."""
        return Permit(self._actor(by, Act.BACK_UP).key, self._key)

    def for_rehearsal(self, backup: Backup) -> tuple[Home, Key, Clock, bool]:
        """What a rehearsal needs, and whether *backup* is part of the ward's history."""
        with self.reading() as connection:
            held = connection.execute(
                select(REVISION.c.hash).where(REVISION.c.number == backup.number)
            ).scalar()
        return self._home, self._key, self._clock, held == backup.head

    def start_over(self, *, by: StaffMember) -> None:
        """Go on without the entries that a rollback lost: a new epoch begins, and the chain says so."""
        actor = self._actor(by, Act.BACK_UP)
        lost = self.rolled_back()
        if lost is None:
            raise Refused("not-rolled-back", "No entries are missing.")
        with self.writing() as connection:
            self.keep_secret(connection, EPOCH, secrets.token_hex(16).encode())
            self.forget_rollback(connection)
            told = {"number": lost.number, "left": lost.left}
            self.add(connection, "file", "ward", "start-over", by=actor.key, answers=told)

    def _encrypt_anew(self, old: Key, new: Key) -> None:
        self._here()
        failed: Exception | None = None
        try:
            raw(self._connection).execute(f"PRAGMA rekey=\"x'{(new.secret + new.salt).hex()}'\"")
        except sqlcipher.DatabaseError as error:
            failed = trouble(error)
        self._shut()
        self._key = fitting(self._home, (new, old))
        self._reopen()
        check_pages(self._connection)
        if self._key != new:
            raise failed or Unavailable("key-not-changed", "The key was not changed. Try again.")

    def _keep_ring(self, ring: Ring, kind: str, action: str, *, by: StaffMember) -> None:
        """Save *ring*, forget the ones before it, and say so in the chain."""
        save_ring(ring, self._home.ring, forget=True)
        with self.writing() as connection:
            self.add(connection, RING_FORM, kind, action, by=by.key)

    def follow_ring(self, ring: Ring, words: str | None) -> None:
        """Bring *ring*, by which *words* or this PC have just opened the ward, in line with its settings."""
        agreed = settled(ring, self._key)
        if not self._values[_DEVICE_SETTING]:
            agreed = without_slot(agreed, DEVICE)
        elif words is not None:
            agreed = with_device(self._home, agreed, self._key)
        if agreed != ring:
            save_ring(agreed, self._home.ring, forget=ring.next is not None)
        if words is not None and is_code(words):
            with self.writing() as connection:
                self.add(connection, RING_FORM, RECOVERY, _RECOVERED, by="")


def keys_for(home: Home, ring: Ring, words: str | None) -> tuple[Key, ...]:
    """The keys that this PC, or the recovery code or passphrase *words*, takes from *ring*."""
    if words is None:
        secret = device_secret(home.device(ring.ward))
        if secret is None:
            raise Refused("key-wrong", _NO_KEY)
        try:
            return keys_from(ring, DEVICE, secret)
        except SlotError:
            raise Refused("key-wrong", _OLD_KEY) from None
    if is_code(words) or not _words_in(ring):
        return keys_from(ring, RECOVERY, read_recovery_code(words).encode())
    return keys_from(ring, USER, read_passphrase(words).encode())


def is_code(words: str) -> bool:
    """Whether *words* are a recovery code."""
    try:
        read_recovery_code(words)
    except Refused:
        return False
    return True


_NO_KEY = "This PC does not hold the ward's key. Enter a passphrase or the recovery code."
_OLD_KEY = "This PC's key no longer opens the ward. Enter a passphrase or the recovery code."


def fitting(home: Home, keys: tuple[Key, ...]) -> Key:
    """The one of *keys* under which the ward's file is; the last when it is under none."""
    for key in keys[:-1]:
        engine = engine_for(home.ward, key)
        try:
            patiently(engine).close()
        except Damaged:
            continue
        finally:
            engine.dispose()
        return key
    return keys[-1]


def settled(ring: Ring, key: Key) -> Ring:
    """*ring* for *key* alone: a change of the key has gone through, or it has not."""
    half = ring.next if ring.next is not None and ring.next.check == key.check() else ring
    return Ring(ring.ward, ring.generation, half.check, half.slots)


def without_users(ring: Ring) -> Ring:
    """*ring* without anybody's passphrase."""
    return replace(ring, slots=tuple(slot for slot in ring.slots if not str(slot["kind"]).startswith(USER)))


def with_device(home: Home, ring: Ring, key: Key) -> Ring:
    """*ring* with a slot for this PC, by a secret made anew."""
    return with_slot(ring, key, DEVICE, make_device_secret(home.device(ring.ward)), QUICK)


def _last_passphrase() -> Refused:
    return Refused("last-passphrase", "Nobody else has a passphrase. Let somebody choose one first.")


def _kind_of(key: str) -> str:
    return f"{USER}:{key}"


def _words_in(ring: Ring) -> list[str]:
    return [kind.partition(":")[2] for kind in kinds(ring) if kind.partition(":")[0] == USER]
