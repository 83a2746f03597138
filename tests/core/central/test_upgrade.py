"""A store of an earlier release opens in this one, with everything that was in it."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from rrp_desktop.central.database import open_engine
from rrp_desktop.central.shelf import Shelf
from rrp_desktop.central.tables import STORE_VERSION
from rrp_desktop.central.upgrade import bring_up_to_date
from rrp_desktop.errors import Damaged, Newer
from tests.stored import keep

STATE = "14245b8b985d8f2a803549959148f87bbd0c8202603dfcdb07106f077e3de6bb"
STORED = sorted(keep.HERE.glob("*/shelf.sql"))
"""What sqlite3's `iterdump` says of a store with four bundles of one ward: one row void, one contested."""


def _opened(path: Path) -> sa.Engine:
    return open_engine(f"sqlite+pysqlite:///{path}")


def _made(dump: Path, to: Path) -> Path:
    engine = _opened(to)
    connection = engine.raw_connection()
    assert connection.driver_connection is not None
    connection.driver_connection.executescript(dump.read_text("utf-8"))
    connection.close()
    engine.dispose()
    return to


def _tables(path: Path) -> set[tuple[str, str]]:
    engine = _opened(path)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").all()
    engine.dispose()
    return {(name, " ".join(sql.split())) for name, sql in rows}


@pytest.mark.parametrize("dump", STORED, ids=lambda dump: dump.parent.name)
def test_a_store_of_every_release_opens_with_all_that_was_in_it(dump: Path, tmp_path: Path) -> None:
    """A change of the tables needs a new version and a step to it, or this fails."""
    path = _made(dump, tmp_path / "shelf.db")
    with Shelf(path) as shelf:
        assert shelf.state() == STATE
        assert (len(shelf.held()), len(shelf.contests())) == (4, 1)
        assert [each.region for each in shelf.listed()] == ["London"]
    Shelf(tmp_path / "new.db").close()
    assert _tables(path) == _tables(tmp_path / "new.db")


def test_every_step_between_is_taken_once_and_in_order(tmp_path: Path) -> None:
    engine = _opened(_made(STORED[0], tmp_path / "shelf.db"))
    steps = {
        STORE_VERSION: lambda connection: connection.exec_driver_sql(
            "ALTER TABLE wards ADD COLUMN beds BIGINT"
        ),
        STORE_VERSION + 1: lambda connection: connection.exec_driver_sql("UPDATE wards SET beds = 18"),
    }
    for _ in range(2):
        with engine.begin() as connection:
            bring_up_to_date(connection, steps, STORE_VERSION + 2)
            assert connection.exec_driver_sql("SELECT beds FROM wards").scalars().all() == [18]
    engine.dispose()
    with pytest.raises(Newer, match="shelf-newer"):
        Shelf(tmp_path / "shelf.db")


def test_a_step_that_fails_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = _made(STORED[0], tmp_path / "shelf.db")
    before = _tables(path)
    engine = _opened(path)

    def half(connection: sa.Connection) -> None:
        connection.exec_driver_sql("DROP TABLE people")
        connection.exec_driver_sql("DROP TABLE there_is_none")

    with pytest.raises(sa.exc.OperationalError), engine.begin() as connection:
        bring_up_to_date(connection, {STORE_VERSION: half}, STORE_VERSION + 1)
    engine.dispose()
    assert _tables(path) == before
    with Shelf(path) as shelf:
        assert shelf.state() == STATE


def test_a_store_older_than_any_release_is_refused_in_words(tmp_path: Path) -> None:
    path = _made(STORED[0], tmp_path / "shelf.db")
    engine = _opened(path)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE store SET version = 1")
    engine.dispose()
    with pytest.raises(Damaged, match="shelf-older"):
        Shelf(path)
