"""A programme pack on offer: what it would change, whose it is, and whether to use it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QVBoxLayout, QWidget

from rrp_ui import theme
from rrp_ui.parts.buttons import PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Label, Soft, Wrong, line

_LINES = 8


class PackOffer(QWidget):
    """Shows what a pack would change. Nothing of it holds before somebody accepts it."""

    accepted = Signal(str)
    refused = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = Label()
        self.changes = QListWidget()
        self.changes.setObjectName("pack_changes")
        self.changes.setWordWrap(True)
        self.changes.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.stranger = Soft(
            "This ward does not know the key that signed this pack. Telephone the centre on a number "
            "from your own list, and type the eight words that they read out.",
            wrap=True,
        )
        self.words = QLineEdit()
        self.words.setObjectName("centre_words")
        self.words.setAccessibleName("The eight words of the centre")
        self.words.returnPressed.connect(self._accept)
        self.problem = Wrong(wrap=True)
        self.use = PrimaryButton("Use this pack")
        self.use.setObjectName("use_pack")
        self.use.clicked.connect(self._accept)
        self.leave = SecondaryButton("Do not use it")
        self.leave.setObjectName("leave_pack")
        self.leave.clicked.connect(self.refused)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.title, self.changes, self.stranger, self.words, self.problem):
            layout.addWidget(part)
        layout.addLayout(line(self.use, self.leave, None))
        self.hide()

    def show_offer(self, title: str, changes: Sequence[str], *, known: bool) -> None:
        """Show what would change; ask for the centre's words unless its key is *known*."""
        self.title.setText(title)
        self.changes.clear()
        self.changes.addItems(list(changes))
        self.changes.setAccessibleName(f"{title}: {' '.join(changes)}")
        height = self.changes.sizeHintForRow(0) * min(len(changes), _LINES)
        self.changes.setFixedHeight(height + 2 * theme.GAP)
        self.words.clear()
        for part in (self.stranger, self.words):
            part.setVisible(not known)
        self.show_problem("")
        self.show()
        (self.use if known else self.words).setFocus()

    def show_problem(self, sentence: str) -> None:
        """Say why it was not accepted; nothing when *sentence* is empty."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    @Slot()
    def _accept(self) -> None:
        self.accepted.emit(self.words.text())
