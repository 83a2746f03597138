"""The panel beside an incident: what is still needed, what the Act's record holds, what comes next."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from rrp_desktop.forms.force import HERE
from rrp_desktop.forms.incident import INCIDENT
from rrp_ui import icons, theme
from rrp_ui.parts.buttons import PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Label, Soft, Words, line
from rrp_ui.parts.entered_for import EnteredFor

WIDTH = 280
_SIGN = 20
_ANY = 16_777_215
"""The most that Qt lets a widget be."""


class _Item(QWidget):
    """One item of the record, with a sign and words for whether it is there."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._sign = QLabel()
        layout = line(self._sign, Words(words), None, gap=8)
        layout.setContentsMargins(0, 0, 0, 0)
        self.setLayout(layout)

    def show_held(self, held: bool) -> None:
        """Say whether the item is held."""
        sign = icons.icon("complete", theme.GREEN) if held else icons.icon("open", theme.SOFT_TEXT)
        self._sign.setPixmap(sign.pixmap(QSize(_SIGN, _SIGN), self.devicePixelRatioF()))
        self.setAccessibleName(f"{self._words}: {'held' if held else 'not yet'}")


class Panel(Card):
    """Shows where an incident stands, and offers to save it."""

    edited = Signal()
    save_asked = Signal()
    leave_asked = Signal()

    def __init__(self) -> None:
        super().__init__("Enough to save")
        self.tighten()
        self.stand(beside=True)
        self._needed = Soft(wrap=True)
        self._held = QProgressBar()
        self._items = {letter: _Item(words) for letter, words in HERE.items()}
        self._force = QWidget()
        self.number = QLineEdit()
        self.entered_for = EnteredFor()
        self._then = Soft(wrap=True)
        self._then_head = Label("Then")
        self.save = PrimaryButton("Save", key="Ctrl+S", icon="done")
        self.leave = SecondaryButton("Leave as draft", key="Esc")
        self._lay_out()
        self.number.textEdited.connect(self._changed)
        self.entered_for.edited.connect(self.edited)
        self.save.clicked.connect(self.save_asked)
        self.leave.clicked.connect(self.leave_asked)

    def stand(self, *, beside: bool) -> None:
        """Stand beside the questions, no wider than need be, or below them."""
        if beside:
            theme.fix_width(self, WIDTH)
        else:
            self.setProperty(theme.WIDTH, None)
            self.setMinimumWidth(0)
            self.setMaximumWidth(_ANY)

    def show_needed(self, needed: Sequence[str]) -> None:
        """Say what is still *needed*, or that nothing is."""
        self.heading.setText("Still needed" if needed else "Enough to save")
        self._needed.setText("\n".join(needed) or "There is enough to save. Finish the rest when it is calm.")

    def show_force(self, held: frozenset[str] | None) -> None:
        """Show which items of the Act's record are held; None when no force was used."""
        self._force.setVisible(held is not None)
        if held is not None:
            for letter, item in self._items.items():
                item.show_held(letter in held)
            self._held.setValue(len(held))
            self._held.setAccessibleName(f"{len(held)} of {len(HERE)} items held here")

    def show_then(self, steps: Iterable[str]) -> None:
        """Say what comes after saving."""
        words = "\n".join(f"• {step}" for step in steps)
        self._then.setText(words)
        self._then_head.setVisible(bool(words))

    def stops(self) -> list[QWidget]:
        """Where Tab goes, in order."""
        return [self.number, self.entered_for.who, self.save, self.leave]

    def _lay_out(self) -> None:
        self._held.setRange(0, len(HERE))
        self._held.setTextVisible(False)
        self._held.setFixedHeight(8)
        self._held.setObjectName("held")
        column = QVBoxLayout(self._force)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(Label("Use of Force Act items here"))
        column.addWidget(self._held)
        for item in self._items.values():
            column.addWidget(item)
        number = INCIDENT.field("incident_number")
        self.number.setObjectName(number.name)
        self.number.setAccessibleName(number.title)
        self.number.setMaxLength(number.longest)
        self._needed.setObjectName("needed")
        self._then.setObjectName("then")
        self.number.setPlaceholderText("Its incident number")
        self.add(self._needed, self._force, Label("Names: in the trust’s own record"), self.number)
        self.add(self.entered_for)
        self.add(self._then_head, self._then)
        self.fill()
        self.add(self.save, self.leave)

    def _changed(self) -> None:
        self.edited.emit()
