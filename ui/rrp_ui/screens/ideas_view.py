"""The improvement work: a row of pages, and the one that is shown."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from rrp_ui.parts.cards import Page, Title, line
from rrp_ui.parts.chips import ChipRow

_ROOM = 60
"""Pixels of the page to be seen above and below what has the focus."""


class IdeasView(Page):
    """Shows one page at a time and says which one was asked for."""

    part_chosen = Signal(str)

    def __init__(self, parts: Iterable[tuple[str, str]]) -> None:
        super().__init__(scrolls=True)
        self.setObjectName("ideas")
        self.parts = ChipRow(parts, name="Page")
        self.parts.edited.connect(self._edited)
        self._pages: list[QWidget] = []
        self._settled = QTimer(self, singleShot=True, interval=0)
        self._settled.timeout.connect(self._show_focus)
        QApplication.instance().focusChanged.connect(self._focus_moved)  # type: ignore[union-attr]
        head = line(Title("Change ideas"), gap=20)
        head.addWidget(self.parts, 1, Qt.AlignmentFlag.AlignVCenter)
        self.body.addLayout(head)

    def show_part(self, code: str, page: QWidget) -> None:
        """Show *page*, the one called *code*."""
        self.parts.show_codes([code])
        if page not in self._pages:
            self._pages.append(page)
            self.body.addWidget(page, 1)
        for each in self._pages:
            each.setVisible(each is page)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now):
            self._settled.start()

    @Slot()
    def _show_focus(self) -> None:
        """Scroll to what has the focus, also when it was put there by no key of the person's."""
        now, area = QApplication.focusWidget(), self.findChild(QScrollArea)
        if area is not None and now is not None and area.isAncestorOf(now):
            area.ensureWidgetVisible(now, 0, _ROOM)

    @Slot()
    def _edited(self) -> None:
        chosen = self.parts.code()
        if chosen is not None:
            self.part_chosen.emit(chosen)
        else:
            self.parts.show_codes([self.parts.focusWidget().objectName()])
