"""What each measure counts, day by day, straight from the tables."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, assert_never

from sqlalchemy import ColumnElement, Connection, Select, Table, func, select

from rrp_desktop.clock import day_of
from rrp_desktop.measures import Counts, Measure
from rrp_desktop.store.stretches import minutes_by_day
from rrp_desktop.store.tables import CHILDREN, FORM_TIME, RECORDS, standing

ByDay = Mapping[int, int]
_Rows = Iterable[Any]
_INCIDENT, _INTERVENTION, _AFFECTED = RECORDS["incident"], CHILDREN["intervention"], CHILDREN["affected"]
_DEBRIEF, _HUDDLE, _ACTION = RECORDS["debrief"], RECORDS["huddle"], CHILDREN["action"]
_LEAVE, _TALLY = RECORDS["leave"], RECORDS["leave_tally"]
_OFFERED = ("offered", "accepted", "declined")
_HURT = ("minor", "serious", "low", "moderate", "severe", "fatal")
_IN_TIME = timedelta(hours=72)
_GRACE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything by ordinal of the day.

    *seen* is what was counted, *of* how many it could have been where the measure is a share. *each* are
    single values where a period has their median. *unknown* is how many things cannot be counted yet.
    """

    seen: ByDay
    of: ByDay | None = None
    each: Mapping[int, list[int]] | None = None
    unknown: ByDay = field(default_factory=dict)

    def with_day(self, day: int, then: "Tally") -> "Tally":
        """The same with that *day* as it is in *then*, of measures without single values."""
        of = None if self.of is None or then.of is None else {**self.of, day: then.of.get(day, 0)}
        return replace(self, seen={**self.seen, day: then.seen.get(day, 0)}, of=of)


def tally(
    connection: Connection,
    measure: Measure,
    since: date,
    until: date,
    now: datetime,
    place_at: Callable[[datetime], int],
) -> Tally:
    """What *measure* counted from *since* to *until*, whoever has spoken for it; huddles and shifts apart.

    *place_at* gives the place of the shift of a moment.
    """
    match measure.counts:
        case Counts.INCIDENTS:
            return _incidents(connection, measure, since, until)
        case Counts.INTERVENTIONS:
            return Tally(_interventions(connection, measure, since, until))
        case Counts.MINUTES:
            [type_] = measure.codes
            minutes, unknown = minutes_by_day(connection, type_, since, until, now)
            return Tally(minutes, unknown=unknown)
        case Counts.OVERNIGHT:
            away = _overnight(connection, measure, since, until, now)
            return Tally(Counter(day_of(began).toordinal() for began in away))
        case Counts.INJURED:
            return Tally(Counter(_hurt(connection, since, until).values()))
        case Counts.LEAVES:
            return _leaves(connection, since, until, now, place_at)
        case Counts.OFFERED | Counts.DEBRIEFED:
            return _debriefs(connection, measure, since, until)
        case Counts.ACTIONS:
            return _actions(connection, since, until)
        case Counts.DELAYS:
            return _delays(connection, since, until)
        case Counts.SECONDS:
            return _seconds(connection, measure, since, until)
        case Counts.HUDDLES | Counts.SHIFTS:
            raise ValueError(measure.counts)
        case _:
            assert_never(measure.counts)


def people_in(connection: Connection, measure: Measure, since: date, until: date) -> dict[str | None, int]:
    """How often each person was the one concerned, by key; those nobody named under None."""
    if measure.counts is Counts.INTERVENTIONS:
        asked: Select[Any] = (
            select(_INCIDENT.c.person, func.count())
            .select_from(_INTERVENTION.join(_INCIDENT, _INTERVENTION.c.parent == _INCIDENT.c.key))
            .where(*_typed(measure, since, until))
            .group_by(_INCIDENT.c.person)
        )
        return {row[0]: row[1] for row in connection.execute(asked)}
    kinds = _kinds_like(connection, measure.codes, since, until)
    narrowed = _INCIDENT.c[measure.only.field] if measure.only else _INCIDENT.c.person
    asked = (
        select(_INCIDENT.c.person, narrowed, func.count())
        .where(*_span(_INCIDENT, since, until), _INCIDENT.c.kinds.in_(kinds))
        .group_by(_INCIDENT.c.person, narrowed)
    )
    found: Counter[str | None] = Counter()
    for person, value, count in connection.execute(asked):
        if measure.only is None or _codes(value) & measure.only.codes:
            found[person] += count
    return dict(found)


def happened(connection: Connection, since: date, until: date) -> Iterator[tuple[date, frozenset[str]]]:
    """The day and the kinds of every incident in the span."""
    when = _INCIDENT.c.counted_on
    asked = select(when, _INCIDENT.c.kinds).where(
        standing(_INCIDENT), when.between(since.toordinal(), until.toordinal())
    )
    return ((date.fromordinal(day), frozenset(kinds)) for day, kinds in connection.execute(asked))


def moments(
    connection: Connection, measure: Measure, since: date, until: date, now: datetime
) -> tuple[datetime, ...]:
    """When each incident began in which any of *measure* happened, in order."""
    began = _INCIDENT.c.started_at
    match measure.counts:
        case Counts.INTERVENTIONS:
            held = select(_INTERVENTION.c.parent).where(*_typed(measure, since, until))
            asked = select(began).where(_INCIDENT.c.key.in_(held))
        case Counts.INJURED:
            asked = select(began).where(_INCIDENT.c.key.in_(_hurt(connection, since, until)))
        case Counts.OVERNIGHT:
            return tuple(_overnight(connection, measure, since, until, now))
        case Counts.INCIDENTS:
            kinds = _kinds_like(connection, measure.codes, since, until)
            asked = select(began).where(*_span(_INCIDENT, since, until), _INCIDENT.c.kinds.in_(kinds))
            if measure.only is not None:
                asked = asked.add_columns(_INCIDENT.c[measure.only.field])
        case _:
            raise ValueError(measure.counts)
    rows = connection.execute(asked.order_by(began))
    return tuple(row[0] for row in rows if measure.only is None or _codes(row[1]) & measure.only.codes)


def huddles(
    connection: Connection, measure: Measure, since: date, until: date
) -> tuple[ByDay, set[tuple[int, str]]]:
    """How many huddles there were, and the places of all that were logged."""
    table = _HUDDLE.c
    rows = connection.execute(
        select(table.counted_on, table.slot, table.state).where(
            *_span(_HUDDLE, since, until), table.quick.is_not(True)
        )
    ).all()
    seen = Counter(day for day, _, state in rows if state in measure.codes)
    return seen, {(day, slot) for day, slot, _ in rows}


def days_with(connection: Connection, kinds: frozenset[str], since: date, until: date) -> dict[int, int]:
    """How many incidents of any of *kinds* there were."""
    matching = _kinds_like(connection, kinds, since, until)
    return _by_day(connection, since, until, _INCIDENT.c.kinds.in_(matching))


def beds(connection: Connection, since: date, until: date) -> dict[date, int]:
    """The beds occupied at each midnight that somebody counted."""
    census = RECORDS["census"]
    rows = connection.execute(select(census.c.day, census.c.occupied).where(*_span(census, since, until)))
    return {row[0]: row[1] for row in rows}


def _span(table: Table, since: date, until: date) -> tuple[ColumnElement[bool], ...]:
    return standing(table), table.c.counted_on.between(since.toordinal(), until.toordinal())


def _kinds_like(
    connection: Connection, wanted: frozenset[str], since: date, until: date
) -> list[tuple[str, ...]]:
    """The sets of kinds in use that hold any of those *wanted*."""
    sets = connection.execute(select(_INCIDENT.c.kinds).where(*_span(_INCIDENT, since, until)).distinct())
    return [codes for codes in sets.scalars() if not wanted.isdisjoint(codes)]


def _codes(value: str | tuple[str, ...] | None) -> set[str]:
    return {value} if isinstance(value, str) else set(value or ())


def _incidents(connection: Connection, measure: Measure, since: date, until: date) -> Tally:
    if measure.only is None:
        return Tally(days_with(connection, measure.codes, since, until))
    narrowed = _INCIDENT.c[measure.only.field]
    of_kind = _INCIDENT.c.kinds.in_(_kinds_like(connection, measure.codes, since, until))
    values = connection.execute(select(narrowed).where(*_span(_INCIDENT, since, until), of_kind).distinct())
    wanted = [value for value in values.scalars() if _codes(value) & measure.only.codes]
    seen = _by_day(connection, since, until, of_kind, narrowed.in_(wanted))
    return Tally(seen, _by_day(connection, since, until, of_kind) if measure.per_cent else None)


def _by_day(connection: Connection, since: date, until: date, *which: ColumnElement[bool]) -> dict[int, int]:
    """Incidents by day. Nothing is grouped by text: SQLCipher takes ten times as long to wipe it."""
    day = _INCIDENT.c.counted_on
    asked = select(day, func.count()).where(*_span(_INCIDENT, since, until), *which).group_by(day)
    return {row[0]: row[1] for row in connection.execute(asked).all()}


def _typed(measure: Measure, since: date, until: date) -> tuple[ColumnElement[bool], ...]:
    return *_span(_INTERVENTION, since, until), _INTERVENTION.c.type.in_(sorted(measure.codes))


def _interventions(connection: Connection, measure: Measure, since: date, until: date) -> ByDay:
    day = _INTERVENTION.c.counted_on
    rows = connection.execute(select(day, func.count()).where(*_typed(measure, since, until)).group_by(day))
    return {row[0]: row[1] for row in rows.all()}


def _overnight(
    connection: Connection, measure: Measure, since: date, until: date, now: datetime
) -> list[datetime]:
    """When each absence began of somebody detained who was not back that day."""
    table = _INCIDENT.c
    rows = connection.execute(
        select(table.started_at, table.returned_at)
        .where(
            *_span(_INCIDENT, since, until),
            table.kinds.in_(_kinds_like(connection, measure.codes, since, until)),
            table.legal_basis == "awol",
        )
        .order_by(table.started_at)
    )
    return [began for began, back in rows if day_of(back or now) > day_of(began)]


def _hurt(connection: Connection, since: date, until: date) -> dict[str, int]:
    """The incidents in which staff were hurt, each with its day."""
    hurt: dict[str, int] = {}
    for table, who, harm in (
        (_INTERVENTION, None, _INTERVENTION.c.injury_staff),
        (_AFFECTED, _AFFECTED.c.party == "staff", _AFFECTED.c.physical_harm),
    ):
        asked = select(table.c.parent, table.c.counted_on).where(
            *_span(table, since, until), harm.in_(_HURT), *(() if who is None else (who,))
        )
        hurt |= {row[0]: row[1] for row in connection.execute(asked)}
    return hurt


def _leaves(
    connection: Connection, since: date, until: date, now: datetime, place_at: Callable[[datetime], int]
) -> Tally:
    """By the tally of a shift where there is one, else by the leave board."""
    seen: Counter[int] = Counter()
    of: Counter[int] = Counter()
    tallied: set[int] = set()
    for row in connection.execute(select(_TALLY).where(*_span(_TALLY, since, until))):
        tallied.add(row.shift_start)
        seen[row.counted_on] += row.on_time or 0
        of[row.counted_on] += sum(each or 0 for each in (row.on_time, row.late, row.not_back))
    table = _LEAVE.c
    for due, back in connection.execute(
        select(table.planned_return, table.returned_at).where(
            standing(_LEAVE), table.planned_return.is_not(None)
        )
    ):
        day = day_of(due)
        if since <= day <= until and due + _GRACE < now and place_at(due) not in tallied:
            of[day.toordinal()] += 1
            seen[day.toordinal()] += back is not None and back <= due + _GRACE
    return Tally(seen, of)


def _debriefs(connection: Connection, measure: Measure, since: date, until: date) -> Tally:
    rows = connection.execute(
        select(_INCIDENT.c.key, _INCIDENT.c.counted_on, _INCIDENT.c.started_at, _DEBRIEF.c.held_at)
        .select_from(_DEBRIEF.join(_INCIDENT, _DEBRIEF.c.incident == _INCIDENT.c.key))
        .where(
            standing(_DEBRIEF),
            _DEBRIEF.c.party == "patient",
            _DEBRIEF.c.state.in_(_OFFERED if measure.counts is Counts.OFFERED else ("accepted",)),
            *_span(_INCIDENT, since, until),
            _INCIDENT.c.kinds.in_(_kinds_like(connection, measure.codes, since, until)),
        )
    )
    done = {
        key: day
        for key, day, began, held in rows
        if measure.counts is Counts.OFFERED or (held is not None and held - began <= _IN_TIME)
    }
    return Tally(Counter(done.values()), days_with(connection, measure.codes, since, until))


def _actions(connection: Connection, since: date, until: date) -> Tally:
    """The actions open at each huddle, and how many of them the next one found done."""
    table = _HUDDLE.c
    held = connection.execute(
        select(table.key, table.counted_on, table.started_at, table.recorded_at)
        .where(standing(_HUDDLE), table.state == "held", table.counted_on >= since.toordinal())
        .order_by(table.counted_on)
    ).all()
    in_order = sorted(held, key=lambda row: (row.counted_on, row.started_at or row.recorded_at))
    closed: Counter[str] = Counter()
    left: Counter[str] = Counter()
    asked = select(_ACTION.c.parent, _ACTION.c.done).where(
        standing(_ACTION), _ACTION.c.counted_on >= since.toordinal()
    )
    for parent, done in connection.execute(asked):
        (closed if done else left)[parent] += 1
    seen: Counter[int] = Counter()
    of: Counter[int] = Counter()
    for this, following in pairwise(in_order):
        if this.counted_on <= until.toordinal():
            of[this.counted_on] += left[this.key]
            seen[this.counted_on] += min(left[this.key], closed[following.key])
    return Tally(seen, of)


def _delays(connection: Connection, since: date, until: date) -> Tally:
    table = _INCIDENT.c
    each: defaultdict[int, list[int]] = defaultdict(list)
    for day, began, written in connection.execute(
        select(table.counted_on, table.started_at, table.recorded_at).where(*_span(_INCIDENT, since, until))
    ):
        each[day].append(max(0, int((written - began).total_seconds()) // 60))
    return Tally({day: len(delays) for day, delays in each.items()}, each=each)


def _seconds(connection: Connection, measure: Measure, since: date, until: date) -> Tally:
    time = FORM_TIME.c
    each: defaultdict[int, list[int]] = defaultdict(list)
    for day, seconds in connection.execute(
        select(time.day, time.seconds).where(time.form.in_(measure.codes), time.day.between(since, until))
    ):
        each[day.toordinal()].append(seconds)
    return Tally({day: len(taken) for day, taken in each.items()}, each=each)


def over_days(by_day: Mapping[int, Any], since: date, until: date) -> Iterator[Any]:
    """What *by_day* holds from *since* to *until*."""
    return (by_day[day] for day in range(since.toordinal(), until.toordinal() + 1) if day in by_day)
