"""From the core's bus to the window's thread: what has happened, told where widgets may be touched."""

from PySide6.QtCore import QObject, Qt, Signal, Slot

from rrp_desktop.events import Bus, Event


class Bridge(QObject):
    """Emits `happened` on the window's thread with every event of the bus, in order."""

    happened = Signal(object)
    _heard = Signal(object)

    def __init__(self, bus: Bus, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heard.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self._stop = bus.listen(self._hear)

    def close(self) -> None:
        """Hear nothing more."""
        self._stop()

    def _hear(self, event: Event) -> None:
        self._heard.emit(event)

    @Slot(object)
    def _pass_on(self, event: Event) -> None:
        self.happened.emit(event)
