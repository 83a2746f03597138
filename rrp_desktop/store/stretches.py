"""How long people were secluded or segregated, by the London days it fell on.

An episode says when it ended, or that it has not ended yet. An intervention of an incident without an
episode counts too if it has an end; without one its length is not known, which is not the same as nothing.
A person is in one place at a time: what overlaps counts once.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from rrp_desktop.clock import DAY, day_of, midnight
from rrp_desktop.store.tables import CHILDREN, RECORDS, standing

_EPISODES = {"05": "seclusion", "06": "segregation"}
_EPISODE, _INCIDENT, _INTERVENTION = RECORDS["episode"], RECORDS["incident"], CHILDREN["intervention"]
_Stretch = tuple[datetime, datetime]


def minutes_by_day(
    connection: Connection, type_: str, since: date, until: date, now: datetime
) -> tuple[dict[int, int], Counter[int]]:
    """Minutes by ordinal of the day, and how many interventions of a day have no length."""
    stretches: defaultdict[Any, list[_Stretch]] = defaultdict(list)
    unknown: Counter[int] = Counter()
    told: set[str | None] = set()
    for row in connection.execute(
        select(_EPISODE).where(standing(_EPISODE), _EPISODE.c.kind == _EPISODES[type_])
    ):
        told.add(row.incident)
        stretches[row.person or row.incident].append((row.started_at, row.ended_at or now))
    for row in connection.execute(_interventions(type_)):
        if row.ended is not None:
            stretches[row.person or row.key].append((row.started or row.began, row.ended))
        elif row.key not in told:
            unknown[row.counted_on] += 1
    seconds: Counter[int] = Counter()
    bounds = midnight(since), midnight(until + DAY)
    for each in stretches.values():
        for day, length in _days(_apart(each), bounds):
            seconds[day.toordinal()] += length
    return {day: length // 60 for day, length in seconds.items()}, unknown


def _interventions(type_: str) -> Any:
    return (
        select(
            _INCIDENT.c.key,
            _INCIDENT.c.person,
            _INCIDENT.c.started_at.label("began"),
            _INTERVENTION.c.counted_on,
            _INTERVENTION.c.started_at.label("started"),
            _INTERVENTION.c.ended_at.label("ended"),
        )
        .select_from(_INTERVENTION.join(_INCIDENT, _INTERVENTION.c.parent == _INCIDENT.c.key))
        .where(standing(_INTERVENTION), _INTERVENTION.c.type == type_)
    )


def _apart(stretches: Iterable[_Stretch]) -> list[_Stretch]:
    """The same time without overlaps."""
    found: list[_Stretch] = []
    for began, ended in sorted(stretches):
        if found and began <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ended)
        else:
            found.append((began, ended))
    return found


def _days(stretches: Iterable[_Stretch], bounds: _Stretch) -> Iterator[tuple[date, int]]:
    """Each day that *stretches* touch within *bounds*, and for how many seconds."""
    for began, ended in stretches:
        start, end = max(began, bounds[0]), min(ended, bounds[1])
        while start < end:
            day = day_of(start)
            stop = min(end, midnight(day + DAY))
            yield day, int((stop - start) / timedelta(seconds=1))
            start = stop
