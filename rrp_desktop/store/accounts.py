"""Two accounts of one event made to count once, and deaths that the manager has reviewed.

Nothing is lost by it: a merged record keeps its answers and its history, points to the one that counts
instead, and can be parted from it again.
"""

from typing import Any

from sqlalchemy import Connection, Row, Select, select

from rrp_desktop.errors import Refused
from rrp_desktop.forms.check import later
from rrp_desktop.forms.library import FORMS
from rrp_desktop.people import Act, StaffMember, act_to_see
from rrp_desktop.store.counts import Counts
from rrp_desktop.store.records import must_stand, need_reason
from rrp_desktop.store.rows import answers_of, whole_rows
from rrp_desktop.store.seen import seen
from rrp_desktop.store.tables import RECORDS, REVISION
from rrp_desktop.store.told import Record

_INCIDENT = FORMS["incident"]


class Accounts(Counts):
    """Incidents that are one event, and incidents that wait for the manager."""

    def merge(self, key: str, into: str, reason: str, *, by: StaffMember, origin: object = None) -> None:
        """Let the incident *into* count for the incident *key* as well: both are of the same event."""
        need_reason(reason)
        with self.writing() as connection:
            actor = self._actor(by, Act.JOIN)
            row, other = self._row(connection, _INCIDENT, key), self._row(connection, _INCIDENT, into)
            must_stand(row)
            must_stand(other)
            if key == into:
                raise Refused("merge-itself", "Choose the other record of this event.")
            _must_be_alone(connection, key)
            self._stand(connection, _INCIDENT, row, "void", "merge", actor, reason, origin, merged_into=into)
            self._tell_changed(_INCIDENT, into, origin, answers_of(_INCIDENT, other))

    def part(self, key: str, reason: str, *, by: StaffMember, origin: object = None) -> None:
        """Take a merged incident out again: it was an event of its own."""
        need_reason(reason)
        with self.writing() as connection:
            actor = self._actor(by, Act.JOIN)
            row = self._row(connection, _INCIDENT, key)
            if row.last_action != "merge":
                raise Refused("not-merged", "This record is not merged into another.")
            left = later(self._problems(connection, _INCIDENT, answers_of(_INCIDENT, row), key))
            state = "saved" if left else "complete"
            self._stand(connection, _INCIDENT, row, state, "part", actor, reason, origin)
            other = self._row(connection, _INCIDENT, row.last_merged_into)
            self._tell_changed(_INCIDENT, other.key, origin, answers_of(_INCIDENT, other))

    def accounts(self, key: str) -> tuple[Record, ...]:
        """The other accounts of an incident: those that were merged into it, as they were written."""
        with self.reading() as connection:
            hidden = self._hidden(_INCIDENT.name, self._reading_as(act_to_see(_INCIDENT.name)))
            rows = connection.execute(_merged_into(key))
            return tuple(seen(self._record(_INCIDENT, row), hidden) for row in rows)

    def release(self, key: str, *, by: StaffMember, reason: str = "", origin: object = None) -> None:
        """Say that the manager has reviewed a death: from then on the record is sent like any other."""
        with self.writing() as connection:
            actor = self._actor(by, Act.AMEND)
            row = self._row(connection, _INCIDENT, key)
            must_stand(row)
            left = later(self._problems(connection, _INCIDENT, answers_of(_INCIDENT, row), key))
            others = [problem for problem in left if problem.code != "held"]
            if len(others) == len(left):
                raise Refused("not-held", "This record is not waiting for the manager.")
            state = "saved" if others else "complete"
            self._stand(connection, _INCIDENT, row, state, "release", actor, reason, origin)

    def void(self, form: str, key: str, reason: str, *, by: StaffMember, origin: object = None) -> None:
        """Mark a record void. The row stays; counts no longer see it.

        With the reason `undone` anybody may void what they saved last, while that shift runs.
        """
        with self.writing() as connection:
            if form == _INCIDENT.name:
                _must_be_alone(connection, key)
            super().void(form, key, reason, by=by, origin=origin)


def _merged_into(key: str) -> Select[Any]:
    ever = select(REVISION.c.key).where(REVISION.c.merged_into == key).scalar_subquery()
    table = RECORDS[_INCIDENT.name]
    now = (table.c.key.in_(ever), REVISION.c.action == "merge", REVISION.c.merged_into == key)
    return whole_rows(_INCIDENT.name).where(*now).order_by(REVISION.c.number)


def _must_be_alone(connection: Connection, key: str) -> None:
    row: Row[Any] | None = connection.execute(_merged_into(key)).first()
    if row is not None:
        raise Refused("has-accounts", "Another record was merged into this one. Part them first.")
