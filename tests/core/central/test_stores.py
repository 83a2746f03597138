"""One shelf, two databases: the embedded file and PostgreSQL say the same, and several may write at once."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import dev
import nation
import postgres as server
from rrp_desktop.bundle import enrol, seal
from rrp_desktop.bundle.make import Bundle
from rrp_desktop.bundle.pack import Pack
from rrp_desktop.central import collate
from rrp_desktop.central.centre import Centre, found
from rrp_desktop.central.database import open_engine
from rrp_desktop.central.opener import InProcess
from rrp_desktop.central.report.contents import report
from rrp_desktop.central.report.gathered import gather, own_months
from rrp_desktop.central.report.html import html_of
from rrp_desktop.central.shelf import Shelf
from rrp_desktop.central.versions import arrival_of
from rrp_desktop.clock import PcClock
from rrp_desktop.errors import Refused, Unavailable
from tests.core.central.conftest import NOW, Sender
from tests.core.central.test_merge import _opened, _record

PATIENCE = 120.0


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A server's URL; skips where Debian's package is missing, and fails there in CI."""
    if dev.server_programs() is None:
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"needs PostgreSQL: {dev.apt_line(['postgresql'])}")
    with server.running() as url:
        yield url


@pytest.fixture
def database(postgres: str) -> Iterator[str]:
    """A new database on the server."""
    name = f"shelf_{uuid.uuid4().hex}"
    engine = sa.create_engine(f"{postgres}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C.UTF-8'")
    yield f"{postgres}/{name}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


def _told(shelf: Shelf) -> tuple[object, ...]:
    months = [month.plain() for month in collate.ward_months(shelf)]
    return shelf.state(), list(shelf.current("incidents")), shelf.contests(), shelf.held(), months


def test_both_say_the_same_of_the_same_bundles(database: str, tmp_path: Path) -> None:
    chance = random.Random(5)
    keys = sorted(str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(5))
    bundles = [
        _opened(
            epoch * 32,
            seq,
            tuple(
                _record(key, chance.randint(1, 3), chance.choice(("10", "11", None)))
                for key in chance.sample(keys, 3)
            ),
            chance.randint(0, 2),
        )
        for epoch in "ab"
        for seq in range(1, 7)
    ]
    with Shelf(tmp_path / "shelf.db") as file, Shelf(database) as server_shelf:
        for bundle in bundles:
            file.take(arrival_of(bundle), bundle.content_sha256, NOW)
        for bundle in chance.sample(bundles, len(bundles)):
            server_shelf.take(arrival_of(bundle), bundle.content_sha256, NOW)
        assert file.contests()
        assert _told(file)[:3] == _told(server_shelf)[:3]
        assert _told(file)[4] == _told(server_shelf)[4]


def test_an_embedded_file_moves_to_postgresql_whole(centre: Centre, ward: Sender, database: str) -> None:
    for _ in range(3):
        bundle = ward.send()
        (centre.folder / "in.rrpb").write_bytes(bundle.data)
        list(centre.intake(centre.folder))
        (centre.folder / "in.rrpb").unlink()
    before = _told(centre.shelf)
    with Shelf(database) as shelf:
        assert centre.shelf.copy_to(shelf) > 0
        assert _told(shelf) == before
        assert shelf.signers() == centre.shelf.signers()
        with pytest.raises(Refused, match="store-in-use"):
            centre.shelf.copy_to(shelf)


def test_both_make_the_same_report(database: str, tmp_path: Path) -> None:
    with Shelf(tmp_path / "shelf.db") as file, Shelf(database) as server_shelf:
        nation.fill(file, nation.wards(26, 9), 9)
        file.copy_to(server_shelf)
        found, other = gather(file), gather(server_shelf)
        assert html_of(report(found, "South", {}, inside=True)) == html_of(
            report(other, "South", {}, inside=True)
        )
        ward = found.wards[0].listed.ward
        assert own_months(file, ward) == own_months(server_shelf, ward)
        assert server_shelf.listed() == file.listed()


def test_analysts_read_what_counts_and_nothing_else(database: str) -> None:
    with Shelf(database) as shelf:
        shelf.make_roles()
        shelf.make_roles()
    engine = open_engine(database)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql("SET ROLE rrp_analyst")
            connection.exec_driver_sql("SELECT count(*) FROM month_counts")
        with engine.connect() as connection:
            connection.exec_driver_sql("SET SESSION ROLE rrp_analyst")
            connection.commit()
            for forbidden in (
                "SELECT key FROM signers",
                "SELECT body FROM versions",
                "DELETE FROM incidents",
            ):
                with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
                    connection.exec_driver_sql(forbidden)
                connection.rollback()
            connection.exec_driver_sql("SET SESSION ROLE rrp_collator")
            connection.exec_driver_sql("DELETE FROM refusals")
    finally:
        engine.dispose()


@pytest.mark.parametrize("url", ["mysql://here/there", "no url", "postgresql+psycopg2://here/there"])
def test_a_store_of_another_kind_is_refused_in_words(url: str) -> None:
    with pytest.raises(Unavailable, match="store-url"):
        Shelf(url)


def _collate(folder: Path, source: Path) -> "subprocess.Popen[bytes]":
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "rrp_desktop.central.cli",
        "intake",
        "--at",
        folder,
        source,
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _many(pack: Pack, centre: Centre, source: Path) -> list[Bundle]:
    """Six bundles each of six wards, in one folder."""
    source.mkdir()
    bundles = []
    for number in range(6):
        sender = Sender(pack, f"RV5A{number}")
        centre.enrol(enrol.read_card(sender.card))
        bundles += [sender.send() for _ in range(6)]
    for number, bundle in enumerate(bundles):
        (source / f"{number % 7}-{bundle.name}").write_bytes(bundle.data)
    return bundles


def test_two_collators_on_one_folder_take_every_bundle_once_though_one_is_killed(
    database: str, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    with found(tmp_path / "one", tmp_path / "escrow", PcClock(), database) as centre:
        bundles = _many(centre.pack("South")[0], centre, source)
        first, second = (_collate(tmp_path / "one", source) for _ in range(2))
        _wait(lambda: len(centre.shelf.held()) >= 5)
        first.send_signal(signal.SIGKILL)
        first.communicate()
        assert second.communicate()[1] == b""
        assert second.returncode == 0
        assert {held.sha256 for held in centre.shelf.held()} == {bundle.sha256 for bundle in bundles}
        assert len(centre.shelf.held()) == len(bundles)
        assert {verdict.code for verdict in centre.intake(source)} == {"duplicate"}
        state = centre.shelf.state()
    with Shelf(tmp_path / "alone.db") as alone:
        for bundle in bundles:
            opened = InProcess([centre.keys.identity]).open(seal.verify(bundle.data))
            alone.take(opened, bundle.sha256, NOW)
        assert alone.state() == state
