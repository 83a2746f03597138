"""The tables: one for each form, drawn from its declaration, and those the store keeps for itself.

Every form's table begins with the store's own columns (`OWN`). `counted_on` is the ordinal of the
London day a record counts for, `shift_start` the start of the shift it fell in or is about, in minutes
since 1970: whole numbers both, since SQLCipher wipes every scrap of text it lets go of. Child forms have a
table of their own, with `counted_on` and `standing` repeated so that one index answers a count.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, assert_never

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    literal_column,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ColumnElement
from sqlalchemy.types import TypeEngine

from rrp_desktop.clock import offset_minutes
from rrp_desktop.forms.library import FORMS
from rrp_desktop.forms.spec import Answers, Field, Form, Kind
from rrp_desktop.store.plain import moment_from, moment_text

METADATA = MetaData()
OWN = (
    "key",
    "revision",
    "standing",
    "counted_on",
    "shift_start",
    "recorded_at",
    "recorded_by",
    "entered_for",
    "form_version",
    "lists_version",
    "zone",
)


class Codes(TypeDecorator[tuple[str, ...]]):
    """A set of codes in one column, commas between."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, _dialect: Dialect) -> str | None:
        return None if value is None else ",".join(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value.split(","))


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, to the second, as text that sorts."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        return None if value is None else moment_text(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else moment_from(value)


class Day(TypeDecorator[date]):
    """A date as ISO text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, _dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, _dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


def _type(kind: Kind) -> TypeEngine[Any] | None:
    match kind:
        case Kind.CHOICE | Kind.TEXT | Kind.NOTE | Kind.RECORD | Kind.NHS_NUMBER:
            return String()
        case Kind.CHOICES:
            return Codes()
        case Kind.WHOLE:
            return Integer()
        case Kind.FLAG:
            return Boolean()
        case Kind.MOMENT:
            return Moment()
        case Kind.DAY:
            return Day()
        case Kind.ROWS:
            return None
        case _:
            assert_never(kind)


def _columns(form: Form) -> Iterator[Column[Any]]:
    for field in form.fields():
        kept_as = _type(field.kind)
        if kept_as is None:
            continue
        yield Column(field.name, kept_as)
        if field.kind is Kind.MOMENT:
            yield Column(f"{field.name}_offset", Integer)


def child_fields(form: Form) -> Iterator[tuple[Field, Form]]:
    """The fields of *form* that hold rows, each with the form of its rows."""
    for field in form.fields():
        if field.rows is not None:
            yield field, field.rows


def _form_table(form: Form) -> Table:
    return Table(
        form.name,
        METADATA,
        Column("key", String, primary_key=True),
        Column("revision", Integer, nullable=False),
        Column("standing", String, nullable=False),
        Column("counted_on", Integer, nullable=False),
        Column("shift_start", Integer),
        Column("recorded_at", Moment, nullable=False),
        Column("recorded_by", String, nullable=False),
        Column("entered_for", String, nullable=False),
        Column("form_version", Integer, nullable=False),
        Column("lists_version", Integer, nullable=False),
        Column("zone", String, nullable=False),
        *_columns(form),
    )


def _child_table(parent: Form, form: Form) -> Table:
    return Table(
        form.name,
        METADATA,
        Column("parent", ForeignKey(f"{parent.name}.key"), primary_key=True),
        Column("position", Integer, primary_key=True),
        Column("standing", String, nullable=False),
        Column("counted_on", Integer, nullable=False),
        *_columns(form),
        sqlite_with_rowid=False,
    )


def sorted_by(form: Form) -> str:
    """The column that says in which order records of one day happened."""
    needed = (field for field in form.fields() if field.needed and field.kind is Kind.MOMENT)
    return next((field.name for field in needed if field.name == form.dated_by), "recorded_at")


def standing(table: Table) -> ColumnElement[bool]:
    """The rows that count. Written out, not bound: only so does SQLite use the indexes kept for them."""
    return table.c.standing != literal_column("'void'")


def unfinished(table: Table) -> ColumnElement[bool]:
    """The rows with something left for later; written out for the same reason."""
    return table.c.standing == literal_column("'saved'")


def _index(table: Table, *names: str) -> None:
    """An index of the rows that count, `standing` included: else each row would be looked up for it."""
    Index(
        f"{table.name}_by_{'_'.join(names)}",
        *(table.c[name] for name in (*names, "standing")),
        sqlite_where=standing(table),
    )


RECORDS: dict[str, Table] = {name: _form_table(form) for name, form in FORMS.items()}
CHILDREN: dict[str, Table] = {
    rows.name: _child_table(form, rows) for form in FORMS.values() for _, rows in child_fields(form)
}
_SOUGHT = {"incident": ("kinds", "person", "place", "recorded_by", "incident_number")}
"""What is looked for in a form's list, so that its index holds it too."""
for _form, _table in RECORDS.items():
    _index(_table, "counted_on", sorted_by(FORMS[_form]), "key", *_SOUGHT.get(_form, ()))
    Index(
        f"{_table.name}_unfinished",
        _table.c.counted_on,
        sqlite_where=unfinished(_table),
    )
_index(RECORDS["incident"], "counted_on", "kinds", "violence", "self_harm", "rt_monitoring")
_index(RECORDS["incident"], "shift_start")
_index(RECORDS["huddle"], "counted_on", "slot", "state", "quick")
_index(RECORDS["huddle"], "day", "slot")
_index(RECORDS["confirmation"], "shift_start", "key")
_index(RECORDS["confirmation"], "day", "shift")
_index(RECORDS["census"], "day")
_index(RECORDS["person"], "ward_code")
_index(RECORDS["incident"], "person", "counted_on")
_index(RECORDS["episode"], "person", "counted_on")
_index(CHILDREN["intervention"], "counted_on", "type")

REVISION = Table(
    "revision",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("form", String, nullable=False),
    Column("key", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("action", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("answers", String, nullable=False),
    Column("previous", String, nullable=False),
    Column("hash", String, nullable=False),
    Column("reasons", String),
    Column("merged_into", String),
    UniqueConstraint("form", "key", "revision"),
)
Index("revision_by_at", REVISION.c.at)
Index("revision_by_merged_into", REVISION.c.merged_into, sqlite_where=REVISION.c.merged_into.is_not(None))
DRAFT = Table(
    "draft",
    METADATA,
    Column("key", String, primary_key=True),
    Column("form", String, nullable=False),
    Column("answers", String, nullable=False),
    Column("by", String, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("entered_for", String),
)
STAFF = Table(
    "staff",
    METADATA,
    Column("key", String, primary_key=True),
    Column("shown", String, nullable=False),
    Column("role", String, nullable=False),
    Column("until", Moment),
    Column("verifier", String, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("told_until", Moment),
)
FORM_TIME = Table(
    "form_time",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("form", String, nullable=False),
    Column("day", Day, nullable=False),
    Column("seconds", Integer, nullable=False),
)
SETTING = Table(
    "setting",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
SECRET = Table(
    "secret",
    METADATA,
    Column("name", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
CODE_LISTS = Table(
    "code_lists",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("versions", String, nullable=False, unique=True),
)
EXPORT = Table(
    "export",
    METADATA,
    Column("epoch", String, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("month", Day, nullable=False),
    Column("sha256", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("written_at", Moment, nullable=False),
    Column("cutoff", Integer, nullable=False),
    Column("received", Day),
    Column("content_sha256", String, nullable=False),
)
PACK = Table(
    "pack",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("kept_at", Moment, nullable=False),
    Column("content", LargeBinary, nullable=False),
)


def columns_of(form: Form, answers: Answers) -> dict[str, Any]:
    """The columns that hold *answers*, every one of them named, child rows left out."""
    columns: dict[str, Any] = {}
    for field in form.fields():
        if field.rows is not None:
            continue
        value = answers.get(field.name)
        columns[field.name] = value
        if field.kind is Kind.MOMENT:
            columns[f"{field.name}_offset"] = None if value is None else offset_minutes(value)
    return columns
