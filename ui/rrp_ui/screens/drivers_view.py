"""The driver diagram: a tree to work on with the keys, and beside it the page as it will be printed."""

from collections.abc import Iterable

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from rrp_desktop.improvement.drivers import Branch, Leaf, Tree
from rrp_desktop.reports.sheet import Sheet
from rrp_ui import theme
from rrp_ui.parts.buttons import LinkButton, SecondaryButton
from rrp_ui.parts.cards import Card, Soft, Wrong
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.flow import Flow
from rrp_ui.parts.menus import Entry, MenuButton
from rrp_ui.screens.sheet_picture import SheetPicture

_KEY, _IS_IDEA = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_ALT = Qt.KeyboardModifier.AltModifier
_STYLE = f"""
QTreeView {{ background: {theme.WHITE}; border: 1px solid {theme.LINE}; border-radius: 4px; }}
QTreeView::item {{ padding: 3px 2px; }}
QTreeView::item:selected {{ color: {theme.BLUE}; background: {theme.PALE_BLUE}; }}
QTreeView QLineEdit {{ padding: 0 2px; min-height: 22px; }}
"""
_HELP = (
    "Enter renames or opens. Insert adds beside, Alt+Insert adds a part. Alt and arrows move. Delete removes."
)
WAYS = (Entry("pdf", "Print to PDF…"), Entry("png", "Save as PNG…"))


class DriverTree(QTreeWidget):
    """The tree. Says by code what the keys ask for: add, add_part, up, down, out, under, remove, open."""

    asked = Signal(str)
    renamed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setHeaderHidden(True)
        self.setStyleSheet(_STYLE)
        self.setAccessibleName("Drivers and change ideas")
        self.setAccessibleDescription(_HELP)
        self.setEditTriggers(QTreeWidget.EditTrigger.NoEditTriggers)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemChanged.connect(self._changed)
        self._allowed = False

    def allow(self, allowed: bool) -> None:
        """Let it be changed, or only read."""
        self._allowed = allowed

    def show_tree(self, tree: Tree, statuses: dict[str, str], current: str) -> None:
        """Show *tree* unfolded, standing on the line called *current*; quietly."""
        with QSignalBlocker(self):
            self.clear()
            for branch in tree.branches:
                self._add(self.invisibleRootItem(), branch, statuses)
            for leaf in tree.loose:
                self._add_idea(self.invisibleRootItem(), leaf, statuses)
            self.expandAll()
        self.stand_on(current)

    def stand_on(self, key: str) -> None:
        """Go to the line called *key*, else to the first."""
        lines = list(self._lines(self.invisibleRootItem()))
        found = next((each for each in lines if each.data(0, _KEY) == key), lines[0] if lines else None)
        if found is not None:
            self.setCurrentItem(found)

    def current(self) -> tuple[str, bool]:
        """The key of the line, and whether it is an idea; empty where there is none."""
        item = self.currentItem()
        return ("", False) if item is None else (item.data(0, _KEY), item.data(0, _IS_IDEA))

    def under(self) -> str:
        """The key of what the line is part of."""
        item = self.currentItem()
        above = item.parent() if item is not None else None
        return above.data(0, _KEY) if above is not None else ""

    def rename(self) -> None:
        """Let the line be written anew."""
        item = self.currentItem()
        if item is not None and self._allowed and not item.data(0, _IS_IDEA):
            self.editItem(item, 0)

    def titles(self) -> list[str]:
        """Every line as it reads, indented."""
        return ["  " * _depth(each) + each.text(0) for each in self._lines(self.invisibleRootItem())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = Qt.Key(event.key()), bool(event.modifiers() & _ALT)
        asked = {
            (Qt.Key.Key_Insert, False): "add",
            (Qt.Key.Key_Insert, True): "add_part",
            (Qt.Key.Key_Up, True): "up",
            (Qt.Key.Key_Down, True): "down",
            (Qt.Key.Key_Left, True): "out",
            (Qt.Key.Key_Right, True): "under",
            (Qt.Key.Key_Delete, False): "remove",
        }.get((key, alt))
        if asked is not None:
            if self._allowed:
                self.asked.emit(asked)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState:
            if self.current()[1]:
                self.asked.emit("open")
            else:
                self.rename()
        else:
            super().keyPressEvent(event)

    def _add(self, above: QTreeWidgetItem, branch: Branch, statuses: dict[str, str]) -> None:
        item = QTreeWidgetItem(above, [branch.driver.title])
        item.setData(0, _KEY, branch.driver.key)
        item.setData(0, _IS_IDEA, False)
        item.setToolTip(0, branch.driver.title)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        for part in branch.branches:
            self._add(item, part, statuses)
        for leaf in branch.ideas:
            self._add_idea(item, leaf, statuses)

    def _add_idea(self, above: QTreeWidgetItem, leaf: Leaf, statuses: dict[str, str]) -> None:
        words = f"Idea: {leaf.title} ({statuses.get(leaf.status, leaf.status).lower()})"
        item = QTreeWidgetItem(above, [words])
        item.setData(0, _KEY, leaf.key)
        item.setData(0, _IS_IDEA, True)
        item.setToolTip(0, words)

    def _lines(self, above: QTreeWidgetItem) -> Iterable[QTreeWidgetItem]:
        for place in range(above.childCount()):
            item = above.child(place)
            assert item is not None
            yield item
            yield from self._lines(item)

    @Slot(QTreeWidgetItem, int)
    def _changed(self, item: QTreeWidgetItem, _column: int) -> None:
        self.renamed.emit(item.data(0, _KEY), item.text(0).strip())


class DriversView(QWidget):
    """Shows the tree and its page, and says what was asked for."""

    asked = Signal(str)
    way_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.tree = DriverTree()
        self.tree.asked.connect(self.asked)
        self.note = Soft(wrap=True)
        buttons = QWidget()
        flow = Flow(buttons, gap=6, line_gap=2)
        self.buttons: list[QWidget] = []
        for code, words, key in (
            ("add", "Add beside", "Insert"),
            ("add_part", "Add a part", "Alt+Insert"),
            ("up", "Up", "Alt+↑"),
            ("down", "Down", "Alt+↓"),
            ("under", "Make part of…", "Alt+→"),
            ("out", "Make primary", "Alt+←"),
            ("remove", "Remove…", "Delete"),
        ):
            button = LinkButton(words, key=key)
            button.setObjectName(code)
            button.clicked.connect(self._pressed)
            flow.addWidget(button)
            self.buttons.append(button)
        self.rename = SecondaryButton("Rename", key="Enter")
        self.rename.clicked.connect(self._rename)
        left = Card("Drivers")
        left.head.addWidget(self.rename)
        left.add(self.tree, buttons, self.note)
        self.out = MenuButton("Save ▾", WAYS, icon="print")
        self.out.chosen.connect(self.way_chosen)
        self.picture = SheetPicture("Driver diagram")
        right = Card("As it will be printed")
        right.head.addWidget(self.out)
        right.add(self.picture)
        both = Columns(needs=900)
        both.add(left, 4)
        both.add(right, 6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.problem)
        layout.addWidget(both, 1)

    def allow(self, allowed: bool) -> None:
        """Let it be changed, or only read."""
        self.tree.allow(allowed)
        for button in (*self.buttons, self.rename):
            button.setVisible(allowed)

    def show_diagram(
        self, tree: Tree, statuses: dict[str, str], sheet: Sheet, note: str, current: str
    ) -> None:
        """Show *tree* and its page."""
        self.problem.hide()
        self.tree.show_tree(tree, statuses, current)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.picture.show_sheet(sheet, ", ".join(each.strip() for each in self.tree.titles()))

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()

    @Slot()
    def _pressed(self) -> None:
        self.asked.emit(self.sender().objectName())
        self.tree.setFocus()

    @Slot()
    def _rename(self) -> None:
        self.tree.setFocus()
        self.tree.rename()


def _depth(item: QTreeWidgetItem) -> int:
    above = item.parent()
    return 0 if above is None else 1 + _depth(above)
