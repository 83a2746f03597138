"""Today: the huddle, the counters, the shift to confirm, what is left, the cross and one chart."""

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from rrp_desktop.charts.figure import Figure, Tone
from rrp_desktop.forms.lists import CodeList
from rrp_ui import icons, theme
from rrp_ui.charts.run_chart import RunChart
from rrp_ui.parts.buttons import LinkButton, PrimaryButton, SecondaryButton
from rrp_ui.parts.cards import Card, Heading, Label, Page, Soft, Words, Wrong, boxed, line
from rrp_ui.parts.columns import Columns
from rrp_ui.parts.cross import SafetyCross
from rrp_ui.parts.flow import Flow
from rrp_ui.parts.notices import Notices
from rrp_ui.screens.today_read import COUNTERS, Counter, Finish, HuddleLine, ShiftLine, Today

KEYS = {
    "restraint": "F2",
    "seclusion": "F3",
    "rapid_tranquillisation": "F4",
    "violence": "F5",
    "self_harm": "F6",
    "absence": "F7",
    "sexual_safety": "F8",
}
CONFIRM, TALLY = "F10", "F11"
_MAIN, _SIDE = 69, 31
_ROW = 560
"""Room for a card's words and its buttons side by side."""
_LEAST = 120
_WIDE = 900
_SHAPES = {Tone.COMMON: "○", Tone.IMPROVEMENT: "●", Tone.CONCERN: "▲", Tone.NEITHER: "■"}
_SIGNS = {"overdue": ("▲", theme.RED), "due": ("●", theme.BROWN), "open": ("○", theme.SOFT_TEXT)}


class TodayView(Page):
    """Shows the day and says what was asked for."""

    huddle_asked = Signal()
    not_held_asked = Signal()
    kind_chosen = Signal(str)
    confirm_asked = Signal()
    finish_chosen = Signal(object)
    day_chosen = Signal(object)
    charts_asked = Signal()
    tally_asked = Signal()
    board_asked = Signal()
    handover_asked = Signal()

    def __init__(self, kinds: CodeList) -> None:
        super().__init__(scrolls=True)
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.huddle = _HuddleCard()
        self.huddle.start.clicked.connect(self.huddle_asked)
        self.huddle.not_held.clicked.connect(self.not_held_asked)
        self.counters = {kind: _CounterCard(kind, kinds.title_of(kind)) for kind in COUNTERS}
        counters = Columns(needs=560)
        for card in self.counters.values():
            card.chosen.connect(self.kind_chosen)
            counters.add(card)
        others = Columns(needs=660)
        for kind in KEYS:
            if kind not in self.counters:
                tile = Tile(kind, kinds.title_of(kind))
                tile.chosen.connect(self.kind_chosen)
                others.add(tile, tile.sizeHint().width())
        self.shift = _ShiftCard()
        self.shift.confirm.clicked.connect(self.confirm_asked)
        self.shift.tally.clicked.connect(self.tally_asked)
        self.shift.board.clicked.connect(self.board_asked)
        QShortcut(QKeySequence(CONFIRM), self, self.shift.confirm.click)
        QShortcut(QKeySequence(TALLY), self, self.shift.tally.click)
        self.notices = Notices()
        self.chart = _ChartCard()
        self.chart.more.clicked.connect(self.charts_asked)
        self.cross = _CrossCard()
        self.cross.cross.day_chosen.connect(self.day_chosen)
        self.finish = _FinishCard()
        self.finish.chosen.connect(self.finish_chosen)
        self.finish.handover.clicked.connect(self.handover_asked)

        columns = Columns(needs=_WIDE)
        columns.add(_column(self.huddle, counters, others, self.shift, self.chart), _MAIN)
        columns.add(_column(self.cross, self.finish), _SIDE)
        for part in (self.problem, self.notices):
            self.body.addWidget(part)
        self.body.addWidget(columns, 1)

    def show_today(self, today: Today) -> None:
        """Show everything but the chart."""
        self.problem.hide()
        self.huddle.show_line(today.huddle)
        for kind, counter in today.counters.items():
            self.counters[kind].show_counter(counter)
        self.shift.show_line(today.shift)
        self.notices.show_notices(today.notices)
        self.cross.show_cross(today)
        self.finish.show_list(today.finish)

    def show_figure(self, figure: Figure) -> None:
        """Show the chart and its sentence."""
        self.chart.show_figure(figure)

    def show_problem(self, sentence: str) -> None:
        """Say what went wrong, above what was known before."""
        self.problem.setText(sentence)
        self.problem.show()


def _column(*parts: QWidget) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.GAP)
    for part in parts[:-1]:
        layout.addWidget(part)
    layout.addWidget(parts[-1], 1)
    return column


class _HuddleCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.title, self.when, self.since = Heading(), Label(), Soft(wrap=True)
        self.when.setObjectName("when")
        self.not_held = LinkButton("Did not happen…")
        self.start = PrimaryButton("Start huddle", key="F9", icon="huddle")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(line(self.title, self.when, None))
        words.addWidget(self.since)
        row = Columns(needs=_ROW)
        row.add(boxed(words))
        row.add(boxed(line(self.not_held, self.start)), 0)
        self.add(row)

    def show_line(self, huddle: HuddleLine | None) -> None:
        self.setVisible(huddle is not None)
        if huddle is None:
            return
        self.title.setText(huddle.title)
        self.when.setText(huddle.when)
        self.when.setStyleSheet(f"color: {theme.BROWN if huddle.late else theme.SOFT_TEXT}")
        self.since.setText(huddle.since)
        self.not_held.setVisible(huddle.late)


class _CounterCard(Card):
    chosen = Signal(str)

    def __init__(self, kind: str, title: str) -> None:
        super().__init__()
        self._kind = kind
        sign = QLabel()
        sign.setPixmap(icons.icon(kind, theme.BLUE).pixmap(QSize(24, 24)))
        name = Label(title)
        self.number, self.words = QLabel(), Soft()
        self.number.setObjectName("number")
        self.number.setStyleSheet("font-size: 27px; font-weight: 700")
        self.log = SecondaryButton("Log", icon="add")
        self.log.setAccessibleName(f"Log: {title}")
        self.log.setAccessibleDescription(KEYS[kind])
        self.log.setObjectName(kind)
        self.log.clicked.connect(self._clicked)
        self.add(line(sign, name, None, Soft(KEYS[kind]), gap=10))
        self.add(line(self.number, self.words, None, gap=10), self.log)

    def show_counter(self, counter: Counter) -> None:
        self.number.setText(str(counter.number))
        self.words.setText(counter.words)

    @Slot()
    def _clicked(self) -> None:
        self.chosen.emit(self._kind)


class Tile(QPushButton):
    """A kind of incident and its key."""

    chosen = Signal(str)

    def __init__(self, kind: str, title: str) -> None:
        super().__init__(f"{title}  {KEYS[kind]}")
        self.setObjectName(kind)
        self.setAccessibleName(f"Log: {title}")
        self.setAccessibleDescription(KEYS[kind])
        self.setIcon(icons.icon(kind, theme.BLUE))
        self.setAutoDefault(True)
        self.clicked.connect(self._clicked)

    @Slot()
    def _clicked(self) -> None:
        self.chosen.emit(self.objectName())


class _ShiftCard(Card):
    def __init__(self) -> None:
        super().__init__()
        self.title, self.note = Label(wrap=True), Soft(wrap=True)
        self.confirm = SecondaryButton("Confirm nothing happened", key=CONFIRM, icon="done")
        self.confirm.setObjectName("confirm")
        words = QVBoxLayout()
        words.setSpacing(2)
        self.tally, self.board = LinkButton("Leave tally", key=TALLY), LinkButton("Leave board")
        words.addWidget(self.title)
        words.addWidget(self.note)
        words.addLayout(line(self.tally, self.board, None, gap=4))
        row = Columns(needs=_ROW)
        row.add(boxed(words))
        row.add(self.confirm, 0)
        self.add(row)

    def show_line(self, shift: ShiftLine) -> None:
        self.title.setText(shift.title)
        self.note.setText(shift.note)
        self.confirm.setVisible(bool(shift.button))
        self.confirm.setEnabled(bool(shift.button))
        if shift.button:
            self.confirm.show_words(shift.button)


class _ChartCard(Card):
    def __init__(self) -> None:
        super().__init__("All restrictive practice, each week")
        self.more = LinkButton("Open charts")
        self.head.addWidget(self.more)
        self.chart = RunChart(compact=True)
        self.chart.setAccessibleName("All restrictive practice, each week")
        self.shape, self.verdict, self.words = QLabel(), Label(), Words(wrap=True)
        self.add(self.chart)
        self._layout.setStretchFactor(self.chart, 1)
        row = line(self.shape, self.verdict, gap=6)
        row.addWidget(self.words, 1)
        for part in (self.shape, self.verdict):
            row.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self.add(row)

    def show_figure(self, figure: Figure) -> None:
        self.chart.draw(figure)
        verdict = figure.verdict
        colour = {Tone.IMPROVEMENT: theme.BLUE, Tone.CONCERN: theme.BROWN}.get(verdict.tone, theme.TEXT)
        self.shape.setText(_SHAPES[verdict.tone])
        self.verdict.setText(verdict.headline)
        for part in (self.shape, self.verdict):
            part.setStyleSheet(f"color: {colour}")
        self.words.setText(verdict.sentence)


class _CrossCard(Card):
    def __init__(self) -> None:
        super().__init__("Safety cross")
        self.cross = SafetyCross(largest=34)
        self.days, self.since = QLabel("–"), Soft()
        self.days.setStyleSheet("font-size: 30px; font-weight: 700")
        self.add(self.cross)
        self._layout.setStretchFactor(self.cross, 1)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self.days)
        words.addWidget(self.since)
        row = line()
        row.addWidget(legend(), 1)
        row.addLayout(words)
        self.add(row)

    def show_cross(self, today: Today) -> None:
        self.heading.setText(f"Safety cross, {today.day:%B}")
        self.cross.show_month(today.cross, today.day)
        self.days.setText(today.days_since)
        self.since.setText(today.since_words)


def legend(*, across: bool = False) -> QWidget:
    """What the colours of the cross mean, each with its sign; one below the other, or *across*."""
    whole = QWidget()
    layout = Flow(whole, gap=18, line_gap=2) if across else QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    for colour, ink, sign, words in (
        (theme.GREEN, theme.WHITE, "✓", "Nil, confirmed"),
        (theme.RED, theme.WHITE, "1", "Physical"),
        (theme.AMBER, theme.TEXT, "1", "Not physical"),
        (theme.LINE, theme.TEXT, "?", "Not confirmed"),
        *(((theme.WHITE, theme.SOFT_TEXT, "///", "Ward closed"),) if across else ()),
    ):
        patch = QLabel(sign)
        theme.fix_width(patch, 16)
        theme.fix_height(patch, 16)
        patch.setAlignment(Qt.AlignmentFlag.AlignCenter)
        patch.setStyleSheet(
            f"background: {colour}; color: {ink}; border-radius: 2px; font-size: 12px; font-weight: 600"
        )
        layout.addWidget(boxed(line(patch, Soft(words), None, gap=8)))
    return whole


class _FinishCard(Card):
    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__("To finish", " ")
        self.handover = LinkButton("Print hand-over")
        self.note.setStyleSheet(f"color: {theme.RED}; font-weight: 600")
        self._parts: list[_FinishRow] = []
        self._none = Soft("Nothing is left to finish.")
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.addWidget(self._none)
        self._list.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(_LEAST)
        area.setWidget(inside)
        self.add(area, line(self.handover, None))

    def show_list(self, finish: Iterable[Finish]) -> None:
        wanted = list(finish)
        overdue = sum(each.sign == "overdue" for each in wanted)
        self.heading.setText(f"To finish, {len(wanted)}" if wanted else "To finish")
        self.note.setText(f"{overdue} overdue" if overdue else "")
        self._none.setVisible(not wanted)
        if [row.shown for row in self._parts] == wanted:
            return
        for row in self._parts:
            row.hide()
            row.deleteLater()
        self._parts = [_FinishRow(each) for each in wanted]
        for place, row in enumerate(self._parts):
            row.open.clicked.connect(self._clicked)
            self._list.insertWidget(place, row)

    @Slot()
    def _clicked(self) -> None:
        row = self.sender().parent()
        assert isinstance(row, _FinishRow)
        self.chosen.emit(row.shown)


class _FinishRow(QWidget):
    def __init__(self, shown: Finish) -> None:
        super().__init__()
        self.shown = shown
        sign, colour = _SIGNS[shown.sign]
        mark = QLabel(sign)
        mark.setStyleSheet(f"color: {colour}")
        mark.setAccessibleName(shown.sign)
        self.open = LinkButton("Open")
        self.open.setAccessibleName(f"Open: {shown.title}, {shown.detail}, {shown.sign}")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(shown.title, wrap=True))
        words.addWidget(Soft(shown.detail, wrap=True))
        row = line(mark, gap=8)
        row.addLayout(words, 1)
        row.addWidget(self.open)
        row.setContentsMargins(0, 0, 0, 0)
        self.setLayout(row)
