"""Who is affected, on a page: a table for every characteristic, with what is missing said beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Card, Label, Page, Soft, Title, Words, line
from rrp_ui.screens.charts_affected import Bar, rate_bar

HEADS = (
    "",
    "People here",
    "Bed days",
    "Events",
    "People affected",
    "Rate",
    "",
    "Beside everyone else (95% CI)",
)
_NUMBERS = range(1, 6)
_BAR = 6


@dataclass(frozen=True, slots=True)
class Row:
    """One group in words; `cells` are None where it is too few to show."""

    title: str
    cells: tuple[str, ...] | None
    rate: float | None
    ratio: str


class AffectedView(Page):
    """Shows tables and says what was asked for."""

    measure_chosen = Signal(str)
    own_chosen = Signal(bool)
    back_asked = Signal()
    csv_asked = Signal()

    def __init__(self, measures: Iterable[tuple[str, str]]) -> None:
        super().__init__(scrolls=True)
        self.measure = QComboBox()
        self.measure.setAccessibleName("Measure")
        self.measure.setObjectName("measure")
        for name, title in measures:
            self.measure.addItem(title, name)
        self.measure.setMinimumWidth(150)
        self.measure.activated.connect(self._measure_activated)
        self.own = QCheckBox("For care on this ward: every number")
        self.own.setObjectName("own")
        self.own.toggled.connect(self.own_chosen)
        back = LinkButton("Back to the chart", icon="charts")
        back.clicked.connect(self.back_asked)
        self.csv = LinkButton("Save as CSV…", icon="save")
        self.csv.clicked.connect(self.csv_asked)
        self.span = Soft(wrap=True)
        self.said = Soft(wrap=True)
        self.body.addLayout(line(Title("Who is affected"), None, back, self.csv))
        self.body.addLayout(line(self.measure, None, self.own))
        self.body.addWidget(self.span)
        self._cards: dict[str, _Table] = {}
        self.body.addWidget(self.said)
        self.body.addStretch(1)

    def show_choice(self, measure: str, *, own: bool, may_own: bool) -> None:
        """Mark what is being shown, quietly."""
        with QSignalBlocker(self.measure), QSignalBlocker(self.own):
            self.measure.setCurrentIndex(self.measure.findData(measure))
            self.own.setChecked(own)
        self.own.setVisible(may_own)
        self.csv.setEnabled(not own)

    def show_span(self, span: str, said: str) -> None:
        """Say what the tables cover, and what to bear in mind."""
        self.span.setText(span)
        self.said.setText(said)

    def show_table(self, title: str, note: str, rows: Sequence[Row]) -> None:
        """Show the table called *title*."""
        card = self._cards.get(title)
        if card is None:
            card = self._cards[title] = _Table(title)
            self.body.insertWidget(self.body.count() - 2, card)
        card.show_rows(note, rows)

    @Slot(int)
    def _measure_activated(self, place: int) -> None:
        self.measure_chosen.emit(self.measure.itemData(place))


class _Table(Card):
    def __init__(self, title: str) -> None:
        super().__init__(title, " ")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, 190)
        self._grid.setColumnStretch(_BAR, 1)
        inside = QWidget()
        inside.setLayout(self._grid)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._sideways = QScrollArea()
        self._sideways.setWidgetResizable(True)
        self._sideways.setFrameShape(QFrame.Shape.NoFrame)
        self._sideways.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._sideways.setAccessibleName(title)
        self._sideways.setWidget(inside)
        self.add(self._sideways)

    def show_rows(self, note: str, rows: Sequence[Row]) -> None:
        self.note.setText(note)
        while (old := self._grid.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for column, head in enumerate(HEADS):
            self._put(Soft(head), 0, column)
        most = max((row.rate for row in rows if row.rate is not None), default=0.0)
        for place, row in enumerate(rows, start=1):
            self._put(Label(row.title), place, 0)
            if row.cells is None:
                self._put(Soft("too few to show"), place, 1, wide=len(_NUMBERS))
            else:
                for column, cell in enumerate(row.cells, start=1):
                    self._put(Words(cell), place, column)
            self._put(rate_bar(Bar(row.title, row.rate), most), place, _BAR)
            self._put(Words(row.ratio), place, 7)
        bar = self._sideways.horizontalScrollBar().sizeHint().height()
        self._sideways.setFixedHeight(self._grid.sizeHint().height() + bar)

    def _put(self, part: QWidget, row: int, column: int, *, wide: int = 1) -> None:
        side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(part, row, column, 1, wide, Qt.AlignmentFlag(0) if column == _BAR else side)
        part.show()  # or it would take no room yet, and the table be too low
