"""JSON with one spelling for each content.

Sorted keys, no spaces, ASCII, no NaN, no key twice. What is read is written again and compared, so a
second spelling of the same content is refused like any other damage.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from rrp_desktop.errors import Damaged

BRACKETS = 2_000
LEVELS = 16
_DIGITS = 16
_TOGETHER = 64


def spell(content: Any) -> bytes:
    """The one spelling of *content*, without a line end."""
    return _SPELLING.encode(content).encode("ascii")


def read(spelled: bytes) -> Any:
    """The content of *spelled*; Damaged with `json-spelling` unless it is spelled the one way."""
    return read_all([spelled])[0]


def read_all(spelled: Sequence[bytes]) -> list[Any]:
    """The content of each of *spelled*, as `read`.

    Parsed together they share the names of their answers, which otherwise are much of the memory they take.
    """
    return [
        content
        for start in range(0, len(spelled), _TOGETHER)
        for content in _read_some(spelled[start : start + _TOGETHER])
    ]


def _read_some(spelled: Sequence[bytes]) -> list[Any]:
    brackets = [each.count(b"{") + each.count(b"[") for each in spelled]
    if max(brackets) > BRACKETS:
        raise _wrong()
    try:
        contents: list[Any] = _PARSING.decode(f"[{b','.join(spelled).decode('ascii')}]")
        for content, each, many in zip(contents, spelled, brackets, strict=True):
            if many >= LEVELS:
                _shallow(content, LEVELS)
            if spell(content) != each:
                raise _wrong()
            if b"\\ud" in each:
                json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise _wrong() from None
    return contents


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
