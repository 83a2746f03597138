"""What is unlikely about the answers, and why it is so all the same."""

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from rrp_desktop.forms.check import Problem
from rrp_desktop.forms.spec import Form
from rrp_ui.parts.cards import Card, Label, Soft, Words
from rrp_ui.screens.records_words import title_at

_LONGEST = 200


class Asks(Card):
    """One line to write on for each doubt. Hidden while there are none."""

    edited = Signal()

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

    def show_doubts(self, doubts: Iterable[Problem], form: Form | None = None) -> None:
        """Ask about *doubts* and nothing else, with their questions where the *form* is given.

        A reason that was typed stays with its doubt.
        """
        typed = self.reasons()
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts, self.lines = [], {}
        for doubt in doubts:
            self._ask(doubt, typed.get(doubt.key, ""), form)
        self.setVisible(bool(self.lines))

    def reasons(self) -> dict[str, str]:
        """What was typed, by doubt; those without a reason left out."""
        typed = {key: line.text().strip() for key, line in self.lines.items()}
        return {key: reason for key, reason in typed.items() if reason}

    def sentences(self) -> tuple[str, ...]:
        """What is being asked."""
        return tuple(line.accessibleName() for line in self.lines.values())

    def begin(self) -> None:
        """Put the focus on the first line without a reason."""
        empty = [line for line in self.lines.values() if not line.text().strip()]
        (empty or list(self.lines.values()))[0].setFocus()

    def _ask(self, doubt: Problem, reason: str, form: Form | None) -> None:
        line = QLineEdit(reason)
        line.setMaxLength(_LONGEST)
        line.setPlaceholderText("Why is it so?")
        line.setAccessibleName(doubt.sentence)
        line.setObjectName(doubt.key)
        line.textEdited.connect(self._typed)
        self.lines[doubt.key] = line
        named = (Label(title_at(form, doubt.field)),) if form is not None else ()
        for part in (*named, Words(doubt.sentence, wrap=True), line):
            self._body.addWidget(part)
            self._parts.append(part)

    @Slot()
    def _typed(self) -> None:
        self.edited.emit()
