"""Shifts and days: what happened, what did not, and what nobody has said.

A blank is not a zero. A shift is known when it is over and either something was logged in it or
somebody confirmed that nothing happened; a day or period is known when every shift that touches it is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise

from sqlalchemy import Connection, func, select

from rrp_desktop.clock import DAY, ShiftOn, day_of, every_day, spoken_time, starts_at
from rrp_desktop.errors import Refused
from rrp_desktop.forms.library import FORMS
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.store import tallies
from rrp_desktop.store.records import LATE, Records
from rrp_desktop.store.remembered import Remembered
from rrp_desktop.store.tables import RECORDS, standing
from rrp_desktop.store.told import DaysSince, DayState, Saved, ShiftState
from rrp_desktop.store.ward_kept import place_of
from rrp_desktop.ward import Slot

_INCIDENT, _CONFIRMATION = RECORDS["incident"], RECORDS["confirmation"]

HANDOVER = timedelta(hours=1)
"""A shift may be spoken for so long before it ends; what follows is logged like any other event."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What has been said of the shifts in a span: incidents and confirmations, by place."""

    incidents: Mapping[int, int]
    confirmations: Mapping[int, str]


class Shifts(Records):
    """What somebody has said of each shift and day."""

    @cached_property
    def _kept(self) -> Remembered:
        return Remembered()

    @property
    def _remembered(self) -> Remembered:
        """What was read before; nothing is kept of what may yet be taken back."""
        return Remembered() if self._writing else self._kept

    def shift_states(self, since: date, until: date) -> tuple[ShiftState, ...]:
        """Every shift that starts on *since* to *until*, from the ward's first day on, in order of time."""
        with self.reading() as connection:
            told = self._told_of_shifts(connection, since, until)
        now = self._clock.now()
        return tuple(
            _shift_state(turn, told, now)
            for day in every_day(since, until)
            for turn in self._turns_on(day)
            if self._expected(turn)
        )

    def confirm_shift(self, day: date, shift_code: str, *, by: StaffMember, origin: object = None) -> Saved:
        """Say that what is logged of a shift is all that happened in it. Saying it again changes nothing."""
        actor = self._actor(by, Act.RECORD)
        turn = self._turn_named(day, shift_code)
        now = self._clock.now()
        if turn is None or not self._expected(turn):
            raise Refused("no-such-shift", "The ward has no such shift on that day.")
        if turn.starts > now:
            raise Refused("shift-not-begun", "This shift has not begun yet.")
        if turn.ends - HANDOVER > now:
            ends = spoken_time(turn.ends)
            raise Refused(
                "shift-not-over", f"This shift runs until {ends}. Confirm it in its last hour, or after."
            )
        with self.writing() as connection:
            state = _shift_state(turn, self._told_of_shifts(connection, day, day), now)
            answers = {
                "day": day,
                "shift": shift_code,
                "confirmation": "all" if state.incidents else "nil",
                "entered_later": now > turn.ends + LATE,
            }
            if state.confirmation_key is None:
                return self.save("confirmation", answers, by=actor, origin=origin)
            held = self._row(connection, FORMS["confirmation"], state.confirmation_key)
            return Saved(held.key, held.revision)

    def days(self, since: date, until: date) -> tuple[DayState, ...]:
        """Every London day from *since* to *until*."""
        now = self._clock.now()
        with self.reading() as connection:
            told = self._told_of_shifts(connection, since - DAY, until)
            kinds = _kinds_by_day(connection, since, until)
        states = (
            (day, tuple(_shift_state(turn, told, now) for turn in self._touching_on(day)))
            for day in every_day(since, until)
        )
        return tuple(
            DayState(
                day,
                bool(shifts) and all(shift.known for shift in shifts),
                kinds.get(day.toordinal(), {}),
                shifts,
                self._ward.closed_on(day),
            )
            for day, shifts in states
        )

    def slots_due(self, since: date, until: date) -> tuple[tuple[date, Slot], ...]:
        """Every huddle of the days *since* to *until* that should have begun by now."""
        now = self._clock.now()
        return tuple(
            (day, slot)
            for day in every_day(since, until)
            if self._ward.expects(day)
            for slot in self._slots_on(day)
            if starts_at(day, slot.starts) <= now
        )

    def days_since(self, kinds: Iterable[str]) -> DaysSince:
        """How long it is since an incident of any of *kinds*, and how much of that nobody has confirmed.

        Days on which the ward was closed are not counted.
        """
        wanted = frozenset(kinds)
        today, live = day_of(self._clock.now()), self._ward.live_from
        with self.reading() as connection:
            happened = sorted(tallies.days_with(connection, wanted, live, today))
            waiting = self._unconfirmed(connection, live, today)
        open_days = sorted({day.toordinal() for turn in waiting for day in turn.days()})
        bounds = [live.toordinal(), *happened, today.toordinal()]
        known_spans = (
            self._ward.days_open(date.fromordinal(earlier), date.fromordinal(later))
            for earlier, later in pairwise(bounds)
            if bisect_right(open_days, later) == bisect_left(open_days, earlier)
        )
        last = date.fromordinal(happened[-1]) if happened else None
        since_then = sum(last is None or turn.days()[-1] > last for turn in waiting)
        days = self._ward.days_open(last, today) if last else None
        return DaysSince(days, last, since_then, max((0, *known_spans)))

    def _told_of_shifts(self, connection: Connection, since: date, until: date) -> _Told:
        span = place_of(self._turns_on(since)[0]), place_of(self._turns_on(until)[-1])
        shift = _INCIDENT.c.shift_start
        incidents = connection.execute(
            select(shift, func.count()).where(standing(_INCIDENT), shift.between(*span)).group_by(shift)
        )
        shift = _CONFIRMATION.c.shift_start
        confirmations = connection.execute(
            select(shift, _CONFIRMATION.c.key).where(standing(_CONFIRMATION), shift.between(*span))
        )
        return _Told({row[0]: row[1] for row in incidents}, {row[0]: row[1] for row in confirmations})

    def _known(self, connection: Connection, since: date, until: date) -> frozenset[int]:
        """The places of the shifts that touch the span, are over, and that somebody has spoken for."""
        now = self._clock.now()
        span = place_of(self._turns_on(since - DAY)[0]), place_of(self._turns_on(until)[-1])
        known = self._remembered.recall(
            connection, ("confirmed", *span), "confirmation", lambda: _confirmed(connection, *span)
        )
        # Most shifts are confirmed: looking up the others costs less than reading every incident.
        others = {place for day in every_day(since, until) for place in self._places_on(day)} - known
        shift = _INCIDENT.c.shift_start
        asked = select(shift).where(standing(_INCIDENT), shift.in_(sorted(others))).distinct()
        logged = frozenset(connection.execute(asked).scalars() if others else ())
        return (known | logged) - {
            place_of(turn)
            for day in every_day(day_of(now) - DAY, until)
            for turn in self._turns_on(day)
            if turn.ends > now
        }

    def _unconfirmed(self, connection: Connection, since: date, until: date) -> list[ShiftOn]:
        """The shifts that start in the span, are over, and that nobody has spoken for."""
        now = self._clock.now()
        known = self._known(connection, since, until)
        return [
            turn
            for day in every_day(since, until)
            for turn in self._turns_on(day)
            if place_of(turn) not in known and turn.ends <= now and self._expected(turn)
        ]

    def _slots_due(self, day: date) -> tuple[tuple[int, str], ...]:
        if not self._ward.expects(day):
            return ()
        return tuple((day.toordinal(), slot.code) for slot in self._slots_on(day))


def _confirmed(connection: Connection, first: int, last: int) -> frozenset[int]:
    shift = _CONFIRMATION.c.shift_start
    asked = select(shift).where(standing(_CONFIRMATION), shift.between(first, last))
    return frozenset(connection.execute(asked).scalars())


def _shift_state(turn: ShiftOn, told: _Told, now: datetime) -> ShiftState:
    place = place_of(turn)
    incidents = told.incidents.get(place, 0)
    key = told.confirmations.get(place)
    if turn.starts > now:
        state = "future"
    elif turn.ends > now:
        state = "running"
    elif incidents:
        state = "incident"
    else:
        state = "nil" if key else "unconfirmed"
    return ShiftState(turn, state, key is not None, incidents, key)


def _kinds_by_day(connection: Connection, since: date, until: date) -> dict[int, dict[str, int]]:
    """How many incidents of each kind there were, by ordinal of the day."""
    day, kinds = _INCIDENT.c.counted_on, _INCIDENT.c.kinds
    rows = connection.execute(
        select(day, kinds, func.count())
        .where(standing(_INCIDENT), day.between(since.toordinal(), until.toordinal()))
        .group_by(day, kinds)
    )
    found: dict[int, dict[str, int]] = {}
    for ordinal, codes, count in rows:
        counted = found.setdefault(ordinal, {})
        for code in codes:
            counted[code] = counted.get(code, 0) + count
    return found
