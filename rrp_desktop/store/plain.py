"""Answers as JSON and back, with one spelling for equal answers. Times are kept to the second."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from rrp_desktop.forms.spec import Answers, Form, Kind


def spell(content: Any) -> str:
    """The one spelling of *content*."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def moment_text(moment: datetime) -> str:
    """*moment* (aware) as it is kept: 2026-11-21T13:34:00Z."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def moment_from(text: str) -> datetime:
    """The moment that *text* was kept for."""
    return datetime.fromisoformat(text)


def plain(value: Any) -> Any:
    """An answer, or answers, as JSON holds them."""
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items() if each is not None}
    if isinstance(value, (tuple, list)):
        return [plain(each) for each in value]
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def answers_from(form: Form, kept: Mapping[str, Any]) -> Answers:
    """The answers to *form* that *kept* holds. Questions the form no longer has are passed over."""
    return {
        field.name: _value(field.kind, field.rows, kept[field.name])
        for field in form.fields()
        if field.name in kept
    }


def _value(kind: Kind, rows: Form | None, value: Any) -> Any:
    if rows is not None:
        return tuple(answers_from(rows, row) for row in value)
    if kind is Kind.CHOICES:
        return tuple(value)
    if kind is Kind.MOMENT:
        # A draft may hold a time that somebody has only begun to type.
        return moment_from(value) if len(value) > len("HH:MM") else value
    if kind is Kind.DAY:
        return date.fromisoformat(value)
    return value
