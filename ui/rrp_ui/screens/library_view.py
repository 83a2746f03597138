"""The library of change ideas with what each is and where it is from; beside it the ten of Safewards."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from rrp_ui import theme
from rrp_ui.parts.buttons import PrimaryButton
from rrp_ui.parts.cards import Card, Heading, Label, Soft, Words, Wrong, line
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.menus import Entry, MenuButton

_CODE = Qt.ItemDataRole.UserRole
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Shelved:
    """One idea of the library as it is shown; `status` is the ward's own, empty where it has not begun it."""

    code: str
    title: str
    group: str
    what: str
    source: str
    measures: str
    status: str

    @property
    def words(self) -> str:
        """Its line in the list."""
        return f"{self.title}   ✓ {self.status.lower()}" if self.status else self.title


class Shelf(QListWidget):
    """A list whose lines are opened with Enter."""

    opened = Signal(str)
    reached = Signal(str)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._moved)
        self.itemDoubleClicked.connect(self._opened)

    def show_lines(self, lines: Iterable[tuple[str, str]], *, anew: bool = False) -> None:
        """Show *lines*, given as (code, words); stay on the one that was current, unless they are *anew*."""
        here = "" if anew else self.code()
        with QSignalBlocker(self):
            self.clear()
            for code, words in lines:
                item = QListWidgetItem(words)
                item.setData(_CODE, code)
                self.addItem(item)
        found = [row for row in range(self.count()) if self.item(row).data(_CODE) == here]
        self.setCurrentRow(found[0] if found else 0)
        self.reached.emit(self.code())

    def code(self) -> str:
        """The code of the line; empty where there is none."""
        # The stubs say that there always is one.
        item: QListWidgetItem | None = self.currentItem()
        return str(item.data(_CODE)) if item is not None else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER and self.code():
            self.opened.emit(self.code())
        else:
            super().keyPressEvent(event)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _moved(self, _now: object, _before: object) -> None:
        self.reached.emit(self.code())

    @Slot(QListWidgetItem)
    def _opened(self, _item: object) -> None:
        self.opened.emit(self.code())


class LibraryView(QWidget):
    """Shows the shelf and says what was asked for."""

    typed = Signal(str)
    start_asked = Signal(str)
    safewards_asked = Signal(str, str)
    """What to do, and with which of the ten."""

    def __init__(self, choices: Iterable[Entry]) -> None:
        super().__init__()
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.search = _Search()
        self.search.setPlaceholderText("Look for words")
        self.search.setAccessibleName("Look for change ideas")
        self.search.textChanged.connect(self.typed)
        self.search.left_down.connect(self._to_list)
        self.search.returnPressed.connect(self._to_list)
        self.found = Soft()
        self.shelf = Shelf("Change ideas of the library. Enter starts one.")
        self.shelf.reached.connect(self._show_reached)
        self.shelf.opened.connect(self.start_asked)
        left = Card("Library of change ideas")
        left.head.addWidget(self.found)
        left.add(self.search, self.shelf)
        self._title, self._what = Heading(), Words(wrap=True)
        self._measures, self._source = Soft(wrap=True), Soft(wrap=True)
        self._status = Label(wrap=True)
        self.start = PrimaryButton("Start this idea", key="Enter", icon="add")
        self.start.clicked.connect(self._start)
        middle = Card("The idea")
        middle.add(
            self._title, self._what, self._measures, self._source, self._status, line(self.start, None)
        )
        middle.fill()
        self.focus = Label(wrap=True)
        self.ten = Shelf("Safewards, the ten interventions")
        self.ten.opened.connect(self._open_menu)
        self.set = MenuButton("Set ▾", choices)
        self.set.chosen.connect(self._set)
        right = Card("Safewards")
        right.head.addWidget(self.set)
        right.add(self.focus, self.ten)
        both = Columns(needs=900)
        both.add(left, 4)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(theme.GAP)
        beside.addWidget(middle)
        beside.addWidget(right, 1)
        box = QWidget()
        box.setLayout(beside)
        both.add(box, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.problem)
        layout.addWidget(both, 1)
        self._shown: dict[str, Shelved] = {}
        self._allowed = False

    def allow(self, allowed: bool) -> None:
        """Let ideas be started, or only read."""
        self._allowed = allowed
        self.start.setVisible(allowed)
        self.set.setVisible(allowed)

    def show_ideas(self, ideas: Iterable[Shelved], *, anew: bool) -> None:
        """Show *ideas*; *anew* where something else was looked for."""
        self.problem.hide()
        self._shown = {idea.code: idea for idea in ideas}
        self.found.setText(f"{len(self._shown)} ideas")
        self.shelf.show_lines(((idea.code, idea.words) for idea in self._shown.values()), anew=anew)

    def show_safewards(self, ten: Iterable[tuple[str, str]], focus: str) -> None:
        """Show where each of the *ten* stands, and this week's *focus*."""
        self.ten.show_lines(ten)
        self.focus.setText(focus)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()

    @Slot()
    def _to_list(self) -> None:
        self.shelf.setFocus()

    @Slot(str)
    def _show_reached(self, code: str) -> None:
        idea = self._shown.get(code)
        texts = (
            (idea.title, idea.what, f"Should move: {idea.measures}", f"From: {idea.source}") if idea else ()
        )
        for label, text in zip(
            (self._title, self._what, self._measures, self._source), texts or ("",) * 4, strict=True
        ):
            label.setText(text)
        self._status.setText(f"This ward: {idea.status.lower()}" if idea and idea.status else "")
        self._status.setVisible(bool(idea and idea.status))
        self.start.show_words("Open it" if idea and idea.status else "Start this idea")
        self.start.setEnabled(idea is not None)

    @Slot()
    def _start(self) -> None:
        if self.shelf.code():
            self.start_asked.emit(self.shelf.code())

    @Slot(str)
    def _open_menu(self, _code: str) -> None:
        if self._allowed:
            place = self.ten.visualItemRect(self.ten.currentItem()).bottomLeft()
            self.set.open_at(self.ten.viewport().mapToGlobal(place))

    @Slot(str)
    def _set(self, choice: str) -> None:
        if self.ten.code():
            self.safewards_asked.emit(choice, self.ten.code())


class _Search(QLineEdit):
    left_down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.left_down.emit()
        else:
            super().keyPressEvent(event)
