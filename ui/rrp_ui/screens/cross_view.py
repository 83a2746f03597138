"""The safety cross, large: a month, of everything or of one kind, and the chosen day beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rrp_desktop.reports.cross import CrossDay
from rrp_ui import theme
from rrp_ui.parts.buttons import LinkButton, PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Label, Page, Soft, Title, Wrong, line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.cross import SafetyCross
from rrp_ui.parts.flow import Flow
from rrp_ui.screens.today_view import legend

_WIDE = 900
_BACK, _ON, _PRINT, _MEET = "Alt+Left", "Alt+Right", "Ctrl+P", "Ctrl+M"


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift of the chosen day: its words, its state, and what a button would confirm."""

    words: str
    state: str
    confirm: str
    day: date
    shift: str


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An incident of the chosen day."""

    words: str
    key: str


@dataclass(frozen=True, slots=True)
class DayShown:
    """The chosen day. Nothing can be logged for a day `ahead` or before the ward began."""

    title: str
    state: str
    shifts: tuple[ShiftRow, ...]
    incidents: tuple[IncidentRow, ...]
    may_log: bool


class CrossView(Page):
    """Shows a month and a day of it, and says what was asked for."""

    kind_chosen = Signal(str)
    month_asked = Signal(int)
    """How many months on: 1 or -1."""
    day_chosen = Signal(object)
    confirm_asked = Signal(object)
    """The ShiftRow to confirm."""
    log_asked = Signal()
    incident_chosen = Signal(str)
    print_asked = Signal()
    meeting_asked = Signal()
    mend_asked = Signal()
    certificate_asked = Signal()

    def __init__(self, kinds: Iterable[tuple[str, str]]) -> None:
        super().__init__(scrolls=True)
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.kinds = ChipRow([("", "Everything"), *kinds], name="Show")
        self.kinds.show_codes([""])
        self.kinds.edited.connect(self._kind_edited)
        self.month = _MonthCard()
        self.month.earlier.clicked.connect(self._earlier)
        self.month.later.clicked.connect(self._later)
        self.month.cross.day_chosen.connect(self.day_chosen)
        self.month.row_chosen.connect(self.day_chosen)
        self.since, self.since_words = QLabel(), Soft(wrap=True)
        self.since.setStyleSheet("font-size: 30px; font-weight: 700")
        self.milestone = Soft(wrap=True)
        self.mend, self.certificate = LinkButton("Mend"), LinkButton("Certificate…", icon="print")
        self.mend.clicked.connect(self.mend_asked)
        self.certificate.clicked.connect(self.certificate_asked)
        since = Card()
        since.add(line(self.since, self.since_words))
        row = line(self.milestone, self.mend, self.certificate)
        row.setStretch(0, 1)
        since.add(row)
        self.day = _DayCard()
        self.day.confirm_asked.connect(self.confirm_asked)
        self.day.incident_chosen.connect(self.incident_chosen)
        self.day.log.clicked.connect(self.log_asked)
        QShortcut(QKeySequence(_BACK), self, self.month.earlier.click)
        QShortcut(QKeySequence(_ON), self, self.month.later.click)
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addWidget(self.day, 1)
        layout.addWidget(since)
        columns = Columns(needs=_WIDE)
        columns.add(self.month, 3)
        columns.add(side, 2)
        self.print, self.meeting = LinkButton("Print…", key=_PRINT), LinkButton("For a meeting", key=_MEET)
        self.print.clicked.connect(self.print_asked)
        self.meeting.clicked.connect(self.meeting_asked)
        for button, key in ((self.print, _PRINT), (self.meeting, _MEET)):
            QShortcut(QKeySequence(key), self, button.click)
        self.body.addLayout(line(Title("Safety cross"), None, self.meeting, self.print))
        for part in (self.problem, self.kinds):
            self.body.addWidget(part)
        self.body.addWidget(columns, 1)

    def show_kind(self, kind: str) -> None:
        """Mark what is shown."""
        self.kinds.show_codes([kind])

    def show_month(
        self, title: str, days: Iterable[CrossDay], today: date, *, earlier: bool, later: bool
    ) -> None:
        """Show *days* under *title*, and whether there are months before and after them."""
        self.problem.hide()
        self.month.show_month(title, tuple(days), today)
        self.month.earlier.setEnabled(earlier)
        self.month.later.setEnabled(later)

    def show_since(self, number: str, words: str) -> None:
        """Show how long it has been."""
        self.since.setText(number)
        self.since_words.setText(words)

    def show_milestone(self, words: str, *, mend: bool, certificate: bool) -> None:
        """Tell of the milestone that the wait has reached, and what can be done about it."""
        self.milestone.setText(words)
        self.milestone.setVisible(bool(words))
        self.mend.setVisible(mend)
        self.certificate.setVisible(certificate)

    def show_day(self, day: DayShown, *, go_there: bool) -> None:
        """Show a day; *go_there* puts the focus on what can be done about it."""
        self.day.show_day(day)
        if go_there:
            self.day.first().setFocus()

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()

    @Slot()
    def _kind_edited(self) -> None:
        self.kind_chosen.emit(self.kinds.code() or "")

    @Slot()
    def _earlier(self) -> None:
        self.month_asked.emit(-1)

    @Slot()
    def _later(self) -> None:
        self.month_asked.emit(1)


class _MonthCard(Card):
    row_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("Month", " ")
        self.earlier, self.later = LinkButton("Earlier", key=_BACK), LinkButton("Later", key=_ON)
        self.as_list = LinkButton("As a list", icon="table")
        self.as_list.clicked.connect(self._switch)
        turns = QWidget()
        flow = Flow(turns, gap=4)
        for button in (self.earlier, self.later, self.as_list):
            flow.addWidget(button)
        self.head.addWidget(turns)
        self.cross = SafetyCross(largest=62)
        self.list = _DayTable()
        self.list.chosen.connect(self.row_chosen)
        self.list.hide()
        for part in (self.cross, self.list):
            self.add(part)
            self._layout.setStretchFactor(part, 1)
        self.add(legend(across=True))

    def show_month(self, title: str, days: tuple[CrossDay, ...], today: date) -> None:
        self.heading.setText(title)
        self.cross.show_month(days, today)
        self.list.show_days(days)

    @Slot()
    def _switch(self) -> None:
        listed = self.list.isHidden()
        self.cross.setVisible(not listed)
        self.list.setVisible(listed)
        self.as_list.show_words("As a cross" if listed else "As a list")
        (self.list if listed else self.cross).setFocus()


class _DayTable(QTableWidget):
    """The month as a table, for whoever would rather read it."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__(0, 2)
        self.setObjectName("days")
        self.setAccessibleName("Days of the month")
        self.setHorizontalHeaderLabels(["Day", "What is known"])
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self._days: tuple[CrossDay, ...] = ()
        self.cellActivated.connect(self._activated)

    def show_days(self, days: tuple[CrossDay, ...]) -> None:
        """One row a day; the row that was current stays current."""
        self._days = days
        self.setRowCount(len(days))
        for row, day in enumerate(days):
            self.setItem(row, 0, QTableWidgetItem(f"{day.day:%A} {day.day.day}"))
            self.setItem(row, 1, QTableWidgetItem(day.state()))
        self.setColumnWidth(0, 150)

    @Slot(int, int)
    def _activated(self, row: int, _column: int) -> None:
        self.chosen.emit(self._days[row].day)


class _DayCard(Card):
    confirm_asked = Signal(object)
    incident_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("Choose a day")
        self.state = Soft(wrap=True)
        self.shifts, self.incidents = QVBoxLayout(), QVBoxLayout()
        self.log = PrimaryButton("Log what happened", icon="add")
        self.log.hide()
        self.add(self.state, self.shifts, self.incidents, line(self.log, None))
        self.fill()
        self._rows: list[_Row] = []
        self._day: DayShown | None = None

    def show_day(self, day: DayShown) -> None:
        """Show *day*; who is at one of its buttons stays there."""
        if day == self._day:
            return
        self._day = day
        at = next(
            (row.button.accessibleName() for row in self._rows if row.button and row.button.hasFocus()), ""
        )
        self.heading.setText(day.title)
        self.state.setText(day.state)
        for row in self._rows:
            row.hide()
            row.deleteLater()
        shifts = [self._shift(row) for row in day.shifts]
        incidents = [self._incident(row) for row in day.incidents]
        for layout, rows in ((self.shifts, shifts), (self.incidents, incidents)):
            for each in rows:
                layout.addWidget(each)
        self._rows = [*shifts, *incidents]
        self.log.setVisible(day.may_log)
        stops = [row.button for row in self._rows if row.button]
        for here, following in pairwise([*stops, self.log]):
            QWidget.setTabOrder(here, following)
        for stop in stops:
            if stop.accessibleName() == at:
                stop.setFocus()

    def first(self) -> QWidget:
        """What to do about the day first."""
        return next((row.button for row in self._rows if row.button), self.log)

    def _shift(self, shown: ShiftRow) -> "_Row":
        button = SecondaryButton(shown.confirm, icon="done") if shown.confirm else None
        row = _Row(shown, shown.words, shown.state, button)
        if button:
            button.setAccessibleName(f"{shown.words}: {shown.confirm}, confirm")
            button.clicked.connect(self._confirm)
        return row

    def _incident(self, shown: IncidentRow) -> "_Row":
        button = LinkButton("Open")
        button.setAccessibleName(f"Open: {shown.words}")
        button.clicked.connect(self._open)
        return _Row(shown, shown.words, "", button)

    @Slot()
    def _confirm(self) -> None:
        self.confirm_asked.emit(self._sent_by().shown)

    @Slot()
    def _open(self) -> None:
        shown = self._sent_by().shown
        assert isinstance(shown, IncidentRow)
        self.incident_chosen.emit(shown.key)

    def _sent_by(self) -> "_Row":
        row = self.sender().parent()
        assert isinstance(row, _Row)
        return row


class _Row(QWidget):
    def __init__(
        self,
        shown: ShiftRow | IncidentRow,
        words: str,
        state: str,
        button: SecondaryButton | LinkButton | None,
    ) -> None:
        super().__init__()
        self.shown, self.button = shown, button
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(Label(words, wrap=True))
        if state:
            text.addWidget(Soft(state, wrap=True))
        row = line()
        row.addLayout(text, 1)
        if button:
            row.addWidget(button)
        row.setContentsMargins(0, 2, 0, 2)
        self.setLayout(row)
