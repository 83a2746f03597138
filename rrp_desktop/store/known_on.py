"""The ward's records as they were known at the end of a day.

While it lasts, every record table and the chain are stood in for by views that leave out what was
entered or changed since, so that whatever reads or counts needs to know nothing of it. SQLite looks for
a name among the temporary ones first; they live in memory, never on disk.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Row, Table, func, insert, select

from rrp_desktop.clock import DAY, Clock, midnight
from rrp_desktop.forms.check import check, later
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Form
from rrp_desktop.people import Act
from rrp_desktop.store.clock_kept import ClockKept
from rrp_desktop.store.ledger import PURGED
from rrp_desktop.store.plain import answers_from
from rrp_desktop.store.tables import CHILDREN, OWN, RECORDS, REVISION

_THEN = {
    name: Table(f"then_{name}", MetaData(), *(Column(column.name, column.type) for column in table.columns))
    for name, table in (RECORDS | CHILDREN).items()
}
_KEPT = frozenset(OWN) - {"key", "revision", "standing", "counted_on", "shift_start"}


@dataclass(frozen=True, slots=True)
class _Until:
    """A clock that does not go past *end*."""

    clock: Clock
    end: datetime

    def now(self) -> datetime:
        return min(self.clock.now(), self.end)

    def monotonic(self) -> float:
        return self.clock.monotonic()


class KnownOn(ClockKept):
    """Looking back at what was known."""

    @contextmanager
    def as_known_on(self, day: date) -> Iterator[None]:
        """Inside, whatever is read, found or counted is as it was known at the end of *day*.

        Nothing can be written meanwhile.
        """
        self._reading_as(Act.SEE_CHARTS)
        with self.reading() as connection:
            assert not self._writing, "nothing is looked back at while something is written"
            clock, self._clock = self._clock, _Until(self._clock, midnight(day + DAY))
            try:
                self._stand_in(connection, midnight(day + DAY))
                yield
            finally:
                self._clock = clock
                _step_aside(connection)

    def _stand_in(self, connection: Connection, end: datetime) -> None:
        last = (
            connection.execute(select(func.max(REVISION.c.number)).where(REVISION.c.at < end)).scalar() or 0
        )
        connection.exec_driver_sql(
            "CREATE TEMP TABLE then_changed AS "
            f"SELECT DISTINCT form, key FROM main.revision WHERE number > {last}"
        )
        changed = connection.exec_driver_sql(
            "SELECT DISTINCT form, key FROM main.revision NATURAL JOIN then_changed "
            f"WHERE main.revision.number <= {last}"
        ).all()
        for name in _THEN:
            connection.exec_driver_sql(
                f"CREATE TEMP TABLE then_{name} AS SELECT * FROM main.{name} WHERE FALSE"
            )
        for form, key in changed:
            if form in FORMS:
                self._redraw(connection, FORMS[form], key, last)
        connection.exec_driver_sql(
            f"CREATE TEMP VIEW revision AS SELECT * FROM main.revision WHERE number <= {last}"
        )
        for form in FORMS.values():
            _view(connection, form.name, form.name, "key")
            for field in form.fields():
                if field.rows is not None:
                    _view(connection, form.name, field.rows.name, "parent")

    def _redraw(self, connection: Connection, form: Form, key: str, last: int) -> None:
        """The rows of a record as its last revision up to event number *last* left them, if it had any."""
        asked = select(REVISION).where(
            REVISION.c.form == form.name, REVISION.c.key == key, REVISION.c.number <= last
        )
        then = connection.execute(asked.order_by(REVISION.c.number.desc()).limit(1)).first()
        if then is None or then.answers == PURGED:
            return
        row: Row[Any] = connection.execute(
            select(RECORDS[form.name]).where(RECORDS[form.name].c.key == key)
        ).one()
        answers = answers_from(form, json.loads(then.answers))
        state = "saved" if later(check(form, answers, self._lists, self._clock.now())) else "complete"
        state = "void" if then.action in ("void", "merge") else state
        columns, entries = self._drawn(form, answers, row.recorded_at, state)
        columns |= {name: getattr(row, name) for name in _KEPT} | {"key": key, "revision": then.revision}
        connection.execute(insert(_THEN[form.name]), columns)
        for name, rows in entries.items():
            if rows:
                connection.execute(insert(_THEN[name]), [entry | {"parent": key} for entry in rows])


def _view(connection: Connection, form: str, name: str, key: str) -> None:
    names = ", ".join(f'"{column.name}"' for column in _THEN[name].columns)
    connection.exec_driver_sql(
        f"CREATE TEMP VIEW {name} AS SELECT {names} FROM main.{name} "
        f"WHERE {key} NOT IN (SELECT key FROM then_changed WHERE form = '{form}') "
        f"UNION ALL SELECT {names} FROM then_{name}"
    )


def _step_aside(connection: Connection) -> None:
    found = connection.exec_driver_sql("SELECT type, name FROM temp.sqlite_schema WHERE type != 'index'")
    for kind, name in found.all():
        connection.exec_driver_sql(f"DROP {kind} temp.{name}")
