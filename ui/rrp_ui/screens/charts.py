"""Charts: chooses a measure, draws it again whenever its numbers move."""

from datetime import date
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QGuiApplication

from rrp_desktop.charts.figure import Figure
from rrp_desktop.clock import Grain
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event
from rrp_desktop.measures import MEASURES
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.charts_view import ChartsView

BURST = 50
"""Milliseconds to wait for more changes before drawing again."""


class Charts(QObject):
    """The presenter. Keeps its choice of measure, grain and kind from one visit to the next."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._measure, self._kind = "restrictive", "anhoej"
        self._grain: Grain = "week"
        self._asked = 0
        self._open = False
        self.widget = ChartsView(
            (measure.name, measure.title, bool(measure.within)) for measure in MEASURES.values()
        )
        self.widget.measure_chosen.connect(self._choose_measure)
        self.widget.grain_chosen.connect(self._choose_grain)
        self.widget.kind_chosen.connect(self._choose_kind)
        self.widget.point_chosen.connect(self._show_incidents)
        self.widget.copy_asked.connect(self._copy)
        self.widget.print_asked.connect(self._print)
        self._pause = QTimer(self, singleShot=True, interval=BURST)
        self._pause.timeout.connect(self._draw)
        session.bridge.happened.connect(self._hear)

    def open(self, *, measure: str = "", **_where: Any) -> None:
        """Show the chart chosen last, or *measure*."""
        self._open = True
        self._measure = measure or self._measure
        self._draw()
        self.widget.measures.setFocus()

    def leave(self) -> None:
        """Nothing is typed here."""
        self._open = False
        self._pause.stop()

    def save(self) -> None:
        """There is nothing to save."""

    def back(self) -> None:
        """To Today."""
        self._session.go("today")

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._open and isinstance(event, Changed):
            self._pause.start()

    @Slot(str)
    def _choose_measure(self, name: str) -> None:
        self._measure = name
        self._draw()

    @Slot(str)
    def _choose_grain(self, grain: Grain) -> None:
        self._grain = grain
        self._draw()

    @Slot(str)
    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        self._draw()

    @Slot()
    def _draw(self) -> None:
        from rrp_desktop.reports.figures import figure_for

        self._asked += 1
        asked, measure, grain, kind = self._asked, self._measure, self._grain, self._kind
        self.widget.show_choice(measure, grain, self._kind)

        def show(figure: Figure) -> None:
            if asked == self._asked:
                self.widget.show_figure(figure)

        self._session.work.store(
            lambda store: figure_for(store, measure, now=self._session.clock.now(), grain=grain, kind=kind),
            owner=self,
            done=show,
            failed=self._failed,
        )

    @Slot(object)
    def _show_incidents(self, key: tuple[date, date] | None) -> None:
        if key is not None:
            since, until = key
            self._session.go("incidents", since=since, until=until)

    @Slot()
    def _copy(self) -> None:
        from rrp_ui.charts.paper import image_of

        figure = self.widget.chart.figure
        if figure is not None:
            QGuiApplication.clipboard().setImage(image_of(figure))
            self._session.say("The picture of the chart is on the clipboard.")

    @Slot()
    def _print(self) -> None:
        from rrp_ui.charts.paper import write_pdf

        figure = self.widget.chart.figure
        path = figure and self._session.ask.where_to_save(
            "Print to PDF", f"{figure.title}.pdf", "PDF (*.pdf)"
        )
        if figure and path:
            try:
                write_pdf(figure, path)
            except RrpError as error:
                self._failed(error)
            else:
                self._session.say(f"Saved as {path.name}.")

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")


def make(session: Session) -> Screen:
    """The charts screen."""
    return Charts(session)
