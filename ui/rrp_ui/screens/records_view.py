"""Incidents: a table with filters, and one incident with its history beside it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from rrp_desktop.clock import spoken_day
from rrp_ui import theme
from rrp_ui.parts.buttons import LinkButton, PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Heading, Label, Page, Soft, Title, Words, Wrong, boxed, line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.look_back import LookBack
from rrp_ui.screens.records_accounts import Accounts
from rrp_ui.screens.records_read import Detail
from rrp_ui.screens.records_table import INCIDENTS, RecordTable, RecordTableView
from rrp_ui.screens.records_words import Part, Step

SPANS = (("7", "Last 7 days"), ("28", "Last 28 days"), ("365", "12 months"), ("all", "All"))
OTHER = "other"
_WIDE = 900
_ROW = 700


class RecordsView(Page):
    """Shows either the table or one incident, and says what was asked for."""

    kind_chosen = Signal(str)
    span_chosen = Signal(str)
    to_finish_chosen = Signal(bool)
    searched = Signal(str)
    opened = Signal(str)
    log_asked = Signal()
    others_asked = Signal()

    def __init__(self, kinds: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.lines = RecordTable(INCIDENTS)
        self.list = _List(kinds, self.lines)
        self.list.kinds.edited.connect(self._kind_edited)
        self.list.spans.edited.connect(self._span_edited)
        self.list.to_finish.edited.connect(self._to_finish_edited)
        self.list.search.textEdited.connect(self.searched)
        self.list.table.opened.connect(self.opened)
        self.list.log.clicked.connect(self.log_asked)
        self.list.others.clicked.connect(self.others_asked)
        self.detail = DetailView()
        self.detail.hide()
        for part in (self.problem, self.list, self.detail):
            self.body.addWidget(part, 0 if part is self.problem else 1)

    def show_choice(self, kind: str, span: str, other: str = "") -> None:
        """Mark what is shown; *other* names a span that is not one of the usual."""
        self.list.kinds.show_codes([kind])
        self.list.spans.offer([*SPANS, *([(OTHER, other)] if other else [])])
        self.list.spans.show_codes([span])

    def show_list(self) -> None:
        """Show the table."""
        self.problem.hide()
        self.detail.hide()
        self.list.show()

    def show_detail(self, detail: Detail) -> None:
        """Show one incident."""
        self.problem.hide()
        self.list.hide()
        self.detail.show_detail(detail)
        self.detail.show()

    def show_found(self, words: str) -> None:
        """Say how many lines there are."""
        self.list.found.setText(words)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()

    @Slot()
    def _kind_edited(self) -> None:
        self.kind_chosen.emit(self.list.kinds.code() or "")

    @Slot()
    def _to_finish_edited(self) -> None:
        self.to_finish_chosen.emit(bool(self.list.to_finish.codes()))

    @Slot()
    def _span_edited(self) -> None:
        self.span_chosen.emit(self.list.spans.code() or "all")


class _List(QWidget):
    def __init__(self, kinds: Iterable[tuple[str, str]], model: RecordTable) -> None:
        super().__init__()
        self.kinds = ChipRow([("", "Every kind"), *kinds], name="Kind")
        self.spans = ChipRow(SPANS, name="Days")
        self.to_finish = ChipRow([("saved", "To finish")], several=True, name="Only what is open")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Person, place or incident number")
        self.search.setAccessibleName("Search incidents")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(280)
        self.found = Soft()
        self.others = LinkButton("Other records")
        self.log = PrimaryButton("Log an incident", icon="add")
        self.table = RecordTableView(model, "Incidents")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addLayout(line(Title("Incidents"), None, self.others, self.log))
        layout.addWidget(self.kinds)
        filters = Columns(needs=_ROW)
        filters.add(self.spans)
        filters.add(self.to_finish, 0)
        filters.add(boxed(line(self.found, self.search)), 0)
        layout.addWidget(filters)
        layout.addWidget(self.table, 1)


class DetailView(QWidget):
    """One incident to read: its answers at the left, its history at the right."""

    back_asked = Signal()
    amend_asked = Signal()
    void_asked = Signal()
    debrief_asked = Signal()
    release_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title, self.note = Title(wrap=True), Soft(wrap=True)
        self.back = LinkButton("All incidents", key="Esc")
        self.amend = PrimaryButton("Finish or amend…")
        self.void = SecondaryButton("Void…")
        self.debrief = SecondaryButton("Add a debrief…")
        self.release = SecondaryButton("Reviewed by the manager…")
        for button, asked in (
            (self.back, self.back_asked),
            (self.amend, self.amend_asked),
            (self.void, self.void_asked),
            (self.debrief, self.debrief_asked),
            (self.release, self.release_asked),
        ):
            button.clicked.connect(asked)
        self.answers, self.history = Card(), Card("History")
        self._lists = [QVBoxLayout(), QVBoxLayout()]
        for card, parts in zip((self.answers, self.history), self._lists, strict=True):
            card.add(parts)
            card.fill()
        self.look_back = LookBack()
        self.accounts = Accounts()
        self._may = {self.amend: False, self.debrief: False, self.void: False}
        self._separate = self._release = False
        columns = Columns(needs=_WIDE)
        columns.add(self.answers, 3)
        columns.add(self.history, 2)
        inside = QWidget()
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(theme.GAP)
        under = line(self.note, self.look_back)
        under.setStretch(0, 1)
        stack.addWidget(self.title)
        stack.addLayout(under)
        stack.addLayout(line(self.release, None))
        stack.addWidget(self.accounts)
        stack.addWidget(columns)
        stack.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(inside)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("The incident and its history")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        layout.addLayout(line(self.back, None, self.debrief, self.void, self.amend, gap=8))
        layout.addWidget(self._area, 1)
        self._shown: list[QWidget] = []

    def show_detail(self, detail: Detail) -> None:
        """Show *detail* and nothing of the one before."""
        self.title.setText(detail.title)
        known = f"As known at the end of {spoken_day(detail.known_on)}: " if detail.known_on else ""
        held = " A death: nothing of it is sent until the manager has reviewed it." if detail.held else ""
        self.note.setText(f"{known}{detail.state}. {detail.note.removesuffix('.')}.{held}")
        for part in self._shown:
            part.hide()
            part.deleteLater()
        self.accounts.show_accounts(detail.accounts, separate=self._separate and detail.known_on is None)
        for button, may in self._may.items():
            button.setVisible(may and detail.stands)
        self.release.setVisible(self._release and detail.held and detail.stands)
        answers = [_answers(part) for part in detail.parts]
        history = [history_step(step) for step in detail.history]
        for layout, parts in zip(self._lists, (answers, history), strict=True):
            for each in parts:
                layout.addWidget(each)
        self._shown = [*answers, *history]
        self._area.verticalScrollBar().setValue(0)

    def allow(self, *, amend: bool, void: bool, separate: bool, release: bool) -> None:
        """Offer only what the person may do."""
        self._may = {self.amend: amend, self.debrief: amend, self.void: void}
        self._separate, self._release = separate, release


def _answers(part: Part) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 8)
    grid.setVerticalSpacing(4)
    grid.setHorizontalSpacing(theme.EDGE)
    grid.setColumnStretch(1, 1)
    grid.setColumnMinimumWidth(0, 190)
    grid.addWidget(Heading(part.title), 0, 0, 1, 2)
    for row, (title, words) in enumerate(part.answers, 1):
        grid.addWidget(Soft(title, wrap=True), row, 0, Qt.AlignmentFlag.AlignTop)
        answer = Words(words, wrap=True)
        answer.setAccessibleName(f"{title}: {words}")
        grid.addWidget(answer, row, 1)
    return box


def history_step(step: Step) -> QWidget:
    """One step of a history."""
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 8)
    layout.setSpacing(2)
    layout.addWidget(Label(step.title))
    layout.addWidget(Soft(step.by))
    if step.reason:
        layout.addWidget(Words(f"Reason: {step.reason}", wrap=True))
    for change in step.changes:
        layout.addWidget(Words(change, wrap=True))
    return box
