"""How a record lies in its tables: the rows of a form, and the statements that ask for them."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, insert, select, update

from rrp_desktop.forms.spec import Answers, Form
from rrp_desktop.store.plain import answers_from, moment_text
from rrp_desktop.store.tables import CHILDREN, RECORDS, REVISION, sorted_by, standing
from rrp_desktop.store.told import Record

ONCE = {
    "confirmation": ("day", "shift"),
    "census": ("day",),
    "person": ("ward_code",),
    "huddle": ("day", "slot"),
    "leave_tally": ("day", "shift"),
}
"""What two records of a form may not both say."""


def whole_rows(form: str) -> Select[Any]:
    """The rows of a form with the answers, action and number of their latest revision."""
    table = RECORDS[form]
    latest = (
        (REVISION.c.form == form)
        & (REVISION.c.key == table.c.key)
        & (REVISION.c.revision == table.c.revision)
    )
    names = ("answers", "action", "number", "merged_into")
    last = (REVISION.c[name].label(f"last_{name}") for name in names)
    # Joined outwards so that SQLite begins with the rows, in the order of their index.
    return select(table, *last).outerjoin(REVISION, latest)


def record_from(form: Form, row: Row[Any]) -> Record:
    """The record that *row* holds."""
    moment = getattr(row, sorted_by(form))
    return Record(
        form.name,
        row.key,
        row.revision,
        "merged" if row.last_action == "merge" else row.standing,
        answers_of(form, row),
        date.fromordinal(row.counted_on),
        row.recorded_at,
        row.recorded_by,
        row.entered_for,
        row.form_version,
        (f"{row.counted_on} {moment_text(moment)}", row.key),
        row.lists_version,
        row.last_merged_into or "",
    )


def answers_of(form: Form, row: Row[Any]) -> Answers:
    """The answers that *row* of `whole_rows` holds."""
    return answers_from(form, json.loads(row.last_answers))


def holds(row: Row[Any], columns: Mapping[str, Any]) -> bool:
    """Whether *row* holds every one of *columns*."""
    return all(getattr(row, name) == value for name, value in columns.items())


def _same(form: str, once: tuple[str, ...]) -> Select[Any]:
    """The records that say the same thing once more. A quick huddle comes on top of those that are due."""
    table = RECORDS[form]
    asked = select(table.c.key).where(standing(table), *(table.c[name] == bindparam(name) for name in once))
    return asked.where(table.c.quick.is_not(True)) if form == "huddle" else asked


# Made once: building a statement costs as much as running it.
SAME = {form: _same(form, once) for form, once in ONCE.items()}
INSERT = {name: insert(table) for name, table in (RECORDS | CHILDREN).items()}
ROW = {form: whole_rows(form).where(table.c.key == bindparam("key")) for form, table in RECORDS.items()}
UPDATE = {form: update(table).where(table.c.key == bindparam("of")) for form, table in RECORDS.items()}
EMPTY = {name: delete(table).where(table.c.parent == bindparam("of")) for name, table in CHILDREN.items()}
