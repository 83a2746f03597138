"""The code lists of the ward, to read: where each comes from, and from when to when its codes are used."""

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from rrp_desktop.clock import DAY, spoken_day
from rrp_desktop.forms.lists import Lists, Option, Origin, origins
from rrp_ui import theme
from rrp_ui.parts.cards import Card, Label, Soft, Words

_LIST = "Code list"
_COLUMNS = ("Code", "Words", "From", "Until")
_CODE, _DAY, _LEAST = 130, 120, 430


class ListsPart(QWidget):
    """Choose a list above; its origin and its codes stand below."""

    def __init__(self) -> None:
        super().__init__()
        self._lists: Lists = {}
        self._origins: Mapping[str, Origin] = {}
        self.summary = Soft(wrap=True)
        self.list = QComboBox()
        self.list.setAccessibleName(_LIST)
        self.list.setMaxVisibleItems(16)
        # Otherwise the longest title decides how narrow the window may become.
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.currentIndexChanged.connect(self._choose)
        self.origin, self.mark = Words(wrap=True), Words(wrap=True)
        self.table = _table()
        card = Card()
        card.add(Label(_LIST), self.list, self.origin, self.mark, self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.summary)
        layout.addWidget(card)

    def show_lists(self, lists: Lists) -> None:
        """Offer every one of *lists*; the one that was chosen stays so."""
        chosen = self.list.currentData()
        found = origins(lists)
        self._lists, self._origins = lists, {each.name: each for each in found}
        taken = [each for each in found if not each.own]
        verified = sum(each.verified for each in taken)
        self.summary.setText(
            f"{verified} of the {len(taken)} lists that others keep are verified at their source. A code "
            "that is no longer used stays here with its last day; a record keeps the words it was made with."
        )
        self.list.blockSignals(True)
        self.list.clear()
        for each in found:
            self.list.addItem(f"{each.title}  ·  {_mark(each)}", each.name)
        self.list.setCurrentIndex(max(0, self.list.findData(chosen)))
        self.list.blockSignals(False)
        self._choose()

    @Slot()
    def _choose(self) -> None:
        name = self.list.currentData()
        if name is None:
            return
        origin, options = self._origins[name], self._lists[name].options
        self.origin.setText(f"Version {origin.version}. {origin.source}.")
        sign = "" if origin.own else "✓ " if origin.verified else "? "
        self.mark.setText(f"{sign}{_mark(origin).capitalize()}")
        self.table.setRowCount(len(options))
        for row, option in enumerate(options):
            for column, words in enumerate(_cells(option)):
                self.table.setItem(row, column, QTableWidgetItem(words))
        self.table.setCurrentCell(0, 0)


def _mark(origin: Origin) -> str:
    if origin.own:
        return origin.source.removesuffix(" list").lower()
    return "verified at its source" if origin.verified else "not verified at its source"


def _cells(option: Option) -> tuple[str, ...]:
    """The last day is the one before the first on which the code is no longer used."""
    return option.code, option.title, _day(option.since), _day(option.until and option.until - DAY)


def _day(day: date | None) -> str:
    return spoken_day(day) if day else "–"


def _table() -> QTableWidget:
    table = QTableWidget(0, len(_COLUMNS))
    table.setHorizontalHeaderLabels(_COLUMNS)
    table.setAccessibleName("Codes of the list")
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(True)
    table.setMinimumHeight(_LEAST)
    table.verticalHeader().hide()
    head = table.horizontalHeader()
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    for column, width in ((0, _CODE), (2, _DAY), (3, _DAY)):
        table.setColumnWidth(column, width)
    head.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    return table
