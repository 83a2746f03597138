"""The one difference between the embedded file and PostgreSQL: how to open, lock and load them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from rrp_desktop.central.tables import META, READ_BY_ANALYSTS
from rrp_desktop.errors import Unavailable

ROLES = ("rrp_collator", "rrp_analyst")
_BATCH = 5_000
_FEW = 20
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
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def is_server(connection: sa.Connection) -> bool:
    """Whether several collators can write here at once."""
    return connection.dialect.name == "postgresql"


def hold_store(connection: sa.Connection) -> None:
    """Let no other collator open the store until this transaction ends; the file has one writer anyway."""
    if is_server(connection):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(0)))


def hold_wards(connection: sa.Connection, wards: Iterable[str]) -> None:
    """Let no other collator write of *wards* until this transaction ends; the file has one writer anyway."""
    if is_server(connection):
        # in one order everywhere, or two collators could wait for each other
        named = "unnest(CAST(:wards AS text[])) AS ward"
        locks = f"(SELECT hashtextextended(ward, 0) AS lock FROM {named} ORDER BY lock) AS locks"
        held = sa.text(f"SELECT pg_advisory_xact_lock(lock) FROM {locks}")
        connection.execute(held, {"wards": list(wards)})


def put(connection: sa.Connection, table: sa.Table, rows: Rows, *, over: bool = False) -> None:
    """Add *rows*; where a key is there already, keep what stands there, unless *over*."""
    told = list(map(itemgetter(*table.columns.keys()), rows))
    if is_server(connection) and len(told) > _FEW:
        with staged(connection, table, told) as staging:
            settle(connection, table, staging, over=over)
    elif told:
        mark = "%s" if is_server(connection) else "?"
        values = f"VALUES ({', '.join([mark] * len(table.columns))})"
        connection.exec_driver_sql(_added(table, values, over=over), told)


def settle(connection: sa.Connection, table: sa.Table, staging: str, *, over: bool = False) -> None:
    """Add the staged rows, as `put`."""
    connection.exec_driver_sql(_added(table, f"SELECT * FROM {staging} WHERE true", over=over))


def _added(table: sa.Table, source: str, *, over: bool) -> str:
    key = ", ".join(column.name for column in table.primary_key.columns)
    rest = (column.name for column in table.columns if not column.primary_key)
    replaced = ", ".join(f"{name} = excluded.{name}" for name in rest)
    settled = f"({key}) DO UPDATE SET {replaced}" if over else "DO NOTHING"
    return f"INSERT INTO {table.name} ({_names(table)}) {source} ON CONFLICT {settled}"


def _names(table: sa.Table) -> str:
    return ", ".join(table.columns.keys())


@contextmanager
def staged(connection: sa.Connection, table: sa.Table, rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """*rows*, told in the order of the columns, in a table of the session's own: its name."""
    staging = f"staged_{table.name}"
    connection.exec_driver_sql(
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {staging} AS SELECT * FROM {table.name} WHERE false"
    )
    _load(connection, staging, table, rows)
    if is_server(connection):
        connection.exec_driver_sql(f"ANALYZE {staging}")
    yield staging
    connection.exec_driver_sql(
        f"DELETE FROM {staging}" if not is_server(connection) else f"TRUNCATE {staging}"
    )


def alike(
    connection: sa.Connection, table: sa.Table, staging: str, names: Sequence[str]
) -> Iterable[tuple[Any, ...]]:
    """The keys of the rows that agree in *names* with one that is staged."""
    same = " AND ".join(f"there.{name} = staged.{name}" for name in names)
    keys = ", ".join(f"there.{column.name}" for column in table.primary_key.columns)
    return connection.exec_driver_sql(
        f"SELECT {keys} FROM (SELECT DISTINCT {', '.join(names)} FROM {staging}) AS staged "
        f"CROSS JOIN {table.name} AS there WHERE {same}"
    )


def analyse(connection: sa.Connection, tables: Iterable[sa.Table]) -> None:
    """Count what is in *tables* for whoever plans questions; the file needs it not."""
    if is_server(connection):
        connection.exec_driver_sql(f"ANALYZE {', '.join(table.name for table in tables)}")


def drop(connection: sa.Connection, table: sa.Table, keys: Rows) -> None:
    """Remove the rows that agree with each of *keys*."""
    if keys:
        same = (table.c[name] == sa.bindparam(f"{name}_") for name in keys[0])
        given = [{f"{name}_": value for name, value in key.items()} for key in keys]
        connection.execute(sa.delete(table).where(*same), given)


def load(connection: sa.Connection, table: sa.Table, rows: Iterable[Sequence[Any]]) -> None:
    """Add *rows*, told in the order of the columns, to a table that holds none of them."""
    _load(connection, table.name, table, rows)


def _load(connection: sa.Connection, into: str, table: sa.Table, rows: Iterable[Sequence[Any]]) -> None:
    if is_server(connection):
        with _cursor(connection).copy(f"COPY {into} ({_names(table)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    places = ", ".join("?" * len(table.columns))
    _cursor(connection).executemany(f"INSERT INTO {into} VALUES ({places})", rows)


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
