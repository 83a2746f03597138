"""Leave on the practice ward: each shift's tally for a quarter, and today's leave board."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from rrp_desktop.clock import DAY, Shift, ShiftOn, shifts_between
from rrp_desktop.practice.bronte import CHARGE, NURSE
from rrp_desktop.practice.chance import minutes, new_key
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.span import WEEKS, Span
from rrp_desktop.practice.stays import Stay

_TALLIED = 13
"""Weeks of tallies, up to the end."""
_NIGHT = "night"
_FORGOTTEN = 0.04
_ON_TIME = (0.78, 0.9)
"""How many of those who go out are back on time, as the tallies begin and as they end."""
_BOARD = ((95, 65, None), (50, 70, None), (200, 90, 96))
"""Minutes ago that somebody went out, how long was agreed, and how long they stayed; None is still out."""


def tallies(rng: Random, span: Span, shifts: tuple[Shift, ...]) -> Iterator[Entry]:
    """Each day's shifts but the nights, told as they ended; a few were forgotten."""
    all_turns = shifts_between(shifts, span.monday(WEEKS - _TALLIED), span.end - DAY)
    turns = [turn for turn in all_turns if turn.shift.code != _NIGHT]
    for number, turn in enumerate(turns):
        if rng.random() >= _FORGOTTEN:
            yield _tally(rng, turn, number / len(turns))


def _tally(rng: Random, turn: ShiftOn, gone_by: float) -> Entry:
    out, chance = rng.randint(2, 8), _ON_TIME[0] + gone_by * (_ON_TIME[1] - _ON_TIME[0])
    on_time = sum(rng.random() < chance for _ in range(out))
    not_back = int(on_time < out and rng.random() < 0.06)
    answers = {
        "day": turn.day,
        "shift": turn.shift.code,
        "out": out,
        "on_time": on_time,
        "late": out - on_time - not_back,
        "not_back": not_back,
        "cancelled": rng.choices((0, 1, 2), (70, 22, 8))[0],
    }
    return Entry(
        turn.ends - minutes(rng, 2, 9), "leave_tally", new_key(rng), answers, rng.choice((CHARGE, NURSE))
    )


def board(rng: Random, span: Span, people: tuple[Stay, ...], now: datetime) -> Iterator[Entry]:
    """Who has gone out lately: one is late by now, one is still expected, one is back."""
    here = [stay for stay in people if stay.here(span.end)]
    for stay, (ago, agreed, stayed) in zip(rng.sample(here, len(_BOARD)), _BOARD, strict=True):
        out = now.replace(second=0, microsecond=0) - timedelta(minutes=ago)
        answers = {
            "person": stay.key,
            "kind": "section_17" if stay.detained else "informal",
            "escort": "unescorted",
            "started_at": out,
            "planned_return": out + timedelta(minutes=agreed),
        }
        key = new_key(rng)
        yield Entry(out, "leave", key, answers, NURSE)
        if stayed is not None:
            back = out + timedelta(minutes=stayed)
            yield Entry(back, "leave", key, answers | {"returned_at": back}, NURSE, reason="Came back")
