"""The safety cross: what each day of a month was, and where its cell stands."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from rrp_desktop.clock import DAY, next_month
from rrp_desktop.forms.incident import AVOIDED

if TYPE_CHECKING:
    from rrp_desktop.store import DayState, Record, Store

SIDE = 7
_ROWS = ((1, 3, 2), (4, 6, 2), (7, 13, 0), (14, 20, 0), (21, 27, 0), (28, 30, 2), (31, 31, 3))
PLACES: Mapping[int, tuple[int, int]] = {
    number: (row, first_column + number - first)
    for row, (first, last, first_column) in enumerate(_ROWS)
    for number in range(first, last + 1)
}
"""The row and column of each day of a month, of `SIDE` rows and columns."""
PHYSICAL_KINDS = frozenset({"restraint", "seclusion", "rapid_tranquillisation"})
_PAGE = 256


class Mark(Enum):
    """What a day was."""

    NIL = "nothing happened, confirmed"
    PHYSICAL = "physical"
    OTHER = "not physical"
    UNCONFIRMED = "not confirmed yet"
    CLOSED = "ward closed"
    AHEAD = "still to come"
    BEFORE = "before the ward began to record"


COLOURS: Mapping[Mark, tuple[str, str]] = {
    Mark.NIL: ("#007f3b", "#ffffff"),
    Mark.PHYSICAL: ("#d5281b", "#ffffff"),
    Mark.OTHER: ("#ffb81c", "#212b32"),
    Mark.UNCONFIRMED: ("#d8dde0", "#212b32"),
    Mark.CLOSED: ("#ffffff", "#4c6272"),
    Mark.AHEAD: ("#ffffff", "#4c6272"),
    Mark.BEFORE: ("#ffffff", "#4c6272"),
}
"""The colour of a day, and of what is written on it. A closed day is hatched with the second."""
BLANK = frozenset({Mark.CLOSED, Mark.AHEAD, Mark.BEFORE})
"""Days that carry no sign."""


@dataclass(frozen=True, slots=True)
class CrossDay:
    """One day of the cross. `count` is how many incidents were logged.

    A day of both sorts is split: `count` physical ones, and `other` that were not. Without `whole` a
    shift of the day is not confirmed, so that there may have been more.
    """

    day: date
    mark: Mark
    count: int = 0
    other: int = 0
    whole: bool = True

    @property
    def split(self) -> bool:
        """Whether there is a number for either sort."""
        return self.mark is Mark.PHYSICAL and self.other > 0

    def words(self) -> str:
        """The day in words, for a list and for a screen reader."""
        return f"{self.day.day} {self.day:%B}: {self.state()}"

    def state(self) -> str:
        """What the day was, in words."""
        if self.split:
            happened = f"{self.count} physical, {self.other} not physical"
        elif self.count:
            happened = f"{self.count} {'incident' if self.count == 1 else 'incidents'}, {self.mark.value}"
        else:
            return self.mark.value
        return happened if self.whole else f"{happened}; {Mark.UNCONFIRMED.value}"


def read_month(store: "Store", month: date, kind: str, today: date) -> tuple[CrossDay, ...]:
    """The days of the month beginning on *month*; of *kind*, or of all but force avoided."""
    last = next_month(month) - DAY
    live = store.ward().live_from
    physical, other = Counter[date](), Counter[date]()
    for day, kinds in store.happened(month, last):
        if kind not in kinds if kind else kinds == {AVOIDED}:
            continue
        sort = physical if (kinds & PHYSICAL_KINDS if not kind else kind in PHYSICAL_KINDS) else other
        sort[day] += 1
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
    if physical:
        return CrossDay(state.day, Mark.PHYSICAL, physical, other, state.known)
    if other:
        return CrossDay(state.day, Mark.OTHER, other, 0, state.known)
    if state.closed:
        return CrossDay(state.day, Mark.CLOSED)
    if state.day > today:
        return CrossDay(state.day, Mark.AHEAD)
    return CrossDay(state.day, Mark.NIL if state.known else Mark.UNCONFIRMED)
