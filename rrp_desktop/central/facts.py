"""The current content of a ward as plain columns, kept in step with every bundle that arrives."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from rrp_desktop.bundle.schema import Row
from rrp_desktop.central import database
from rrp_desktop.central.tables import HUDDLE_MONTHS, HUDDLES, INCIDENTS, MONTH_COUNTS, PEOPLE, WARD_MONTHS
from rrp_desktop.central.versions import rows_of

_PEOPLE = ("ethnic_category", "gender", "age_band", "learning_disability", "autism")
Current = Mapping[tuple[str, str], bytes | None]
"""By section and place, the content that counts; None where none does."""
_Columns = Callable[[str, Any], dict[str, Any]]


def refresh(connection: sa.Connection, ward: str, current: Current) -> None:
    """Bring the columns of *ward* in step with the places in *current*."""
    sections: dict[str, dict[str, list[Row]]] = defaultdict(dict)
    for (section, place), body in current.items():
        sections[section][place] = [] if body is None else rows_of(body)
    _months_told(connection, WARD_MONTHS, ward, sections["days"], _month)
    _months_told(connection, MONTH_COUNTS, ward, sections["counts"], _counted)
    people = [_person(ward, row) for rows in sections["people"].values() for row in rows]
    _put(connection, PEOPLE, people)
    _records(connection, INCIDENTS, ward, sections["incidents"], incident_row)
    before = _months(connection, ward, sections["huddles"])
    _records(connection, HUDDLES, ward, sections["huddles"], huddle_row)
    after = {row["day"][:7] for rows in sections["huddles"].values() for row in rows}
    _count_huddles(connection, ward, before | after)


def incident_row(ward: str, row: Row) -> dict[str, Any]:
    """An incident as columns."""
    types = (each["type"] for each in row.get("interventions", ()) if "type" in each)
    return {
        "ward": ward,
        "key": row["key"],
        "month": row["started_at"][:7],
        "day": row["started_at"][:10],
        "person": row.get("person") or "",
        "kinds": _listed(row.get("kinds", ())),
        "types": _listed(types),
    }


def huddle_row(ward: str, row: Row) -> dict[str, Any]:
    """A huddle as columns."""
    return {
        "ward": ward,
        "key": row["key"],
        "month": row["day"][:7],
        "day": row["day"],
        "slot": row.get("slot") or "",
        "state": row.get("state") or "",
        "minutes": row.get("minutes"),
    }


def _listed(codes: Iterable[str]) -> str:
    """*codes* so that each can be looked for with its commas."""
    return "".join(f",{code}" for code in sorted(set(codes))) + ","


def _month(ward: str, rows: Sequence[Row]) -> dict[str, Any]:
    counted = [row["occupied"] for row in rows if row["occupied"] is not None]
    return {
        "ward": ward,
        "month": rows[0]["day"][:7],
        "days": len(rows),
        "shifts": sum(row["shifts"] for row in rows),
        "confirmed": sum(row["nil"] + row["incident"] for row in rows),
        "midnights": len(counted),
        "bed_days": sum(counted),
        "huddles_expected": sum(row["huddles_expected"] for row in rows),
    }


def _counted(ward: str, rows: Sequence[Row]) -> dict[str, Any]:
    return {
        "ward": ward,
        "month": rows[0]["day"][:7],
        "measure": rows[0]["measure"],
        "definition": max(row["definition"] for row in rows),
        "count": sum(row["count"] or 0 for row in rows),
        "days_known": sum(row["known"] for row in rows),
    }


def _person(ward: str, row: Row) -> dict[str, Any]:
    return {"ward": ward, "person": row["person"]} | {name: row.get(name) or "" for name in _PEOPLE}


def _put(connection: sa.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    database.put(connection, table, rows, over=True)


def _months_told(
    connection: sa.Connection, table: sa.Table, ward: str, places: Mapping[str, list[Row]], columns: _Columns
) -> None:
    _put(connection, table, [columns(ward, rows) for rows in places.values() if rows])
    for place in (place for place, rows in places.items() if not rows):
        *measure, month = json.loads(place)
        this = [table.c.ward == ward, table.c.month == month]
        connection.execute(sa.delete(table).where(*this, *(table.c.measure == each for each in measure)))


def _records(
    connection: sa.Connection, table: sa.Table, ward: str, places: Mapping[str, list[Row]], columns: _Columns
) -> None:
    gone = [place for place, rows in places.items() if not rows]
    for batch in database.batches(gone):
        connection.execute(sa.delete(table).where(table.c.ward == ward, table.c.key.in_(batch)))
    _put(connection, table, [columns(ward, row) for rows in places.values() for row in rows])


def _months(connection: sa.Connection, ward: str, places: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for batch in database.batches(places):
        asked = sa.select(HUDDLES.c.month).where(HUDDLES.c.ward == ward, HUDDLES.c.key.in_(batch))
        found.update(connection.scalars(asked.distinct()))
    return found


def _count_huddles(connection: sa.Connection, ward: str, months: Iterable[str]) -> None:
    held = sa.case((HUDDLES.c.state == "held", 1), else_=0)
    for batch in database.batches(sorted(months)):
        connection.execute(
            sa.delete(HUDDLE_MONTHS).where(HUDDLE_MONTHS.c.ward == ward, HUDDLE_MONTHS.c.month.in_(batch))
        )
        counted = (
            sa.select(
                HUDDLES.c.ward,
                HUDDLES.c.month,
                sa.func.count(),
                sa.func.sum(held),
                sa.func.coalesce(sa.func.sum(HUDDLES.c.minutes), 0),
                sa.func.count(HUDDLES.c.minutes),
            )
            .where(HUDDLES.c.ward == ward, HUDDLES.c.month.in_(batch))
            .group_by(HUDDLES.c.ward, HUDDLES.c.month)
        )
        connection.execute(sa.insert(HUDDLE_MONTHS).from_select(list(HUDDLE_MONTHS.c.keys()), counted))
