"""Safety cross: a month of everything or of one kind, each grey day mended from its cell."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from rrp_desktop.clock import DAY, day_of, midnight, month_of, next_month, spoken_time
from rrp_desktop.errors import RrpError
from rrp_desktop.events import Changed, Event
from rrp_desktop.people import Act
from rrp_desktop.reports.cross_page import CrossShown
from rrp_desktop.reports.streaks import Streak, chance_words, waiting_words
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.cross_print import Of, print_certificate, print_cross, read_shown, read_wait
from rrp_ui.screens.cross_read import DayRead, confirm_words, read_day, state_words
from rrp_ui.screens.cross_view import CrossView, DayShown, IncidentRow, ShiftRow
from rrp_ui.screens.today_confirm import confirm_shift
from rrp_ui.screens.today_read import shift_words

if TYPE_CHECKING:
    from rrp_desktop.store import Store

BURST = 50
"""Milliseconds to wait for more changes before reading again."""
_CLOSES = timedelta(hours=48)
"""How long after its end a month is still open."""


@dataclass(frozen=True, slots=True)
class _Read:
    shown: CrossShown
    streak: Streak
    day: DayRead


class Cross(QObject):
    """The presenter. Keeps its kind from one visit to the next."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        today = day_of(session.clock.now())
        self._kind, self._month, self._day = "", month_of(today), today
        self._streak: Streak | None = None
        self._open = self._arriving = self._go_there = False
        self.widget = CrossView((each.code, each.chip) for each in session.lists()["incident_kind"])
        self.widget.kind_chosen.connect(self._choose_kind)
        self.widget.month_asked.connect(self._turn)
        self.widget.day_chosen.connect(self._choose_day)
        self.widget.confirm_asked.connect(self._confirm)
        self.widget.log_asked.connect(self._log)
        self.widget.incident_chosen.connect(self._open_incident)
        self.widget.print_asked.connect(self._print)
        self.widget.meeting_asked.connect(self._meet)
        self.widget.mend_asked.connect(self._mend)
        self.widget.certificate_asked.connect(self._certify)
        self._pause = QTimer(self, singleShot=True, interval=BURST)
        self._pause.timeout.connect(self._read)
        session.bridge.happened.connect(self._hear)

    def open(self, *, day: date | None = None, kind: str | None = None, **_where: Any) -> None:
        """Show the month of *day*, or this one; of *kind*, or of what was shown last."""
        self._open = True
        if kind is not None:
            self._kind = kind
            self.widget.show_kind(kind)
        self._day = day or day_of(self._session.clock.now())
        self._month = month_of(self._day)
        self._arriving, self._go_there = day is None, day is not None
        self._read()

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
    def _choose_kind(self, kind: str) -> None:
        self._kind = kind
        self.widget.show_kind(kind)
        self._read()

    @Slot(int)
    def _turn(self, by: int) -> None:
        self._month = next_month(self._month) if by > 0 else month_of(self._month - DAY)
        today = day_of(self._session.clock.now())
        self._day = today if self._month == month_of(today) else self._month
        self._read()

    @Slot(object)
    def _choose_day(self, day: date) -> None:
        self._day, self._go_there = day, True
        self._read()

    @Slot()
    def _read(self) -> None:
        session, of, day, who = self._session, self._of(), self._day, self._session.who()

        def read(store: "Store") -> _Read:
            return _Read(
                read_shown(store, session, of), read_wait(store, session, of.kind), read_day(store, day, who)
            )

        session.work.store(read, owner=self, done=self._show, failed=self._failed)

    def _of(self) -> Of:
        return Of(self._month, self._kind)

    def _show(self, read: _Read) -> None:
        now = self._session.clock.now()
        today, days = day_of(now), read.shown.days
        month = month_of(days[0].day)
        closed = ", closed month" if now >= midnight(next_month(month)) + _CLOSES else ""
        self.widget.show_month(
            f"{month:%B %Y}{closed}",
            days,
            today,
            earlier=month > self._session.ward().live_from,
            later=next_month(month) <= today,
        )
        self.widget.show_since(read.shown.number, read.shown.beside)
        self._streak = read.streak
        self.widget.show_milestone(
            _milestone_words(read.streak),
            mend=bool(read.streak.milestone and read.streak.waiting),
            certificate=read.streak.earned,
        )
        self.widget.show_day(self._shown(read.day, today), go_there=self._go_there)
        if self._arriving:
            self.widget.month.cross.setFocus()
        self._arriving = self._go_there = False

    def _shown(self, read: DayRead, today: date) -> DayShown:
        who = self._session.who()
        live = self._session.ward().live_from <= read.day
        return DayShown(
            title=f"{read.day:%A} {read.day.day} {read.day:%B}",
            state=_day_words(read, today, live=live),
            shifts=tuple(
                ShiftRow(
                    shift_words(each, read.day),
                    state_words(each),
                    confirm_words(each) if who and who.may(Act.RECORD) else "",
                    each.turn.day,
                    each.turn.shift.code,
                )
                for each in read.shifts
            ),
            incidents=self._incidents(read) if who and who.may(Act.SEE_INCIDENTS) else (),
            may_log=bool(who and who.may(Act.RECORD)) and live and read.day <= today,
        )

    def _incidents(self, read: DayRead) -> tuple[IncidentRow, ...]:
        kinds = self._session.lists()["incident_kind"]
        return tuple(
            IncidentRow(
                f"{spoken_time(each.answers['started_at'])} "
                + ", ".join(kinds.title_of(kind) for kind in each.answers["kinds"]),
                each.key,
            )
            for each in reversed(read.incidents)
        )

    def _failed(self, error: RrpError) -> None:
        self.widget.show_problem(f"{error.sentence} ({error.code})")

    @Slot(object)
    def _confirm(self, row: ShiftRow) -> None:
        self._go_there = True
        confirm_shift(self._session, row.day, row.shift, row.words, owner=self, failed=self._failed)

    @Slot()
    def _log(self) -> None:
        self._session.go("incident", day=self._day)

    @Slot()
    def _print(self) -> None:
        print_cross(self._session, self._of(), owner=self, failed=self._failed)

    @Slot()
    def _mend(self) -> None:
        if self._streak and self._streak.waiting:
            self._session.go("cross", day=self._streak.waiting[0].day)

    @Slot()
    def _certify(self) -> None:
        if self._streak and self._streak.earned:
            print_certificate(self._session, self._kind, self._streak, failed=self._failed)

    @Slot()
    def _meet(self) -> None:
        self._session.go("meeting", of=self._of())

    @Slot(str)
    def _open_incident(self, key: str) -> None:
        self._session.go("incidents", key=key)


def _milestone_words(streak: Streak) -> str:
    if not streak.milestone:
        return ""
    if streak.waiting:
        return (
            f"{streak.milestone} days are a milestone once every shift is confirmed. {waiting_words(streak)}."
        )
    return f"A milestone: {streak.milestone} days. {chance_words(streak)}".strip()


def _day_words(read: DayRead, today: date, *, live: bool) -> str:
    if not live:
        return "The ward had not begun to record here."
    if read.day > today:
        return "This day is still to come."
    open_shifts = sum(each.state == "unconfirmed" for each in read.shifts)
    if open_shifts:
        return "A blank is not a zero. Confirm each shift in which nothing happened, or log what did."
    return "Every shift that is over is known."


def make(session: Session) -> Screen:
    """The safety cross."""
    return Cross(session)
