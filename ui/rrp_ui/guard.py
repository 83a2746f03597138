"""What watches over the window: the idle lock, and garbage collected where widgets live."""

import gc

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow

_MINUTE = 60_000
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
    """Says `idle` when no key and no mouse was used in any window for some minutes."""

    idle = Signal()

    def __init__(self, app: QGuiApplication) -> None:
        super().__init__()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.idle)
        app.focusWindowChanged.connect(self._watch)

    def start(self, minutes: float) -> None:
        """Begin to watch."""
        self._watch(QGuiApplication.focusWindow())
        self._timer.start(int(minutes * _MINUTE))

    def stop(self) -> None:
        """Watch no more: nobody is signed in."""
        self._timer.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _USED and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)

    @Slot(QWindow)
    def _watch(self, window: QWindow | None) -> None:
        # A filter on the whole application would see, and wrap in Python, every event of every object.
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)


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
