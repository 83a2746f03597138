"""Whose account is being typed, when it is not that of the person who is signed in."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from rrp_ui.parts.cards import Label, line

_LONGEST = 40


class EnteredFor(QWidget):
    """One line for a colleague's initials; blank when whoever types it saw it."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.who = QLineEdit()
        self.who.setObjectName("entered_for")
        self.who.setAccessibleName("Entered for a colleague: their initials")
        self.who.setPlaceholderText("Their initials")
        self.who.setMaxLength(_LONGEST)
        layout = line(Label("Entered for"), self.who, gap=8)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)
        self.who.textEdited.connect(self._changed)

    def show_name(self, name: str) -> None:
        """Show *name*, quietly."""
        self.who.setText(name)

    def name(self) -> str:
        """Who it is for; empty for the person who is signed in."""
        return self.who.text().strip()

    def _changed(self) -> None:
        self.edited.emit()
