"""One ward as it describes itself: name, beds, places, shifts, huddle slots."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from rrp_desktop.clock import Shift


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of day at which the ward holds a huddle."""

    code: str
    title: str
    starts: time


@dataclass(frozen=True, slots=True)
class Ward:
    """The ward's settings, read once. `live_from` is the first day that any shift is expected."""

    name: str
    code: str
    organisation: str
    specialty: str
    beds: int
    live_from: date
    places: tuple[tuple[str, str], ...]
    shifts: tuple[Shift, ...]
    slots: tuple[Slot, ...]
    closed: tuple[tuple[date, date], ...] = ()
    """The first and the last day of every time the ward was, or will be, closed."""

    def closed_on(self, day: date) -> bool:
        """Whether nobody is on the ward that *day*."""
        return any(first <= day <= last for first, last in self.closed)

    def expects(self, day: date) -> bool:
        """Whether *day* has shifts and huddles that somebody is to speak for."""
        return day >= self.live_from and not self.closed_on(day)

    def days_open(self, after: date, until: date) -> int:
        """How many days following *after*, up to *until*, the ward was open."""
        days = (after + timedelta(days=number) for number in range(1, (until - after).days + 1))
        return sum(not self.closed_on(day) for day in days)


def looks_like_ods(code: str) -> bool:
    """Whether *code* has the shape of an ODS code. One that has not is doubted, never refused."""
    return re.fullmatch(r"[A-Z0-9]{3,9}", code) is not None


def ward_from(values: Mapping[str, Any]) -> Ward:
    """The ward that a full set of setting *values* (by setting name) describes."""
    return Ward(
        name=values["ward.name"],
        code=values["ward.code"],
        organisation=values["ward.organisation"],
        specialty=values["ward.specialty"],
        beds=values["ward.beds"],
        live_from=date.fromisoformat(values["ward.live_from"]),
        places=tuple((code, title) for code, title in values["ward.places"]),
        shifts=tuple(
            Shift(code, title, time.fromisoformat(starts)) for code, title, starts in values["ward.shifts"]
        ),
        slots=tuple(
            Slot(code, title, time.fromisoformat(starts)) for code, title, starts in values["ward.slots"]
        ),
        closed=tuple(
            (date.fromisoformat(first), date.fromisoformat(last)) for first, last in values["ward.closed"]
        ),
    )
