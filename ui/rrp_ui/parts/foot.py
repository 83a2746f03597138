"""The line at the foot of the window: what was just done, and the way back from it."""

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout

from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Words


class StatusLine(QFrame):
    """The last sentence said. *Undo* stands beside it while there is something to undo."""

    def __init__(self) -> None:
        super().__init__()
        self._words = Words()
        self._words.setMinimumWidth(1)
        self._undo = LinkButton("Undo", icon="undo")
        self._way_back: Callable[[], None] | None = None
        self._undo.clicked.connect(self._clicked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 6, 24, 6)
        layout.addWidget(self._words)
        layout.addWidget(self._undo)
        layout.addStretch(1)
        self.say("")

    def say(self, sentence: str, *, undo: Callable[[], None] | None = None) -> None:
        """Say *sentence*; nothing when it is empty."""
        self._way_back = undo
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self._undo.setVisible(undo is not None)
        self.setVisible(bool(sentence))

    def move_on(self) -> None:
        """Offer to undo nothing more: whoever could has gone on to something else."""
        if self._way_back is not None:
            self.say("")

    def said(self) -> str:
        """What is being said."""
        return self._words.text()

    @Slot()
    def _clicked(self) -> None:
        undo = self._way_back
        self.say("")
        if undo is not None:
            undo()
