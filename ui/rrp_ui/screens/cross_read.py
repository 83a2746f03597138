"""The days of a month as the safety cross shows them, and one day's shifts to mend it by."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rrp_desktop.clock import next_month
from rrp_desktop.forms.incident import AVOIDED
from rrp_ui.parts.cross import PHYSICAL_KINDS, CrossDay, Mark

if TYPE_CHECKING:
    from rrp_desktop.store import DayState, Record, ShiftState, Store

_PAGE = 256


@dataclass(frozen=True, slots=True)
class DayRead:
    """One day close by: its shifts, and what was logged in it."""

    day: date
    shifts: "tuple[ShiftState, ...]"
    incidents: "tuple[Record, ...]"


def read_month(store: "Store", month: date, kind: str, today: date) -> tuple[CrossDay, ...]:
    """The days of the month beginning on *month*; of *kind*, or of all but force avoided."""
    last = next_month(month) - timedelta(days=1)
    live = store.ward().live_from
    physical, other = Counter[date](), Counter[date]()
    for incident in incidents(store, month, last):
        kinds = set(incident.answers["kinds"])
        if kind not in kinds if kind else kinds == {AVOIDED}:
            continue
        sort = physical if (kinds & PHYSICAL_KINDS if not kind else kind in PHYSICAL_KINDS) else other
        sort[incident.day] += 1
    return tuple(
        cross_day(state, physical[state.day], other[state.day], live, today)
        for state in store.days(month, last)
    )


def incidents(store: "Store", since: date, until: date) -> "Iterator[Record]":
    """Every incident of the days *since* to *until*, newest first."""
    page = store.find("incident", since=since, until=until, limit=_PAGE)
    while page:
        yield from page
        page = store.find("incident", since=since, until=until, limit=_PAGE, before=page[-1].page)


def cross_day(state: "DayState", physical: int, other: int, live: date, today: date) -> CrossDay:
    """How a day shows. What was logged colours it at once; green needs every shift confirmed."""
    if state.day < live:
        return CrossDay(state.day, Mark.BEFORE)
    if state.day > today:
        return CrossDay(state.day, Mark.AHEAD)
    if physical:
        return CrossDay(state.day, Mark.PHYSICAL, physical, other, state.known)
    if other:
        return CrossDay(state.day, Mark.OTHER, other, 0, state.known)
    return CrossDay(state.day, Mark.NIL if state.known else Mark.UNCONFIRMED)


def read_day(store: "Store", day: date) -> DayRead:
    """What is known of *day*: the shifts that touch it, and its incidents."""
    return DayRead(day, store.days(day, day)[0].shifts, tuple(incidents(store, day, day)))


def state_words(state: "ShiftState") -> str:
    """What is known of a shift."""
    if state.incidents:
        number = f"{state.incidents} {'incident' if state.incidents == 1 else 'incidents'} logged"
        return f"{number}, confirmed as all" if state.confirmed else number
    if state.confirmed:
        return "nothing happened, confirmed"
    return {"running": "running now", "future": "still to come"}.get(state.state, "not confirmed")


def confirm_words(state: "ShiftState") -> str:
    """What there is to confirm about a shift that is over; nothing otherwise."""
    if state.confirmed or state.state in ("running", "future"):
        return ""
    return "That is all" if state.incidents else "Nothing happened"
