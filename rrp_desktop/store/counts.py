"""Shifts, days and numbers: what happened, what did not, and what nobody has said.

A blank is not a zero. A shift is known when it is over and either something was logged in it or
somebody confirmed that nothing happened; a day or period is known when every shift that touches it is.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import median
from typing import assert_never

from sqlalchemy import Connection, func, select

from rrp_desktop.clock import (
    DAY,
    Grain,
    ShiftOn,
    day_of,
    month_of,
    next_month,
    spoken_time,
    starts_at,
    week_of,
)
from rrp_desktop.errors import Refused
from rrp_desktop.forms.library import FORMS
from rrp_desktop.measures import Counts as Counted
from rrp_desktop.measures import Measure
from rrp_desktop.people import Act, StaffMember, act_to_see
from rrp_desktop.store import people_counted, tallies
from rrp_desktop.store.people_counted import Presence
from rrp_desktop.store.records import LATE, Records
from rrp_desktop.store.remembered import Remembered
from rrp_desktop.store.tables import RECORDS, standing
from rrp_desktop.store.tallies import Tally, over_days, tally
from rrp_desktop.store.told import DaysSince, DayState, PeriodCount, Record, Saved, ShiftState
from rrp_desktop.store.ward_kept import place_of
from rrp_desktop.ward import Slot

_INCIDENT, _CONFIRMATION = RECORDS["incident"], RECORDS["confirmation"]


@dataclass(frozen=True, slots=True)
class _Told:
    """What has been said of the shifts in a span: incidents and confirmations, by place."""

    incidents: Mapping[int, int]
    confirmations: Mapping[int, str]


HANDOVER = timedelta(hours=1)
"""A shift may be spoken for so long before it ends; what follows is logged like any other event."""


_BY_DAY = frozenset({Counted.INCIDENTS, Counted.INTERVENTIONS, Counted.INJURED})
"""What is counted of a day needs only the incidents of that day, and not the time it is now."""
_ALL = 10_000


class Counts(Records):
    """What the ward's records add up to."""

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
            for day in days_between(since, until)
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

    def counts(self, measure: Measure, since: date, until: date, grain: Grain) -> tuple[PeriodCount, ...]:
        """A measure by whole periods: those that hold *since* and *until*, and all between."""
        periods = list(_periods(since, until, grain))
        if not periods:
            return ()
        first, last = periods[0][0], periods[-1][1]
        with self.reading() as connection:
            told = self._answered(connection, measure, first, last)
        return tuple(self._period(measure, each, told) for each in periods)

    def beds(self, since: date, until: date) -> Mapping[date, int]:
        """The beds occupied at each midnight from *since* to *until* that somebody counted."""
        with self.reading() as connection:
            return tallies.beds(connection, since, until)

    def happened(self, since: date, until: date) -> tuple[tuple[date, frozenset[str]], ...]:
        """The day and the kinds of every incident from *since* to *until*, and nothing else about any."""
        with self.reading() as connection:
            return tuple(tallies.happened(connection, since, until))

    def moments(self, measure: Measure, since: date, until: date) -> tuple[datetime, ...]:
        """When each incident began in which any of *measure*, which must be one that happens, did."""
        self._reading_as(Act.SEE_CHARTS)
        with self.reading() as connection:
            return tallies.moments(connection, measure, since, until, self._clock.now())

    def people_in(self, measure: Measure, since: date, until: date) -> Mapping[str | None, int]:
        """How often each person was the one concerned, by key; those nobody named under None."""
        self._reading_as(Act.SEE_CHARTS)
        with self.reading() as connection:
            return self._remembered.recall(
                connection,
                ("people", measure.name, since, until),
                "incident",
                lambda: tallies.people_in(connection, measure, since, until),
                lambda known, days: (
                    tallies.people_in(connection, measure, since, until)
                    if any(since.toordinal() <= day <= until.toordinal() for day in days)
                    else known
                ),
            )

    def standing_of(self, form: str) -> tuple[Record, ...]:
        """Every record of *form* that stands, newest first; for forms of which there are few."""
        with self.reading() as connection:
            who = self._reading_as(act_to_see(form))
            return self._remembered.recall(connection, (form, who), form, lambda: self.find(form, limit=_ALL))

    def presence(self, since: date, until: date) -> tuple[Presence, ...]:
        """Everybody on record, and at how many midnights from *since* to *until* they were here."""
        self._reading_as(Act.SEE_CHARTS)
        with self.reading() as connection:
            return tuple(people_counted.presence(connection, since, until))

    def slots_due(self, since: date, until: date) -> tuple[tuple[date, Slot], ...]:
        """Every huddle of the days *since* to *until* that should have begun by now."""
        now = self._clock.now()
        return tuple(
            (day, slot)
            for day in days_between(since, until)
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
        others = {place for day in days_between(since, until) for place in self._places_on(day)} - known
        shift = _INCIDENT.c.shift_start
        asked = select(shift).where(standing(_INCIDENT), shift.in_(sorted(others))).distinct()
        logged = frozenset(connection.execute(asked).scalars() if others else ())
        return (known | logged) - {
            place_of(turn)
            for day in days_between(day_of(now) - DAY, until)
            for turn in self._turns_on(day)
            if turn.ends > now
        }

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

    def _answered(self, connection: Connection, measure: Measure, since: date, until: date) -> "_Answered":
        now = self._clock.now()
        match measure.counts:
            case Counted.HUDDLES:
                seen, logged = tallies.huddles(connection, measure, since, until)
                due = {day.toordinal(): len(self._slots_due(day)) for day in days_between(since, until)}
                today = day_of(now).toordinal()
                due |= {day: seen.get(day, 0) for day in due if day >= today}
                return _Answered(Tally(seen, due), self._slots_due, logged)
            case Counted.SHIFTS:
                over = {
                    day.toordinal(): [
                        place_of(turn)
                        for turn in self._turns_on(day)
                        if turn.ends <= now and self._expected(turn)
                    ]
                    for day in days_between(since, until)
                }
                known = self._known(connection, since, until)
                seen = {day: len(known.intersection(places)) for day, places in over.items()}
                due = {day: len(places) for day, places in over.items()}
                places = frozenset(place for each in over.values() for place in each)
                return _Answered(Tally(seen, due), lambda day: over[day.toordinal()], places)
            case _:
                counted = self._tally(connection, measure, since, until)
                return _Answered(counted, self._places_on, self._known(connection, since, until))

    def _tally(self, connection: Connection, measure: Measure, since: date, until: date) -> Tally:
        def read(since: date = since, until: date = until) -> Tally:
            now, place_at = self._clock.now(), lambda moment: place_of(self._turn_at(moment))
            return tally(connection, measure, since, until, now, place_at)

        def mend(known: Tally, days: Collection[int]) -> Tally:
            for day in filter(range(since.toordinal(), until.toordinal() + 1).__contains__, days):
                known = known.with_day(day, read(date.fromordinal(day), date.fromordinal(day)))
            return known

        if measure.counts not in _BY_DAY:
            return read()
        return self._remembered.recall(connection, (measure.name, since, until), "incident", read, mend)

    def _slots_due(self, day: date) -> tuple[tuple[int, str], ...]:
        if not self._ward.expects(day):
            return ()
        return tuple((day.toordinal(), slot.code) for slot in self._slots_on(day))

    def _period(self, measure: Measure, period: tuple[date, date], told: "_Answered") -> PeriodCount:
        start, end = period
        wanted = set[object]().union(*map(told.due, days_between(start, end)))
        spoken_for = len(wanted & told.known)
        unknown = sum(over_days(told.tally.unknown, start, end))
        of, each = told.tally.of, told.tally.each
        seen: int | None = sum(over_days(told.tally.seen, start, end))
        expected = None if of is None else sum(over_days(of, start, end))
        if each is not None:
            expected = seen
            seen = _median([one for day in over_days(each, start, end) for one in day])
        known = bool(wanted) and spoken_for == len(wanted) and not unknown
        today = day_of(self._clock.now())
        complete = end + measure.settles * DAY < today and start >= self._ward.live_from
        over = [] if complete else [day for day in days_between(start, end) if self._over(day, today)]
        return PeriodCount(
            start,
            end,
            seen if known else None,
            seen or 0,
            len(wanted),
            spoken_for,
            complete,
            expected,
            unknown,
            len(over),
            sum(all(place in told.known for place in told.due(day)) for day in over),
        )

    def _over(self, day: date, today: date) -> bool:
        return self._ward.live_from <= day < today


@dataclass(frozen=True, slots=True)
class _Answered:
    """What was counted, the places due on a day, and those somebody has spoken for."""

    tally: Tally
    due: Callable[[date], Iterable[object]]
    known: Set[object]


def _median(values: list[int]) -> int | None:
    return round(median(values)) if values else None


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
