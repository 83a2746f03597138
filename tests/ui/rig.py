"""A real ward behind one screen: a store in a folder, its threads, and a window that only takes notes."""

import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Bus
from rrp_desktop.people import Role, StaffMember
from rrp_desktop.store import Home, Store, make_ward, new_recovery_code
from rrp_ui.ask import Ask
from rrp_ui.bridge import Bridge
from rrp_ui.screens import Screen, Session
from rrp_ui.work import Work

T = TypeVar("T")
TODAY = date(2026, 11, 21)
PIN = "2468"
VALUES = {
    "ward.name": "Brontë Ward",
    "ward.code": "BRONTE",
    "ward.organisation": "ZZZ",
    "ward.live_from": "2026-11-01",
}


class Told:
    """A clock that stands where it is put."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


class Rig:
    """What a screen needs, for real; `went` and `said` are what it asked of its window."""

    def __init__(self, folder: Path, qtbot: QtBot, role: Role = Role.FACILITATOR) -> None:
        self.qtbot = qtbot
        self.clock = Told(at(TODAY, time(13, 34)))
        self.bus, self.work = Bus(), Work()
        self.bridge = Bridge(self.bus)
        self.went: list[tuple[str, dict[str, Any]]] = []
        self.said: list[str] = []
        self.undo: Callable[[], None] | None = None
        self.keys = 0
        self.screen: Screen | None = None
        self.work.open(lambda: self._made(folder), owner=self.work, failed=self._failed)
        [manager] = self.store(lambda store: store.staff())
        self.manager: StaffMember = manager
        self.me = manager
        if role is not Role.MANAGER:
            self.me = self.store(lambda store: store.add_staff("S. O.", role, PIN, by=manager))
        self.session = self._session()

    @property
    def me(self) -> StaffMember | None:
        """Who is signed in, for the window and for the store."""
        return self._me

    @me.setter
    def me(self, who: StaffMember | None) -> None:
        self._me = who
        self.store(lambda store: setattr(store, "_reader", who and who.key))

    def store(self, task: Callable[[Store], T]) -> T:
        """What *task* gives, on the store's thread."""
        got: list[T] = []
        self.work.store(task, owner=self.work, done=got.append, failed=self._failed)
        self.qtbot.waitUntil(lambda: not self.work.busy, timeout=60_000)
        return got[0]

    def save(self, form: str, answers: Mapping[str, Any], by: StaffMember | None = None) -> str:
        """A record on disk; its key."""
        return self.store(lambda store: store.save(form, answers, by=by or self.manager)).key

    def people(self, *codes: str) -> dict[str, str]:
        """People on the ward: their keys by ward code."""
        return {code: self.save("person", {"ward_code": code}) for code in codes}

    def show(self, make: Callable[[Session], Screen], **where: Any) -> Any:
        """The screen that *make* makes, opened and on a screen of the smallest size."""
        if self.screen is None:
            self.screen = make(self.session)
            self.screen.widget.resize(1170, 716)
        self.screen.widget.show()
        self.screen.widget.activateWindow()
        self.screen.open(**where)
        self.settle()
        return self.screen

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.qtbot.waitUntil(lambda: not self.work.busy, timeout=60_000)
        QApplication.processEvents()

    def press(self, *keys: Qt.Key | str, ctrl: bool = False) -> None:
        """Press *keys*, one by one, where the focus is; letters are typed."""
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            self.keys += 1
            where = QApplication.activePopupWidget() or QApplication.focusWidget()
            assert where is not None
            if isinstance(key, str):
                QTest.keyClicks(where, key, held)
                self.keys += len(key) - 1
            else:
                QTest.keyClick(where, key, held)
            self.settle()

    def save_key(self) -> None:
        """Press the window's key for saving."""
        assert self.screen is not None
        self.keys += 1
        self.screen.save()
        self.settle()

    def ago(self, minutes: int) -> datetime:
        """The moment so many minutes before the clock's."""
        return self.clock.moment - timedelta(minutes=minutes)

    def close(self) -> None:
        """Leave the screen and put the ward away."""
        if self.screen is not None:
            self.screen.leave()
        self.settle()
        if self.screen is not None:
            self.screen.widget.close()
            self.screen.widget.deleteLater()
        self.bridge.close()
        self.work.close()

    def _made(self, folder: Path) -> Store:
        return make_ward(
            Home(folder, folder / "keys"),
            VALUES,
            manager="L. W.",
            pin=PIN,
            recovery_code=new_recovery_code(),
            clock=self.clock,
            bus=self.bus,
            new_id=lambda: str(uuid.uuid4()),
        )

    def _session(self) -> Session:
        values = self.store(lambda store: store.values())
        ward, lists = self.store(lambda store: (store.ward(), store.lists()))
        return Session(
            work=self.work,
            bridge=self.bridge,
            ask=_asks_nobody(),
            clock=self.clock,
            values=lambda: values,
            ward=lambda: ward,
            lists=lambda: lists,
            who=lambda: self.me,
            go=self._go,
            say=self._say,
        )

    def _go(self, name: str, **where: Any) -> None:
        self.went.append((name, where))
        if self.screen is not None:
            self.screen.leave()

    def _say(self, sentence: str, *, undo: Callable[[], None] | None = None) -> None:
        self.said.append(sentence)
        self.undo = undo

    @staticmethod
    def _failed(error: RrpError) -> None:
        raise error


def _asks_nobody() -> Ask:
    """A question that no test has answered beforehand fails it, where it would wait for ever."""
    ask = Ask()
    ask.answer_next()
    return ask


def focused() -> QWidget:
    """The widget that has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget
