"""The charts page: measures at the left, one chart, and what it says."""

from collections.abc import Iterable
from itertools import chain

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rrp_desktop.charts.figure import Figure, Finding, Tone
from rrp_ui import theme
from rrp_ui.charts.run_chart import RunChart
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Card, Heading, Page, Soft, Words, line
from rrp_ui.parts.chips import ChipRow

GRAINS = (("day", "Daily"), ("week", "Weekly"), ("month", "Monthly"))
KINDS = (("anhoej", "Run chart"), ("mdc", "SPC"), ("t", "Days between"))
_SHAPES = {Tone.COMMON: "○", Tone.IMPROVEMENT: "●", Tone.CONCERN: "▲", Tone.NEITHER: "■"}
_COLOURS = {Tone.IMPROVEMENT: theme.BLUE, Tone.CONCERN: theme.BROWN}


class ChartsView(Page):
    """Shows figures and says what was asked for."""

    measure_chosen = Signal(str)
    grain_chosen = Signal(str)
    kind_chosen = Signal(str)
    copy_asked = Signal()
    print_asked = Signal()
    point_chosen = Signal(object)

    def __init__(self, measures: Iterable[tuple[str, str, bool]]) -> None:
        super().__init__()
        self.measures = QListWidget()
        self.measures.setObjectName("measures")
        self.measures.setAccessibleName("Measures")
        self.measures.setUniformItemSizes(True)
        self.measures.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for name, title, within in measures:
            item = QListWidgetItem(f"    {title}" if within else title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self.measures.addItem(item)
        self.measures.currentItemChanged.connect(self._measure_changed)

        self.grain = ChipRow(GRAINS, name="Each")
        self.grain.edited.connect(self._grain_edited)
        self.kind = ChipRow(KINDS, name="Chart")
        self.kind.edited.connect(self._kind_edited)
        self.as_table = LinkButton("Table", icon="table")
        self.as_table.clicked.connect(self._table_clicked)
        copy = LinkButton("Copy picture", icon="copy")
        copy.clicked.connect(self.copy_asked)
        paper = LinkButton("Print to PDF", icon="print")
        paper.clicked.connect(self.print_asked)

        self.title = Heading()
        self.covered = Soft()
        self.chart = RunChart()
        self.chart.point_chosen.connect(self.point_chosen)
        self.table = QTableWidget()
        self.table.setAccessibleName("The chart as a table")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.table)
        picture = Card()
        picture.add(line(self.title, None, self.as_table, copy, paper), self.covered, self._stack)

        self.says = Card("What the chart says")
        self._findings = QVBoxLayout()
        self._findings.setSpacing(4)
        self.rules = Soft(wrap=True)
        self.says.add(self._findings, self.rules)
        self.says.fill()

        left = Card("Measures")
        left.add(self.measures)
        left.setFixedWidth(236)
        right = QVBoxLayout()
        right.setSpacing(theme.GAP)
        choices = line(gap=16)
        choices.addWidget(self.grain, 3)
        choices.addWidget(self.kind, 4)
        choices.addStretch(3)
        right.addLayout(choices)
        right.addWidget(picture, 3)
        right.addWidget(self.says, 1)
        both = line(left, gap=theme.GAP + 4)
        both.addLayout(right, 1)
        self.body.addLayout(both)

    def show_choice(self, measure: str, grain: str, kind: str) -> None:
        """Mark what is being shown, quietly."""
        with QSignalBlocker(self.measures):
            for row in range(self.measures.count()):
                if self.measures.item(row).data(Qt.ItemDataRole.UserRole) == measure:
                    self.measures.setCurrentRow(row)
        self.grain.show_codes((grain,))
        self.grain.setEnabled(kind != "t")
        self.kind.show_codes((kind,))

    def show_figure(self, figure: Figure) -> None:
        """Show *figure*, its words, and its table."""
        self.title.setText(figure.title)
        self.covered.setText(figure.subtitle)
        self.chart.draw(figure)
        self._show_table(figure)
        while (old := self._findings.takeAt(0)) is not None:
            old.widget().deleteLater()
        for finding in figure.words or (figure.verdict,):
            self._findings.addWidget(_finding(finding))
        self.rules.setText(figure.note)

    def show_problem(self, sentence: str) -> None:
        """Say why there is no chart."""
        self.covered.setText(sentence)

    def _show_table(self, figure: Figure) -> None:
        header, rows = figure.table.header, figure.table.rows
        self.table.clear()
        self.table.setColumnCount(len(header))
        self.table.setRowCount(len(rows))
        self.table.setHorizontalHeaderLabels(header)
        for at, cell in enumerate(chain.from_iterable(rows)):
            self.table.setItem(at // len(header), at % len(header), QTableWidgetItem(cell))

    @Slot(QListWidgetItem, QListWidgetItem)
    def _measure_changed(self, now: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if now is not None:
            self.measure_chosen.emit(now.data(Qt.ItemDataRole.UserRole))

    @Slot()
    def _grain_edited(self) -> None:
        self.grain_chosen.emit(self.grain.code() or "week")

    @Slot()
    def _kind_edited(self) -> None:
        self.kind_chosen.emit(self.kind.code() or "anhoej")

    @Slot()
    def _table_clicked(self) -> None:
        table = self._stack.currentWidget() is self.chart
        self._stack.setCurrentWidget(self.table if table else self.chart)
        self.as_table.show_words("Chart" if table else "Table")


def _finding(finding: Finding) -> QWidget:
    row = QWidget()
    headline = Words(f"{_SHAPES[finding.tone]}  {finding.headline}")
    headline.setStyleSheet(f"font-weight: 600; color: {_COLOURS.get(finding.tone, theme.TEXT)}")
    headline.setAlignment(Qt.AlignmentFlag.AlignTop)
    sentence = Words(finding.sentence, wrap=True)
    layout = line(headline, gap=6)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(sentence, 1)
    row.setLayout(layout)
    return row
