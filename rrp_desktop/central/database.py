"""The one difference between the embedded file and PostgreSQL: how to open, lock and load them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from rrp_desktop.central.tables import META, READ_BY_ANALYSTS
from rrp_desktop.errors import Unavailable

ROLES = ("rrp_collator", "rrp_analyst")
_BATCH = 5_000
Rows = Sequence[Mapping[str, Any]]


def open_engine(url: str) -> sa.Engine:
    """An engine for *url*: `sqlite+pysqlite:///file` or `postgresql+psycopg://…`."""
    try:
        named = sa.make_url(url)
        if named.get_backend_name() == "sqlite":
            engine = sa.create_engine(named, connect_args={"isolation_level": None})
            sa.event.listen(engine, "connect", _set_up)
            sa.event.listen(engine, "begin", _begin)
            return engine
        if named.get_dialect().driver == "psycopg":
            return sa.create_engine(named, pool_pre_ping=True)
    except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ModuleNotFoundError):
        pass
    raise Unavailable(
        "store-url", "This store cannot be opened. Write it as postgresql+psycopg://user@host/database."
    )


def _set_up(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def is_server(connection: sa.Connection) -> bool:
    """Whether several collators can write here at once."""
    return connection.dialect.name == "postgresql"


def hold_ward(connection: sa.Connection, ward: str) -> None:
    """Let no other collator write of *ward* until this transaction ends; the file has one writer anyway."""
    if is_server(connection):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(ward, 0))))


def put(connection: sa.Connection, table: sa.Table, rows: Rows, *, over: bool = False) -> None:
    """Add *rows*; where a key is there already, keep what stands there, unless *over*."""
    if is_server(connection) and len(rows) > _BATCH:
        _copy(connection, table, rows, over=over)
    elif rows:
        connection.execute(_added(table, is_server(connection), over), rows)


@cache
def _added(table: sa.Table, server: bool, over: bool) -> sa.Insert:
    added = postgresql.insert(table) if server else sqlite.insert(table)
    return _settling(added, table, over)


def _settling(added: Any, table: sa.Table, over: bool) -> sa.Insert:
    """*added*, with what is to become of a row whose key is there."""
    rest = {column.name: added.excluded[column.name] for column in table.columns if not column.primary_key}
    settled: sa.Insert = (
        added.on_conflict_do_update(index_elements=table.primary_key.columns, set_=rest)
        if over
        else added.on_conflict_do_nothing()
    )
    return settled


def of_places(
    connection: sa.Connection, table: sa.Table, ward: str, section: str, places: Sequence[str]
) -> Sequence[sa.Row[Any]]:
    """The rows of *table* that are about these places."""
    among = "= ANY(:places)" if is_server(connection) else "IN (SELECT value FROM json_each(:places))"
    asked = f"SELECT * FROM {table.name} WHERE section = :section AND ward = :ward AND place {among}"
    given = list(places) if is_server(connection) else json.dumps(list(places))
    return connection.execute(sa.text(asked), {"section": section, "ward": ward, "places": given}).all()


def load(connection: sa.Connection, table: sa.Table, rows: Iterable[Sequence[Any]]) -> None:
    """Add *rows*, told in the order of the columns, to a table that holds none of them."""
    if is_server(connection):
        names = ", ".join(table.columns.keys())
        with _cursor(connection).copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join("?" * len(table.columns))
    _cursor(connection).executemany(f"INSERT INTO {table.name} VALUES ({places})", rows)


def _copy(connection: sa.Connection, table: sa.Table, rows: Rows, *, over: bool) -> None:
    """By COPY into a table of the session's own, and from there in one statement."""
    staging, names = f"staged_{table.name}", table.columns.keys()
    cursor = _cursor(connection)
    cursor.execute(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {staging} (LIKE {table.name}) ON COMMIT DELETE ROWS"
    )
    with cursor.copy(f"COPY {staging} ({', '.join(names)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[name] for name in names])
    staged = sa.select(sa.text(", ".join(names))).select_from(sa.table(staging))
    connection.execute(_settling(postgresql.insert(table).from_select(names, staged), table, over))
    cursor.execute(f"TRUNCATE {staging}")


def _cursor(connection: sa.Connection) -> Any:
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver.cursor()


def batches(rows: Iterable[Any]) -> Iterable[list[Any]]:
    """*rows* in lists of a few thousand."""
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def grant(connection: sa.Connection) -> None:
    """Make the two roles, if they are not there: collators read and write, analysts read current content."""
    for role in ROLES:
        if not connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
            connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")
    every = ", ".join(META.tables)
    connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {every} TO {ROLES[0]}")
    readable = ", ".join(table.name for table in READ_BY_ANALYSTS)
    connection.exec_driver_sql(f"GRANT SELECT ON {readable} TO {ROLES[1]}")
