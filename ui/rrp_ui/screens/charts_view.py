"""The charts page: measures at the left, one chart, and what it says."""

from collections.abc import Iterable
from itertools import chain

from PySide6.QtCore import QDate, QPoint, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QDateEdit,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from rrp_desktop.charts.figure import Figure
from rrp_ui import theme
from rrp_ui.charts.run_chart import RunChart
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Card, Heading, Page, Soft, boxed, line
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.flow import Flow
from rrp_ui.parts.menus import Entry, MenuButton
from rrp_ui.screens.charts_affected import AffectedCard
from rrp_ui.screens.charts_many import ManyCharts
from rrp_ui.screens.charts_says import Says

GRAINS = (("day", "Daily"), ("week", "Weekly"), ("month", "Monthly"))
SHOWN = (("run", "Run chart"), ("spc", "SPC"), ("between", "Days between"))
RATES = (("count", "Count"), ("rate", "Per 1,000 bed days"))
WAYS_OUT = (
    Entry("copy", "Copy picture"),
    Entry("pdf", "Print to PDF…"),
    Entry("png", "Save as PNG…"),
    Entry("svg", "Save as SVG…"),
    Entry("csv", "Save the points as CSV…"),
)
ROW = 24
_CHART, _TABLE = 0, 1
_WIDE = 820
_LOW, _TALL = 206, 300
"""The least height of a chart: beside everything else, and on a narrow page, which scrolls."""
_AS_MUCH_AS_THERE_IS = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)


class ChartsView(Page):
    """Shows figures and says what was asked for."""

    measure_chosen = Signal(str)
    grain_chosen = Signal(str)
    shown_chosen = Signal(str)
    rate_chosen = Signal(bool)
    known_on_chosen = Signal(object)
    point_chosen = Signal(object)
    point_moved = Signal()
    many_asked = Signal(bool)

    def __init__(self, measures: Iterable[tuple[str, str, bool]]) -> None:
        super().__init__(scrolls=True)
        self.measures = _measure_list(measures)
        self.measures.currentItemChanged.connect(self._measure_changed)
        self.grain = ChipRow(GRAINS, name="Each")
        self.grain.edited.connect(self._grain_edited)
        self.shown = ChipRow(SHOWN, name="Chart")
        self.shown.edited.connect(self._shown_edited)
        self.rate = ChipRow(RATES, name="Show")
        self.rate.edited.connect(self._rate_edited)
        self.out = MenuButton("Save ▾", WAYS_OUT, icon="save")
        self.many_button = LinkButton("All measures", icon="today")
        self.many_button.clicked.connect(self._many_clicked)
        self.as_table = LinkButton("Table", icon="table")
        self.as_table.clicked.connect(self._table_clicked)
        self.look_back = LinkButton("As known on…", icon="clock")
        self.look_back.clicked.connect(self._look_back_clicked)
        self.known_on = QDateEdit()
        self.known_on.setDisplayFormat("d MMM yyyy")
        self.known_on.setCalendarPopup(True)
        self.known_on.setAccessibleName("As known at the end of")
        self.known_on.dateChanged.connect(self._known_on_changed)
        self.known_on.hide()

        self.title = Heading(wrap=True)
        self.covered = Soft()
        self.chart = RunChart()
        self.chart.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.chart.customContextMenuRequested.connect(self._point_menu)
        self.chart.point_chosen.connect(self.point_chosen)
        self.chart.point_reached.connect(self._reached)
        self.table = QTableWidget()
        self.table.setAccessibleName("The chart as a table")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.table)
        # Not of the stack, whose least height would then count for nothing beside words that wrap.
        self.chart.setSizePolicy(_AS_MUCH_AS_THERE_IS)
        self._stack.setMinimumHeight(_LOW)
        self.says = Says()
        self.affected = AffectedCard()
        self.many = ManyCharts()
        self.many.measure_chosen.connect(self.measure_chosen)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._one())
        self._pages.addWidget(self.many)
        self.many.setSizePolicy(_AS_MUCH_AS_THERE_IS)

        left = Card("Measures")
        left.add(self.measures)
        left.setMinimumWidth(236)
        left.setMaximumWidth(256)
        right = QVBoxLayout()
        right.setSpacing(theme.GAP)
        right.addWidget(self._choices())
        right.addWidget(self._pages, 1)
        both = Columns(needs=_WIDE)
        both.add(left, 0)
        both.add(boxed(right), 1)
        self.body.addWidget(both)

    def _choices(self) -> QWidget:
        choices = QWidget()
        flow = Flow(choices, gap=16, centred=True)
        for part in (self.grain, self.shown, self.rate, self.known_on):
            flow.addWidget(part)
        return choices

    def _one(self) -> QWidget:
        picture = Card()
        self.covered.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        ways = line(self.look_back, self.as_table, self.many_button, self.out, gap=4)
        under = Columns(needs=600)
        under.add(self.covered, 1)
        under.add(boxed(ways), 0)
        under.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        picture.add(self.title, under, self._stack)
        below = Columns(needs=640)
        below.add(self.says, 3)
        below.add(self.affected, 2)
        whole = QVBoxLayout()
        whole.setSpacing(theme.GAP)
        whole.addWidget(picture, 3)
        whole.addWidget(below, 1)
        return boxed(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stack.setMinimumHeight(_LOW if event.size().width() >= theme.px(_WIDE) else _TALL)

    def show_choice(self, measure: str, grain: str, shown: str, *, rate: bool) -> None:
        """Mark what is being shown, quietly."""
        with QSignalBlocker(self.measures):
            for row in range(self.measures.count()):
                if self.measures.item(row).data(Qt.ItemDataRole.UserRole) == measure:
                    self.measures.setCurrentRow(row)
        self.grain.show_codes((grain,))
        self.shown.show_codes((shown,))
        self.rate.show_codes(("rate" if rate else "count",))

    def allow(self, *, grain: bool, between: bool, rate: bool) -> None:
        """Let be chosen what the measure can be shown as."""
        self.grain.setEnabled(grain)
        self.shown.chips()[-1].setEnabled(between)
        self.rate.setEnabled(rate)

    def show_known_on(self, days: tuple[QDate, QDate], shown: QDate | None) -> None:
        """Let a day of *days* be looked back to; *shown* is the one looked back to now."""
        with QSignalBlocker(self.known_on):
            self.known_on.setDateRange(*days)
            self.known_on.setDate(shown or days[1])
        self.known_on.setVisible(shown is not None)
        self.covered.setWordWrap(shown is not None)
        self.look_back.show_words("As known now" if shown else "As known on…")

    def show_figure(self, figure: Figure) -> None:
        """Show *figure* and its table."""
        self.title.setText(figure.title)
        self.title.setToolTip(figure.title)
        self.covered.setText(figure.subtitle)
        self.chart.draw(figure)
        if self._stack.currentIndex() == _TABLE:
            self._show_table(figure)
        self.point_moved.emit()

    def show_problem(self, sentence: str) -> None:
        """Say why there is no chart."""
        self.covered.setText(sentence)

    def show_many(self, *, many: bool) -> None:
        """Show all measures at once, or one."""
        self._pages.setCurrentIndex(int(many))

    def point(self) -> int | None:
        """The point reached last, or else the last that is known."""
        figure = self.chart.figure
        if figure is None or not figure.points:
            return None
        if self.chart.reached is not None:
            return self.chart.reached
        known = (at for at, point in enumerate(figure.points) if point.state == "known")
        return max(known, default=len(figure.points) - 1)

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
            self.chart.reached = None
            self.measure_chosen.emit(now.data(Qt.ItemDataRole.UserRole))

    @Slot()
    def _grain_edited(self) -> None:
        self.chart.reached = None
        self.grain_chosen.emit(self.grain.code() or "week")

    @Slot()
    def _shown_edited(self) -> None:
        self.chart.reached = None
        self.shown_chosen.emit(self.shown.code() or "run")

    @Slot()
    def _rate_edited(self) -> None:
        self.rate_chosen.emit(self.rate.code() == "rate")

    @Slot()
    def _look_back_clicked(self) -> None:
        looking = not self.known_on.isHidden()
        self.known_on_chosen.emit(None if looking else self.known_on.date())

    @Slot(QDate)
    def _known_on_changed(self, day: QDate) -> None:
        self.known_on_chosen.emit(day)

    @Slot()
    def _many_clicked(self) -> None:
        self.many_asked.emit(True)

    @Slot()
    def _table_clicked(self) -> None:
        table = self._stack.currentIndex() == _CHART
        if table and self.chart.figure is not None:
            self._show_table(self.chart.figure)
        self._stack.setCurrentIndex(_TABLE if table else _CHART)
        self.as_table.show_words("Chart" if table else "Table")

    @Slot(str)
    def _reached(self, says: str) -> None:
        self.covered.setText(says)
        self.point_moved.emit()

    @Slot(QPoint)
    def _point_menu(self, place: QPoint) -> None:
        """The list of the point nearest to *place*."""
        figure = self.chart.figure
        if figure is None or not figure.points:
            return
        far = {at: abs(self.chart.place_of(at).x() - place.x()) for at in range(len(figure.points))}
        self.chart.reached = min(far, key=far.__getitem__)
        self._reached(figure.points[self.chart.reached].says)
        self.says.point.open_at(self.chart.mapToGlobal(place))


def _measure_list(measures: Iterable[tuple[str, str, bool]]) -> QListWidget:
    made = QListWidget()
    made.setObjectName("measures")
    made.setAccessibleName("Measures")
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setMinimumHeight(150)
    for name, title, within in measures:
        item = QListWidgetItem(f"    {title}" if within else title)
        item.setData(Qt.ItemDataRole.UserRole, name)
        item.setToolTip(title)
        item.setSizeHint(QSize(0, ROW))
        made.addItem(item)
    return made
