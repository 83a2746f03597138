"""When something happened: now, a while ago, or a time typed in, on the clock the ward lives by."""

from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QDateEdit, QLineEdit, QVBoxLayout, QWidget

from rrp_desktop.clock import DAY, Clock, at, day_of, local, readings, spoken_time
from rrp_desktop.errors import Refused
from rrp_ui import theme
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Wrong
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.flow import Flow

_AGO = (("0", "Now"), ("15", "15 min ago"), ("30", "30"), ("60", "60"))
_TWICE = (("first", "The first time, before the clocks went back"), ("second", "The second, after"))
_MINUTE = timedelta(minutes=1)
_SLACK = 5 * _MINUTE


class DayEdit(QDateEdit):
    """A day, written 21 Nov 2026."""

    def __init__(self, day: date, name: str = "") -> None:
        super().__init__(QDate(day.year, day.month, day.day))
        self.setDisplayFormat("d MMM yyyy")
        self.setCalendarPopup(True)
        self.setAccessibleName(name)

    def day(self) -> date:
        """The day shown."""
        shown = self.date()
        return date(shown.year(), shown.month(), shown.day())

    def show_day(self, day: date) -> None:
        """Show *day*, quietly."""
        with QSignalBlocker(self):
            self.setDate(QDate(day.year, day.month, day.day))


class TimeChips(QWidget):
    """A moment. *ago* offers the short ways to say it.

    A time typed in is today's, or yesterday's if it has not come yet, or the first after `near`.
    """

    edited = Signal()

    def __init__(self, clock: Clock, *, name: str = "", ago: bool = True) -> None:
        super().__init__()
        self._clock = clock
        self._moment: datetime | None = None
        self._near: datetime | None = None
        self._day_by_hand = False
        self._ago = ChipRow(_AGO if ago else (), name=name)
        if not ago:
            self._ago.hide()
        self._time = QLineEdit()
        self._time.setPlaceholderText("HH:MM")
        self._time.setMaxLength(5)
        theme.fix_width(self._time, 84)
        self._time.setAccessibleName(f"{name}: time, HH:MM")
        self._day = DayEdit(day_of(clock.now()), f"{name}: day")
        self._other_day = LinkButton("Another day")
        self._other_day.setAccessibleName(f"{name}: another day")
        self._twice = ChipRow(_TWICE, name=f"{name}: which of the two")
        self._wrong = Wrong(wrap=True)
        self.setAccessibleName(name)
        self._lay_out()
        self._show_moment(None)
        self._ago.edited.connect(self._chosen)
        self._time.textEdited.connect(self._typed)
        self._day.dateChanged.connect(self._day_chosen)
        self._twice.edited.connect(self._read)
        self._other_day.clicked.connect(self._ask_day)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Put the focus on what is wrong, else on the short ways, or on the time where there are none."""
        if self.complaint():
            (self._time if self._twice.isHidden() else self._twice).setFocus(reason)
        else:
            (self._ago if self._ago.chips() else self._time).setFocus(reason)

    def moment(self) -> datetime | str | None:
        """The moment, in UTC; what was typed, where that is not a time; None for nothing."""
        return self._moment or self._time.text().strip() or None

    def complaint(self) -> str:
        """What is wrong with the time that was typed; nothing when it is right."""
        return self._wrong.text()

    def show_moment(self, moment: datetime | str | None) -> None:
        """Show *moment*, quietly."""
        if isinstance(moment, str):
            self._ago.show_codes(())
            self._show_moment(None)
            self._time.setText(moment)
            self._settle()
        else:
            since = (self._this_minute() - moment) // _MINUTE if moment else None
            self._ago.show_codes((str(since),))
            self._show_moment(moment)

    def ask_on(self, day: date) -> None:
        """Ask for a time on *day*, quietly."""
        self._show_moment(None)
        self._day_by_hand = True
        self._show_day(day)

    def near(self, moment: datetime | None) -> None:
        """Take a time that is typed from now on for the first one from *moment* on."""
        self._near = moment

    def _this_minute(self) -> datetime:
        return self._clock.now().replace(second=0, microsecond=0)

    def _lay_out(self) -> None:
        row = QWidget()
        flow = Flow(row, gap=theme.GAP, centred=True)
        for part in (self._ago, self._time, self._day, self._other_day):
            flow.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(row)
        column.addWidget(self._twice)
        column.addWidget(self._wrong)

    def _show_moment(self, moment: datetime | None) -> None:
        self._moment = moment
        self._day_by_hand = moment is not None
        self._time.setText(spoken_time(moment) if moment else "")
        self._show_day(day_of(moment or self._clock.now()))
        self._wrong.setText("")
        self._wrong.hide()
        self._twice.hide()
        if moment is not None and len(readings(day_of(moment), local(moment).time())) == 2:
            self._twice.show_codes(("second" if local(moment).fold else "first",))
            self._twice.show()

    def _show_day(self, day: date) -> None:
        self._day.show_day(day)
        self._show_day_edit(day != day_of(self._clock.now()))

    def _show_day_edit(self, shown: bool) -> None:
        self._day.setVisible(shown)
        self._other_day.setVisible(not shown)

    @Slot()
    def _chosen(self) -> None:
        minutes = self._ago.code()
        self._show_moment(self._this_minute() - int(minutes) * _MINUTE if minutes else None)
        self.edited.emit()

    @Slot()
    def _typed(self) -> None:
        self._ago.show_codes(())
        self._twice.show_codes(())
        if not self._day_by_hand:
            self._show_day(self._likely_day())
        self._read()

    def _likely_day(self) -> date:
        """A night shift writes up 23:50 at 01:30; what began at 23:50 ended at 00:10 the next day."""
        now = self._clock.now()
        wall = read_wall(self._time.text())
        if self._near is None:
            today = day_of(now)
            early = wall is not None and all(each > now + _SLACK for each in readings(today, wall) or (now,))
            return today - DAY if early else today
        day = day_of(self._near)
        over = wall is not None and all(each < self._near for each in readings(day, wall) or (self._near,))
        return day + DAY if over else day

    @Slot()
    def _day_chosen(self) -> None:
        self._day_by_hand = True
        self._twice.show_codes(())
        self._read()

    @Slot()
    def _ask_day(self) -> None:
        self._day_by_hand = True
        self._show_day_edit(True)
        self._day.setFocus()

    @Slot()
    def _read(self) -> None:
        self._settle()
        self.edited.emit()

    def _settle(self) -> None:
        """Make a moment of what is typed, or say why it is none."""
        self._moment, complaint = None, ""
        typed = self._time.text().strip()
        wall = read_wall(typed)
        day = self._day.day()
        which = self._twice.code()
        self._twice.setVisible(wall is not None and len(readings(day, wall)) == 2)
        if wall is not None:
            try:
                self._moment = at(day, wall, second=which == "second" if which else None)
            except Refused as refused:
                complaint = refused.sentence
        elif len(typed) >= 4:
            complaint = "Enter a time on the 24-hour clock, such as 07:45."
        self._wrong.setText(complaint)
        self._wrong.setVisible(bool(complaint))


def read_wall(typed: str) -> time | None:
    """The time in *typed*: 7:45, 07:45, 0745 or 07.45."""
    hours, colon, minutes = typed.strip().replace(".", ":").partition(":")
    if not colon and len(hours) == 4:
        hours, minutes = hours[:2], hours[2:]
    if not (hours.isascii() and hours.isdecimal() and minutes.isascii() and minutes.isdecimal()):
        return None
    if len(minutes) != 2 or int(hours) > 23 or int(minutes) > 59:
        return None
    return time(int(hours), int(minutes))
