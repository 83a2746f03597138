"""The records that something may still be owed for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from rrp_desktop.clock import DAY
from rrp_desktop.forms.beside import Other
from rrp_desktop.forms.library import FORMS
from rrp_desktop.store.rows import answers_of, whole_rows
from rrp_desktop.store.tables import CHILDREN, RECORDS, REVISION, standing, unfinished

FAR = 28
"""Days back to which an incident still asks for what should follow it."""
_SPELLS = 4
_INCIDENT, _EPISODE, _PERSON = RECORDS["incident"], RECORDS["episode"], RECORDS["person"]
_AFFECTED = CHILDREN["affected"]
_DEATH = and_(
    unfinished(_INCIDENT),
    or_(
        _INCIDENT.c.death == "yes",
        _INCIDENT.c.suspected_suicide == "yes",
        _INCIDENT.c.treatment == "died",
        _INCIDENT.c.return_method == "died",
        select(_AFFECTED.c.parent)
        .where(_AFFECTED.c.parent == _INCIDENT.c.key, _AFFECTED.c.physical_harm == "fatal")
        .exists(),
    ),
)
_MERGED = select(_INCIDENT.c.key, REVISION.c.merged_into).join(
    REVISION,
    and_(
        REVISION.c.form == "incident",
        REVISION.c.key == _INCIDENT.c.key,
        REVISION.c.revision == _INCIDENT.c.revision,
        REVISION.c.merged_into.is_not(None),
    ),
)


def owing(connection: Connection, today: date) -> list[Other]:
    """The records of each form, oldest first. A debrief of a merged incident is of the one that counts."""
    found = [
        *_read(connection, "incident", _since("incident", today, FAR)),
        *_read(connection, "incident", and_(_DEATH, ~_since("incident", today, FAR))),
        *_read(connection, "debrief", _since("debrief", today, FAR)),
        *_read(connection, "episode", or_(_since("episode", today, _SPELLS), _EPISODE.c.ended_at.is_(None))),
        *_read(connection, "hazard", RECORDS["hazard"].c.closed.is_(None)),
        *_read(connection, "hazard_review"),
        *_read(connection, "restriction", RECORDS["restriction"].c.ended.is_(None)),
        *_read(connection, "cycle", RECORDS["cycle"].c.decision.is_(None)),
    ]
    merged: dict[str, str] = {row.key: row.merged_into for row in connection.execute(_MERGED)}
    return [_following(record, merged) for record in found]


def ward_codes(connection: Connection, records: list[Other]) -> dict[str, str]:
    """The ward codes of the people in open episodes among *records*, by key."""
    people = {each.answers.get("person") for each in records if each.form == "episode"}
    asked = select(_PERSON.c.key, _PERSON.c.ward_code).where(_PERSON.c.key.in_(people - {None}))
    return {row.key: row.ward_code for row in connection.execute(asked)}


def _read(connection: Connection, form: str, *where: ColumnElement[bool]) -> Iterator[Other]:
    table = RECORDS[form]
    rows: Any = connection.execute(
        whole_rows(form).where(standing(table), *where).order_by(table.c.recorded_at, table.c.key)
    )
    return (Other(form, row.key, answers_of(FORMS[form], row)) for row in rows)


def _since(form: str, today: date, days: int) -> ColumnElement[bool]:
    return RECORDS[form].c.counted_on >= (today - days * DAY).toordinal()


def _following(record: Other, merged: dict[str, str]) -> Other:
    about = record.answers.get("incident")
    if about not in merged:
        return record
    return replace(record, answers={**record.answers, "incident": merged[about]})
