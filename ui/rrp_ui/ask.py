"""Every question, warning and file chooser: the one place that stops and waits for an answer.

A test or the tour hands in the next answers; a question that nobody expected is then a failure.
"""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QDir
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from rrp_ui import theme

A = TypeVar("A")
_WIDTH = 440
_Role = QDialogButtonBox.ButtonRole
OK = _Role.AcceptRole
NO = _Role.RejectRole


class Unexpected(AssertionError):
    """Something was asked that the next answers do not cover."""


class Ask:
    """Asks the person, over the window it belongs to."""

    def __init__(self, over: QWidget | None = None, lock: Callable[[], None] | None = None) -> None:
        self._over, self._lock = over, lock
        self._next: deque[object] | None = None
        self.asked: list[str] = []
        """The title of every question so far."""

    def answer_next(self, *answers: object) -> None:
        """From now on give these answers, in order, instead of asking anybody."""
        self._next = deque(self._next or ())
        self._next.extend(answers)

    def tell(self, title: str, sentence: str) -> None:
        """Say something that has to be read."""
        self._put(title, lambda: self._dialog(title, sentence, ("Close", OK)).exec())

    def yes(self, title: str, sentence: str, *, yes: str = "Yes", no: str = "Cancel") -> bool:
        """Whether the person agrees. Escape means no."""

        def put() -> bool:
            return bool(self._dialog(title, sentence, (yes, OK), (no, NO)).exec())

        return self._put(title, put)

    def words(self, title: str, sentence: str, *, yes: str = "Save", hidden: bool = False) -> str | None:
        """A line of words, such as a reason; None when the person thinks better of it. A PIN is *hidden*."""

        def put() -> str | None:
            dialog = self._dialog(title, sentence, (yes, OK), ("Cancel", NO))
            line = QLineEdit()
            line.setAccessibleName(title)
            if hidden:
                line.setEchoMode(QLineEdit.EchoMode.Password)
            layout = dialog.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(1, line)
            line.setFocus()
            return line.text().strip() or None if dialog.exec() else None

        return self._put(title, put)

    def one_of(self, title: str, sentence: str, choices: Sequence[str]) -> int | None:
        """Which of *choices*, by number from 0; None for none of them."""

        def put() -> int | None:
            dialog = self._dialog(title, sentence, ("Cancel", NO))
            layout = dialog.layout()
            assert isinstance(layout, QVBoxLayout)
            buttons = [QPushButton(choice) for choice in choices]
            for number, button in enumerate(buttons, 1):
                button.clicked.connect(partial(dialog.done, number))
                layout.insertWidget(number, button)
            buttons[0].setFocus()
            chosen = dialog.exec()
            return chosen - 1 if chosen else None

        return self._put(title, put)

    def where_to_save(self, title: str, name: str, kind: str) -> Path | None:
        """Where to put a new file, first suggested as *name*; *kind* as in `Bundles (*.rrp)`."""
        start = str(Path(QDir.homePath()) / name)
        return self._put(title, lambda: _path(QFileDialog.getSaveFileName(self._over, title, start, kind)[0]))

    def file(self, title: str, kind: str) -> Path | None:
        """An existing file."""
        start = QDir.homePath()
        return self._put(title, lambda: _path(QFileDialog.getOpenFileName(self._over, title, start, kind)[0]))

    def folder(self, title: str) -> Path | None:
        """An existing folder."""
        start = QDir.homePath()
        return self._put(title, lambda: _path(QFileDialog.getExistingDirectory(self._over, title, start)))

    def dismiss(self) -> None:
        """Close every question that is open, as if with Escape: the screen is being locked."""
        while isinstance(dialog := QApplication.activeModalWidget(), QDialog):
            dialog.reject()

    def _put(self, title: str, put: Callable[[], A]) -> A:
        self.asked.append(title)
        if self._next is None:
            return put()
        if not self._next:
            raise Unexpected(title)
        return cast("A", self._next.popleft())

    def _dialog(self, title: str, sentence: str, *buttons: tuple[str, _Role]) -> "_Dialog":
        dialog = _Dialog(self._over, title, sentence, buttons)
        if self._lock is not None:
            # The window's own key does not work while a question stands before it.
            QShortcut(QKeySequence("Ctrl+L"), dialog).activated.connect(self._lock)
        return dialog


class _Dialog(QDialog):
    def __init__(
        self, over: QWidget | None, title: str, sentence: str, buttons: Sequence[tuple[str, _Role]]
    ) -> None:
        super().__init__(over)
        self.setWindowTitle(title)
        words = QLabel(sentence)
        words.setWordWrap(True)
        words.setMinimumWidth(_WIDTH)
        box = QDialogButtonBox()
        for label, role in buttons:
            box.addButton(label, role)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(words)
        layout.addWidget(box)
        self._ring = theme.FocusRing(self)
        self.finished.connect(self.deleteLater)


def _path(chosen: str) -> Path | None:
    return Path(chosen) if chosen else None
