"""Charts: chooses a measure, draws it again whenever its numbers move, and keeps what is decided."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QDate, QObject, QTimer, Slot

from rrp_desktop.charts.figure import Figure
from rrp_desktop.clock import DAY, Grain, day_of, midnight, spoken_day
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event
from rrp_desktop.measures import MEASURES, Measure, Shown
from rrp_desktop.reports.kinds import KINDS, fitting, kinds_for
from rrp_ui.parts.menus import Entry
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.charts_affected import in_short
from rrp_ui.screens.charts_decide import Decisions
from rrp_ui.screens.charts_out import send_out
from rrp_ui.screens.charts_view import ChartsView

if TYPE_CHECKING:
    from rrp_desktop.reports.affected import Affected
    from rrp_desktop.reports.figures import Page
    from rrp_desktop.store import Store

T = TypeVar("T")
BURST = 50
"""Milliseconds to wait for more changes before drawing again."""
_WAITS = "days between events"


class Charts(QObject):
    """The presenter. Keeps its choice of measure, grain and kind from one visit to the next."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._measure = MEASURES["restrictive"]
        self._grain: Grain = "week"
        self._shown: Shown | None = None
        self._codes = {Shown.RUN: "anhoej", Shown.SPC: "mdc", Shown.BETWEEN: "t"}
        self._rate = False
        self._known_on: date | None = None
        self._many = False
        self._asked = 0
        self._affected: tuple[str, date] | None = None
        self._open = False
        self._page: Page | None = None
        self._decisions = Decisions(session, self._failed)
        self.widget = ChartsView(
            (measure.name, measure.title, bool(measure.within)) for measure in MEASURES.values()
        )
        self._connect()
        self._pause = QTimer(self, singleShot=True, interval=BURST)
        self._pause.timeout.connect(self._draw)
        session.bridge.happened.connect(self._hear)

    def _connect(self) -> None:
        view = self.widget
        view.measure_chosen.connect(self._choose_measure)
        view.grain_chosen.connect(self._choose_grain)
        view.shown_chosen.connect(self._choose_shown)
        view.rate_chosen.connect(self._choose_rate)
        view.known_on_chosen.connect(self._choose_known_on)
        view.point_chosen.connect(self._show_incidents)
        view.point_moved.connect(self._offer)
        view.many_asked.connect(self._show_many)
        view.out.chosen.connect(self._send_out)
        view.says.kind_chosen.connect(self._choose_kind)
        view.says.start_asked.connect(self._start_where_suggested)
        view.says.between_asked.connect(self._show_between)
        view.says.help_asked.connect(self._help)
        view.says.take_back_asked.connect(self._decisions.take_back)
        view.says.point.chosen.connect(self._do)
        view.affected.more_asked.connect(self._show_affected)

    def open(self, *, measure: str = "", **_where: Any) -> None:
        """Show the chart chosen last, or *measure*."""
        self._open = True
        self._measure = MEASURES.get(measure, self._measure)
        self._draw()
        self.widget.measures.setFocus()

    def leave(self) -> None:
        """Nothing is typed here; whoever comes next sees what is known now."""
        self._open, self._known_on, self._affected = False, None, None
        self._pause.stop()

    def save(self) -> None:
        """There is nothing to save."""

    def back(self) -> None:
        """From all measures to one, from one to Today."""
        if self._many:
            self._choose_measure(self._measure.name)
        else:
            self._session.go("today")

    @property
    def _kind(self) -> str:
        wanted = self._codes[self._shown or self._measure.chart]
        return fitting(self._measure, wanted, rate=self._rate and self._measure.rated).code

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._open and isinstance(event, Changed):
            self._pause.start()

    @Slot(str)
    def _choose_measure(self, name: str) -> None:
        self._measure = MEASURES[name]
        self._many = False
        self.widget.show_many(many=False)
        self._draw()

    @Slot(str)
    def _choose_grain(self, grain: Grain) -> None:
        self._grain = grain
        self._draw()

    @Slot(str)
    def _choose_shown(self, shown: str) -> None:
        self._shown = Shown(shown)
        self._draw()

    @Slot()
    def _show_between(self) -> None:
        self._choose_shown(Shown.BETWEEN)

    @Slot(str)
    def _choose_kind(self, code: str) -> None:
        self._codes[KINDS[code].shown] = code
        self._draw()

    @Slot(bool)
    def _choose_rate(self, rate: bool) -> None:
        self._rate = rate
        self._draw()

    @Slot(object)
    def _choose_known_on(self, day: QDate | None) -> None:
        self._known_on = None if day is None else date(day.year(), day.month(), day.day())
        self._draw()

    @Slot(bool)
    def _show_many(self, many: bool) -> None:
        self._many = many
        self.widget.show_many(many=many)
        self._draw()

    @Slot()
    def _draw(self) -> None:
        self._asked += 1
        self._show_choice()
        if self._many:
            self._draw_many()
        else:
            self._draw_one()
            self._draw_affected()

    def _show_choice(self) -> None:
        measure, kind = self._measure, KINDS[self._kind]
        view = self.widget
        between = kind.shown is Shown.BETWEEN
        view.show_choice(measure.name, self._grain, kind.shown, rate=self._rate and measure.rated)
        view.allow(grain=not between, between=measure.happens, rate=measure.rated and not between)
        rate = self._rate and measure.rated
        offered = [
            (each.code, each.title) for each in kinds_for(measure, rate=rate) if each.shown is kind.shown
        ]
        view.says.show_kinds(offered, kind.code)
        today, first = day_of(self._session.clock.now()), self._session.ward().live_from
        shown = None if self._known_on is None else _qdate(self._known_on)
        view.show_known_on((_qdate(first), _qdate(max(first, today - DAY))), shown)

    def _draw_one(self) -> None:
        from rrp_desktop.reports.figures import page_for

        self._page = None
        asked, known_on, now = self._asked, self._known_on, self._session.clock.now()
        name, grain, kind, rate = self._measure.name, self._grain, self._kind, self._rate

        def task(store: "Store") -> "Page":
            def page(at: datetime) -> "Page":
                return page_for(store, name, now=at, grain=grain, kind=kind, rate=rate)

            found = _as_known(store, known_on, now, page)
            if known_on is None:
                return found
            subtitle = f"{found.figure.subtitle}, as known at the end of {spoken_day(known_on)}"
            return replace(found, figure=replace(found.figure, subtitle=subtitle))

        def show(page: "Page") -> None:
            if asked == self._asked:
                self._show(page)

        self._session.work.store(task, owner=self, done=show, failed=self._failed)

    def _show(self, page: "Page") -> None:
        self._page = page
        self.widget.show_figure(page.figure)
        decided = [(each.key, each.words) for each in page.decided]
        self.widget.says.show_told(
            page.figure.words, list(self._notes(page)), decided, may_take_back=self._may_decide()
        )

    def _notes(self, page: "Page") -> Iterator[str]:
        figure = page.figure
        if page.suggested is not None:
            yield page.suggested.words
        if _WAITS not in figure.verdict.sentence.lower():
            if page.waits_say_more:
                yield f"Half or more of the confirmed periods are zero: {_WAITS} say more."
            yield from figure.hints
        yield figure.note

    def _draw_affected(self) -> None:
        from rrp_desktop.reports.affected import affected

        measure, now = self._measure, self._session.clock.now()
        wanted = (measure.name, day_of(now))
        if wanted == self._affected:
            return
        self._affected = wanted
        if not measure.of_people:
            self.widget.affected.show_groups("Only incidents and interventions name a person.", (), "")
            return

        def show(told: "Affected") -> None:
            if wanted == self._affected:
                self.widget.affected.show_groups(*in_short(told))

        self._session.work.store(
            lambda store: affected(store, measure.name, now=now), owner=self, done=show, failed=self._failed
        )

    def _draw_many(self) -> None:
        from rrp_desktop.reports.figures import figure_for

        asked, known_on, now = self._asked, self._known_on, self._session.clock.now()
        grain, rate, shown, codes = self._grain, self._rate, self._shown, dict(self._codes)

        def task(store: "Store") -> list[tuple[Measure, Figure]]:
            def figure(measure: Measure, at: datetime) -> Figure:
                kind = codes[shown or measure.chart]
                return figure_for(store, measure.name, now=at, grain=grain, kind=kind, rate=rate)

            return _as_known(
                store, known_on, now, lambda at: [(each, figure(each, at)) for each in MEASURES.values()]
            )

        def show(found: list[tuple[Measure, Figure]]) -> None:
            if asked == self._asked:
                self.widget.many.show_figures((each.name, each.title, figure) for each, figure in found)

        self._session.work.store(task, owner=self, done=show, failed=self._failed)

    @Slot()
    def _offer(self) -> None:
        """Offer what may be done about the point reached, and about the chart."""
        page, at = self._page, self.widget.point()
        if page is None or at is None or at >= len(page.figure.points):
            return
        point = page.figure.points[at]
        entries = [Entry("incidents", "See its incidents")] if point.key is not None else []
        if self._may_decide():
            entries += self._decisions.entries()
        line = "median" if KINDS[self._kind].shown is Shown.RUN else "mean"
        suggested = page.suggested is not None and self._may_decide()
        self.widget.says.offer(
            start=f"Start new {line} here…" if suggested else "",
            between=page.waits_say_more and KINDS[self._kind].shown is not Shown.BETWEEN,
            point=point.label,
            entries=entries,
        )

    def _may_decide(self) -> bool:
        return self._known_on is None and self._decisions.allowed()

    @Slot(str)
    def _do(self, code: str) -> None:
        page, at = self._page, self.widget.point()
        if page is None or at is None:
            return
        point = page.figure.points[at]
        if code == "incidents":
            self._show_incidents(point.key)
        else:
            self._decide(code, point.start, point.label)

    @Slot()
    def _start_where_suggested(self) -> None:
        page = self._page
        if page is not None and page.suggested is not None:
            self._decide("rebase", page.suggested.day, spoken_day(page.suggested.day))

    def _decide(self, code: str, day: date, spoken: str) -> None:
        if self._page is not None:
            self._decisions.decide(code, self._measure.name, self._page.grain, day, spoken)

    @Slot(object)
    def _show_incidents(self, key: object) -> None:
        if isinstance(key, tuple):
            since, until = key
            self._session.go("incidents", since=since, until=until)

    @Slot()
    def _show_affected(self) -> None:
        self._session.go("affected", measure=self._measure.name)

    @Slot()
    def _help(self) -> None:
        kind = KINDS[self._kind]
        self._session.ask.tell(kind.title, f"{kind.title}. {kind.how} {self._measure.numerator}.")

    @Slot(str)
    def _send_out(self, way: str) -> None:
        figure = self.widget.chart.figure
        if figure is None:
            return
        try:
            said = send_out(figure, way, self._session.ask)
        except RrpError as error:
            self._failed(error)
        else:
            if said:
                self._session.say(said)

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")


def _as_known(store: "Store", day: date | None, now: datetime, task: Callable[[datetime], T]) -> T:
    """What *task* gives at *now*, or as things were known at the end of *day*."""
    if day is None:
        return task(now)
    with store.as_known_on(day):
        return task(min(now, midnight(day + DAY)))


def _qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


def make(session: Session) -> Screen:
    """The charts screen."""
    return Charts(session)
