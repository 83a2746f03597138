"""Open an encrypted ward file: key, pragmas, read-back, and transactions that take the lock at once."""

import re
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import StaticPool
from sqlcipher3 import dbapi2 as sqlcipher

from rrp_desktop.errors import Damaged, Unavailable
from rrp_desktop.store.ring import Key

OLDEST_SQLITE = (3, 51, 3)
TRIES = 3
PAUSE = 0.7
_RAW_KEY = re.compile(r"[0-9a-f]{96}")
_PRAGMAS = (
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),
    ("foreign_keys", "ON"),
    ("busy_timeout", "5000"),
    ("trusted_schema", "OFF"),
    ("cell_size_check", "ON"),
    ("mmap_size", "0"),
    ("temp_store", "MEMORY"),
    ("cache_size", "-16000"),
    ("wal_autocheckpoint", "200"),
    ("journal_size_limit", "4194304"),
)


def engine_for(file: Path, key: Key, *, create: bool = False) -> Engine:
    """An engine with one connection to *file*, which must exist unless *create*.

    The connection is opened, keyed and checked when it is first asked for.
    """
    raw = (key.secret + key.salt).hex()
    # SQLCipher takes a raw key one digit short for a passphrase, and opens something else with it.
    if not _RAW_KEY.fullmatch(raw):
        raise Damaged("ring-damaged", "The ward's key has the wrong length. Put the key file back.")
    address = f"{file.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"

    def connect() -> Any:
        connection = sqlcipher.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, raw)
        except BaseException:
            connection.close()
            raise
        return connection

    engine = create_engine(
        "sqlite+pysqlite://", module=sqlcipher, creator=connect, poolclass=StaticPool, hide_parameters=True
    )
    event.listen(engine, "begin", _begin)
    return engine


def patiently(engine: Engine) -> Connection:
    """A connection from *engine*; a fault must show three times before the file is called damaged."""
    for left in range(TRIES - 1, -1, -1):
        try:
            return engine.connect()
        except DatabaseError as error:
            engine.dispose()
            if not looks_damaged(error):
                raise trouble(error) from None
            if left:
                time.sleep(PAUSE)
    raise damaged()


def check_pages(connection: Connection) -> None:
    """Damaged with `file-damaged` when a page of the file is not as it was written, asked three times."""
    # The check reads the file alone, and takes what is still in the log beside it for damage.
    fold(connection)
    for left in range(TRIES - 1, -1, -1):
        if _pages_are_sound(connection):
            return
        if left:
            time.sleep(PAUSE)
    raise damaged()


def _pages_are_sound(connection: Connection) -> bool:
    try:
        with connection.begin():
            return connection.exec_driver_sql("PRAGMA cipher_integrity_check").first() is None
    except DatabaseError as error:
        if looks_damaged(error):
            return False
        raise trouble(error, saving=False) from None


def fold(connection: Connection) -> None:
    """Bring everything from the log beside the file into the file."""
    try:
        raw(connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlcipher.DatabaseError as error:
        raise trouble(error, saving=False) from None


def raw(connection: Connection) -> Any:
    """The driver's own connection, for what may not run in a transaction: SQLAlchemy begins one unasked."""
    return connection.connection.driver_connection


def damaged() -> Damaged:
    """What to raise when the file is not as it was written."""
    return Damaged(
        "file-damaged", "The ward's file is damaged. Nothing was changed. Restore the last backup."
    )


def trouble(error: DatabaseError | sqlcipher.DatabaseError, *, saving: bool = True) -> Exception:
    """What *error* means for the person, without anything they typed; *error* itself when it is our fault."""
    words = _words(error)
    if "full" in words:
        return Unavailable(
            "disk-full", "There is no room on this PC to save. Free some space, then press Save again."
        )
    if "locked" in words:
        return Unavailable(
            "file-busy", "Another program is holding the ward's file. Wait a moment and try again."
        )
    if "readonly" in words or "unable to open" in words:
        return Unavailable(
            "file-closed", "This PC may not write to the ward's file. Ask IT to allow it, then try again."
        )
    if looks_damaged(error) and saving:
        return Unavailable("not-saved", "That could not be saved. What you typed is still here: try again.")
    if looks_damaged(error):
        return Unavailable("not-read", "The ward's file did not answer. Nothing is lost: try again.")
    return error


def looks_damaged(error: DatabaseError | sqlcipher.DatabaseError) -> bool:
    """Whether *error* may come from a damaged file; a disk that fails for a moment says the same."""
    return any(words in _words(error) for words in ("malformed", "not a database", "disk I/O", "corrupt"))


def _words(error: DatabaseError | sqlcipher.DatabaseError) -> str:
    return str(error.orig if isinstance(error, DatabaseError) else error)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _prepare(connection: Any, raw: str) -> None:
    def ask(pragma: str) -> Any:
        row = connection.execute(f"PRAGMA {pragma}").fetchone()
        return row[0] if row else None

    connection.execute(f"PRAGMA key=\"x'{raw}'\"")
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute("PRAGMA cipher_memory_security=ON")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    for name, value in _PRAGMAS:
        connection.execute(f"PRAGMA {name}={value}")
    as_asked = (
        ask("journal_mode") == "wal"
        and ask("synchronous") == 2
        and ask("foreign_keys") == 1
        and str(ask("cipher_version")).startswith("4.")
        and tuple(int(part) for part in sqlcipher.sqlite_version.split(".")) >= OLDEST_SQLITE
    )
    if not as_asked:
        raise Unavailable(
            "unsafe-here", "This PC cannot keep the ward's file safely. Ask IT to move it to a local disk."
        )
