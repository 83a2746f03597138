"""The month-end page: check, what leaves the ward, save the bundle, receipt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rrp_ui import icons, theme
from rrp_ui.parts.buttons import LinkButton, PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Label, Page, Soft, Title, Wrong, boxed, line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.columns import Columns

_ICONS = {
    "ok": ("complete", theme.GREEN, "in order"),
    "warn": ("warning", theme.ORANGE, "look at this"),
    "stop": ("stop", theme.RED, "must be mended first"),
}


_SIDE_BY_SIDE = 900
_CODE = 165


@dataclass(frozen=True, slots=True)
class Point:
    """One line of the check; `code` says what is to be mended, where a screen can mend it."""

    state: str
    title: str
    detail: str
    code: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One line of what was sent before."""

    month: str
    detail: str
    received: str


class MonthEndView(Page):
    """Shows a month on its way out and says what was asked for."""

    month_stepped = Signal(int)
    section_chosen = Signal(str)
    mend_asked = Signal(str)
    save_asked = Signal()
    receipt_file_asked = Signal()
    code_typed = Signal(str)
    card_asked = Signal()
    return_file_asked = Signal()
    return_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        cards = Page(scrolls=True)
        cards.body.setContentsMargins(0, 0, 0, 0)
        self.title = Title("Month-end")
        earlier = LinkButton("Earlier month")
        earlier.clicked.connect(self._earlier)
        later = LinkButton("Later month")
        later.clicked.connect(self._later)
        cards.body.addLayout(line(self.title, None, earlier, later))
        steps = ("1 Check", "2 What leaves the ward", "3 Save bundle", "4 Receipt")
        self._steps = [Label(words) for words in steps]
        cards.body.addLayout(line(*self._steps, None, gap=28))
        self.body.addWidget(cards, 1)

        self.points: tuple[Point, ...] = ()
        """The lines of the check, as shown."""
        self.check = Card("Check")
        self._points = QVBoxLayout()
        self._points.setSpacing(2)
        self.check.add(self._points)
        self.check.fill()
        top = Columns(needs=_SIDE_BY_SIDE)
        top.add(self.check, 5)
        top.add(self._answers(), 4)
        cards.body.addWidget(top)

        self.leaves = Card("What leaves the ward", "No names, no free text, no ward references")
        self.sections = ChipRow((), name="Part of the bundle")
        self.sections.edited.connect(self._section_edited)
        self.table = QTableWidget()
        self.table.setAccessibleName("What leaves the ward")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.setMinimumHeight(130)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.sealed = Soft(wrap=True)
        self.where = Soft(wrap=True)
        self.where.setObjectName("where")
        self.leaves.add(self.sections, self.table, self.sealed, self.where)
        shares = self.leaves.layout()
        assert isinstance(shares, QVBoxLayout)
        # Otherwise Qt shares what the table needs among the words below it too, and they overlap.
        shares.setStretchFactor(self.table, 1)
        cards.body.addWidget(self.leaves, 1)

        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.body.addWidget(self.problem)
        card = LinkButton("Enrolment card…")
        card.setObjectName("save_card")
        card.clicked.connect(self.card_asked)
        self.as_text = QCheckBox("As text, for e-mail")
        self.as_text.setObjectName("as_text")
        self.as_text.setToolTip("For mail gateways that stop encrypted files. It holds the same bundle.")
        self.save = PrimaryButton("Save encrypted bundle", key="Ctrl+S", icon="lock")
        self.save.clicked.connect(self.save_asked)
        self.body.addLayout(line(card, None, self.as_text, self.save, gap=6))

    def _answers(self) -> Card:
        """What was sent before, and the ways in which the centre answers."""
        self.before = Card("Sent before")
        self._sent = QVBoxLayout()
        self._sent.setSpacing(2)
        self.before.add(self._sent)
        self.before.setObjectName("sent")
        self.code = QLineEdit()
        self.code.setObjectName("receipt_code")
        self.code.setAccessibleName("Receipt code")
        self.code.setPlaceholderText("XXXX-XXXX-XXXX")
        self.code.setMinimumWidth(_CODE)
        self.code.returnPressed.connect(self._code_entered)
        enter = LinkButton("Enter code")
        enter.clicked.connect(self._code_entered)
        self.receipt_file = SecondaryButton("Open receipt…")
        self.receipt_file.setObjectName("open_receipt")
        self.receipt_file.clicked.connect(self.receipt_file_asked)
        receipt = line(self.receipt_file, self.code, enter)
        receipt.setStretch(1, 1)
        self.came = Soft(wrap=True)
        self.see = LinkButton("See it")
        self.see.setObjectName("see_return")
        self.see.clicked.connect(self.return_asked)
        open_return = SecondaryButton("Open return pack…")
        open_return.setObjectName("open_return")
        open_return.clicked.connect(self.return_file_asked)
        came = line(open_return, self.came, self.see)
        came.setStretch(1, 1)
        self.before.add(receipt, came)
        self.before.fill()
        return self.before

    def show_month(self, title: str, step: int) -> None:
        """Say which month this is, and how far it has come (0 to 3)."""
        self.title.setText(title)
        for place, label in enumerate(self._steps):
            colour = theme.BLUE if place <= step else theme.SOFT_TEXT
            label.setStyleSheet(f"color: {colour}")

    def show_points(self, title: str, points: Sequence[Point]) -> None:
        """Show the check of the month."""
        self.check.heading.setText(title)
        self.points = tuple(points)
        _empty(self._points)
        for point in points:
            self._points.addWidget(self._point(point))

    def offer_sections(self, sections: Iterable[tuple[str, str]]) -> None:
        """Offer the parts of the bundle that hold anything."""
        self.sections.offer(sections)

    def show_rows(self, section: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show the rows of one part of the bundle, word for word."""
        self.sections.show_codes((section,))
        self.table.clear()
        self.table.setColumnCount(len(header))
        self.table.setRowCount(len(rows))
        self.table.setHorizontalHeaderLabels(header)
        for at, cell in enumerate(chain.from_iterable(rows)):
            self.table.setItem(at // len(header), at % len(header), QTableWidgetItem(cell))
        self.table.resizeColumnsToContents()
        for column in range(len(header)):
            self.table.setColumnWidth(column, min(self.table.columnWidth(column) + 16, 320))
        if header:
            self.table.horizontalHeader().setSectionResizeMode(
                len(header) - 1, QHeaderView.ResizeMode.Stretch
            )

    def show_sent(self, sent: Sequence[Sent]) -> None:
        """Show the bundles that were written before, newest first."""
        _empty(self._sent)
        self.before.setAccessibleName("; ".join(f"{each.month} {each.received}" for each in sent))
        if not sent:
            self._sent.addWidget(Soft("Nothing has been sent yet."))
        for each in sent:
            received = Label(each.received)
            colour = theme.GREEN if each.received.startswith("Received") else theme.SOFT_TEXT
            received.setStyleSheet(f"color: {colour}")
            self._sent.addWidget(boxed(line(Label(each.month), Soft(each.detail), None, received, gap=10)))

    def show_came(self, words: str, *, any_yet: bool) -> None:
        """Say what the centre has given back last."""
        self.came.setText(words)
        self.see.setVisible(any_yet)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong; nothing when *sentence* is empty."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _point(self, point: Point) -> QWidget:
        name, colour, words = _ICONS[point.state]
        sign = QLabel()
        sign.setPixmap(icons.icon(name, colour).pixmap(20, 20))
        sign.setAccessibleName(words)
        mend = None
        if point.state != "ok" and point.code:
            mend = LinkButton("Open")
            mend.setObjectName(point.code)
            mend.setAccessibleName(f"Open what mends: {point.title}")
            mend.clicked.connect(self._mend)
        row = line(
            sign, Label(point.title), Soft(point.detail, wrap=True), *((mend,) if mend else ()), gap=10
        )
        row.setStretch(2, 1)
        return boxed(row)

    @Slot()
    def _earlier(self) -> None:
        self.month_stepped.emit(-1)

    @Slot()
    def _later(self) -> None:
        self.month_stepped.emit(1)

    @Slot()
    def _mend(self) -> None:
        self.mend_asked.emit(self.sender().objectName())

    @Slot()
    def _section_edited(self) -> None:
        self.section_chosen.emit(self.sections.code() or "incidents")

    @Slot()
    def _code_entered(self) -> None:
        self.code_typed.emit(self.code.text())


def _empty(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
