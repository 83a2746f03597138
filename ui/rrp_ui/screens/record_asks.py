"""What is unlikely about the answers, and why it is so all the same."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from rrp_desktop.forms.check import Problem
from rrp_desktop.forms.spec import Form
from rrp_ui.parts.buttons import SecondaryButton
from rrp_ui.parts.cards import Card, Label, Soft, Words
from rrp_ui.screens.records_words import title_at

_LONGEST = 200
_SAME = "same-event"
JOINED = "Another account of the same event"
"""The reason that is kept when two accounts are joined."""


class Asks(Card):
    """One line to write on for each doubt. Hidden while there are none."""

    edited = Signal()
    join_asked = Signal(str)
    """The record called so tells of the same event."""

    def __init__(self) -> None:
        super().__init__("Is this right?")
        self.add(Soft("Change it, or say why it is so and save again. The reason is kept with the record."))
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        self.add(self._body)
        self._parts: list[QWidget] = []
        self.lines: dict[str, QLineEdit] = {}
        """Where each reason is typed, by the key of its doubt."""
        self.hide()

    def show_doubts(self, doubts: Iterable[Problem], form: Form | None = None, *, join: bool = False) -> None:
        """Ask about *doubts* and nothing else, with their questions where the *form* is given.

        A reason that was typed stays with its doubt. Two accounts of one event may be *join*ed.
        """
        typed = self.reasons()
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts, self.lines = [], {}
        for doubt in doubts:
            self._ask(doubt, typed.get(doubt.key, ""), form)
            if join and doubt.code == _SAME and doubt.record:
                self._offer_join(doubt)
        self.setVisible(bool(self.lines))

    def reasons(self) -> dict[str, str]:
        """What was typed, by doubt; those without a reason left out."""
        typed = {key: edit.text().strip() for key, edit in self.lines.items()}
        return {key: reason for key, reason in typed.items() if reason}

    def stops(self) -> list[QWidget]:
        """Where Tab goes, in order."""
        return [part for part in self._parts if isinstance(part, QLineEdit | SecondaryButton)]

    def sentences(self) -> tuple[str, ...]:
        """What is being asked."""
        return tuple(edit.accessibleName() for edit in self.lines.values())

    def begin(self) -> None:
        """Put the focus on the first line without a reason."""
        empty = [edit for edit in self.lines.values() if not edit.text().strip()]
        (empty or list(self.lines.values()))[0].setFocus()

    def _offer_join(self, doubt: Problem) -> None:
        button = SecondaryButton("It is the same event: join them")
        button.setAccessibleDescription(doubt.sentence)
        button.clicked.connect(partial(self._join, doubt))
        self._body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._parts.append(button)

    def _join(self, doubt: Problem, _checked: bool = False) -> None:
        self.lines[doubt.key].setText(JOINED)
        self.join_asked.emit(doubt.record)

    def _ask(self, doubt: Problem, reason: str, form: Form | None) -> None:
        """Doubts of one kind about one answer share a line."""
        parts: list[QWidget] = [Label(title_at(form, doubt.field))] if form is not None else []
        parts.append(Words(doubt.sentence, wrap=True))
        if doubt.key not in self.lines:
            self.lines[doubt.key] = self._line(doubt, reason)
            parts.append(self.lines[doubt.key])
        for part in parts:
            self._body.addWidget(part)
        self._parts += parts

    def _line(self, doubt: Problem, reason: str) -> QLineEdit:
        edit = QLineEdit(reason)
        edit.setMaxLength(_LONGEST)
        edit.setPlaceholderText("Why is it so?")
        edit.setAccessibleName(doubt.sentence)
        edit.setObjectName(doubt.key)
        edit.textEdited.connect(self._typed)
        return edit

    @Slot()
    def _typed(self) -> None:
        self.edited.emit()
