"""One day of the safety cross close by: its shifts to mend it by, and its incidents."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from rrp_desktop.people import Act, StaffMember
from rrp_desktop.reports.cross import incidents

if TYPE_CHECKING:
    from rrp_desktop.store import Record, ShiftState, Store


@dataclass(frozen=True, slots=True)
class DayRead:
    """One day close by: its shifts, and what was logged in it."""

    day: date
    shifts: "tuple[ShiftState, ...]"
    incidents: "tuple[Record, ...]"


def read_day(store: "Store", day: date, who: StaffMember | None) -> DayRead:
    """What is known of *day*: the shifts that touch it, and its incidents if *who* may see them."""
    found = tuple(incidents(store, day, day)) if who and who.may(Act.SEE_INCIDENTS) else ()
    return DayRead(day, store.days(day, day)[0].shifts, found)


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
