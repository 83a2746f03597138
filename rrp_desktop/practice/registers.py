"""What the practice ward's two registers hold: ligature hazards with their reviews, and restrictions."""

from collections.abc import Iterator
from datetime import date, time
from random import Random
from typing import Any

from rrp_desktop.clock import DAY, at
from rrp_desktop.practice.bronte import CHARGE, MANAGER
from rrp_desktop.practice.chance import new_key
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.span import Span

_YEAR = 365
_HAZARDS: tuple[tuple[int, dict[str, Any], int, int | None], ...] = (
    (
        300,
        {"area": "bedroom", "item": "Wardrobe handle, bedroom 4", "tier": "3", "position": "middle"},
        30,
        24,
    ),
    (140, {"area": "corridor", "item": "Door closer by the lounge", "tier": "2", "position": "high"}, 28, 35),
    (16, {"area": "bedroom", "item": "Loose rail, bedroom 7", "tier": "3", "position": "high"}, 14, None),
    (5, {"area": "garden", "item": "Cable behind the bench", "tier": "2", "position": "low"}, 21, None),
)
"""Days ago that it was seen, what it is, days until it was due, and days until it was closed."""
_CONTROLS = ("Room kept locked when nobody is in it", "Seen at every round", "Person moved to another room")
_RESTRICTIONS: tuple[tuple[int, dict[str, Any], int | None], ...] = (
    (330, {"rule": "The garden closes at six", "why": "Few staff on the evening shift"}, 40),
    (260, {"rule": "Phone chargers are kept in the office", "why": "Cables are a ligature hazard"}, None),
    (100, {"rule": "No visits during the ward round", "why": "Never written down"}, None),
)
"""Days ago that it began, what it is, and days after its review that it ended; None is still in force."""
_REVIEWED_AFTER, _NEXT_AFTER = 120, 125


def registers(rng: Random, span: Span) -> Iterator[Entry]:
    """Everything in both registers, as it was entered and as it went on."""
    yield from _hazards(rng, span)
    yield from _reviews(rng, span)
    yield from _restrictions(rng, span)


def _hazards(rng: Random, span: Span) -> Iterator[Entry]:
    for ago, what, due, closed in _HAZARDS:
        seen, key = span.end - ago * DAY, new_key(rng)
        answers = what | {
            "seen": seen,
            "control": rng.choice(_CONTROLS),
            "action": "Estates to make it safe",
            "owner": "Estates",
            "due": seen + due * DAY,
        }
        yield Entry(at(seen, time(10, 15)), "hazard", key, answers, CHARGE)
        if closed is not None:
            yield _again("hazard", key, answers, seen + closed * DAY, "Made safe", "closed")


def _reviews(rng: Random, span: Span) -> Iterator[Entry]:
    held = span.end - 353 * DAY
    answers = {"day": held, "next_due": held + _YEAR * DAY, "note": "Walked with estates, every room."}
    yield Entry(at(held, time(14, 30)), "hazard_review", new_key(rng), answers, MANAGER)


def _restrictions(rng: Random, span: Span) -> Iterator[Entry]:
    for ago, what, ended in _RESTRICTIONS:
        since, key = span.end - ago * DAY, new_key(rng)
        answers = what | {"since": since, "review_due": since + _REVIEWED_AFTER * DAY}
        yield Entry(at(since, time(11)), "restriction", key, answers, MANAGER)
        reviewed = since + _REVIEWED_AFTER * DAY
        if reviewed >= span.end:
            continue
        decided = {"reviewed": reviewed, "decision": "keep" if ended is None else "change"}
        answers |= decided | {"review_due": reviewed + _NEXT_AFTER * DAY}
        yield Entry(at(reviewed, time(11)), "restriction", key, answers, MANAGER, reason="Reviewed together")
        if ended is not None:
            yield _again("restriction", key, answers, reviewed + ended * DAY, "No longer needed", "ended")


def _again(form: str, key: str, answers: dict[str, Any], day: date, reason: str, last: str) -> Entry:
    return Entry(at(day, time(15)), form, key, answers | {last: day}, MANAGER, reason=reason)
