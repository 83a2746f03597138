"""The ward's aims, and its change ideas with their PDSA cycles."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_ui.parts.buttons import LinkButton, SecondaryButton
from rrp_ui.parts.cards import Card, Label, Page, Soft, Title, Wrong, line


@dataclass(frozen=True, slots=True)
class Row:
    """An aim, an idea or a cycle in words; an idea has its cycles `under` it."""

    form: str
    key: str
    title: str
    detail: str
    under: "tuple[Row, ...]" = ()


class IdeasView(Page):
    """Shows rows and says what was asked for."""

    add_asked = Signal(str)
    """The name of the form."""
    edit_asked = Signal(object)
    cycle_asked = Signal(object)
    """The idea to test once more."""

    def __init__(self) -> None:
        super().__init__(scrolls=True)
        self._allowed = False
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.aims = _RowCard("Aims", "aim", "Add an aim", "What, by how much, by when: no aim yet.")
        self.ideas = _RowCard("Change ideas", "idea", "Add a change idea", "No change idea yet.")
        for part in (Title("Change ideas"), self.problem, self.aims, self.ideas):
            self.body.addWidget(part)
        for card in (self.aims, self.ideas):
            card.add_asked.connect(self.add_asked)
            card.edit_asked.connect(self.edit_asked)
            card.cycle_asked.connect(self.cycle_asked)
        self.body.addStretch(1)

    def allow(self, allowed: bool) -> None:
        """Offer to add and change, or only to read."""
        self._allowed = allowed
        for card in (self.aims, self.ideas):
            card.add_button.setVisible(allowed)

    def show_rows(self, aims: Iterable[Row], ideas: Iterable[Row]) -> None:
        """Show *aims* and *ideas*, and put the focus where it was or on the first thing to do."""
        self.problem.hide()
        self.aims.show_rows(tuple(aims), allowed=self._allowed)
        self.ideas.show_rows(tuple(ideas), allowed=self._allowed)
        if self._allowed:
            self.ideas.add_button.setFocus()

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()


class _RowCard(Card):
    add_asked = Signal(str)
    edit_asked = Signal(object)
    cycle_asked = Signal(object)

    def __init__(self, title: str, form: str, add: str, none: str) -> None:
        super().__init__(title)
        self._form = form
        self.add_button = SecondaryButton(add, icon="add")
        self.add_button.clicked.connect(self._add)
        self.head.addWidget(self.add_button)
        self._none = Soft(none)
        self._rows = QVBoxLayout()
        self.parts: list[_RowPart] = []
        self.add(self._none, self._rows)

    def show_rows(self, rows: tuple[Row, ...], *, allowed: bool) -> None:
        self._none.setVisible(not rows)
        for each in self.parts:
            each.hide()
            each.deleteLater()
        self.parts = [
            part
            for row in rows
            for part in (self._part(row, allowed), *(self._part(each, allowed) for each in row.under))
        ]
        for each in self.parts:
            self._rows.addWidget(each)

    def _part(self, row: Row, allowed: bool) -> "_RowPart":
        part = _RowPart(row, allowed=allowed)
        part.edit.clicked.connect(self._edit)
        part.test.clicked.connect(self._test)
        return part

    @Slot()
    def _add(self) -> None:
        self.add_asked.emit(self._form)

    @Slot()
    def _edit(self) -> None:
        self.edit_asked.emit(self._sent_by().row)

    @Slot()
    def _test(self) -> None:
        self.cycle_asked.emit(self._sent_by().row)

    def _sent_by(self) -> "_RowPart":
        part = self.sender().parent()
        assert isinstance(part, _RowPart)
        return part


class _RowPart(QWidget):
    def __init__(self, row: Row, *, allowed: bool) -> None:
        super().__init__()
        self.row = row
        self.edit, self.test = LinkButton("Change"), LinkButton("Add a cycle", icon="add")
        self.edit.setAccessibleName(f"Change: {row.title}")
        self.test.setAccessibleName(f"Add a cycle: {row.title}")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(row.title, wrap=True))
        if row.detail:
            words.addWidget(Soft(row.detail, wrap=True))
        layout = line()
        layout.addLayout(words, 1)
        layout.addWidget(self.test)
        layout.addWidget(self.edit)
        layout.setContentsMargins(28 if row.form == "cycle" else 0, 2, 0, 2)
        self.setLayout(layout)
        self.edit.setVisible(allowed)
        self.test.setVisible(allowed and row.form == "idea")
