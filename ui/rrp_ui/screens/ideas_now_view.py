"""The ward's aims with the chart of the first, and its change ideas with their tests."""

from collections.abc import Iterable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_desktop.charts.figure import Figure
from rrp_ui import theme
from rrp_ui.charts.run_chart import RunChart
from rrp_ui.parts.buttons import LinkButton, SecondaryButton
from rrp_ui.parts.cards import Wrong, line
from rrp_ui.parts.menus import MenuButton
from rrp_ui.screens.charts_says import finding_row
from rrp_ui.screens.ideas_rows import Row, Rows

_HEIGHT = 110


class IdeasNowView(QWidget):
    """Shows rows and says what was asked for."""

    aim_asked = Signal(str)
    """The code of a template, or `own`."""
    idea_asked = Signal()
    library_asked = Signal()
    chart_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.problem = Wrong(wrap=True)
        self.problem.hide()
        self.aims = Rows("Aims", "No aim yet. An aim says what, by how much, and by when.")
        self.add_aim = MenuButton("Add an aim ▾", icon="add")
        self.add_aim.chosen.connect(self.aim_asked)
        self.aims.head.addWidget(self.add_aim)
        self.chart = RunChart(compact=True)
        self.chart.setFixedHeight(theme.px(_HEIGHT))
        self.to_chart = LinkButton("Open the chart", icon="charts")
        self.to_chart.clicked.connect(self.chart_asked)
        self._says = QVBoxLayout()
        self.aims.add(self.chart, line(self.to_chart, None), self._says)
        self.chart.hide()
        self.to_chart.hide()
        self.ideas = Rows("Change ideas", "No change idea yet. The library has some to begin with.")
        self.add_idea = SecondaryButton("Add a change idea", icon="add")
        self.add_idea.clicked.connect(self.idea_asked)
        self.from_library = LinkButton("From the library", icon="ideas")
        self.from_library.clicked.connect(self.library_asked)
        for button in (self.from_library, self.add_idea):
            self.ideas.head.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GAP)
        for part in (self.problem, self.aims, self.ideas):
            layout.addWidget(part)
        layout.addStretch(1)
        self._finding: QWidget | None = None

    def allow(self, allowed: bool) -> None:
        """Offer to add, or only to read."""
        for button in (self.add_aim, self.add_idea, self.from_library):
            button.setVisible(allowed)

    def show_rows(self, aims: Iterable[Row], ideas: Iterable[Row]) -> None:
        """Show *aims* and *ideas*."""
        self.problem.hide()
        self.aims.show_rows(aims)
        self.ideas.show_rows(ideas)

    def show_figure(self, figure: Figure | None) -> None:
        """Show the chart of the first aim and what it says, if there is an aim."""
        for part in (self.chart, self.to_chart):
            part.setVisible(figure is not None)
        if self._finding is not None:
            self._finding.hide()
            self._finding.deleteLater()
            self._finding = None
        if figure is not None:
            self.chart.draw(figure)
            self._finding = finding_row(figure.verdict)
            self._says.addWidget(self._finding)

    def begin(self, key: str, code: str) -> None:
        """Put the focus on what is to be done first, else where something may be added."""
        if not self.ideas.focus(key, code):
            first = next((each for each in (self.add_idea, self.to_chart) if not each.isHidden()), None)
            if first is not None:
                first.setFocus()

    @Slot(str)
    def show_problem(self, sentence: str) -> None:
        """Say what went wrong."""
        self.problem.setText(sentence)
        self.problem.show()
