"""The current content as Parquet, by month and region, for engines that read many years at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from rrp_desktop.central.shelf import Shelf
from rrp_desktop.central.tables import HUDDLE_MONTHS, HUDDLES, INCIDENTS, MONTH_COUNTS, WARD_MONTHS, WARDS
from rrp_desktop.errors import Unavailable

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TABLES = (INCIDENTS, HUDDLES, WARD_MONTHS, HUDDLE_MONTHS, MONTH_COUNTS)
_AT_ONCE = 250_000
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "threads": 2,
}


def open_engine() -> "DuckDBPyConnection":
    """DuckDB in memory. It would fetch extensions over the network if it were let."""
    import duckdb

    return duckdb.connect(config=_SETTINGS)


def write_parquet(shelf: Shelf, folder: Path) -> dict[str, int]:
    """Write every table under *folder*, new or empty: table/month=…/region=…; how many rows of each."""
    if folder.exists() and any(folder.iterdir()):
        raise Unavailable("folder-in-use", "This folder is not empty. Choose a new one for the export.")
    rows: dict[str, int] = {}
    with shelf.transaction() as connection, open_engine() as engine:
        for table in TABLES:
            rows[table.name] = _load(connection, engine, table)
            target = folder / table.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if rows[table.name]:
                engine.execute(
                    f"COPY {table.name} TO '{_quoted(target)}' "
                    "(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month, region))"
                )
            engine.execute(f"DROP TABLE IF EXISTS {table.name}")
    return rows


def _load(connection: sa.Connection, engine: "DuckDBPyConnection", table: sa.Table) -> int:
    """Copy *table*, with the region and kind of each ward, into the engine; how many rows that was."""
    import pandas as pd

    count = 0
    for names, rows in _partitions(connection, table):
        frame = pd.DataFrame(rows, columns=names)
        engine.register("frame", frame)
        made = f"CREATE TABLE {table.name} AS" if not count else f"INSERT INTO {table.name}"
        engine.execute(f"{made} SELECT * FROM frame")
        engine.unregister("frame")
        count += len(frame)
    return count


def _partitions(connection: sa.Connection, table: sa.Table) -> Iterator[tuple[list[str], list[Any]]]:
    region, specialty = (sa.func.coalesce(WARDS.c[name], "").label(name) for name in ("region", "specialty"))
    joined = table.outerjoin(WARDS, WARDS.c.ward == table.c.ward)
    asked = sa.select(table, region, specialty).select_from(joined)
    done = connection.execution_options(yield_per=_AT_ONCE).execute(asked)
    names = list(done.keys())
    for part in done.partitions():
        yield names, [tuple(row) for row in part]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
