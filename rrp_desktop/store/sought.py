"""What somebody looks for among incidents, as conditions that SQLite answers from one index.

None of them makes text for each row: SQLCipher wipes every scrap it lets go of, and looking through
100,000 incidents would take seconds.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import ColumnElement, Connection, String, func, or_, select, type_coerce

from rrp_desktop.clock import spoken_day
from rrp_desktop.forms.lists import Lists
from rrp_desktop.store.tables import RECORDS, standing

_INCIDENT = RECORDS["incident"]
_PERSON = RECORDS["person"]


def sought(
    connection: Connection, lists: Lists, names: Mapping[str, str], kind: str, words: str
) -> Iterator[ColumnElement[bool]]:
    """The incidents of a *kind*, if one is given, in whose line each of *words* stands.

    A line says the day, the kinds, the person, the place, and by whom it is, one of *names*; the incident
    number is looked at too.
    """
    if kind:
        yield _of_kind(kind)
    days = _days(connection) if words.strip() else {}
    for word in words.casefold().split():
        yield or_(
            *(_of_kind(code) for code in _titled(lists, "incident_kind", word)),
            _INCIDENT.c.place.in_(_titled(lists, "place", word)),
            _INCIDENT.c.recorded_by.in_([key for key, name in names.items() if word in name.casefold()]),
            _INCIDENT.c.counted_on.in_([day for day, spoken in days.items() if word in spoken]),
            _INCIDENT.c.person.in_(
                select(_PERSON.c.key).where(_PERSON.c.ward_code.contains(word, autoescape=True))
            ),
            _INCIDENT.c.incident_number.contains(word, autoescape=True),
        )


def _of_kind(kind: str) -> ColumnElement[bool]:
    kinds = type_coerce(_INCIDENT.c.kinds, String)
    return or_(kinds == kind, *(kinds.op("GLOB")(like) for like in (f"{kind},*", f"*,{kind},*", f"*,{kind}")))


def _titled(lists: Lists, name: str, word: str) -> list[str]:
    return [option.code for option in lists[name] if word in option.title.casefold()]


def _days(connection: Connection) -> dict[int, str]:
    """Every day from the first incident's to the last one's as it is written."""
    edges = select(func.min(_INCIDENT.c.counted_on), func.max(_INCIDENT.c.counted_on))
    first, last = connection.execute(edges.where(standing(_INCIDENT))).one()
    if first is None:
        return {}
    return {day: spoken_day(date.fromordinal(day)).casefold() for day in range(first, last + 1)}
