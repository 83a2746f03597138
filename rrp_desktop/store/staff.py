"""The people who use the app: who may sign in, with which PIN, and how often a wrong one is forgiven."""

import math
import re
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from rrp_desktop.errors import Refused
from rrp_desktop.people import Act, Role, StaffMember
from rrp_desktop.store.ledger import Ledger
from rrp_desktop.store.plain import plain
from rrp_desktop.store.tables import STAFF

STAFF_FORM, WRONG_PINS = "staff", "wrong-pins"
FREE_TRIES = 5
FIRST_WAIT = 30.0
LONGEST_WAIT = 900.0
REMARKABLE = 10
SHIFT_LONG = timedelta(hours=12)
_PIN = re.compile(r"[0-9]{4,8}")
# The verifier lies inside the encrypted file, so it need not be as slow as a slot of the ring.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def wait_after(failures: int) -> float:
    """Seconds to wait after so many wrong PINs in a row."""
    return 0.0 if failures < FREE_TRIES else min(FIRST_WAIT * 2 ** (failures - FREE_TRIES), LONGEST_WAIT)


class Staff(Ledger):
    """Who is who on the ward, and who is at its records now.

    While nobody has signed in, only what the locked screen may show can be read.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._reader: str | None = None
        with self._connection.begin():
            rows = self._connection.execute(select(STAFF.c.key, STAFF.c.failures)).all()
        begun = self._clock.monotonic()
        self._wait_until = {row.key: begun + wait_after(row.failures) for row in rows}

    def staff(self) -> tuple[StaffMember, ...]:
        """Everybody who may sign in now, in the order of their names."""
        now = self._clock.now()
        with self.reading() as connection:
            rows = connection.execute(select(STAFF).order_by(STAFF.c.shown, STAFF.c.key)).all()
        return tuple(_member(row) for row in rows if row.until is None or row.until > now)

    def names(self) -> dict[str, str]:
        """How everybody who ever could sign in is shown, by key."""
        self._reading_as(Act.SEE_CHARTS)
        return self._names()

    def _names(self) -> dict[str, str]:
        with self.reading() as connection:
            return {row.key: row.shown for row in connection.execute(select(STAFF.c.key, STAFF.c.shown))}

    def add_staff(
        self, shown: str, role: Role, pin: str, *, by: StaffMember, until: datetime | None = None
    ) -> StaffMember:
        """Let somebody sign in with *pin*, for good or *until* a moment within the next 12 hours."""
        short = until is not None and role is Role.SHIFT and until <= self._clock.now() + SHIFT_LONG
        actor = self._actor(by, Act.GIVE_SHIFT_PIN if short else Act.MANAGE_USERS)
        with self.writing() as connection:
            return self.write_staff(connection, shown, role, pin, by=actor.key, until=until)

    def end_staff(self, key: str, *, by: StaffMember) -> None:
        """Let somebody sign in no more. What they wrote stays theirs; a ward keeps a manager."""
        with self.writing() as connection:
            row = self._one(connection, key)
            short = row.until is not None and row.role == Role.SHIFT.value
            actor = self._actor(by, Act.GIVE_SHIFT_PIN if short else Act.MANAGE_USERS)
            if row.role == Role.MANAGER.value and not self._other_managers(connection, key):
                raise Refused("last-manager", "A ward needs a manager. Let another one in first.")
            connection.execute(update(STAFF).where(STAFF.c.key == key).values(until=self._clock.now()))
            self.add(connection, STAFF_FORM, key, "end", by=actor.key)

    def change_pin(self, old: str, new: str, *, by: StaffMember) -> None:
        """Give *by* another PIN, if *old* is theirs; Refused as for `sign_in`, or with `pin-unfit`."""
        self.known_by_pin(by.key, old)
        self._set_pin(by.key, new, "pin", by=by.key)

    def reset_pin(self, key: str, pin: str, *, by: StaffMember) -> None:
        """Give somebody who forgot theirs another PIN, and no wait."""
        self._set_pin(key, pin, "pin-reset", by=self._actor(by, Act.MANAGE_USERS).key)

    def _set_pin(self, key: str, pin: str, action: str, *, by: str) -> None:
        verifier = _verifier(pin)
        with self.writing() as connection:
            self._one(connection, key)
            values = {"verifier": verifier, "failures": 0}
            connection.execute(update(STAFF).where(STAFF.c.key == key).values(values))
            self.add(connection, STAFF_FORM, key, action, by=by)
        self._wait_until.pop(key, None)

    def _one(self, connection: Connection, key: str) -> Row[Any]:
        row = connection.execute(_MEMBER, {"key": key}).first()
        if row is None or (row.until is not None and row.until <= self._clock.now()):
            raise Refused("no-such-staff", "There is nobody here by that name any more.")
        return row

    def _other_managers(self, connection: Connection, key: str) -> bool:
        asked = select(STAFF.c.key).where(
            STAFF.c.role == Role.MANAGER.value, STAFF.c.until.is_(None), STAFF.c.key != key
        )
        return connection.execute(asked).first() is not None

    def sign_in(self, key: str, pin: str) -> StaffMember:
        """Whoever *key* is, when the PIN is theirs; Refused with `pin-wrong`, `pin-wait` or `pin-over`.

        From then on they may read what their role may see, until they sign out or another signs in.
        """
        member = self.known_by_pin(key, pin)
        self._reader = member.key
        return member

    def sign_out(self) -> None:
        """Let nobody read until somebody signs in again."""
        self._reader = None

    def known_by_pin(self, key: str, pin: str) -> StaffMember:
        """Whoever *key* is, as for `sign_in`; whoever has signed in stays so."""
        with self.reading() as connection:
            row = connection.execute(_MEMBER, {"key": key}).first()
        if row is None:
            raise _pin_wrong()
        if row.until is not None and row.until <= self._clock.now():
            raise Refused(
                "pin-over", "This PIN was for one shift, and that is over. Ask the nurse in charge."
            )
        left = self._wait_until.get(key, 0.0) - self._clock.monotonic()
        if left > 0:
            raise Refused("pin-wait", f"Too many wrong PINs. Try again in {_spoken_wait(left)}.")
        try:
            _HASHER.verify(row.verifier, pin)
        except (VerificationError, InvalidHashError):
            self._count_failure(row)
            raise _pin_wrong() from None
        if row.failures:
            with self.writing() as connection:
                connection.execute(update(STAFF).where(STAFF.c.key == key).values(failures=0))
        return _member(row)

    def _count_failure(self, row: Row[Any]) -> None:
        failures = row.failures + 1
        with self.writing() as connection:
            connection.execute(update(STAFF).where(STAFF.c.key == row.key).values(failures=failures))
            if failures % REMARKABLE == 0:
                self.add(
                    connection, STAFF_FORM, row.key, WRONG_PINS, by=row.key, answers={"failures": failures}
                )
        self._wait_until[row.key] = self._clock.monotonic() + wait_after(failures)

    def write_staff(
        self,
        connection: Connection,
        shown: str,
        role: Role,
        pin: str,
        *,
        by: str,
        until: datetime | None = None,
    ) -> StaffMember:
        shown = shown.strip()
        if not shown or len(shown) > 40:
            raise Refused("staff-unnamed", "Enter initials or a job, at most 40 characters.")
        verifier = _verifier(pin)
        member = StaffMember(self._new_id(), shown, role, until)
        row = {"key": member.key, "shown": shown, "role": role.value, "until": until}
        connection.execute(insert(STAFF), row | {"verifier": verifier, "failures": 0})
        self.add(
            connection,
            STAFF_FORM,
            member.key,
            "add",
            by=by or member.key,
            answers=plain({"shown": shown, "role": role.value, "until": until}),
        )
        return member

    def _actor(self, by: StaffMember, act: Act) -> StaffMember:
        """*by* as the store knows them, whatever the window says; Refused unless they may do *act*."""
        return self._who_may(by.key, act)

    def _reading_as(self, act: Act) -> StaffMember:
        """Whoever has signed in; Refused unless they may do *act*."""
        return self._who_may(self._reader, act)

    def _who_may(self, key: str | None, act: Act) -> StaffMember:
        with self.reading() as connection:
            row = connection.execute(_WHO, {"key": key}).first()
        if row is None or (row.until is not None and row.until <= self._clock.now()):
            raise Refused("not-signed-in", "Sign in again to do this.")
        member = _member(row)
        member.must(act)
        return member


_MEMBER = select(STAFF).where(STAFF.c.key == bindparam("key"))
_WHO = _MEMBER.with_only_columns(*(STAFF.c[name] for name in ("key", "shown", "role", "until")))
"""Without the verifier: asked at every call, and SQLCipher wipes every scrap of text it lets go of."""


def _member(row: Row[Any]) -> StaffMember:
    return StaffMember(row.key, row.shown, Role(row.role), row.until)


def _verifier(pin: str) -> str:
    if not _PIN.fullmatch(pin):
        raise Refused("pin-unfit", "A PIN is 4 to 8 digits.")
    return _HASHER.hash(pin)


def _pin_wrong() -> Refused:
    return Refused("pin-wrong", "That PIN is not right. Try again.")


def _spoken_wait(seconds: float) -> str:
    whole = math.ceil(seconds)
    return f"{whole} seconds" if whole < 120 else f"{math.ceil(whole / 60)} minutes"
