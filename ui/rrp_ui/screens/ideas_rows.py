"""Lines of the improvement work: a title, what is known of it, and what may be done about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Card, Label, Soft, Words, line
from rrp_ui.parts.menus import Entry, MenuButton

INDENT = 28


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `acts` are buttons; `choices` open under the last one. `under` stand indented below it."""

    key: str
    title: str
    detail: str = ""
    acts: tuple[Entry, ...] = ()
    choices: tuple[Entry, ...] = ()
    under: "tuple[Row, ...]" = ()
    urgent: str = ""
    """What has to be done about it by now."""


class Rows(Card):
    """A card of lines. What is done about one is said with its code and the line's key."""

    asked = Signal(str, str)

    def __init__(self, title: str, none: str) -> None:
        super().__init__(title)
        self._none = Soft(none, wrap=True)
        self._layout_of_rows = QVBoxLayout()
        self._layout_of_rows.setSpacing(2)
        self.parts: list[RowPart] = []
        self.add(self._none, self._layout_of_rows)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Show *rows*; the focus stays on the same button of the same line, where there still is one."""
        held = next(((part.row.key, code) for part in self.parts if (code := part.focused())), None)
        for part in self.parts:
            part.hide()
            part.deleteLater()
        self.parts = [
            part
            for row in rows
            for part in (RowPart(row, self), *(RowPart(each, self, INDENT) for each in row.under))
        ]
        self._none.setVisible(not self.parts)
        for part in self.parts:
            self._layout_of_rows.addWidget(part)
        if held is not None:
            self.focus(*held)

    def focus(self, key: str, code: str) -> bool:
        """Put the focus on the button called *code* of the line called *key*; whether there is one."""
        button = next((part.button(code) for part in self.parts if part.row.key == key), None)
        if button is not None:
            button.setFocus()
        return button is not None


class RowPart(QWidget):
    """One line with its buttons."""

    def __init__(self, row: Row, card: Rows, indent: int = 0) -> None:
        super().__init__()
        self.row, self._card = row, card
        words = QVBoxLayout()
        words.setSpacing(0)
        title = Label(row.title, wrap=True) if not indent else Words(row.title, wrap=True)
        words.addWidget(title)
        if row.urgent:
            words.addWidget(Label(f"▲ {row.urgent}", wrap=True))
        if row.detail:
            words.addWidget(Soft(row.detail, wrap=True))
        layout = line(gap=4)
        layout.addLayout(words, 1)
        self._buttons: dict[str, LinkButton] = {}
        for act in row.acts:
            button = LinkButton(act.words)
            button.setObjectName(act.code)
            button.clicked.connect(self._pressed)
            self._buttons[act.code] = button
        if row.choices:
            more = MenuButton("More ▾", row.choices)
            more.setObjectName("more")
            more.chosen.connect(self._chosen)
            self._buttons["more"] = more
        for button in self._buttons.values():
            button.setAccessibleName(f"{button.text().strip()}: {row.title}")
            layout.addWidget(button)
        layout.setContentsMargins(indent, 2, 0, 2)
        self.setLayout(layout)

    def button(self, code: str) -> LinkButton | None:
        """The button called *code*, if it has one."""
        return self._buttons.get(code)

    def focused(self) -> str:
        """The code of the button that has the focus; nothing when none has."""
        return next((code for code, button in self._buttons.items() if button.hasFocus()), "")

    @Slot()
    def _pressed(self) -> None:
        self._card.asked.emit(self.sender().objectName(), self.row.key)

    @Slot(str)
    def _chosen(self, code: str) -> None:
        self._card.asked.emit(code, self.row.key)
