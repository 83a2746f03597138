"""JSON with one spelling for each content.

Sorted keys, no spaces, ASCII, no NaN, no key twice. What is read is written again and compared, so a
second spelling of the same content is refused like any other damage.
"""

import json
from datetime import date
from typing import Any

from rrp_desktop.errors import Damaged

BRACKETS = 2_000
LEVELS = 16
_DIGITS = 16


def spell(content: Any) -> bytes:
    """The one spelling of *content*, without a line end."""
    return _SPELLING.encode(content).encode("ascii")


def read(spelled: bytes) -> Any:
    """The content of *spelled*; Damaged with `json-spelling` unless it is spelled the one way."""
    brackets = spelled.count(b"{") + spelled.count(b"[")
    if brackets > BRACKETS:
        raise _wrong()
    try:
        content = _PARSING.decode(spelled.decode("ascii"))
        if brackets >= LEVELS:
            _shallow(content, LEVELS)
        same = spell(content) == spelled
        if b"\\ud" in spelled:
            json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise _wrong() from None
    if not same:
        raise _wrong()
    return content


def day(spelled: str) -> date:
    """The date that *spelled* gives as YYYY-MM-DD; ValueError for any other way to write it."""
    found = date.fromisoformat(spelled)
    if found.isoformat() != spelled:
        raise ValueError
    return found


def _shallow(content: Any, left: int) -> None:
    """ValueError if *content* nests deeper than *left* levels: parsers differ in how deep they go."""
    if not left:
        raise ValueError
    inner = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    for each in inner:
        _shallow(each, left - 1)


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise ValueError
    return int(digits)


_SPELLING = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False, check_circular=False
)
_PARSING = json.JSONDecoder(parse_int=_whole)


def _wrong() -> Damaged:
    return Damaged(
        "json-spelling",
        "The content is not written as this programme writes it. Ask for a new file.",
    )
