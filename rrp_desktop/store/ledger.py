"""The ward file as a ledger: one thread, one transaction at a time, a chain that is only added to.

Every event in the chain holds the hash of the one before. After each commit the number and hash of
the last event are kept outside the file and its folder, so that either of them put back to an earlier
state is noticed.
"""

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DatabaseError, IntegrityError

from rrp_desktop.clock import Clock
from rrp_desktop.errors import Damaged, RrpError, Unavailable
from rrp_desktop.events import Bus, Event
from rrp_desktop.place import make_folder, place
from rrp_desktop.store import upgrade
from rrp_desktop.store.home import Home
from rrp_desktop.store.open import TRIES, check_pages, engine_for, fold, patiently, trouble
from rrp_desktop.store.plain import moment_from, moment_text, spell
from rrp_desktop.store.ring import Key
from rrp_desktop.store.tables import REVISION, SECRET
from rrp_desktop.store.told import RolledBack

_LOG = logging.getLogger(__name__)
_FIRST = "0" * 64
_ROLLED_BACK = "rolled-back"
PURGED, PURGED_FORM = '"purged"', "purge"
"""What stands in an event whose content was removed, and the form of the events that say so."""
WARD = "ward"
"""The name under which the file keeps the id of its ward."""


class Ledger:
    """One open ward file. Only one thread may ask it anything, whichever asks first."""

    def __init__(
        self, home: Home, file: Path, key: Key, *, clock: Clock, bus: Bus, new_id: Callable[[], str]
    ) -> None:
        self._home, self._file, self._key = home, file, key
        self._clock, self._bus, self._new_id = clock, bus, new_id
        self._thread: int | None = None
        self._told: list[Event] = []
        self._head: tuple[int, str] | None = None
        self._mark_file: Path | None = None
        self._spoilt = self._writing = False
        self._engine = engine_for(file, key)
        self._connection = patiently(self._engine)
        try:
            check_pages(self._connection)
            upgrade.bring_up_to_date(self._connection, file, key)
            self._compare_mark()
        except DatabaseError as error:
            self._shut()
            raise trouble(error, saving=False) from None
        except BaseException:
            self._shut()
            raise

    def close(self) -> None:
        """Fold what was written into the file, and let it go."""
        self._here()
        try:
            if not self._connection.closed:
                fold(self._connection)
        finally:
            self._shut()

    @contextmanager
    def many(self) -> Iterator[None]:
        """One transaction around every call inside; all of it is kept, or none. Events follow at the end."""
        with self.writing():
            yield

    def check_chain(self) -> int:
        """How many events the chain holds, once every one of them has been found sound.

        Damaged with `chain-broken` names the first event that is not; with `rolled-back` the file has
        at some time been put back to an earlier state.
        """
        with self.reading() as connection:
            previous, number = _FIRST, 0
            for row in connection.execute(select(REVISION).order_by(REVISION.c.number)):
                sound = row.answers == PURGED or _hash(row) == row.hash
                if row.number != number + 1 or row.previous != previous or not sound:
                    raise chain_broken(number + 1)
                number, previous = row.number, row.hash
            if self.rolled_back() is not None or self._mark_ahead(connection) is not None:
                raise Damaged(
                    _ROLLED_BACK,
                    "The ward's file was put back to an earlier state: entries made after it are missing. "
                    "The ward manager restores the last backup, or goes on without them, in Ward settings.",
                )
        return number

    def rolled_back(self) -> RolledBack | None:
        """What is known of the entries that are missing, if the file was put back to an earlier state."""
        kept = self.secret(_ROLLED_BACK)
        if kept is None:
            return None
        told = json.loads(kept)
        return RolledBack(told["number"], moment_from(told["at"]), told["left"])

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        self._here()
        if self._connection.in_transaction():
            yield self._connection
            return
        self._must_be_open()
        try:
            with self._connection.begin():
                yield self._connection
        except DatabaseError as error:
            with suppress(RrpError):
                self._reopen()
            raise trouble(error, saving=False) from None

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        self._here()
        if self._connection.in_transaction():
            assert self._writing, "nothing is written while something is read"
            head = self._head
            try:
                yield self._connection
            except BaseException as error:
                # What is refused is refused before anything is written; all else may have left a part behind.
                self._spoilt = self._spoilt or self._head != head or not isinstance(error, RrpError)
                raise
            return
        self._must_be_open()
        self._told, self._head, self._spoilt, self._writing = [], None, False, True
        try:
            with self._connection.begin():
                yield self._connection
                assert not self._spoilt, "a call inside failed half-way: nothing of this may be kept"
        except IntegrityError:
            raise
        except DatabaseError as error:
            if not self._is_there_after_all():
                raise trouble(error) from None
        finally:
            self._writing = False
        if self._head is not None:
            self._keep_mark(*self._head)
        self._bus.publish(*self._told)

    def _tell(self, event: Event) -> None:
        """Publish *event* once the transaction that is open has been kept."""
        self._told.append(event)

    def add(
        self,
        connection: Connection,
        form: str,
        key: str,
        action: str,
        *,
        by: str,
        revision: int | None = None,
        at: datetime | None = None,
        reason: str = "",
        answers: Any = None,
        reasons: Mapping[str, str] | None = None,
        merged_into: str | None = None,
    ) -> int:
        """Add an event to the chain (now, as the next revision of its key) and give its number."""
        last = self._head or self._last_in(connection)
        event = {
            "number": last[0] + 1,
            "form": form,
            "key": key,
            "revision": revision or self._next_revision(connection, form, key),
            "action": action,
            "at": at or self._clock.now(),
            "by": by,
            "reason": reason,
            "answers": spell({} if answers is None else answers),
            "previous": last[1],
            "reasons": spell(reasons) if reasons else None,
            "merged_into": merged_into,
        }
        event["hash"] = _digest(event)
        connection.execute(_INSERT, event)
        self._head = last[0] + 1, str(event["hash"])
        return last[0] + 1

    def _next_revision(self, connection: Connection, form: str, key: str) -> int:
        latest = connection.execute(
            select(func.max(REVISION.c.revision)).where(REVISION.c.form == form, REVISION.c.key == key)
        ).scalar()
        return (latest or 0) + 1

    def secret(self, name: str) -> bytes | None:
        with self.reading() as connection:
            content = connection.execute(select(SECRET.c.content).where(SECRET.c.name == name)).scalar()
        return None if content is None else bytes(content)

    def keep_secret(self, connection: Connection, name: str, content: bytes) -> None:
        row = {"name": name, "content": content}
        keep = upsert(SECRET).values(row)
        connection.execute(keep.on_conflict_do_update(index_elements=["name"], set_=row))

    def forget_rollback(self, connection: Connection) -> None:
        """Let the file as it is stand for all there ever was."""
        connection.execute(delete(SECRET).where(SECRET.c.name == _ROLLED_BACK))

    def hash_of(self, connection: Connection, number: int) -> str | None:
        """The hash of event *number*; None when the chain does not hold it."""
        return connection.execute(select(REVISION.c.hash).where(REVISION.c.number == number)).scalar()

    def _is_there_after_all(self) -> bool:
        """Whether a transaction that failed was kept: a commit may report an error and still be there."""
        head = self._head
        for _ in range(TRIES):
            try:
                self._reopen()
                with self._connection.begin():
                    return head is not None and self.hash_of(self._connection, head[0]) == head[1]
            except (DatabaseError, Unavailable):
                continue
        raise Unavailable(
            "perhaps-saved",
            "The disk does not answer, so it is not known whether this was saved. Look in the list before "
            "you save it again.",
        )

    def _last_in(self, connection: Connection) -> tuple[int, str]:
        row = connection.execute(_LAST).first()
        return (row.number, row.hash) if row else (0, _FIRST)

    def _here(self) -> None:
        thread = threading.get_ident()
        if self._thread is None:
            self._thread = thread
        assert self._thread == thread, "the store belongs to another thread"

    def _must_be_open(self) -> None:
        """Open the file again if the disk failed when that was last tried."""
        if self._connection.closed:
            self._reopen()

    def _reopen(self) -> None:
        self._shut()
        self._engine = engine_for(self._file, self._key)
        self._connection = patiently(self._engine)

    def _shut(self) -> None:
        self._connection.close()
        self._engine.dispose()

    def _keep_mark(self, number: int, digest: str) -> None:
        at, check = moment_text(self._clock.now()), self._key.check()
        told = {"number": number, "hash": digest, "at": at, "key": check}
        mark = self._mark()
        if mark is None:
            return
        try:
            make_folder(mark.parent)
            place(spell(told).encode(), mark, mode=0o600, over=True)
        except (RrpError, OSError) as error:
            # The event itself is safe; the mark catches up with the next one.
            _LOG.warning("mark-not-kept %s", getattr(error, "code", "folder-closed"))

    def _compare_mark(self) -> None:
        with self._connection.begin():
            ahead = self._mark_ahead(self._connection)
            if ahead is None:
                return
            if self.rolled_back() is None:
                told = {**ahead, "left": self._last_in(self._connection)[0]}
                self.keep_secret(self._connection, _ROLLED_BACK, spell(told).encode())
        _LOG.warning("rolled-back")

    def _mark_ahead(self, connection: Connection) -> dict[str, Any] | None:
        """The mark, when it names an event that the chain does not hold."""
        mark = self._mark()
        try:
            told = json.loads(mark.read_bytes()) if mark else {}
            number, digest, at = int(told["number"]), str(told["hash"]), moment_from(told["at"])
        except (OSError, ValueError, TypeError, KeyError):
            return None
        if number < 1 or self.hash_of(connection, number) == digest:
            return None
        return {"number": number, "at": moment_text(at)}

    def _mark(self) -> Path | None:
        if self._mark_file is None and (ward := self.secret(WARD)) is not None:
            self._mark_file = self._home.mark(ward.decode())
        return self._mark_file


_INSERT = insert(REVISION)
_LAST = select(REVISION.c.number, REVISION.c.hash).order_by(REVISION.c.number.desc()).limit(1)
_HASHED = ("number", "form", "key", "revision", "action", "at", "by", "reason", "answers", "previous")
_HASHED_SINCE_0002 = ("reasons", "merged_into")


def last_key(mark: Path) -> str | None:
    """The check value of the key under which something was last saved, as the *mark* of the ward tells."""
    try:
        return str(json.loads(mark.read_bytes())["key"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def chain_broken(number: int) -> Damaged:
    """What to raise when event *number* is not what it was when it was written."""
    return Damaged(
        "chain-broken",
        f"Entry number {number} in the ward's history is not what was written. Ask IT for the last backup.",
    )


def _hash(row: Row[Any]) -> str:
    return _digest(row._asdict())


def _digest(event: dict[str, Any]) -> str:
    hashed = [moment_text(event[name]) if name == "at" else event[name] for name in _HASHED]
    hashed += [[name, event[name]] for name in _HASHED_SINCE_0002 if event[name] is not None]
    return hashlib.sha256(spell(hashed).encode()).hexdigest()
