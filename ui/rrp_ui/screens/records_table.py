"""A table of records: as many lines as have been read, and more as somebody scrolls."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from rrp_ui.screens.records_read import Line

_ROW = 36
_LEAST = 150
"""What the column without a width needs."""

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """A column and its width; one without a width takes what the others leave. Some may go for room."""

    title: str
    width: int = 0
    may_go: bool = False


INCIDENTS = (
    Column("Day", 120),
    Column("Time", 70),
    Column("What happened"),
    Column("Person", 90),
    Column("Where", 140, may_go=True),
    Column("State", 100),
    Column("By", 190, may_go=True),
)


class RecordTable(QAbstractTableModel):
    """Lines read so far. Asks for more while there is more, and never twice for the same."""

    more_wanted = Signal()

    def __init__(self, columns: tuple[Column, ...] = ()) -> None:
        super().__init__()
        self.columns = columns
        self._lines: list[Line] = []
        self._more = self._asked = False

    def start(self, columns: tuple[Column, ...] | None = None) -> None:
        """Forget every line: others are on their way, with other *columns* where they are given."""
        self.beginResetModel()
        self.columns = columns or self.columns
        self._lines, self._more, self._asked = [], False, False
        self.endResetModel()

    def add(self, lines: Iterable[Line], *, more: bool) -> None:
        """Put *lines* below those that are there."""
        new = list(lines)
        if new:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(new) - 1)
            self._lines += new
            self.endInsertRows()
        self._more, self._asked = more, False

    def line(self, row: int) -> Line:
        """The line at *row*."""
        return self._lines[row]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.columns[index.column()].title}: {line.cells[index.column()]}"
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return self._more and not self._asked and not parent.isValid()

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit()


class RecordTableView(QTableView):
    """Enter opens the current line, Home and End go to the first and last, Tab leaves the table."""

    opened = Signal(str)

    def __init__(self, model: RecordTable, what: str) -> None:
        super().__init__()
        self._lines = model
        self.setModel(model)
        self.setAccessibleName(f"{what}, newest first. Enter opens one.")
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setHighlightSections(False)
        self._fit()
        model.modelReset.connect(self._fit)
        self.doubleClicked.connect(self._open)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.rest_on(0 if event.key() == Qt.Key.Key_Home else self._lines.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def rest_on(self, row: int) -> None:
        """Make the line at *row* the current one, if there is one."""
        self.setCurrentIndex(self._lines.index(row, 0))

    @Slot()
    def _fit(self) -> None:
        head, columns = self.horizontalHeader(), self._lines.columns
        room = self.viewport().width() - _LEAST - sum(column.width for column in columns)
        for place, column in reversed(tuple(enumerate(columns))):
            gone = column.may_go and column.width > 0 and room < 0
            self.setColumnHidden(place, gone)
            room += column.width if gone else 0
            mode = QHeaderView.ResizeMode.Interactive if column.width else QHeaderView.ResizeMode.Stretch
            head.setSectionResizeMode(place, mode)
            if column.width:
                self.setColumnWidth(place, column.width)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self._lines.line(index.row()).key)
