"""A button that opens a short list of things to do."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from rrp_ui.parts.buttons import LinkButton


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do: the code it is known by, and its words."""

    code: str
    words: str


class MenuButton(LinkButton):
    """Opens its entries with a click, Space, Enter, or wherever `open_at` says."""

    chosen = Signal(str)

    def __init__(self, words: str, entries: Iterable[Entry] = (), *, icon: str = "") -> None:
        super().__init__(words, icon=icon)
        self.list = QMenu(self)
        self.list.triggered.connect(self._triggered)
        self.clicked.connect(self._open_below)
        self.offer(entries)

    def offer(self, entries: Iterable[Entry]) -> None:
        """Show these entries instead."""
        self.list.clear()
        for entry in entries:
            action = QAction(entry.words, self.list)
            action.setObjectName(entry.code)
            self.list.addAction(action)

    def codes(self) -> tuple[str, ...]:
        """What is offered, in order."""
        return tuple(action.objectName() for action in self.list.actions())

    def open_at(self, place: QPoint) -> None:
        """Open the list at *place* of the screen."""
        self.list.popup(place)

    @Slot()
    def _open_below(self) -> None:
        self.open_at(self.mapToGlobal(self.rect().bottomLeft()))

    @Slot(QAction)
    def _triggered(self, action: QAction) -> None:
        self.chosen.emit(action.objectName())
