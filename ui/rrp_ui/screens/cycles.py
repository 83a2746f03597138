"""A test of change on its page: below its questions the charts it should move, inserted by themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from rrp_desktop.charts.figure import Figure
from rrp_desktop.clock import day_of
from rrp_desktop.forms.check import check as check_form
from rrp_desktop.forms.check import stops
from rrp_desktop.forms.improvement import CYCLE
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Answers
from rrp_desktop.reports.figures import figure_for
from rrp_desktop.reports.improving import measured
from rrp_ui import theme
from rrp_ui.charts.run_chart import RunChart
from rrp_ui.parts.cards import Card, Label, Soft, boxed
from rrp_ui.screens import Session
from rrp_ui.screens.charts_says import finding_row
from rrp_ui.work import Failed

if TYPE_CHECKING:
    from rrp_desktop.store import Store

FORM = CYCLE.name
_MOST = 4
_HEIGHT = 120
_MEANT = ("idea", "measure", "predicted", "started", "ends")


@dataclass(frozen=True, slots=True)
class Studied:
    """What the record says of a test: in words, and a chart for each measure it should move."""

    words: str
    figures: tuple[Figure, ...]


class StudyCard(Card):
    """Shows what was predicted and measured, and the charts. Hidden until there is something to show."""

    def __init__(self) -> None:
        super().__init__("What the record says")
        self.setObjectName("study")
        self.words = Label(wrap=True)
        self._charts = QVBoxLayout()
        self._charts.setSpacing(theme.GAP)
        self.charts: list[RunChart] = []
        self._parts: list[QWidget] = []
        self.add(self.words, self._charts)
        self.hide()

    def show_study(self, studied: Studied) -> None:
        """Show what was *studied*."""
        self.words.setText(studied.words)
        self._clear()
        for figure in studied.figures:
            chart = RunChart(compact=True)
            chart.setFixedHeight(theme.px(_HEIGHT))
            chart.draw(figure)
            chart.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.charts.append(chart)
            self._put(Soft(figure.title), chart, finding_row(figure.verdict))
        self.show()

    def clear(self) -> None:
        """Show nothing."""
        self._clear()
        self.words.setText("")
        self.hide()

    def _put(self, *parts: QWidget) -> None:
        column = QVBoxLayout()
        column.setSpacing(2)
        for part in parts:
            column.addWidget(part)
        box = boxed(column)
        self._parts.append(box)
        self._charts.addWidget(box)

    def _clear(self) -> None:
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts, self.charts = [], []


class Study(QObject):
    """Keeps the card true to what is written above it."""

    def __init__(self, session: Session, failed: Failed) -> None:
        super().__init__()
        self._session, self._failed = session, failed
        self._asked: tuple[Any, ...] = ()
        self.card = StudyCard()

    def follow(self, form: str, answers: Answers) -> None:
        """Show what bears on *answers* to *form*; nothing for forms that are no tests of change."""
        lists, now = self._session.lists(), self._session.clock.now()
        if form != FORM or not _whole(answers, lists, now):
            self.clear()
            return
        meant = tuple(answers.get(name) for name in _MEANT)
        if meant == self._asked:
            return
        self._asked, given = meant, dict(answers)

        def show(studied: Studied) -> None:
            if self._asked == meant:
                self.card.show_study(studied)

        self._session.work.store(
            lambda store: _study(store, given, now), owner=self, done=show, failed=self._failed
        )

    def clear(self) -> None:
        """Show nothing of any test."""
        self._asked = ()
        self.card.clear()


def _whole(answers: Answers, lists: Lists, now: datetime) -> bool:
    wrong = {problem.field for problem in stops(check_form(CYCLE, answers, lists, now))}
    return not wrong & set(_MEANT)


def _study(store: "Store", answers: Answers, now: datetime) -> Studied:
    linked: Iterable[str] = store.read("idea", answers["idea"]).answers.get("measures", ())
    names = tuple(dict.fromkeys((answers["measure"], *linked)))[:_MOST]
    figures = tuple(figure_for(store, name, now=now) for name in names)
    return Studied(measured(store, answers, day_of(now)), figures)
