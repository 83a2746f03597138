"""Editors that words and numbers are typed into."""

from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize, Slot
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from rrp_desktop.forms.spec import Field
from rrp_ui.forms.editor import FULL, Editor
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import line


class LineEditor(Editor):
    """A line of words."""

    def __init__(self, field: Field, longest: int, width: int) -> None:
        super().__init__(field)
        self._width = width
        self._line = QLineEdit()
        self._line.setMaxLength(longest)
        self._line.setAccessibleName(field.title)
        self._line.textEdited.connect(self._typed)
        self._hold(self._line)

    def sizeHint(self) -> QSize:
        return QSize(self._width, super().sizeHint().height())

    def answer(self) -> Any:
        return self._line.text().strip() or None

    def show_answer(self, answer: Any) -> None:
        self._line.setText("" if answer is None else str(answer))

    @Slot()
    def _typed(self) -> None:
        self.edited.emit()


class WholeEditor(LineEditor):
    """A whole number."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, longest=7, width=84)

    def answer(self) -> Any:
        typed = super().answer()
        return int(typed) if typed and typed.isascii() and typed.isdecimal() else typed


class NhsNumberEditor(Editor):
    """An NHS number: dots, until somebody asks to see it."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._line, self._show = QLineEdit(), LinkButton("")
        self._line.setMaxLength(20)
        self._line.setFixedWidth(190)
        self._line.setAccessibleName(field.title)
        self._line.textEdited.connect(self._typed)
        self._show.clicked.connect(self._turn)
        box = QWidget()
        layout = line(self._line, self._show, None)
        layout.setContentsMargins(0, 0, 0, 0)
        box.setLayout(layout)
        self._hold(box)
        self._part = self._line
        self._veil(True)

    def answer(self) -> Any:
        return "".join(self._line.text().replace("-", " ").split()) or None

    def show_answer(self, answer: Any) -> None:
        self._line.setText(answer or "")
        self._veil(True)

    @Slot()
    def _typed(self) -> None:
        self.edited.emit()

    def _veil(self, veiled: bool) -> None:
        digits = self.answer() or ""
        self._line.setText(digits if veiled else f"{digits[:3]} {digits[3:6]} {digits[6:]}".strip())
        self._line.setEchoMode(QLineEdit.EchoMode.Password if veiled else QLineEdit.EchoMode.Normal)
        self._show.show_words("Show" if veiled else "Hide")
        self._show.setAccessibleName(f"{self._show.text()}: {self.field.title}")

    @Slot()
    def _turn(self) -> None:
        self._veil(self._line.echoMode() is QLineEdit.EchoMode.Normal)


class NoteEditor(Editor):
    """Several lines of words."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._note = QPlainTextEdit()
        self._note.setAccessibleName(field.title)
        self._note.setTabChangesFocus(True)
        self._note.setFixedHeight(72)
        self._note.textChanged.connect(self.edited)
        self._hold(self._note)

    def sizeHint(self) -> QSize:
        return QSize(FULL, super().sizeHint().height())

    def answer(self) -> Any:
        return self._note.toPlainText().strip() or None

    def show_answer(self, answer: Any) -> None:
        with QSignalBlocker(self._note):
            self._note.setPlainText(answer or "")
