"""The huddles of the practice year: about nine in ten held, most of the others with a reason."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from rrp_desktop.clock import starts_at
from rrp_desktop.practice.bronte import CHARGE, MANAGER, Post
from rrp_desktop.practice.chance import in_order, minutes, new_key, some, weighted
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.phrases import ACTIONS, BY, GOOD_THINGS, OPEN_ACTIONS, OWNERS, PLANS
from rrp_desktop.practice.span import Span
from rrp_desktop.practice.stays import Stay
from rrp_desktop.ward import Slot

_MISSED = {"morning": 0.05, "afternoon": 0.1, "night": 0.13}
_WEEKEND = 0.03
_REASON = {"staffing": 45, "incident": 25, "forgotten": 15, "no_leader": 15}
_LOGGED_ALL_THE_SAME = 0.75
_WORRIES = {"violence": 34, "self_harm": 24, "leave": 16, "physical_health": 12, "vulnerable": 10}
_WORRIES |= {"sexual_safety": 4}
_TODAY = {"leave_planned": 50, "admission": 20, "staffing": 14, "visitors": 10, "bad_news": 4, "hazard": 2}
_ALWAYS = {"nurse_in_charge", "nurse", "hca"}
_SOMETIMES = {"doctor": 0.55, "ot": 0.35, "psychology": 0.15, "housekeeper": 0.5, "ward_clerk": 0.3}
_SOMETIMES |= {"bank_agency": 0.4, "peer_worker": 0.3, "student": 0.2, "manager": 0.25}
_OFFICE = {"doctor", "ot", "psychology", "ward_clerk", "peer_worker", "manager"}

Action = dict[str, Any]


def huddles(rng: Random, span: Span, slots: tuple[Slot, ...], people: tuple[Stay, ...]) -> Iterator[Entry]:
    """Every slot's huddle up to the first of the last day."""
    open_actions: list[Action] = []
    for day in span.days():
        for slot in slots[:1] if day == span.end else slots:
            last = day == span.end
            missed = _MISSED.get(slot.code, 0.1) + _WEEKEND * (day.weekday() >= 5)
            by = MANAGER if slot is slots[0] and day.weekday() < 5 and rng.random() < 0.2 else CHARGE
            if not last and rng.random() < missed:
                yield from _missed(rng, day, slot, by)
                continue
            actions = [_open(each, rng) for each in OPEN_ACTIONS] if last else _actions(rng, open_actions)
            yield _held(rng, day, slot, by, _concerns(rng, day, people, last=last), actions)
            open_actions = [action for action in actions if "done" not in action]


def _missed(rng: Random, day: date, slot: Slot, by: Post) -> Iterator[Entry]:
    if rng.random() < _LOGGED_ALL_THE_SAME:
        answers = {"day": day, "slot": slot.code, "state": "not_held", "not_held": weighted(rng, _REASON)}
        at = starts_at(day, slot.starts) + minutes(rng, 40, 170)
        yield Entry(at, "huddle", new_key(rng), answers, by)


def _held(
    rng: Random, day: date, slot: Slot, by: Post, concerns: list[dict[str, Any]], actions: list[Action]
) -> Entry:
    began = starts_at(day, slot.starts) + minutes(rng, -2, 9)
    length = min(20, max(3, round(rng.lognormvariate(2.0, 0.35))))
    answers: dict[str, Any] = {
        "day": day,
        "slot": slot.code,
        "state": "held",
        "started_at": began,
        "minutes": length,
        "here": _here(rng, slot, day),
    }
    if concerns:
        answers["concerns"] = tuple(concerns)
    if rng.random() < 0.7:
        answers["ward_today"] = some(rng, "ward_today", _TODAY)
    if actions:
        answers["actions"] = tuple(actions)
    if rng.random() < 0.6:
        answers["good_thing"] = rng.choice(GOOD_THINGS)
    return Entry(began + timedelta(minutes=length), "huddle", new_key(rng), answers, by)


def _here(rng: Random, slot: Slot, day: date) -> tuple[str, ...]:
    office = day.weekday() < 5 and slot.code != "night"
    came = {group for group, chance in _SOMETIMES.items() if rng.random() < chance}
    return in_order("staff_group", _ALWAYS | (came if office else came - _OFFICE))


def _concerns(rng: Random, day: date, people: tuple[Stay, ...], *, last: bool) -> list[dict[str, Any]]:
    here = sorted((stay for stay in people if stay.here(day)), key=lambda stay: -stay.weight)
    worried = here[: 2 if last else rng.randint(1, 3)]
    return [_concern(rng, stay) for stay in worried]


def _concern(rng: Random, stay: Stay) -> dict[str, Any]:
    worries = some(rng, "worry", _WORRIES)
    concern: dict[str, Any] = {"person": stay.key, "worries": worries}
    if "violence" in worries:
        concern["score"] = rng.choices(range(7), (6, 14, 22, 24, 18, 10, 6))[0]
    return concern | {"plan": rng.choice(PLANS), "owner": rng.choice(OWNERS), "by": rng.choice(BY)}


def _actions(rng: Random, carried: list[Action]) -> list[Action]:
    actions = [action | {"done": True} if rng.random() < 0.75 else action for action in carried]
    held = {action["action"] for action in actions}
    fresh = rng.sample(ACTIONS, rng.choices((0, 1, 2), (35, 45, 20))[0])
    return actions + [_open(phrase, rng) for phrase in fresh if phrase not in held]


def _open(phrase: str, rng: Random) -> Action:
    return {"action": phrase, "owner": rng.choice(OWNERS), "by": rng.choice(BY)}
