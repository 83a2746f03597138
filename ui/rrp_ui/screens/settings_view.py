"""Ward settings: a list of what can be set at the left, and one of them at the right."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from rrp_desktop.clock import Clock
from rrp_desktop.forms.check import Problem
from rrp_desktop.forms.lists import Lists
from rrp_ui import theme
from rrp_ui.forms.view import FormView
from rrp_ui.parts.buttons import LinkButton, PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Label, Page, Soft, Title, Words, Wrong, line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.columns import Columns
from rrp_ui.screens.settings_forms import Group
from rrp_ui.screens.settings_pins import PassphraseCard, PinCard

_SIDE, _LEAST = 215, 110
_WIDE = 700
_LINE = 320


class SettingsView(Page):
    """Shows one part at a time and says what was asked for."""

    part_chosen = Signal(str)
    save_asked = Signal()

    def __init__(self, parts: Iterable[tuple[str, str, QWidget]]) -> None:
        super().__init__()
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.list = _Parts()
        self.list.setObjectName("parts")
        self.list.setAccessibleName("Settings")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFixedWidth(_SIDE)
        self.list.setMinimumHeight(_LEAST)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 0, 0)
        self.parts: dict[str, QWidget] = {}
        for name, title, part in parts:
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.list.addItem(item)
            self.parts[name] = part
            layout.addWidget(part)
            part.hide()
        layout.addStretch(1)
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(2 * _LEAST)
        area.setWidget(inside)
        self.list.currentItemChanged.connect(self._changed)
        row = Columns(needs=_WIDE)
        row.add(self.list, 0)
        row.add(area)
        self.body.addWidget(Title("Ward settings"))
        self.body.addWidget(self.problem)
        self.body.addWidget(row, 1)

    def allow(self, names: Iterable[str]) -> None:
        """Offer only the parts called *names*."""
        wanted = set(names)
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(item.data(Qt.ItemDataRole.UserRole) not in wanted)

    def show_part(self, name: str) -> None:
        """Show the part called *name*, from its top; none when there is none of that name."""
        self.problem.hide()
        self._area.verticalScrollBar().setValue(0)
        for each, part in self.parts.items():
            part.setVisible(each == name)
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(row)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()

    @Slot(QListWidgetItem, QListWidgetItem)
    def _changed(self, now: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if now is not None:
            self.part_chosen.emit(now.data(Qt.ItemDataRole.UserRole))


class _Parts(QListWidget):
    def sizeHint(self) -> QSize:
        """Few lines where it stands above a part: it scrolls, and the part needs the room."""
        return QSize(_SIDE, _LEAST)


class GroupPart(QWidget):
    """Settings that are saved together. What is typed stays until it is saved or taken back."""

    save_asked = Signal()

    def __init__(self, group: Group, lists: Lists, clock: Clock) -> None:
        super().__init__()
        self.group = group
        self.form = FormView(group.form, lists, clock)
        self.form.edited.connect(self._edited)
        self.state = Soft()
        self.save = PrimaryButton("Save", key="Ctrl+S", icon="done")
        self.undo = SecondaryButton("Take back what was typed")
        self.save.clicked.connect(self.save_asked)
        self.undo.clicked.connect(self._take_back)
        self._values: Mapping[str, Any] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        if group.note:
            layout.addWidget(Soft(group.note, wrap=True))
        layout.addWidget(self.form)
        layout.addLayout(line(self.save, self.undo, self.state, None))
        self._mark(edited=False)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show the settings as they are, unless somebody has typed over them."""
        self._values = values
        if not self.edited:
            self._take_back()

    def show_saved(self) -> None:
        """What was typed is how it is now."""
        self.form.show_problems(())
        self._mark(edited=False)

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Say what stops a save, and go there."""
        listed = tuple(problems)
        self.form.show_problems(listed)
        if listed:
            self.form.focus(listed[0].field)

    def _mark(self, *, edited: bool) -> None:
        self.edited = edited
        self.state.setText("Not saved yet." if edited else "")
        self.undo.setVisible(edited)

    @Slot()
    def _edited(self) -> None:
        self._mark(edited=True)

    @Slot()
    def _take_back(self) -> None:
        if self._values:
            self.form.show_answers(self.group.answers(self._values))
        self._mark(edited=False)


class PeoplePart(QWidget):
    """Who may sign in, ways to let people in and out, and one's own PIN and passphrase."""

    add_asked = Signal()
    end_asked = Signal(str)
    pin_asked = Signal(str)

    def __init__(self, roles: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.people = Card("People who use the app")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        self.people.add(self._rows)
        self._shown: list[QWidget] = []
        self.shown, self.pin, self.again = QLineEdit(), QLineEdit(), QLineEdit()
        self.roles = ChipRow(roles, name="Role")
        self.how_long = ChipRow(
            (("stay", "Until further notice"), ("shift", "This shift only")), name="For how long"
        )
        self.wrong = Wrong(wrap=True)
        self.wrong.hide()
        self.add = PrimaryButton("Let in", icon="add")
        self.add.setObjectName("add_staff")
        self.add.clicked.connect(self.add_asked)
        pins = Columns(needs=2 * _LINE)
        for name, label, edit in (
            ("pin", "PIN, 4 to 8 digits", self.pin),
            ("again", "The same PIN again", self.again),
        ):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            pins.add(_asked(name, label, edit, 8), 0)
        pins.add(QWidget())
        self._let_in = Card("Let somebody in")
        self._let_in.add(
            self.wrong,
            _asked("shown", "Initials or a job, as the locked screen shows them", self.shown, 40),
            Label("Role"),
            self.roles,
            Label("For how long"),
            self.how_long,
            pins,
            line(self.add, None),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        self.new_pin, self.passphrase = PinCard(), PassphraseCard()
        for part in (self.people, self.new_pin, self._let_in, self.passphrase):
            layout.addWidget(part)
        self.clear()

    def allow(self, *, everybody: bool, somebody: bool) -> None:
        """Let in *everybody*, or only shift workers for this shift, or not even *somebody*."""
        self._let_in.setVisible(somebody)
        self.roles.setEnabled(everybody)
        self.how_long.setEnabled(everybody)
        if not everybody:
            self.roles.show_codes(["shift"])
            self.how_long.show_codes(["shift"])

    def show_people(self, people: Iterable[tuple[str, str, str, tuple[bool, bool]]]) -> None:
        """Show each as (key, name, what they are); and whether to offer a new PIN, and to end it."""
        for row in self._shown:
            row.hide()
            row.deleteLater()
        self._shown = []
        for key, name, words, (pin, end) in people:
            row = QWidget()
            offered = (("New PIN…", self.pin_asked, pin), ("End…", self.end_asked, end))
            buttons = [_for(key, f"{what} {name}", what, asked, may) for what, asked, may in offered]
            layout = line(Label(name), Soft(words), None, *buttons)
            layout.setContentsMargins(0, 0, 0, 0)
            row.setLayout(layout)
            self._rows.addWidget(row)
            self._shown.append(row)

    def show_problem(self, sentence: str) -> None:
        """Say what stops it, above what was typed."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))

    def clear(self) -> None:
        """Nothing typed, and no PIN left behind."""
        for edit in (self.shown, self.pin, self.again):
            edit.clear()
        self.roles.show_codes(["shift"])
        self.how_long.show_codes(["stay"])
        self.show_problem("")


def _for(key: str, called: str, words: str, asked: SignalInstance, offered: bool) -> LinkButton:
    """A button, or the room for one, so that each stands below its like."""
    button = LinkButton(words)
    keeps_room = button.sizePolicy()
    keeps_room.setRetainSizeWhenHidden(True)
    button.setSizePolicy(keeps_room)
    if not offered:
        button.hide()
    button.setAccessibleName(called)
    button.clicked.connect(partial(asked.emit, key))
    return button


def _asked(name: str, label: str, edit: QLineEdit, longest: int) -> QWidget:
    edit.setObjectName(name)
    edit.setAccessibleName(label)
    edit.setMaxLength(longest)
    edit.setMaximumWidth(_LINE)
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    layout.addWidget(Label(label))
    layout.addWidget(edit)
    return box


class ProgrammePart(QWidget):
    """The programme pack in use, and how this installation is."""

    open_asked = Signal()
    check_asked = Signal()
    copy_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pack, self.health = Facts("Programme pack"), Facts("This installation")
        self.open = PrimaryButton("Open a programme pack…")
        self.open.setObjectName("open_pack")
        self.open.clicked.connect(self.open_asked)
        self.pack.add(line(self.open, None))
        self.check = SecondaryButton("Check every record")
        self.check.setObjectName("check_chain")
        self.check.clicked.connect(self.check_asked)
        self.checked = Words(wrap=True)
        self.copy = SecondaryButton("Copy a report for IT")
        self.copy.setObjectName("copy_report")
        self.copy.clicked.connect(self.copy_asked)
        row = line(self.check, self.copy)
        row.addWidget(self.checked, 1)
        self.health.add(row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.pack)
        layout.addWidget(self.health)

    def allow(self, allowed: bool) -> None:
        """Offer to open a pack, or only to read."""
        self.open.setVisible(allowed)


class Facts(Card):
    """What there is to know, line by line: what, and how it is."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._grid.setContentsMargins(0, 0, 0, 6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, 190)
        self._grid.setColumnStretch(1, 1)
        self._shown: list[QWidget] = []
        self.add(self._holder)

    def show_facts(self, facts: Iterable[tuple[str, str]]) -> None:
        """Show each as (what, value)."""
        for part in self._shown:
            part.hide()
            part.deleteLater()
        self._shown = []
        for row, (what, value) in enumerate(facts):
            words = Words(value, wrap=True)
            words.setAccessibleName(f"{what}: {value}")
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            name = Soft(what)
            # Smaller letters stand higher: both lines are read as one.
            name.setContentsMargins(0, 2, 0, 0)
            for column, part in enumerate((name, words)):
                self._grid.addWidget(part, row, column, Qt.AlignmentFlag.AlignTop)
                self._shown.append(part)
