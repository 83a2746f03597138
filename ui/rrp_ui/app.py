"""The composition root: reads the command line, then wires everybody to everybody.

    last net → font → window painted → ward opened on the store's thread → the rest loaded beside it

Nothing slow is imported before the window has been painted: see tests/ui/test_start.py.
"""

import argparse
import locale
import os
import sys
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, QObject, QProcess, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import rrp_desktop
from rrp_desktop import log
from rrp_desktop.clock import PcClock, day_of
from rrp_desktop.errors import RrpError, Unavailable
from rrp_desktop.events import Bus
from rrp_desktop.store.home import Home, default_folder
from rrp_ui import theme
from rrp_ui.away import Away
from rrp_ui.crash import Net
from rrp_ui.desk import Desk
from rrp_ui.doors import Doors
from rrp_ui.guard import Collector
from rrp_ui.stage import Makers

if TYPE_CHECKING:
    from rrp_desktop.store import Store
    from rrp_desktop.store.keys import Permit
    from rrp_ui.screens.setup import NewWard

NO_LETTERS = 3
_AGAIN = 64
"""The event loop ends so when the process has to end because nobody has been here for long."""
SMALLEST = (1366, 768)


def makers() -> Makers:
    """Every screen by name. Imports them all, with what they need."""
    from rrp_ui.screens import (
        affected,
        charts,
        cross,
        huddle,
        huddle_measures,
        ideas,
        incident,
        month_end,
        record,
        records,
        records_of,
        returned,
        settings,
        today,
    )

    return {
        "today": today.make,
        "huddle": huddle.make,
        "huddle_measures": huddle_measures.make,
        "incident": incident.make,
        "incidents": records.make,
        "cross": cross.make,
        "record": record.make,
        "records_of": records_of.make,
        "ideas": ideas.make,
        "charts": charts.make,
        "affected": affected.make,
        "month_end": month_end.make,
        "returned": returned.make,
        "settings": settings.make,
    }


def doors(home: Home, bus: Bus) -> Doors:
    """The ways to the ward in *home*."""

    def open_(code: str | None) -> "Store":
        from rrp_desktop.store import open_ward

        return open_ward(home, clock=PcClock(), bus=bus, new_id=new_id, words=code)

    def make(new: "NewWard") -> "Store":
        from rrp_desktop.store import make_ward

        return make_ward(
            home,
            new.values,
            manager=new.manager,
            pin=new.pin,
            recovery_code=new.recovery_code,
            clock=PcClock(),
            bus=bus,
            new_id=new_id,
        )

    def restore(backup: Path | None, words: str | None, permit: "Permit | None") -> "Store":
        from rrp_desktop.store.restore import backups_in
        from rrp_desktop.store.restore import restore as put_back

        file = backup or next(iter(backups_in(home.backups)), None)
        if file is None:
            raise Unavailable("no-backup", "There is no backup on this PC. Ask IT for the second place.")
        return put_back(home, file, clock=PcClock(), bus=bus, new_id=new_id, words=words, permit=permit)

    def put_under_seal(answers: Mapping[str, Any], by: str) -> None:
        from rrp_desktop.store.sealed import seal

        seal(home, "incident", answers, by=by, at=PcClock().now())

    def report(error: RrpError) -> str:
        from rrp_desktop.store.for_it import report_for_it

        return report_for_it(home, error)

    return Doors(home.exists, open_, make, kept=True, restore=restore, seal=put_under_seal, report=report)


def practice_doors(home: Home, bus: Bus) -> Doors:
    """The way to a practice ward, made in *home* on the spot."""

    def open_(_asked: object) -> "Store":
        from rrp_desktop.practice import make_practice_ward

        clock = PcClock()
        return make_practice_ward(home, clock=clock, bus=bus, new_id=new_id, end=day_of(clock.now()))

    return Doors(lambda: True, open_, open_)


def new_id() -> str:
    """A key nobody else has."""
    return str(uuid.uuid4())


def preload() -> None:
    """Load what the first screen and the first chart would wait for. Makes nothing of Qt."""
    import numpy  # noqa: F401
    import pyqtgraph  # noqa: F401

    makers()


class _Then(QObject):
    """What follows once the ward is open: the rest is loaded, and the tour begins if there is one."""

    def __init__(self, desk: Desk, collector: Collector, tour: Path | None) -> None:
        super().__init__()
        self._desk, self._collector, self._tour = desk, collector, tour
        desk.ready.connect(self._load)

    @Slot()
    def _load(self) -> None:
        self._desk.work.side(preload, owner=self, done=self._go_on, failed=self._say)

    def _go_on(self, _none: None) -> None:
        self._collector.freeze()
        if self._tour is not None:
            from rrp_ui.tour import run

            QApplication.exit(run(self._desk, self._tour))

    def _say(self, error: RrpError) -> None:
        self._desk.window.foot.say(error.sentence)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the product; the exit code of the process."""
    asked = _command_line().parse_args(argv)
    if asked.self_test:
        from rrp_ui.selftest import self_test

        return self_test(asked.old_ward)
    if not _has_a_screen():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        sys.stderr.write("There is no screen here: the windows are drawn offscreen.\n")
    with tempfile.TemporaryDirectory(prefix="rrp-practice-") as scratch:
        code = _run(asked, Path(scratch))
    if code == _AGAIN:
        # Only with the process does its memory go, and the ward's key in it.
        QProcess.startDetached(*_command(sys.argv[1:] if argv is None else argv))
        return 0
    return code


def _command(argv: Sequence[str]) -> tuple[str, list[str]]:
    """The program and its arguments that start the product again."""
    start = [] if getattr(sys, "frozen", False) else ["-m", "rrp_ui"]
    return sys.executable, [*start, *argv]


def _run(asked: argparse.Namespace, scratch: Path) -> int:
    net, collector, bus = Net(), Collector(), Bus()
    net.spread()
    app = QApplication(sys.argv[:1])
    locale.setlocale(locale.LC_TIME, "C")  # Qt takes the system's; dates here are English everywhere
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    try:
        theme.apply(app)
    except Unavailable as error:
        sys.stderr.write(f"{error.sentence} (code {error.code})\n")
        return NO_LETTERS
    if asked.practice:
        ways, logs = practice_doors(Home(scratch / "ward", scratch / "keys"), bus), scratch
    else:
        home = Home(asked.data or default_folder())
        ways, logs = doors(home, bus), home.folder if home.exists() else scratch
    writing = log.start(logs)
    desk = Desk(ways, makers, bus=bus, clock=PcClock())
    net.show_with(desk.ask)
    desk.ended.connect(partial(app.exit, _AGAIN))
    then = _Then(desk, collector, asked.tour)
    if asked.practice:
        from rrp_desktop.practice.bronte import PIN

        desk.window.show_practice(f"Practice ward: nothing here is real or kept. Every PIN is {PIN}.")
    collector.start()
    desk.start()
    _show(desk)
    away = Away(desk.put_away)
    away.start(desk.window)
    code = app.exec()
    away.stop()
    desk.close()
    then.deleteLater()
    collector.stop()
    net.gather()
    log.stop(writing)
    return code


def _show(desk: Desk) -> None:
    room = QGuiApplication.primaryScreen().availableSize()
    cramped = room.width() <= SMALLEST[0] or room.height() <= SMALLEST[1]
    if cramped and QGuiApplication.platformName() != "offscreen":
        desk.window.showMaximized()
    else:
        desk.window.show()


def _has_a_screen() -> bool:
    told = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in told)


def _command_line() -> argparse.ArgumentParser:
    line = argparse.ArgumentParser("rrp-desktop", description="Huddles, incidents and run charts for a ward.")
    line.add_argument("--version", action="version", version=rrp_desktop.__version__)
    line.add_argument("--practice", action="store_true", help="open a made-up ward that is thrown away")
    line.add_argument("--data", type=Path, metavar="DIR", help="the folder of the ward's records")
    line.add_argument("--tour", type=Path, metavar="DIR", help="do the main job and put pictures there")
    line.add_argument("--self-test", action="store_true", help="prove that this installation works")
    line.add_argument(
        "--old-ward", type=Path, metavar="DIR", help="for the self-test: a ward file of an earlier release"
    )
    return line
