"""Time as a ward keeps it: stored in UTC, spoken in London, shifts that belong to the day they start.

Europe/London is used whatever the PC is set to. Two clock times an hour apart in the autumn compare
equal in Python while they carry a zone, so every comparison here is made in UTC.
"""

import itertools
import time as _time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, Protocol
from zoneinfo import ZoneInfo

from rrp_desktop.errors import Refused

ZONE = "Europe/London"
_LONDON = ZoneInfo(ZONE)
DAY = timedelta(days=1)
Grain = Literal["day", "week", "month"]


class Clock(Protocol):
    """Where the time comes from: the PC, or a test."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that only ever go forward, whatever happens to the PC's clock."""
        ...


class PcClock:
    """The PC's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return _time.monotonic()


def local(moment: datetime) -> datetime:
    """The same moment as a London wall clock shows it (aware, with its fold)."""
    return moment.astimezone(_LONDON)


def offset_minutes(moment: datetime) -> int:
    """Minutes that London is ahead of UTC at *moment*: 0 in winter, 60 in summer."""
    offset = local(moment).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) // 60


def readings(day: date, wall: time) -> tuple[datetime, ...]:
    """Every moment (UTC, in order) at which London clocks showed *wall* on *day*.

    One as a rule; none in the hour that spring skips; two in the hour that autumn repeats.
    """
    found: list[datetime] = []
    for fold in (0, 1):
        moment = datetime.combine(day, wall, _LONDON).replace(fold=fold).astimezone(UTC)
        if local(moment).replace(tzinfo=None, fold=0) == datetime.combine(day, wall) and moment not in found:
            found.append(moment)
    return tuple(found)


def at(day: date, wall: time, *, second: bool | None = None) -> datetime:
    """The moment (UTC) when London clocks showed *wall* on *day*.

    Refused with `time-skipped` in the hour that spring skips, and with `time-twice` in the hour that
    autumn repeats unless *second* says which of the two is meant.
    """
    found = readings(day, wall)
    if not found:
        raise Refused(
            "time-skipped",
            f"The clocks went forward on {spoken_day(day)}: {wall:%H:%M} did not happen. "
            "Enter the time as the clock showed it after the change.",
        )
    if len(found) == 2 and second is None:
        raise Refused(
            "time-twice",
            f"The clocks went back on {spoken_day(day)}: {wall:%H:%M} happened twice. "
            "Say whether it was the first or the second.",
        )
    return found[-1] if second else found[0]


def starts_at(day: date, wall: time) -> datetime:
    """When something set for *wall* on *day* begins: its first reading, if it has one."""
    found = readings(day, wall)
    if found:
        return found[0]
    return datetime.combine(day, wall, _LONDON).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The London date of *moment*. Midnight belongs to the new date."""
    return local(moment).date()


def midnight(day: date) -> datetime:
    """The moment (UTC) at which *day* begins in London."""
    return starts_at(day, time(0))


@dataclass(frozen=True, slots=True)
class Shift:
    """One of a ward's shifts: it lasts until the next one begins."""

    code: str
    title: str
    starts: time


@dataclass(frozen=True, slots=True)
class ShiftOn:
    """A shift on a date: the date it *starts*, and its span [starts, ends) in UTC."""

    day: date
    shift: Shift
    starts: datetime
    ends: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether *moment* lies in this shift."""
        return self.starts <= moment < self.ends

    def days(self) -> tuple[date, ...]:
        """The one or two London dates this shift touches."""
        last = day_of(self.ends - timedelta(seconds=1))
        return (self.day,) if last == self.day else (self.day, last)


def shifts_between(shifts: Sequence[Shift], since: date, until: date) -> Iterator[ShiftOn]:
    """Every shift that starts on *since* to *until* (both included), in order of time."""
    ordered = sorted(shifts, key=lambda shift: shift.starts)
    for day in every_day(since, until):
        for shift, following in itertools.pairwise(ordered):
            yield ShiftOn(day, shift, starts_at(day, shift.starts), starts_at(day, following.starts))
        if ordered:
            yield ShiftOn(
                day, ordered[-1], starts_at(day, ordered[-1].starts), starts_at(day + DAY, ordered[0].starts)
            )


def shift_at(shifts: Sequence[Shift], moment: datetime) -> ShiftOn:
    """The shift that *moment* falls in."""
    day = day_of(moment)
    return next(turn for turn in shifts_between(shifts, day - DAY, day) if turn.covers(moment))


def week_of(day: date) -> date:
    """The Monday of the week that *day* is in."""
    return day - timedelta(days=day.weekday())


def month_of(day: date) -> date:
    """The first of the month that *day* is in."""
    return day.replace(day=1)


def next_month(first: date) -> date:
    """The first of the month after the one that begins on *first*."""
    return (first + timedelta(days=32)).replace(day=1)


def month_before(first: date) -> date:
    """The first of the month before the one that begins on *first*."""
    return month_of(first - DAY)


def every_day(since: date, until: date) -> Iterator[date]:
    """Every day from *since* to *until*, both included."""
    day = since
    while day <= until:
        yield day
        day += DAY


def spoken_day(day: date) -> str:
    """A date as staff screens write it: 21 Nov 2026."""
    return f"{day.day} {day:%b %Y}"


def spoken_time(moment: datetime) -> str:
    """The London time of *moment* as staff screens write it: 13:34."""
    return f"{local(moment):%H:%M}"


def spoken_length(length: timedelta) -> str:
    """A length of time in words: 3 h 00, 25 min."""
    minutes = int(length.total_seconds()) // 60
    return f"{minutes // 60} h {minutes % 60:02d}" if minutes >= 60 else f"{minutes} min"
