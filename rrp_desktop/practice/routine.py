"""The daily round of the practice ward: beds at midnight, and each shift confirmed, or forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from rrp_desktop.clock import DAY, Shift, ShiftOn, shifts_between
from rrp_desktop.practice.bronte import BEDS, CHARGE, MANAGER, NURSE
from rrp_desktop.practice.chance import minutes, moment_in, new_key
from rrp_desktop.practice.details import Happening
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.span import Span
from rrp_desktop.practice.stays import Stay

_FORGOTTEN_CENSUS = 95
_UNCONFIRMED_WEEKS = (8, 14)
_UNCONFIRMED_DAYS_AGO = 8
_WAIT = timedelta(hours=6)


def census(rng: Random, span: Span, people: tuple[Stay, ...]) -> Iterator[Entry]:
    """Each night counted the next morning; an old night and the last one were forgotten."""
    closed = 0
    for number, night in enumerate(span.days()):
        if rng.random() < 0.04:
            closed = 1 - closed
        slept = sum(stay.slept(night) for stay in people)
        if number == _FORGOTTEN_CENSUS or night >= span.end - DAY:
            continue
        answers = {
            "day": night,
            "occupied": slept,
            "available": max(slept, BEDS - closed),
            "closed": min(closed, BEDS - slept),
            "on_leave": min(slept, rng.choices((0, 1, 2, 3), (30, 40, 22, 8))[0]),
        }
        yield Entry(moment_in(rng, night + DAY, 7, 10), "census", new_key(rng), answers, CHARGE)


def confirmations(
    rng: Random, span: Span, shifts: tuple[Shift, ...], happenings: tuple[Happening, ...]
) -> Iterator[Entry]:
    """Each shift before the last day's confirmed at its end, once what happened in it was logged."""
    turns = list(shifts_between(shifts, span.first, span.end - DAY))
    logged = _logged(turns, happenings)
    forgotten = _forgotten(span, turns, logged)
    for turn in turns:
        if turn in forgotten:
            continue
        prompt = [each.written_at for each in logged.get(turn, ()) if each.written_at < turn.ends + _WAIT]
        at = max([turn.ends, *prompt]) + minutes(rng, 1, 9)
        if turn.day < span.last_restraint and rng.random() < 0.03:
            at += minutes(rng, 180, 2_000)
        known = any(each.written_at <= at for each in logged.get(turn, ()))
        answers: dict[str, Any] = {
            "day": turn.day,
            "shift": turn.shift.code,
            "confirmation": "all" if known else "nil",
        }
        late = at > turn.ends + timedelta(hours=2)
        if late:
            answers["entered_later"] = True
        yield Entry(
            at, "confirmation", new_key(rng), answers, MANAGER if late else rng.choice((CHARGE, NURSE))
        )


def _logged(turns: list[ShiftOn], happenings: tuple[Happening, ...]) -> dict[ShiftOn, list[Happening]]:
    logged: dict[ShiftOn, list[Happening]] = {}
    left = iter(turns)
    turn = next(left)
    for happening in happenings:
        began = happening.answers["started_at"]
        while began >= turn.ends:
            turn = next(left)
        if turn.covers(began):
            logged.setdefault(turn, []).append(happening)
    return logged


def _forgotten(span: Span, turns: list[ShiftOn], logged: dict[ShiftOn, list[Happening]]) -> set[ShiftOn]:
    """The first shift with nothing in it on or after each of a few days."""
    days = [span.monday(week) for week in _UNCONFIRMED_WEEKS]
    days.append(span.end - _UNCONFIRMED_DAYS_AGO * DAY)
    return {next(turn for turn in turns if turn.day >= day and turn not in logged) for day in days}
