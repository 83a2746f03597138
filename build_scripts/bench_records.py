"""How long the incidents screen takes over a big ward, each figure beside SQLite's own time for the same.

python build_scripts/bench_records.py
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from bench import NOW, PIN, Line, StoodStill, timed, ward
from rrp_desktop.clock import DAY
from rrp_desktop.events import Bus
from rrp_desktop.store import Home, Store, open_ward

INCIDENTS, PEOPLE = 100_000, 1_000
_PAGE = (
    "SELECT incident.*, revision.answers FROM incident "
    "LEFT JOIN revision ON revision.form = 'incident' AND revision.key = incident.key "
    "AND revision.revision = incident.revision WHERE incident.standing != 'void' "
    "ORDER BY incident.counted_on DESC, incident.started_at DESC, incident.key DESC LIMIT 256"
)
_SCAN = "SELECT count(*) FROM incident WHERE standing != 'void' AND instr(kinds, 'nowhere')"


def made(folder: Path) -> Home:
    """The ward of `bench` with so many people in it, put away."""
    with closing(ward(folder, INCIDENTS)) as store, store.many():
        [manager] = store.staff()
        for number in range(PEOPLE):
            store.save("person", {"ward_code": f"P-{number:04}"}, by=manager)
    return Home(folder / "ward", folder / "keys")


def opened(home: Home, bus: Bus) -> Store:
    """The ward in *home*, opened, with its manager signed in."""
    store = open_ward(home, clock=StoodStill(), bus=bus, new_id=str)
    [manager] = store.staff()
    store.sign_in(manager.key, PIN)
    return store


def reading(store: Store) -> Iterator[Line]:
    """Pages, as the store's thread reads them."""
    from rrp_ui.screens.records_read import Filter, read_lines

    page = timed(lambda: _bare(store, _PAGE), 20)[0], "a page as bare SQL"
    scan = timed(lambda: _bare(store, _SCAN), 20)[0], "one look at each as bare SQL"
    lists = store.lists()
    kept = read_lines(store, lists, Filter(), None)

    def first(wanted: Filter) -> Callable[[], Any]:
        return lambda: read_lines(store, lists, wanted, None, kept.words)

    def more() -> None:
        nonlocal kept
        kept = read_lines(store, lists, Filter(), kept.after, kept.words)

    for what, task, floor in (
        ("first rows, people and names read anew", lambda: read_lines(store, lists, Filter(), None), page),
        ("first rows of 28 days", first(Filter(since=NOW.date() - 27 * DAY)), page),
        ("first rows of one kind", first(Filter(kind="self_harm")), page),
        ("first rows of a search", first(Filter(words="restraint")), page),
        ("a search that finds nothing", first(Filter(words="nowhere")), scan),
        ("the next rows", more, page),
    ):
        yield Line(what, *timed(task, 20), *floor)


def screen(home: Home) -> Iterator[Line]:
    """The table itself, from opening it until its rows are there, and while it is scrolled to its end."""
    from PySide6.QtWidgets import QApplication

    from campaigns.windows import session_on
    from rrp_ui.screens.records import Records
    from rrp_ui.work import Work

    app, bus, work = QApplication.instance() or QApplication([]), Bus(), Work()

    def settled() -> None:
        while work.busy:
            app.processEvents()

    session = session_on(lambda: opened(home, bus), work=work, bus=bus, clock=StoodStill())
    page = Records(session)
    page.widget.resize(1170, 716)
    page.widget.show()

    def open_all() -> None:
        page.open()
        page.widget.span_chosen.emit("all")
        settled()

    def scroll() -> None:
        table = page.widget.list.table
        table.scrollToBottom()
        table.viewport().repaint()
        settled()

    yield Line("opened, with everything asked for", *timed(open_all, 10), 0.0, "")
    yield Line("scrolled to the end of what is there", *timed(scroll, 60), 0.0, "")
    rows = page.widget.lines.rowCount()
    yield Line(f"painted among {rows:,} rows", *timed(page.widget.list.table.viewport().repaint, 40), 0.0, "")
    page.leave()
    page.widget.close()
    session.bridge.close()
    work.close()


def _bare(store: Store, asked: str) -> None:
    with store.reading() as connection:
        connection.exec_driver_sql(asked).all()


def main() -> int:
    """A line each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        home = made(Path(folder))
        print(f"{INCIDENTS:,} incidents, {PEOPLE:,} people: median, 95th percentile, floor in ms", flush=True)
        with closing(opened(home, Bus())) as store:
            for line in reading(store):
                print(line.words(), flush=True)
        for line in screen(home):
            print(line.words(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
