"""Notices above a page: a sign, a sentence, and what can be done about it."""

from collections.abc import Iterable
from typing import Protocol

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_ui import theme
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Card, Label, Words, line


class Told(Protocol):
    """What a notice needs of its content."""

    @property
    def name(self) -> str: ...
    @property
    def sign(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def button(self) -> str: ...
    @property
    def to_dismiss(self) -> bool: ...


class Notices(QWidget):
    """Notices, one below the other; nothing at all when there are none."""

    chosen = Signal(object)
    """The notice whose button was pressed."""
    dismissed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[_Notice] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.GAP // 2)
        self.hide()

    def show_notices(self, notices: Iterable[Told]) -> None:
        """Show *notices* and no others; what is shown already stays as it is."""
        wanted = list(notices)
        if wanted == [row.shown for row in self._rows]:
            return
        for row in self._rows:
            row.hide()
            row.deleteLater()
        self._rows = [_Notice(each) for each in wanted]
        for row in self._rows:
            row.open.clicked.connect(self._open)
            row.away.clicked.connect(self._put_away)
            self._layout.addWidget(row)
        self.setVisible(bool(wanted))

    def words(self) -> tuple[str, ...]:
        """Every sentence."""
        return tuple(row.shown.words for row in self._rows)

    @Slot()
    def _open(self) -> None:
        self.chosen.emit(self._row().shown)

    @Slot()
    def _put_away(self) -> None:
        self.dismissed.emit(self._row().shown)

    def _row(self) -> "_Notice":
        row = self.sender().parent()
        assert isinstance(row, _Notice)
        return row


class _Notice(Card):
    def __init__(self, shown: Told) -> None:
        super().__init__()
        self.shown = shown
        self.setObjectName(shown.name)
        sign, words = Label(shown.sign), Words(shown.words, wrap=True)
        sign.setStyleSheet(f"color: {theme.BLUE}; font-size: {theme.HEADING}px")
        self.open, self.away = LinkButton(shown.button), LinkButton("Put away")
        row = line(sign, words, self.open, self.away)
        row.setStretch(1, 1)
        self.add(row)
        self.open.setVisible(bool(shown.button))
        self.away.setVisible(shown.to_dismiss)
        self._layout.setContentsMargins(theme.EDGE, 5, theme.EDGE, 5)
