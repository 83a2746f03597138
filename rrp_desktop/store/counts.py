"""Numbers: how often what a measure counts has happened, for whom, and in which periods that is known."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import assert_never

from sqlalchemy import Connection

from rrp_desktop.clock import DAY, Grain, day_of, every_day, month_of, next_month, week_of
from rrp_desktop.measures import Counts as Counted
from rrp_desktop.measures import Measure
from rrp_desktop.people import Act, act_to_see
from rrp_desktop.store import people_counted, tallies
from rrp_desktop.store.people_counted import Presence
from rrp_desktop.store.shifts import Shifts
from rrp_desktop.store.tallies import Tally, over_days, tally
from rrp_desktop.store.told import PeriodCount, Record
from rrp_desktop.store.ward_kept import place_of

_BY_DAY = frozenset({Counted.INCIDENTS, Counted.INTERVENTIONS, Counted.INJURED})
"""What is counted of a day needs only the incidents of that day, and not the time it is now."""
_ALL = 10_000


class Counts(Shifts):
    """What the ward's records add up to."""

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

    def _answered(self, connection: Connection, measure: Measure, since: date, until: date) -> "_Answered":
        now = self._clock.now()
        match measure.counts:
            case Counted.HUDDLES:
                seen, logged = tallies.huddles(connection, measure, since, until)
                due = {day.toordinal(): len(self._slots_due(day)) for day in every_day(since, until)}
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
                    for day in every_day(since, until)
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

    def _period(self, measure: Measure, period: tuple[date, date], told: "_Answered") -> PeriodCount:
        start, end = period
        wanted = set[object]().union(*map(told.due, every_day(start, end)))
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
        over = [] if complete else [day for day in every_day(start, end) if self._over(day, today)]
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


def _periods(since: date, until: date, grain: Grain) -> Iterator[tuple[date, date]]:
    match grain:
        case "day":
            yield from ((day, day) for day in every_day(since, until))
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
