"""Today: reads the day, and opens what is asked for. It moves by itself as things happen."""

from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from rrp_desktop.charts.figure import Figure
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, DraftKept, Event, SettingChanged
from rrp_desktop.people import Act
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.handover_print import print_handover
from rrp_ui.screens.notices import Notice
from rrp_ui.screens.today_confirm import confirm_shift
from rrp_ui.screens.today_read import Finish, ShiftLine, read_today
from rrp_ui.screens.today_read import Today as Read
from rrp_ui.screens.today_view import TodayView

BURST = 50
"""Milliseconds to wait for more changes before reading again."""
_MINUTE = 60_000
_OWN_PAGE = frozenset({"incident", "huddle"})


class Today(QObject):
    """The presenter."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._shift: ShiftLine | None = None
        self._open = False
        self.widget = TodayView(session.lists()["incident_kind"])
        self.widget.huddle_asked.connect(self._open_huddle)
        self.widget.not_held_asked.connect(self._open_not_held)
        self.widget.kind_chosen.connect(self._log)
        self.widget.confirm_asked.connect(self._confirm)
        self.widget.finish_chosen.connect(self._finish)
        self.widget.day_chosen.connect(self._open_day)
        self.widget.charts_asked.connect(self._open_charts)
        self.widget.tally_asked.connect(self._tally_leave)
        self.widget.board_asked.connect(self._open_board)
        self.widget.handover_asked.connect(self._print_handover)
        self.widget.notices.chosen.connect(self._take_notice)
        self.widget.notices.dismissed.connect(self._put_away)
        self._pause = QTimer(self, singleShot=True, interval=BURST)
        self._pause.timeout.connect(self._read)
        self._minute = QTimer(self, interval=_MINUTE)
        self._minute.timeout.connect(self._read)
        session.bridge.happened.connect(self._hear)

    def open(self, **_where: Any) -> None:
        """Show the day as it stands."""
        self._open = True
        who = self._session.who()
        self.widget.finish.handover.setVisible(who is not None and who.may(Act.SEE_INCIDENTS))
        self._minute.start()
        self._read()
        self.widget.huddle.start.setFocus()

    def leave(self) -> None:
        """Nothing is typed here."""
        self._open = False
        self._pause.stop()
        self._minute.stop()

    def save(self) -> None:
        """There is nothing to save."""

    def back(self) -> None:
        """This is where the way back leads."""

    @Slot(object)
    def _hear(self, event: Event) -> None:
        if self._open and isinstance(event, Changed | DraftKept | SettingChanged):
            self._pause.start()

    @Slot()
    def _read(self) -> None:
        from rrp_desktop.reports.figures import figure_for

        work, lists, now = self._session.work, self._session.lists(), self._session.clock.now()
        values, who = self._session.values(), self._session.who()
        work.store(
            lambda store: read_today(store, lists, values, now, who),
            owner=self,
            done=self._show,
            failed=self._failed,
        )
        work.store(
            lambda store: figure_for(store, "restrictive", now=now),
            owner=self,
            done=self._show_figure,
            failed=self._failed,
        )

    def _show(self, read: Read) -> None:
        self._shift = read.shift
        self.widget.show_today(read)

    def _show_figure(self, figure: Figure) -> None:
        self.widget.show_figure(figure)

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")

    @Slot()
    def _open_huddle(self) -> None:
        self._session.go("huddle")

    @Slot()
    def _open_not_held(self) -> None:
        self._session.go("huddle", not_held=True)

    @Slot(str)
    def _log(self, kind: str) -> None:
        self._session.go("incident", kind=kind)

    @Slot(object)
    def _open_day(self, day: object) -> None:
        self._session.go("cross", day=day)

    @Slot()
    def _open_charts(self) -> None:
        self._session.go("charts", measure="restrictive")

    @Slot()
    def _tally_leave(self) -> None:
        shift = self._shift
        of = {"day": shift.day, "shift": shift.shift} if shift and shift.day else {}
        self._session.go("record", form="leave_tally", preset=of)

    @Slot()
    def _open_board(self) -> None:
        self._session.go("records_of", form="leave")

    @Slot()
    def _print_handover(self) -> None:
        print_handover(self._session, owner=self, failed=self._failed)

    @Slot(object)
    def _take_notice(self, notice: Notice) -> None:
        self._session.go(notice.screen, **notice.where)

    @Slot(object)
    def _put_away(self, _news: Notice) -> None:
        by = self._session.who()
        if by is not None:
            self._session.work.store(
                lambda store: store.put_news_away(by=by), owner=self, done=self._away, failed=self._failed
            )

    def _away(self, _nothing: None) -> None:
        self._read()
        self.widget.huddle.start.setFocus()

    @Slot(object)
    def _finish(self, thing: Finish) -> None:
        if thing.what == "shift":
            self._session.go("cross", day=thing.day)
        elif thing.what == "held":
            self._session.go("incidents", key=thing.key)
        elif thing.what == "census":
            self._session.go("record", form=thing.form, preset={"day": thing.day})
        else:
            which = {"draft" if thing.what == "draft" else "key": thing.key}
            if thing.form in _OWN_PAGE:
                self._session.go(thing.form, **which)
            else:
                self._session.go("record", form=thing.form, **which)

    @Slot()
    def _confirm(self) -> None:
        shift = self._shift
        if shift is None or shift.day is None:
            return
        self._shift = None
        words = shift.title.partition(": ")[0]
        confirm_shift(self._session, shift.day, shift.shift, words, owner=self, failed=self._failed)


def make(session: Session) -> Screen:
    """The screen that is open when nothing else is."""
    return Today(session)
