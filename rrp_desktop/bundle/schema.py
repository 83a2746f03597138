"""What may stand in each section of a bundle, row by row, drawn from the forms.

Only fields that leave the ward exist here, and none of them is free text: a bundle with anything else in
it is refused at the centre, whoever signed it.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from rrp_desktop.bundle import canonical
from rrp_desktop.errors import Damaged
from rrp_desktop.forms.export import MONTHLY, SECTIONS, STANDING, leaving
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import SHIPPED
from rrp_desktop.forms.spec import Field, Form, Kind

Row = dict[str, Any]
_Check = Callable[[Any], bool]

RECORDS = MONTHLY | STANDING
"""The sections that hold records, and the form each record was made with."""

_MOST = 1_000_000
_YEARS = range(2000, 2101)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ")
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_PSEUDONYM = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VERSION = re.compile(r"[A-Za-z0-9 .-]{1,40}")


def check_rows(section: str, rows: list[Any]) -> None:
    """Damaged with `row` at the first of *rows* that may not stand in *section*, or stands out of order."""
    known = _SECTIONS[section]
    before: tuple[Any, ...] | None = None
    for number, row in enumerate(rows, 1):
        wrong = known.wrong(row)
        if wrong is not None:
            raise _wrong(section, number, wrong)
        place = known.place(row)
        if before is not None and place <= before:
            raise _wrong(section, number, "order")
        before = place


def in_order(section: str, rows: tuple[Row, ...]) -> list[Row]:
    """*rows* in the one order a bundle keeps them in."""
    return sorted(rows, key=_SECTIONS[section].place)


def place_of(section: str, row: Row) -> tuple[Any, ...]:
    """What makes *row* itself and no other row of its *section*."""
    return _SECTIONS[section].place(row)


def _wrong(section: str, number: int, name: str) -> Damaged:
    return Damaged(
        "row",
        f"Row {number} of {section} is not as its form says (at “{name}”). Ask the ward to make it again.",
    )


@dataclass(frozen=True, slots=True)
class _Shape:
    """The fields a row must have, all of them and no others, and which of them tell it apart."""

    fields: Mapping[str, _Check]
    apart: tuple[str, ...]
    agrees: _Check = lambda _row: True

    def wrong(self, row: Any) -> str | None:
        if not isinstance(row, dict) or row.keys() != self.fields.keys():
            return "fields"
        for name, check in self.fields.items():
            if not check(row[name]):
                return name
        return None if self.agrees(row) else "sum"

    def place(self, row: Row) -> tuple[Any, ...]:
        return tuple(row[name] for name in self.apart)


@dataclass(frozen=True, slots=True)
class _ByForm:
    """Rows of several forms in one section: `form` says which, `month` which month was changed."""

    shapes: Mapping[str, _Shape]

    def wrong(self, row: Any) -> str | None:
        form = row.get("form") if isinstance(row, dict) else None
        shape = self.shapes.get(form) if isinstance(form, str) else None
        return "form" if shape is None else shape.wrong(row)

    def place(self, row: Row) -> tuple[Any, ...]:
        return row["form"], row["key"]


def _or_null(check: _Check) -> _Check:
    return lambda value: value is None or check(value)


def _spelled(pattern: re.Pattern[str]) -> _Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _whole(least: int = 0, most: int = _MOST) -> _Check:
    return lambda value: type(value) is int and least <= value <= most


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and canonical.day(value).year in _YEARS
    except ValueError:
        return False


def _is_moment(value: Any) -> bool:
    try:
        return (
            isinstance(value, str)
            and _MOMENT.fullmatch(value) is not None
            and datetime.fromisoformat(value).year in _YEARS
        )
    except ValueError:
        return False


def _is_month(value: Any) -> bool:
    return isinstance(value, str) and _is_day(f"{value}-01")


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _of_kind(field: Field) -> _Check:
    match field.kind:
        case Kind.CHOICE:
            return _code_of(field)
        case Kind.CHOICES:
            return _codes(_code_of(field))
        case Kind.WHOLE:
            return _whole(field.at_least or 0, _MOST if field.at_most is None else field.at_most)
        case Kind.TEXT | Kind.NOTE | Kind.NHS_NUMBER:
            return lambda _value: False
        case Kind.MOMENT:
            return _is_moment
        case Kind.DAY:
            return _is_day
        case Kind.FLAG:
            return _is_flag
        case Kind.RECORD:
            return _spelled(_PSEUDONYM if field.record == "person" else _KEY)
        case Kind.ROWS:
            assert field.rows is not None
            return _rows(_Shape(_fields(field.rows), ()))
        case _:
            assert_never(field.kind)


def _code_of(field: Field) -> _Check:
    """A shipped list's own codes; for a list the ward keeps itself, anything that looks like a code."""
    if field.options not in SHIPPED:
        return _spelled(_CODE)
    codes = frozenset(option.code for option in SHIPPED[field.options])
    return lambda value: isinstance(value, str) and value in codes


def _codes(check: _Check) -> _Check:
    return lambda value: (
        isinstance(value, list) and value != [] and all(map(check, value)) and len(set(value)) == len(value)
    )


def _rows(shape: _Shape) -> _Check:
    return lambda value: isinstance(value, list) and all(shape.wrong(row) is None for row in value)


def _fields(form: Form) -> dict[str, _Check]:
    """A check for each field of *form* that leaves the ward. A question may be unanswered, a date may not."""
    return {
        field.name: _of_kind(field)
        if field.kind is Kind.ROWS or (field.needed and field.name == form.dated_by)
        else _or_null(_of_kind(field))
        for field in leaving(form)
    }


def _record(form: Form, more: Mapping[str, _Check] | None = None) -> _Shape:
    head: dict[str, _Check] = {
        "key": _spelled(_KEY),
        "revision": _whole(1),
        "recorded_at": _is_moment,
    }
    if any(field.record == "person" for field in form.fields()):
        head["person"] = _or_null(_spelled(_PSEUDONYM))
    return _Shape({**head, **_fields(form), **(more or {})}, ("key",))


_AMENDED: dict[str, _Check] = {"form": _spelled(_NAME), "month": _is_month}
_COUNTED = ("shifts", "nil", "incident", "unconfirmed", "huddles_expected")
_BEDS = ("occupied", "available", "closed", "on_leave")

_SECTIONS: dict[str, _Shape | _ByForm] = {
    "codes": _Shape({"list": _spelled(_NAME), "version": _spelled(_VERSION)}, ("list",)),
    "days": _Shape(
        {"day": _is_day}
        | dict.fromkeys(_COUNTED, _whole(0, 100))
        | dict.fromkeys(_BEDS, _or_null(_whole(0, 1000))),
        ("day",),
        lambda row: row["shifts"] == row["nil"] + row["incident"] + row["unconfirmed"],
    ),
    "counts": _Shape(
        {
            "measure": _spelled(_NAME),
            "definition": _whole(1),
            "day": _is_day,
            "count": _or_null(_whole()),
            "known": _is_flag,
        },
        ("measure", "day"),
        lambda row: row["known"] == (row["count"] is not None),
    ),
    "people": _Shape({"person": _spelled(_PSEUDONYM)} | _fields(FORMS["person"]), ("person",)),
    **{section: _record(FORMS[form]) for section, form in RECORDS.items()},
    "amendments": _ByForm({name: _record(FORMS[name], _AMENDED) for name in MONTHLY.values()}),
    "tombstones": _ByForm(
        {
            name: _Shape(
                {
                    "form": _spelled(_NAME),
                    "key": _spelled(_KEY),
                    "revision": _whole(1),
                    "month": _or_null(_is_month),
                },
                ("key",),
            )
            for name in RECORDS.values()
        }
    ),
}
assert tuple(_SECTIONS) == SECTIONS
