"""What watches over the window: the idle lock, what was copied, and garbage collected where widgets live."""

import gc
import math

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

from rrp_desktop.clock import Clock

_MINUTE = 60.0
_USED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class IdleWatch(QObject):
    """Says `idle` when no key and no mouse was used in any window for some minutes.

    The time is told by the clock, of which the timer only reminds: no timer runs while a PC sleeps.
    """

    idle = Signal()

    def __init__(self, app: QGuiApplication, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._limit: float | None = None
        self._used = self._now()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        app.focusWindowChanged.connect(self._watch)

    def start(self, minutes: float) -> None:
        """Begin to watch."""
        self._watch(QGuiApplication.focusWindow())
        self._limit, self._used = minutes * _MINUTE, self._now()
        self.look()

    def stop(self) -> None:
        """Watch no more: nobody is signed in."""
        self._limit = None
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Say `idle` if it is time, once; otherwise be reminded when it will be."""
        if self._limit is None:
            return
        if (left := self._limit - self._unused()) > 0:
            self._timer.start(math.ceil(left * 1_000))
        else:
            self.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _USED and self._limit is not None:
            if self._unused() >= self._limit:
                # Whoever wakes the PC is not who left it: the key is not theirs to press.
                self.look()
                return True
            self._used = self._now()
        return super().eventFilter(watched, event)

    def _unused(self) -> float:
        """Seconds since something was used, by the clock that says more: either may have stood still."""
        return max(now - then for now, then in zip(self._now(), self._used, strict=True))

    def _now(self) -> tuple[float, float]:
        return self._clock.monotonic(), self._clock.now().timestamp()

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        # A filter on the whole application would see, and wrap in Python, every event of every object.
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)


class Copied(QObject):
    """Remembers what was copied while a window was in use: not every system says whose it is."""

    def __init__(self) -> None:
        super().__init__()
        self._copied = ""
        QGuiApplication.clipboard().dataChanged.connect(self._note)

    def forget(self) -> None:
        """Have it gone from the clipboard, unless something else is there by now."""
        clipboard = QGuiApplication.clipboard()
        if self._copied and clipboard.text() == self._copied:
            clipboard.clear()
        self._copied = ""

    @Slot()
    def _note(self) -> None:
        if QGuiApplication.focusWindow() is not None:
            self._copied = QGuiApplication.clipboard().text()


class Collector(QObject):
    """Collects garbage on the window's thread alone: a widget freed by another thread crashes."""

    def __init__(self, pause: int = 1_000) -> None:
        super().__init__()
        self._timer = QTimer(self, interval=pause)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take over from Python."""
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Hand back to Python."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def collect(self) -> None:
        """Collect the generations whose turn it is."""
        due = [
            g for g, (n, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)) if n > most
        ]
        if due:
            gc.collect(due[-1])

    def freeze(self) -> None:
        """Never look again at what has been loaded by now; it would take longer than a frame each time."""
        gc.collect()
        gc.freeze()
