"""Whole copies of a ward's file: taken from the open file, looked over, and only then given a name."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DatabaseError
from sqlcipher3 import dbapi2 as sqlcipher

from rrp_desktop.errors import Damaged, Unavailable
from rrp_desktop.place import settle
from rrp_desktop.store.open import check_pages, damaged, engine_for, patiently, raw, trouble
from rrp_desktop.store.ring import Key
from rrp_desktop.store.tables import REVISION

_LAST = select(REVISION.c.number, REVISION.c.hash).order_by(REVISION.c.number.desc()).limit(1)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: the number and hash of its last event, and how many rows each table has."""

    number: int
    head: str
    rows: tuple[tuple[str, int], ...]


def contents(connection: Connection) -> Contents:
    """What the file behind *connection* holds."""
    last = connection.execute(_LAST).first()
    tables = connection.exec_driver_sql(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    ).scalars()
    rows = tuple(
        (name, connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())
        for name in tables.all()
    )
    return Contents(last.number, last.hash, rows) if last else Contents(0, "", rows)


def copy_out(connection: Connection, part: Path) -> Contents:
    """Write all that *connection* sees to the new file *part*, and say what that is."""
    part.unlink(missing_ok=True)
    try:
        with connection.begin():
            held = contents(connection)
        raw(connection).execute("VACUUM INTO ?", (str(part),))
    except (sqlcipher.DatabaseError, DatabaseError) as error:
        part.unlink(missing_ok=True)
        if "full" in str(error) or "disk I/O" in str(error):
            raise Unavailable(
                "copy-no-room", "There is no room for a copy of the ward's file. Free some space."
            ) from None
        raise trouble(error, saving=False) from None
    return held


def look_over(file: Path, key: Key) -> Contents:
    """What the closed *file* holds, once every page, index and row of it has been found sound."""
    engine = engine_for(file, key)
    try:
        with patiently(engine) as connection:
            check_pages(connection)
            with connection.begin():
                if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
                    raise damaged()
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                    raise damaged()
                return contents(connection)
    except DatabaseError:
        raise damaged() from None
    finally:
        engine.dispose()


def settle_copy(part: Path, target: Path, key: Key, expected: Contents) -> None:
    """Give the copy *part* its name, if it is whole and holds what was *expected*; else leave nothing."""
    try:
        if look_over(part, key) != expected:
            raise Damaged("copy-differs", "The copy differs from the ward's file. It was not kept.")
        settle(part, target)
    finally:
        part.unlink(missing_ok=True)
