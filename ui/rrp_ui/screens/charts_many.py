"""Every measure's chart at once, small."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from rrp_desktop.charts.figure import Figure, Role, Tone
from rrp_desktop.charts.picture import FEW_CROSSINGS
from rrp_ui import theme
from rrp_ui.charts.run_chart import RunChart
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Card, Soft, Words, line
from rrp_ui.screens.charts_says import COLOURS, SHAPES

COLUMNS = 3
"""As many as that, where each is wide enough."""
WIDE = 230
HEIGHT = 96


class _Small(Card):
    chosen = Signal(str)

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self.setObjectName(name)
        heading = LinkButton(title)
        heading.clicked.connect(self._clicked)
        self._said = Words()
        self.chart = RunChart(compact=True)
        self.chart.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.chart.setFixedHeight(HEIGHT)
        self.chart.setMinimumWidth(HEIGHT)
        self._level = Soft()
        self._level.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._level.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.add(line(heading, None), self.chart, _stretched(self._said, self._level))

    def show_figure(self, figure: Figure) -> None:
        self.chart.draw(figure)
        tone = figure.verdict.tone
        self._said.setText(f"{SHAPES[tone]}  {figure.verdict.headline}")
        self._said.setStyleSheet(f"font-weight: 600; color: {COLOURS.get(tone, theme.TEXT)}")
        self._said.setToolTip(figure.verdict.sentence)
        labels = (one.label for one in reversed(figure.lines) if one.role is Role.CENTRE and one.label)
        words = next(labels, "").removesuffix(FEW_CROSSINGS).split(" ")
        self._level.setText(" ".join(words[-2:]).capitalize())
        self.setAccessibleName(f"{figure.title}. {figure.verdict.headline}")

    @Slot()
    def _clicked(self) -> None:
        self.chosen.emit(self.objectName())


def _stretched(said: QWidget, level: QWidget) -> QHBoxLayout:
    both = line(said, level)
    both.setStretch(1, 1)
    return both


class ManyCharts(QScrollArea):
    """A grid of small charts; those for whom something changed stand first."""

    measure_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setSpacing(theme.GAP)
        self.setWidget(inside)
        self._small: dict[str, _Small] = {}
        self._shown: list[_Small] = []

    def show_figures(self, figures: Iterable[tuple[str, str, Figure]]) -> None:
        """Show each figure under its measure's name and title."""
        shown = sorted(figures, key=lambda each: each[2].verdict.tone is Tone.COMMON)
        for name, title, figure in shown:
            if name not in self._small:
                self._small[name] = _Small(name, title)
                self._small[name].chosen.connect(self.measure_chosen)
            self._small[name].show_figure(figure)
        self._shown = [self._small[name] for name, _, _ in shown]
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        columns = max(1, min(COLUMNS, self.viewport().width() // theme.px(WIDE)))
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, int(column < columns))
        for place, small in enumerate(self._shown):
            self._grid.addWidget(small, place // columns, place % columns)

    def charts(self) -> dict[str, RunChart]:
        """The small charts by measure."""
        return {name: small.chart for name, small in self._small.items()}
