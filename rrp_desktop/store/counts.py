"""Shifts, days and numbers: what happened, what did not, and what nobody has said.

A blank is not a zero. A shift is known when it is over and either something was logged in it or
somebody confirmed that nothing happened; a day or period is known when every shift that touches it is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never

from sqlalchemy import Connection, func, select

from rrp_desktop.clock import DAY, Grain, ShiftOn, day_of, month_of, next_month, week_of
from rrp_desktop.errors import Refused
from rrp_desktop.measures import Counts as Counted
from rrp_desktop.measures import Measure
from rrp_desktop.people import Act, StaffMember
from rrp_desktop.store.records import Records
from rrp_desktop.store.tables import CHILDREN, RECORDS, standing
from rrp_desktop.store.told import DaysSince, DayState, PeriodCount, Saved, ShiftState

LATE = timedelta(hours=2)
_INCIDENT, _INTERVENTION = RECORDS["incident"], CHILDREN["intervention"]
_CONFIRMATION, _HUDDLE = RECORDS["confirmation"], RECORDS["huddle"]


@dataclass(frozen=True, slots=True)
class _Told:
    """What has been said of the shifts in a span: incidents and confirmations, by day and shift."""

    incidents: Mapping[tuple[date, str], int]
    confirmations: Mapping[tuple[date, str], str]


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
        turn = next((turn for turn in self._turns_on(day) if turn.shift.code == shift_code), None)
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
            kinds: dict[date, Counter[str]] = {}
            for day, codes, count in _kinds_by_day(connection, since, until):
                kinds.setdefault(day, Counter()).update(dict.fromkeys(codes, count))
        states = (
            (day, tuple(_shift_state(turn, told, now) for turn in self._touching_on(day)))
            for day in days_between(since, until)
        )
        return tuple(
            DayState(
                day,
                bool(shifts) and all(shift.known for shift in shifts),
                dict(kinds.get(day, ())),
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
                seen, due, known = self._huddles(connection, measure, first, last)
            else:
                seen = _seen(connection, measure, first, last)
                due, known = self._shifts_known(connection, first, last)
        return tuple(self._period(measure, period, seen, due, known) for period in periods)

    def days_since(self, kinds: Iterable[str]) -> DaysSince:
        """How long it is since an incident of any of *kinds*, and how much of that nobody has confirmed."""
        wanted = frozenset(kinds)
        now = self._clock.now()
        today, live = day_of(now), self._ward.live_from
        with self.reading() as connection:
            happened = sorted(
                {day for day, codes, _ in _kinds_by_day(connection, live, today) if wanted & set(codes)}
            )
            told = self._told_of_shifts(connection, live - DAY, today)
        open_by_day = [
            sum(_shift_state(turn, told, now).state == "unconfirmed" for turn in self._touching_on(day))
            for day in days_between(live, today)
        ]
        spans = [
            (later - earlier).days
            for earlier, later in zip([live, *happened], [*happened, today], strict=True)
            if not any(open_by_day[(earlier - live).days : (later - live).days + 1])
        ]
        last = happened[-1] if happened else None
        unconfirmed = {
            (turn.day, turn.shift.code)
            for day in days_between(last or live, today)
            for turn in self._touching_on(day)
            if _shift_state(turn, told, now).state == "unconfirmed"
        }
        return DaysSince((today - last).days if last else None, last, len(unconfirmed), max(spans, default=0))

    def _told_of_shifts(self, connection: Connection, since: date, until: date) -> _Told:
        day = _INCIDENT.c.shift_day
        incidents = connection.execute(
            select(day, _INCIDENT.c.shift_code, func.count())
            .where(standing(_INCIDENT), day.between(since.toordinal(), until.toordinal()))
            .group_by(day, _INCIDENT.c.shift_code)
        )
        confirmations = connection.execute(
            select(_CONFIRMATION.c.day, _CONFIRMATION.c.shift, _CONFIRMATION.c.key).where(
                standing(_CONFIRMATION), _CONFIRMATION.c.day.between(since, until)
            )
        )
        return _Told(
            {(date.fromordinal(ordinal), shift): count for ordinal, shift, count in incidents},
            {(day, shift): key for day, shift, key in confirmations},
        )

    def _shifts_known(
        self, connection: Connection, since: date, until: date
    ) -> tuple[dict[date, list[tuple[date, str]]], set[tuple[date, str]]]:
        """By day the shifts that touch it, and which of them all are known."""
        now = self._clock.now()
        told = self._told_of_shifts(connection, since - DAY, until)
        due: dict[date, list[tuple[date, str]]] = {}
        known: set[tuple[date, str]] = set()
        for day in days_between(since, until):
            turns = self._touching_on(day)
            due[day] = [(turn.day, turn.shift.code) for turn in turns]
            known.update((turn.day, turn.shift.code) for turn in turns if _shift_state(turn, told, now).known)
        return due, known

    def _huddles(
        self, connection: Connection, measure: Measure, since: date, until: date
    ) -> tuple[Counter[date], dict[date, list[tuple[date, str]]], set[tuple[date, str]]]:
        """By day how many huddles there were, which were due, and which of them all were logged."""
        rows = connection.execute(
            select(_HUDDLE.c.day, _HUDDLE.c.slot, _HUDDLE.c.state).where(
                standing(_HUDDLE), _HUDDLE.c.day.between(since, until), _HUDDLE.c.quick.is_not(True)
            )
        ).all()
        seen = Counter(row.day for row in rows if row.state in measure.codes)
        due = {
            day: [(day, slot.code) for slot in self._slots_on(day)] if day >= self._ward.live_from else []
            for day in days_between(since, until)
        }
        return seen, due, {(row.day, row.slot) for row in rows}

    def _period(
        self,
        measure: Measure,
        period: tuple[date, date],
        seen: Mapping[date, int],
        due: Mapping[date, Sequence[tuple[date, str]]],
        known: set[tuple[date, str]],
    ) -> PeriodCount:
        start, end = period
        wanted = {each for day in days_between(start, end) for each in due[day]}
        happened = sum(seen.get(day, 0) for day in days_between(start, end))
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
    place = (turn.day, turn.shift.code)
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


def _kinds_by_day(
    connection: Connection, since: date, until: date
) -> Iterator[tuple[date, tuple[str, ...], int]]:
    day, kinds = _INCIDENT.c.counted_on, _INCIDENT.c.kinds
    rows = connection.execute(
        select(day, kinds, func.count())
        .where(standing(_INCIDENT), day.between(since.toordinal(), until.toordinal()))
        .group_by(day, kinds)
    )
    return ((date.fromordinal(ordinal), codes, count) for ordinal, codes, count in rows)


def _seen(connection: Connection, measure: Measure, since: date, until: date) -> Counter[date]:
    seen: Counter[date] = Counter()
    if measure.counts is Counted.INCIDENTS:
        for day, codes, count in _kinds_by_day(connection, since, until):
            if measure.codes & set(codes):
                seen[day] += count
        return seen
    day_column, type_column = _INTERVENTION.c.counted_on, _INTERVENTION.c.type
    rows = connection.execute(
        select(day_column, func.count())
        .where(
            standing(_INTERVENTION),
            type_column.in_(sorted(measure.codes)),
            day_column.between(since.toordinal(), until.toordinal()),
        )
        .group_by(day_column)
    )
    for ordinal, count in rows:
        seen[date.fromordinal(ordinal)] += count
    return seen


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
