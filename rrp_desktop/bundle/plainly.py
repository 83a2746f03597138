"""Outgoing rows in plain words, so that a person can read exactly what leaves the ward."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from rrp_desktop.clock import day_of, spoken_day, spoken_time
from rrp_desktop.forms.export import MONTHLY, STANDING
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.lists import Lists
from rrp_desktop.forms.spec import Field, Form
from rrp_desktop.measures import MEASURES

_SECTIONS = MONTHLY | STANDING | {"people": "person"}
_FORMS_OF: dict[str, tuple[Form, ...]] = {
    **{section: (FORMS[form],) for section, form in _SECTIONS.items()},
    "amendments": tuple(FORMS[form] for form in MONTHLY.values()),
}
_TITLES = {
    "person": "Person (pseudonym)",
    "key": "Record",
    "revision": "Revision",
    "recorded_at": "Recorded",
    "day": "Day",
    "month": "Month",
    "measure": "Measure",
    "count": "Count",
    "known": "Known",
}


def in_words(
    section: str, rows: Sequence[Mapping[str, Any]], lists: Lists
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Header and rows of *section*: columns that hold anything, answers in their own words."""
    fields = {field.name: field for form in _FORMS_OF.get(section, ()) for field in form.fields()}
    names = list(dict.fromkeys(name for row in rows for name in row if row[name] not in (None, [])))
    names.sort(key=lambda name: name in ("key", "revision", "recorded_at"))
    header = tuple(_title(fields.get(name), name) for name in names)
    return header, tuple(
        tuple(_words(fields.get(name), row.get(name), lists) for name in names) for row in rows
    )


def _title(field: Field | None, name: str) -> str:
    return _TITLES.get(name) or (field.title.rstrip("?") if field else name.replace("_", " ").capitalize())


def _words(field: Field | None, value: Any, lists: Lists) -> str:
    if value is None or value == []:
        return "–"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if field is not None and field.rows is not None:
        return "; ".join(_row(field.rows, row, lists) for row in value)
    if field is not None and field.options:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(lists[field.options].title_of(code) for code in codes)
    return _plain(value)


def _row(form: Form, row: Mapping[str, Any], lists: Lists) -> str:
    """A child row: its choices as they are, numbers and times behind their titles."""
    said = (
        (field, _words(field, row[field.name], lists))
        for field in form.fields()
        if row.get(field.name) not in (None, [])
    )
    return ", ".join(
        words if field.name == "type" else f"{field.title.rstrip('?').lower()} {words[:1].lower()}{words[1:]}"
        for field, words in said
    )


def _plain(value: Any) -> str:
    if not isinstance(value, str):
        return str(value)
    if value in MEASURES:
        return MEASURES[value].title
    for read in (_moment, _day):
        try:
            return read(value)
        except ValueError:
            continue
    return f"{value[:4]}…{value[-2:]}" if len(value) in (32, 36) else value


def _moment(value: str) -> str:
    moment = datetime.strptime(value, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    return f"{spoken_day(day_of(moment))} {spoken_time(moment)}"


def _day(value: str) -> str:
    return spoken_day(date.fromisoformat(value))
