"""The current content of a ward as plain columns, kept in step with every bundle that arrives."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from rrp_desktop.bundle.schema import RECORDS, Row
from rrp_desktop.central import database
from rrp_desktop.central.tables import HUDDLE_MONTHS, HUDDLES, INCIDENTS, MONTH_COUNTS, PEOPLE, WARD_MONTHS
from rrp_desktop.central.versions import rows_of_all

_PEOPLE = ("ethnic_category", "gender", "age_band", "learning_disability", "autism")
Place = tuple[str, str, str]
"""A section, a ward, and what makes the row itself."""
_Rows = dict[tuple[str, ...], list[Row]]
"""By the key of the table they are told in."""


def refresh(connection: sa.Connection, changed: Mapping[Place, bytes | None], new: Collection[Place]) -> None:
    """Bring the columns in step at the *changed* places, some of them *new*, with what counts there now."""
    told: dict[str, _Rows] = defaultdict(dict)
    wanted = {place: body for place, body in changed.items() if place[0] in _TOLD}
    for (section, ward, place), rows in zip(wanted, rows_of_all(wanted.values()), strict=True):
        key = (place,) if section in RECORDS else reversed(json.loads(place))
        told[section][ward, *key] = rows
    huddles = told["huddles"]
    months = _months(connection, [key for key in huddles if ("huddles", *key) not in new])
    for section, (table, columns) in _TOLD.items():
        _bring(connection, table, told[section], columns)
    months |= {(key[0], row["day"][:7]) for key, rows in huddles.items() for row in rows}
    _count_huddles(connection, months)


def _incident(ward: str, rows: Sequence[Row]) -> dict[str, Any]:
    [row] = rows
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


def _huddle(ward: str, rows: Sequence[Row]) -> dict[str, Any]:
    [row] = rows
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


def _person(ward: str, rows: Sequence[Row]) -> dict[str, Any]:
    [row] = rows
    return {"ward": ward, "person": row["person"]} | {name: row.get(name) or "" for name in _PEOPLE}


_TOLD: dict[str, tuple[sa.Table, Callable[[str, Any], dict[str, Any]]]] = {
    "days": (WARD_MONTHS, _month),
    "counts": (MONTH_COUNTS, _counted),
    "people": (PEOPLE, _person),
    "incidents": (INCIDENTS, _incident),
    "huddles": (HUDDLES, _huddle),
}


def _bring(
    connection: sa.Connection,
    table: sa.Table,
    told: _Rows,
    columns: Callable[[str, Any], dict[str, Any]],
) -> None:
    names = table.primary_key.columns.keys()
    database.put(
        connection, table, [columns(key[0], told[key]) for key in sorted(told) if told[key]], over=True
    )
    database.drop(
        connection, table, [dict(zip(names, key, strict=True)) for key, rows in told.items() if not rows]
    )


def _months(connection: sa.Connection, keys: Iterable[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The wards and months of huddles as they stand."""
    found: set[tuple[str, ...]] = set()
    asked = sa.select(HUDDLES.c.ward, HUDDLES.c.month).distinct()
    for batch in database.batches(keys):
        these = asked.where(sa.tuple_(HUDDLES.c.ward, HUDDLES.c.key).in_(batch))
        found.update(map(tuple, connection.execute(these)))
    return found


def _count_huddles(connection: sa.Connection, months: Iterable[tuple[str, ...]]) -> None:
    which = [{"ward": ward, "month": month} for ward, month in sorted(months)]
    database.drop(connection, HUDDLE_MONTHS, which)
    if which:
        connection.execute(_HELD, which)


_HELD = sa.insert(HUDDLE_MONTHS).from_select(
    HUDDLE_MONTHS.columns.keys(),
    sa.select(
        HUDDLES.c.ward,
        HUDDLES.c.month,
        sa.func.count(),
        sa.func.sum(sa.case((HUDDLES.c.state == "held", 1), else_=0)),
        sa.func.coalesce(sa.func.sum(HUDDLES.c.minutes), 0),
        sa.func.count(HUDDLES.c.minutes),
    )
    .where(HUDDLES.c.ward == sa.bindparam("ward"), HUDDLES.c.month == sa.bindparam("month"))
    .group_by(HUDDLES.c.ward, HUDDLES.c.month),
)
