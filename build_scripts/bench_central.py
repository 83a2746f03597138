"""How long the centre takes, each beside its floor: intake of a month, and a report over ten years.

    python build_scripts/bench_central.py --wards 1300 --years 10 --folder /var/tmp/nation

The floor of intake is to decrypt, unpack and parse the same files and load their rows in one go; that of the
report is to ask for a month's incidents and huddles by ward over the rows themselves, in SQL by hand. Both
in one run, on the embedded file and on a PostgreSQL of its own. What was made stays in the folder. Never a
test.
"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pyrage
import sqlalchemy as sa
from pyrage.x25519 import Identity

import nation
import postgres
from rrp_desktop.bundle import enrol, frame, seal
from rrp_desktop.bundle.keys import recipients_of
from rrp_desktop.central import database
from rrp_desktop.central.centre import Centre, found
from rrp_desktop.central.intake import Verdict
from rrp_desktop.central.report.contents import report
from rrp_desktop.central.report.gathered import gather
from rrp_desktop.central.report.pages import Page
from rrp_desktop.central.shelf import Shelf
from rrp_desktop.clock import PcClock

_INSTALL = "11111111-1111-4111-8111-111111111111"
_INCIDENTS = "SELECT month, ward, kinds, count(*) FROM incidents GROUP BY month, ward, kinds"
_HUDDLES = """
    SELECT month, ward, count(*), sum(CASE WHEN state = 'held' THEN 1 ELSE 0 END)
    FROM huddles GROUP BY month, ward
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--wards", type=int, default=130)
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", choices=("intake", "report"))
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="centre-"))
    folder.mkdir(parents=True, exist_ok=True)
    with postgres.running("") as url:
        if chosen.only != "report":
            intake(chosen.wards, folder, url)
        if chosen.only != "intake":
            reports(chosen.wards, 12 * chosen.years, folder, url)


def say(what: str, spent: float, floor: float, more: str = "") -> None:
    print(f"{what:44} {spent:9.2f} s   floor {floor:9.2f} s   {spent / floor:6.2f}×  {more}", flush=True)


def timed(task: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    told = task()
    return time.perf_counter() - began, told


def intake(wards: int, folder: Path, url: str) -> None:
    """A month of every ward, taken in by a new centre on each store."""
    made = folder / f"month-{wards}"
    if not (made / "done").exists():
        make_month(wards, made)
    for name, store in (("embedded", None), ("PostgreSQL", _database(url, "intake"))):
        with tempfile.TemporaryDirectory() as place:
            shutil.copytree(made / "keys", Path(place) / "centre" / "keys")
            for each in ("packs", "originals", "quarantine", "receipts", "reports", "returns"):
                (Path(place) / "centre" / each).mkdir()
            if store:
                (Path(place) / "centre" / "store").write_text(store)
            with Centre(Path(place) / "centre", PcClock()) as centre:
                for card in sorted((made / "cards").iterdir()):
                    centre.enrol(enrol.read_card(card.read_bytes()))
                by_itself = partial(by_hand, made / "in", centre.keys.identity, store, Path(place))
                floor, rows = timed(by_itself)
                spent, verdicts = timed(partial(_whole, centre, made / "in"))
                assert {verdict.code for verdict in verdicts} == {"accepted"}
                say(f"intake, {wards} wards, {name}", spent, floor, f"{rows:,} rows")


def _whole(centre: Centre, source: Path) -> list[Verdict]:
    return list(centre.intake(source))


def make_month(wards: int, made: Path) -> None:
    """The centre's keys, a card of each ward, and its bundle of one month."""
    shutil.rmtree(made, ignore_errors=True)
    (made / "in").mkdir(parents=True)
    (made / "cards").mkdir()
    with found(made / "centre", made / "escrow", PcClock()) as centre:
        pack, _ = centre.pack("Benchmark")
    shutil.copytree(made / "centre" / "keys", made / "keys")
    [recipient] = recipients_of([Identity.generate()])
    for ward in nation.wards(wards, 1):
        sender = nation.Sender(ward, pack)
        card = enrol.write_card(
            ward.code, ward.name, ward.organisation, _INSTALL, date(2026, 11, 1), sender.key, recipient
        )
        (made / "cards" / f"{ward.code}.rrpe").write_bytes(card)
        for month in nation.months_of(ward, 1):
            bundle = sender.send(month, nation.sections_of(ward, month, 1))
            (made / "in" / bundle.name).write_bytes(bundle.data)
    (made / "done").touch()


def by_hand(source: Path, identity: Identity, store: str | None, place: Path) -> int:
    """Decrypt, unpack and parse every file, and load each line as a row."""
    engine = database.open_engine(store or f"sqlite+pysqlite:///{place / 'floor.db'}")
    table = sa.Table("floor", sa.MetaData(), sa.Column("file", sa.String), sa.Column("line", sa.LargeBinary))
    rows: list[tuple[str, bytes]] = []
    for path in sorted(source.iterdir()):
        content = frame.unpack(pyrage.decrypt(seal.verify(path.read_bytes()).body, [identity]))
        for line in content.splitlines():
            json.loads(line)
            rows.append((path.name, line))
    with engine.begin() as connection:
        table.drop(connection, checkfirst=True)
        table.create(connection)
        database.load(connection, table, rows)
    engine.dispose()
    return len(rows)


def reports(wards: int, months: int, folder: Path, url: str) -> None:
    """The report over everything, on each store."""
    file = folder / f"nation-{wards}-{months}.db"
    if not file.exists():
        with _renamed(file) as part, Shelf(part) as shelf:
            print(nation.fill(shelf, nation.wards(wards, months), months), flush=True)
    store = _database(url, "report")
    with Shelf(file) as embedded, Shelf(store) as server:
        moved, count = timed(lambda: embedded.copy_to(server))
        print(f"moved {count:,} rows to PostgreSQL in {moved:.0f} s", flush=True)
        with server.transaction() as connection:
            connection.exec_driver_sql("ANALYZE")
        for name, shelf in (("embedded", embedded), ("PostgreSQL", server)):
            floor, rows = timed(partial(asked_by_hand, shelf))
            spent, pages = timed(partial(_pages, shelf))
            say(f"report, {wards} wards, {months // 12} years, {name}", spent, floor, f"{rows:,} events")
            assert pages


def _pages(shelf: Shelf) -> tuple[Page, ...]:
    return report(gather(shelf), "Benchmark", {}).pages


def asked_by_hand(shelf: Shelf) -> int:
    with shelf.transaction() as connection:
        told = [connection.exec_driver_sql(question).all() for question in (_INCIDENTS, _HUDDLES)]
    return int(sum(row[3] for row in told[0]) + sum(row[2] for row in told[1]))


@contextmanager
def _renamed(file: Path) -> Iterator[Path]:
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    yield part
    part.rename(file)


def _database(url: str, name: str) -> str:
    engine = sa.create_engine(f"{url}/postgres", isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    engine.dispose()
    return f"{url}/{name}"


if __name__ == "__main__":
    main()
