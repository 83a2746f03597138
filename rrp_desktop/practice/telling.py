"""What could be written down at a moment: nothing that had not happened yet."""

from datetime import datetime
from typing import Any

from rrp_desktop.forms.spec import Answers

_BEGINS = ("started_at", "held_at")
_FOLLOWS = {"ended_at": "minutes", "returned_at": "return_method"}


def known_at(answers: Answers, moment: datetime) -> dict[str, Any]:
    """*answers* without the times after *moment*, and without what only those times could tell."""
    ahead = {name for name, value in answers.items() if isinstance(value, datetime) and value > moment}
    ahead |= {_FOLLOWS[name] for name in ahead if name in _FOLLOWS}
    known: dict[str, Any] = {}
    for name, value in answers.items():
        if name in ahead:
            continue
        if isinstance(value, tuple) and value and isinstance(value[0], dict):
            value = tuple(known_at(row, moment) for row in value if _begun(row, moment))
            if not value:
                continue
        known[name] = value
    return known


def settled_at(answers: Answers) -> datetime:
    """The last time that *answers* speak of."""
    moments = [value for value in answers.values() if isinstance(value, datetime)]
    for value in answers.values():
        if isinstance(value, tuple) and value and isinstance(value[0], dict):
            moments += [moment for row in value for moment in row.values() if isinstance(moment, datetime)]
    return max(moments)


def _begun(row: Answers, moment: datetime) -> bool:
    return all(row[name] <= moment for name in _BEGINS if name in row)
