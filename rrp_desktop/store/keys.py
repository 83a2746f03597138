"""Who can open the ward, and how that is changed; and a new key.

Every change is one save of the ring. A new key is put in the ring beside the old one first, so that
whichever of the two the file is found under, the ring opens it.
"""

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlcipher3 import dbapi2 as sqlcipher

from rrp_desktop.clock import Clock
from rrp_desktop.errors import Refused, Unavailable
from rrp_desktop.passphrase import fit_passphrase
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.recovery import read_recovery_code
from rrp_desktop.store.backup import Backups
from rrp_desktop.store.device import device_secret, make_device_secret
from rrp_desktop.store.home import Home
from rrp_desktop.store.leaving import EPOCH
from rrp_desktop.store.open import check_pages, raw, trouble
from rrp_desktop.store.plain import spell
from rrp_desktop.store.ring import (
    QUICK,
    Key,
    Ring,
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
from rrp_desktop.store.ways_in import (
    DEVICE,
    RECOVERY,
    fitting,
    is_code,
    kind_of,
    settled,
    with_device,
    words_in,
)

RING_FORM = "ring"
_RECOVERED, _RENEWED, _DROPPED = "recover", "renew", "drop"
_NEW = {"key": "new"}
_NEW_KEY = spell(_NEW)
_DEVICE_SETTING = "keys.device"
_LATELY = timedelta(days=7)
_USED = "The recovery code was used: make a new one in Ward settings, under Backup and recovery."
_LEFT = (
    "Somebody left who had a passphrase, which opens copies made before. Change the ward's key in Ward "
    "settings, under Backup and recovery."
)


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
        ring = load_ring(self._home.ring)
        if value is False and not words_in(ring):
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
        if actor.until is not None:
            raise Refused("passphrase-short-stay", "A passphrase is for those who are here for good.")
        words = self._fit(passphrase, actor)
        ring = with_slot(
            load_ring(self._home.ring), self._key, kind_of(actor.key), words.encode(), slow_here()
        )
        self._keep_ring(ring, kind_of(actor.key), "set", by=actor)

    def _fit(self, passphrase: str, whose: StaffMember) -> str:
        return fit_passphrase(passphrase, self._ward.name, self._ward.code, whose.shown)

    def drop_passphrase(self, key: str, *, by: StaffMember) -> None:
        """Let the member of staff *key* open the ward no more. Who copied its file before still can."""
        actor = self._actor(by, Act.OPEN_WARD if by.key == key else Act.MANAGE_USERS)
        ring = load_ring(self._home.ring)
        if kind_of(key) not in kinds(ring):
            return
        if len(words_in(ring)) == 1 and not self._values[_DEVICE_SETTING]:
            raise _last_passphrase()
        self._keep_ring(without_slot(ring, kind_of(key)), kind_of(key), _DROPPED, by=actor)

    def end_staff(self, key: str, *, by: StaffMember) -> None:
        """Let somebody sign in no more, nor open the ward."""
        ring = load_ring(self._home.ring)
        if [key] == words_in(ring) and not self._values[_DEVICE_SETTING]:
            raise _last_passphrase()
        super().end_staff(key, by=by)
        if kind_of(key) in kinds(ring):
            self._keep_ring(without_slot(ring, kind_of(key)), kind_of(key), _DROPPED, by=by)

    def with_passphrase(self) -> frozenset[str]:
        """The keys of the members of staff who have a passphrase."""
        return frozenset(words_in(load_ring(self._home.ring)))

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
        told = ((self.recovery_used(), _USED), (self._key_is_known_outside(), _LEFT))
        found = tuple(sentence for so, sentence in told if so)
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
        return (*found, f"Ten wrong PINs in a row this week: {', '.join(names)}.") if names else found

    def _key_is_known_outside(self) -> bool:
        """Whether somebody was let go of whose passphrase wrapped the key that the ward still has."""
        changed = select(func.coalesce(func.max(REVISION.c.number), 0)).where(
            REVISION.c.form == RING_FORM, REVISION.c.answers == _NEW_KEY
        )
        dropped = select(REVISION.c.number).where(
            REVISION.c.form == RING_FORM,
            REVISION.c.action == _DROPPED,
            REVISION.c.key != kind_of("") + REVISION.c.by,
            REVISION.c.number > changed.scalar_subquery(),
        )
        with self.reading() as connection:
            return connection.execute(dropped.limit(1)).first() is not None

    def change_key(self, recovery_code: str, *, by: StaffMember, passphrase: str = "") -> None:
        """Encrypt the ward anew, under a key that nobody has held: somebody left, or the ring was copied.

        A new recovery code is part of it. Only this PC, the code and *by*, by a *passphrase*, open the ward
        from then on; everybody else chooses a passphrase anew.
        """
        actor = self._actor(by, Act.BACK_UP)
        code = read_recovery_code(recovery_code)
        words = self._fit(passphrase, actor) if passphrase else ""
        if not words and not self._values[_DEVICE_SETTING]:
            raise Refused("no-passphrase", "Choose a passphrase as well: this PC does not open the ward.")
        self.back_up()
        ring, key = load_ring(self._home.ring), new_key()
        following = with_slot(new_ring(ring.ward, key), key, RECOVERY, code.encode())
        if words:
            following = with_slot(following, key, kind_of(actor.key), words.encode(), slow_here())
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
            self.add(connection, RING_FORM, RECOVERY, _RENEWED, by=actor.key, answers=_NEW)

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


def _last_passphrase() -> Refused:
    return Refused("last-passphrase", "Nobody else has a passphrase. Let somebody choose one first.")
