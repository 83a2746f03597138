"""What is older than a ward keeps: its content removed for good, and the chain saying that it was.

A purged event keeps its number, its key, who wrote it, when, and its hash, so that the chain still hangs
together; what was written is gone. The event of the purge holds a digest of every hash whose content is
gone: content that went any other way is noticed.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import Connection, delete, select, text, update

from rrp_desktop.clock import day_of
from rrp_desktop.errors import Refused
from rrp_desktop.forms.library import FORMS
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.store.ledger import PURGED, PURGED_FORM, chain_broken
from rrp_desktop.store.sealed import Entries
from rrp_desktop.store.tables import CHILDREN, RECORDS, REVISION, child_fields
from rrp_desktop.store.ward_kept import write_settings

EVENTS = ("incident", "debrief", "huddle", "confirmation", "census", "leave", "leave_tally")
"""What happened on a day. People, registers and improvement work stay as long as the ward."""
_YEARS = "retention.years"


class Retention(Entries):
    """The ward's records, for as long as they are kept."""

    def past_keeping(self) -> tuple[date, int]:
        """The day before which nothing need be kept any more, and how many records there are of before it."""
        self._reading_as(Act.BACK_UP)
        until = self._kept_since()
        with self.reading() as connection:
            return until, sum(len(keys) for _, keys in _before(connection, until))

    def purge(self, until: date, *, by: StaffMember) -> int:
        """Remove what was written about the days before *until*, and say so in the chain; how many records.

        Refused with `purge-too-soon` unless all of it is older than the ward keeps records. The ward begins
        on *until* from then on. Backups made before hold what they held until they are thinned out.
        """
        actor = self._actor(by, Act.BACK_UP)
        if until > self._kept_since():
            raise Refused(
                "purge-too-soon", f"Records are kept for {self._values[_YEARS]} years. Choose an earlier day."
            )
        with self.writing() as connection:
            found = list(_before(connection, until))
            with _unguarded(connection):
                for form, keys in found:
                    for key in keys:
                        _remove(connection, form, key)
            number = sum(len(keys) for _, keys in found)
            told = {"until": until.isoformat(), "records": number, "digest": purged_digest(connection)}
            self.add(connection, PURGED_FORM, until.isoformat(), "purge", by=actor.key, answers=told)
            if until > self._ward.live_from:
                write_settings(self, connection, {"ward.live_from": until.isoformat()}, until, by=actor.key)
            self._read_settings(connection)
        return number

    def check_chain(self) -> int:
        """How many events the chain holds, once each is sound; content is gone only where it was purged."""
        with self.reading() as connection:
            checked = super().check_chain()
            last = connection.execute(
                select(REVISION.c.number, REVISION.c.answers)
                .where(REVISION.c.form == PURGED_FORM)
                .order_by(REVISION.c.number.desc())
                .limit(1)
            ).first()
            gone = connection.execute(_GONE.limit(1)).first()
            digest = json.loads(last.answers)["digest"] if last else None
            if gone is not None and digest != purged_digest(connection):
                raise chain_broken(gone.number)
        return checked

    def _kept_since(self) -> date:
        today = day_of(self._clock.now())
        year = today.year - int(self._values[_YEARS])
        return date(year, today.month, min(today.day, 28))


@contextmanager
def _unguarded(connection: Connection) -> Iterator[None]:
    """Inside, records and the chain can be changed: the triggers that forbid it are put back at the end."""
    asked = text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    guards = connection.execute(asked).all()
    for guard in guards:
        connection.execute(text(f"DROP TRIGGER {guard.name}"))
    yield
    for guard in guards:
        connection.execute(text(guard.sql))


def purged_digest(connection: Connection) -> str:
    """One hash of the hashes of every event whose content is gone."""
    digest = hashlib.sha256()
    for row in connection.execute(_GONE):
        digest.update(f"{row.number} {row.hash}\n".encode())
    return digest.hexdigest()


_GONE = (
    select(REVISION.c.number, REVISION.c.hash).where(REVISION.c.answers == PURGED).order_by(REVISION.c.number)
)


def _before(connection: Connection, until: date) -> Iterator[tuple[str, list[str]]]:
    for form in EVENTS:
        table = RECORDS[form]
        asked = select(table.c.key).where(table.c.counted_on < until.toordinal())
        yield form, list(connection.execute(asked).scalars())


def _remove(connection: Connection, form: str, key: str) -> None:
    for _, rows in child_fields(FORMS[form]):
        child = CHILDREN[rows.name]
        connection.execute(delete(child).where(child.c.parent == key))
    connection.execute(delete(RECORDS[form]).where(RECORDS[form].c.key == key))
    what = (REVISION.c.form == form, REVISION.c.key == key)
    connection.execute(update(REVISION).where(*what).values(answers=PURGED, reason="", reasons=None))
