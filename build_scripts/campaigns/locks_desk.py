"""The real desk on a real ward, one process after another, and hands to press its keys."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from campaigns import wards
from campaigns.locks_model import ToldClock
from campaigns.windows import until
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Bus
from rrp_desktop.store import Home, Store, open_ward
from rrp_desktop.store.sealed import seal
from rrp_ui.desk import Desk
from rrp_ui.doors import Doors
from rrp_ui.forms.view import FormView
from rrp_ui.screens import Screen, Session, incident
from rrp_ui.screens.locked import Tile

T = TypeVar("T")


class _Blank:
    """A screen with nothing on it."""

    def __init__(self, _session: Session) -> None:
        self.widget = QWidget()

    def open(self, **_where: Any) -> None:
        pass

    def leave(self) -> None:
        pass

    def save(self) -> None:
        pass

    def back(self) -> None:
        pass


class AtDesk:
    """A desk that is begun again each time its process would have ended."""

    def __init__(self, home: Home, clock: ToldClock) -> None:
        self._home, self._clock = home, clock
        self.ends = 0
        """How often this process was asked to end."""
        self.desk = self._begun()

    def again(self) -> None:
        """End this process, and begin the next."""
        self.leave()
        self.desk = self._begun()

    def leave(self) -> None:
        """End this process."""
        self.desk.close()
        self.desk.window.close()
        self.desk.window.deleteLater()
        self.desk.deleteLater()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        until(lambda: not self.desk.work.busy)
        until(lambda: True)

    def store(self, task: Callable[[Store], T]) -> T:
        """What *task* gives, on the store's thread."""
        got: list[T] = []
        self.desk.work.store(task, owner=self.desk, done=got.append, failed=_fail)
        until(lambda: bool(got))
        return got[0]

    def press(self, *keys: Qt.Key | str, ctrl: bool = False) -> None:
        """Press *keys* as the system would, in whichever window has the focus."""
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            for each in key if isinstance(key, str) else (key,):
                window = QGuiApplication.focusWindow()
                assert window is not None
                QTest.keyClick(window, each, held)  # type: ignore[arg-type]  # a letter will do

    def bring_up(self) -> None:
        """Have the window in front, as it is for whoever presses a key."""
        if QGuiApplication.focusWindow() is None:
            self.desk.window.activateWindow()
            until(lambda: QGuiApplication.focusWindow() is not None)

    def put_down(self) -> None:
        """Minimise the window, and bring it up again."""
        self.desk.window.showMinimized()
        self.desk.window.showNormal()
        self.bring_up()

    def choose(self, person: str) -> None:
        """Choose a name on the locked screen; the focus is then on the PIN."""
        view = self.desk.locked.widget
        next(tile for tile in view.findChildren(Tile) if tile.accessibleName().startswith(person)).click()
        view.pin.clear()

    def remind(self) -> None:
        """Let the window's timer strike."""
        self.desk._tick.timeout.emit()  # noqa: SLF001

    def reader(self) -> str | None:
        """Who may read, as the store knows it."""
        return self.store(lambda store: store._reader)  # noqa: SLF001

    def entry(self) -> FormView:
        """The page for writing without signing in."""
        entry = self.desk.outside.entry
        assert entry is not None
        return entry.form

    def form(self) -> FormView:
        """The form that whoever is in has open."""
        screen = self.desk.screen()
        assert isinstance(screen, incident.Incident)
        return screen.widget.form

    def _begun(self) -> Desk:
        bus = Bus()

        def open_(_words: str | None) -> Store:
            return open_ward(self._home, **wards.needs() | {"clock": self._clock, "bus": bus})

        def put_under_seal(answers: Mapping[str, Any], by: str) -> None:
            seal(self._home, "incident", answers, by=by, at=self._clock.now())

        def never(_asked: object) -> Store:
            raise AssertionError

        def makers() -> Mapping[str, Callable[[Session], Screen]]:
            return {"incident": incident.make, "today": _Blank}

        doors = Doors(self._home.exists, open_, never, kept=True, seal=put_under_seal)
        desk, ready, self.ends = Desk(doors, makers, bus=bus, clock=self._clock), [False], 0
        desk.ended.connect(self._count)
        desk.ready.connect(lambda: ready.append(True))
        desk.start()
        desk.window.show()
        desk.window.activateWindow()
        until(lambda: ready[-1])
        until(lambda: not desk.work.busy)
        # Painting is most of what this would take, and is not what is asked here.
        desk.window.setUpdatesEnabled(False)
        return desk

    def _count(self) -> None:
        self.ends += 1


def in_sight() -> str:
    """Every word that any window holds where somebody could see it, or have it read out."""
    said: list[str] = []
    for part in QApplication.allWidgets():
        if part.isVisible():
            said += [part.accessibleName(), part.accessibleDescription(), part.toolTip(), part.windowTitle()]
            if isinstance(part, QLabel | QLineEdit | QAbstractButton):
                said.append(part.text())
            elif isinstance(part, QPlainTextEdit):
                said.append(part.toPlainText())
    return "\n".join(said)


def _fail(error: RrpError) -> None:
    raise error
