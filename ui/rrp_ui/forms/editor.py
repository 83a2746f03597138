"""What every editor of a question can do.

An editor stays quiet while it is filled in, and gives back what was typed where that cannot be read as
an answer, so that the check refuses it and nothing is lost.
"""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_desktop.forms.spec import Field

FULL = 4000
"""Wider than any window: takes a line of its own."""


class Editor(QWidget):
    """Where one question is answered. Its object name is the field's, its accessible name the title."""

    edited = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.setObjectName(field.name)
        self.setAccessibleName(field.title)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus where answering begins."""
        self._part.setFocus(reason)

    def answer(self) -> Any:
        """The answer as the form's spec words it; None for none."""
        raise NotImplementedError

    def show_answer(self, answer: Any) -> None:
        """Show *answer*, quietly."""
        raise NotImplementedError

    def complaint(self) -> str:
        """What this editor itself has to say about what was typed."""
        return ""

    def stops(self) -> list[QWidget]:
        """The widgets that Tab may reach, in order; not those of a pop-up."""
        return [each for each in self.findChildren(QWidget) if _stop(each) and each.window() is self.window()]

    def _hold(self, part: QWidget) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(part)
        self._part = part


def _stop(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.focusProxy() is None
