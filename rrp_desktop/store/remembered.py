"""What was counted before, kept for as long as no event says otherwise.

A chart is drawn anew with every entry, and nearly all of it is as it was. Whatever is kept here depends on
nothing but the records, so that the number of the last event says how old it is: what came after it is
looked up, and only that is counted again. It lives in memory, for as long as the ward is open.
"""

from collections.abc import Callable, Collection, Hashable
from typing import TypeVar

from sqlalchemy import Connection, bindparam, func, select

from rrp_desktop.store.ledger import PURGED_FORM
from rrp_desktop.store.tables import RECORDS, REVISION

T = TypeVar("T")
MOST_KEPT = 200
MOST_NEWS = 100
"""After more events than this all is counted again."""

_LAST = select(func.max(REVISION.c.number))
_SINCE = REVISION.c.number > bindparam("last")
# Forms are told apart here: asked for one, SQLite goes through all the events there ever were of it.
_NEWS = select(REVISION.c.form, REVISION.c.key, REVISION.c.action).where(_SINCE).limit(MOST_NEWS + 1)


class Remembered:
    """What was read, by what was asked for, each with the number of the last event it takes in."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[int, object]] = {}

    def recall(
        self,
        connection: Connection,
        asked: Hashable,
        form: str,
        read: Callable[[], T],
        mend: Callable[[T, Collection[int]], T] | None = None,
    ) -> T:
        """What *read* gives: always the same for the same *asked* and the same records of *form*.

        Where there are only new records of *form* since, *mend* is asked instead, if given: it is told what
        was read before, and the ordinals of the days of the new ones.
        """
        last: int = connection.execute(_LAST).scalar() or 0
        number, value = self._kept.get(asked, (None, None))
        known: T = value  # type: ignore[assignment]
        if number is None:
            known = read()
        elif number > last:  # somebody looks back at what was known
            return read()
        elif number < last:
            events = connection.execute(_NEWS, {"last": number}).all()
            news = [event for event in events if event.form in (form, PURGED_FORM)]
            new = [event.key for event in news if event.action == "save"]
            if len(events) > MOST_NEWS or (news and mend is None) or len(new) < len(news):
                known = read()
            elif news and mend is not None:
                known = mend(known, _days(connection, form, new))
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[asked] = last, known
        return known


def _days(connection: Connection, form: str, keys: list[str]) -> Collection[int]:
    table = RECORDS[form]
    asked = select(table.c.counted_on).where(table.c.key.in_(keys)).distinct()
    return connection.execute(asked).scalars().all()
