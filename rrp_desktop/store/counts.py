"""Shifts, days and numbers: what happened, what did not, and what nobody has said.

A blank is not a zero. A shift is known when it is over and either something was logged in it or
somebody confirmed that nothing happened; a day or period is known when every shift that touches it is.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import assert_never

from sqlalchemy import Connection, func, select

from rrp_desktop.clock import DAY, Grain, ShiftOn, day_of, month_of, next_month, week_of
from rrp_desktop.errors import Refused
from rrp_desktop.measures import Counts as Counted
from rrp_desktop.measures import Measure
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.store.records import LATE, Records
from rrp_desktop.store.tables import CHILDREN, RECORDS, standing
from rrp_desktop.store.told import DaysSince, DayState, PeriodCount, Saved, ShiftState
from rrp_desktop.store.ward_kept import place_of

_INCIDENT, _INTERVENTION = RECORDS["incident"], CHILDREN["intervention"]
_CONFIRMATION, _HUDDLE = RECORDS["confirmation"], RECORDS["huddle"]


@dataclass(frozen=True, slots=True)
class _Told:
    """What has been said of the shifts in a span: incidents and confirmations, by place."""

    incidents: Mapping[int, int]
    confirmations: Mapping[int, str]


class Counts(Records):
    """What the ward's records add up to."""

    def shift_states(self, since: date, until: date) -> tuple[ShiftState, ...]:
        """Every shift that starts on *since* to *until*, from the ward's first day on, in order of time."""
        with self.reading() as connection:
            told = self._told_of_shifts(connection, since, until)
        now = self._clock.now()
        return tuple(
            _shift_state(turn, told, now)
            for day in days_between(since, until)
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
            held = self.read("confirmation", state.confirmation_key)
            return Saved(held.key, held.revision)

    def days(self, since: date, until: date) -> tuple[DayState, ...]:
        """Every London day from *since* to *until*."""
        now = self._clock.now()
        with self.reading() as connection:
            told = self._told_of_shifts(connection, since - DAY, until)
            kinds = _kinds_by_day(connection, since, until)
        states = (
            (day, tuple(_shift_state(turn, told, now) for turn in self._touching_on(day)))
            for day in days_between(since, until)
        )
        return tuple(
            DayState(
                day,
                bool(shifts) and all(shift.known for shift in shifts),
                kinds.get(day.toordinal(), {}),
                shifts,
            )
            for day, shifts in states
        )

    def counts(self, measure: Measure, since: date, until: date, grain: Grain) -> tuple[PeriodCount, ...]:
        """A measure by whole periods: those that hold *since* and *until*, and all between."""
        periods = list(_periods(since, until, grain))
        if not periods:
            return ()
        first, last = periods[0][0], periods[-1][1]
        with self.reading() as connection:
            if measure.counts is Counted.HUDDLES:
                seen, logged = _huddles(connection, measure, first, last)
                return tuple(self._period(measure, each, seen, self._slots_due, logged) for each in periods)
            seen = _seen(connection, measure, first, last)
            known = self._known(connection, first, last)
        return tuple(self._period(measure, each, seen, self._places_on, known) for each in periods)

    def days_since(self, kinds: Iterable[str]) -> DaysSince:
        """How long it is since an incident of any of *kinds*, and how much of that nobody has confirmed."""
        wanted = frozenset(kinds)
        today, live = day_of(self._clock.now()), self._ward.live_from
        with self.reading() as connection:
            happened = sorted(_days_with(connection, wanted, live, today))
            waiting = self._unconfirmed(connection, live, today)
        open_days = sorted({day.toordinal() for turn in waiting for day in turn.days()})
        bounds = [live.toordinal(), *happened, today.toordinal()]
        known_spans = (
            later - earlier
            for earlier, later in pairwise(bounds)
            if bisect_right(open_days, later) == bisect_left(open_days, earlier)
        )
        last = date.fromordinal(happened[-1]) if happened else None
        since_then = sum(turn.days()[-1] >= (last or live) for turn in waiting)
        return DaysSince((today - last).days if last else None, last, since_then, max((0, *known_spans)))

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

    def _known(self, connection: Connection, since: date, until: date) -> set[int]:
        """The places of the shifts that touch the span, are over, and that somebody has spoken for."""
        now = self._clock.now()
        told = self._told_of_shifts(connection, since - DAY, until)
        not_over = {
            place_of(turn)
            for day in days_between(day_of(now) - DAY, until)
            for turn in self._turns_on(day)
            if turn.ends > now
        }
        return (told.incidents.keys() | told.confirmations.keys()) - not_over

    def _unconfirmed(self, connection: Connection, since: date, until: date) -> list[ShiftOn]:
        """The shifts that start in the span, are over, and that nobody has spoken for."""
        now = self._clock.now()
        known = self._known(connection, since, until)
        return [
            turn
            for day in days_between(since, until)
            for turn in self._turns_on(day)
            if place_of(turn) not in known and turn.ends <= now and self._expected(turn)
        ]

    def _slots_due(self, day: date) -> tuple[tuple[int, str], ...]:
        if day < self._ward.live_from:
            return ()
        return tuple((day.toordinal(), slot.code) for slot in self._slots_on(day))

    def _period(
        self,
        measure: Measure,
        period: tuple[date, date],
        seen: Mapping[int, int],
        due: Callable[[date], Iterable[object]],
        known: Set[object],
    ) -> PeriodCount:
        start, end = period
        wanted = {place for day in days_between(start, end) for place in due(day)}
        happened = sum(seen.get(day, 0) for day in range(start.toordinal(), end.toordinal() + 1))
        told = len(wanted & known)
        return PeriodCount(
            start,
            end,
            happened if wanted and told == len(wanted) else None,
            happened,
            len(wanted),
            told,
            end < day_of(self._clock.now()) and start >= self._ward.live_from,
            len(wanted) if measure.counts is Counted.HUDDLES else None,
        )


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


def _days_with(connection: Connection, wanted: frozenset[str], since: date, until: date) -> dict[int, int]:
    """How many incidents of any of the kinds *wanted* there were, by ordinal of the day."""
    day, kinds = _INCIDENT.c.counted_on, _INCIDENT.c.kinds
    span = (standing(_INCIDENT), day.between(since.toordinal(), until.toordinal()))
    sets = connection.execute(select(kinds).where(*span).distinct()).scalars()
    matching = [codes for codes in sets if not wanted.isdisjoint(codes)]
    rows = connection.execute(select(day, func.count()).where(*span, kinds.in_(matching)).group_by(day))
    return {row[0]: row[1] for row in rows}


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


def _seen(connection: Connection, measure: Measure, since: date, until: date) -> Mapping[int, int]:
    if measure.counts is Counted.INCIDENTS:
        return _days_with(connection, measure.codes, since, until)
    day, kind = _INTERVENTION.c.counted_on, _INTERVENTION.c.type
    rows = connection.execute(
        select(day, func.count())
        .where(
            standing(_INTERVENTION),
            kind.in_(sorted(measure.codes)),
            day.between(since.toordinal(), until.toordinal()),
        )
        .group_by(day)
    )
    return {row[0]: row[1] for row in rows}


def _huddles(
    connection: Connection, measure: Measure, since: date, until: date
) -> tuple[Mapping[int, int], set[tuple[int, str]]]:
    """By ordinal of the day how many huddles there were, and the places of all that were logged."""
    table = _HUDDLE.c
    rows = connection.execute(
        select(table.counted_on, table.slot, table.state).where(
            standing(_HUDDLE),
            table.counted_on.between(since.toordinal(), until.toordinal()),
            table.quick.is_not(True),
        )
    ).all()
    seen = Counter(day for day, _, state in rows if state in measure.codes)
    return seen, {(day, slot) for day, slot, _ in rows}


def _periods(since: date, until: date, grain: Grain) -> Iterator[tuple[date, date]]:
    match grain:
        case "day":
            yield from ((day, day) for day in days_between(since, until))
        case "week":
            start = week_of(since)
            while start <= until:
                yield start, start + 6 * DAY
                start += 7 * DAY
        case "month":
            start = month_of(since)
            while start <= until:
                yield start, next_month(start) - DAY
                start = next_month(start)
        case _:
            assert_never(grain)


def days_between(since: date, until: date) -> Iterator[date]:
    """Every day from *since* to *until*, both included."""
    day = since
    while day <= until:
        yield day
        day += DAY
