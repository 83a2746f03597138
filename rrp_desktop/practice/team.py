"""The practice ward's improvement team: who is in it, its meetings and scores, and what patients said."""

from collections.abc import Iterator
from datetime import date, time
from itertools import count, takewhile
from random import Random
from typing import Any

from rrp_desktop.clock import DAY, at, next_month
from rrp_desktop.practice.bronte import MANAGER, NURSE
from rrp_desktop.practice.chance import new_key
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.span import WORKING_IDEA, Span

_TEAM = (
    ("lead", "L. W."),
    ("sponsor", "Matron"),
    ("data", "J. P."),
    ("patient", "A patient who has gone home"),
)
_EVERY = 14
_SAID = (
    ("The weekly chart was looked at. Evenings are still the worst.", "Bring the times of day"),
    ("Two people said the meeting helps them ask.", "Let a patient chair it"),
    ("Nobody had time for the sensory room.", "Ask who would use it, and when"),
)
_SCORES = ("1.0", "1.5", "2.0", "2.0", "2.5", "3.0", "3.0", "3.5", "3.5")
_SCORED_BEFORE = 2
"""Months before the first idea in which scoring began."""
_LEARNED = ("Small tests first", "Ask patients before buying anything", "One measure is enough to begin with")
_SAFEWARDS = (
    ("sw_mutual_help", "in_place", 26),
    ("sw_know", "in_place", 30),
    ("sw_soft_words", "trying", 46),
)
"""What was begun, how far it is, and the week it began in."""
_VOICES = (
    (20, "community", "We wait too long for somebody to open the garden.", "The garden opens at eight now"),
    (30, "community", "The meeting is good when it is short.", "Fifteen minutes, and no longer"),
    (47, "debrief", "Tell me what is going to happen before you come in.", ""),
)
"""The week it was heard in, where, the words, and what was done about it."""


def team(rng: Random, span: Span) -> Iterator[Entry]:
    """Everything that the team wrote down."""
    start = span.monday(WORKING_IDEA)
    for role, who in _TEAM:
        yield _entry(
            rng, start - 14 * DAY, "team_member", {"role": role, "who": who, "since": start - 14 * DAY}
        )
    yield from _meetings(rng, span, start)
    yield from _scores(rng, span, start)
    for intervention, state, week in _SAFEWARDS:
        began = span.monday(week)
        said = {"intervention": intervention, "state": state, "since": began}
        yield _entry(rng, began, "safewards", said)
    for week, heard, words, answer in _VOICES:
        day = span.monday(week) + 2 * DAY
        told = {"day": day, "heard": heard, "words": words} | ({"answer": answer} if answer else {})
        yield Entry(at(day, time(15, 30)), "voice", new_key(rng), told, NURSE)


def _meetings(rng: Random, span: Span, start: date) -> Iterator[Entry]:
    days = takewhile(lambda day: day <= span.end, (start + number * _EVERY * DAY for number in count()))
    for number, day in enumerate(days):
        said, step = _SAID[number % len(_SAID)]
        here = ("lead", "data", "patient") if number % 3 else ("lead", "sponsor", "data")
        told = {"day": day, "here": here, "said": said, "next_step": step, "next_day": day + _EVERY * DAY}
        yield _entry(rng, day, "team_meeting", told)


def _scores(rng: Random, span: Span, start: date) -> Iterator[Entry]:
    month = (start - 31 * _SCORED_BEFORE * DAY).replace(day=1)
    for number, score in enumerate(_SCORES):
        told: dict[str, Any] = {
            "day": month,
            "ward_score": score,
            "learned": _LEARNED[number % len(_LEARNED)],
        }
        if number % 3 == 2:
            told["coach_score"] = _SCORES[max(0, number - 1)]
        if next_month(month) <= span.end:
            yield _entry(rng, next_month(month), "progress", told)
        month = next_month(month)


def _entry(rng: Random, day: date, form: str, answers: dict[str, Any]) -> Entry:
    return Entry(at(day, time(14)), form, new_key(rng), answers, MANAGER)
