"""What happened in the practice year: how often, to whom, and on which days.

Restrictive practice runs at about eight incidents a week, with one unusual week that is mostly about
one person, and steps down to about five and a half when the first change idea starts. Bad days come
together, a few people are in most of it, and the last days are quiet.
"""

from collections.abc import Iterator
from datetime import date, time
from random import Random

from rrp_desktop.clock import DAY, at, starts_at, week_of
from rrp_desktop.practice import details
from rrp_desktop.practice.bronte import NURSE
from rrp_desktop.practice.chance import about, happens_at
from rrp_desktop.practice.details import Happening
from rrp_desktop.practice.span import OTHER_IDEA, UNUSUAL_WEEK, WEEKS, WORKING_IDEA, Span, clock_changes
from rrp_desktop.practice.stays import Stay

_BEFORE = (2, 5, 6, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 8, 8, 9, 9, 9, 10, 10, 11, 11, 11, 13, 14)
_AFTER = (2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 9)
_UNUSUAL = 19
_ABOUT_ONE_PERSON = 14
_OTHERS = {
    "violence": (1.3, 0.9),
    "self_harm": (0.9, 0.7),
    "absence": (0.7, 0.6),
    "sexual_safety": (0.25, 0.25),
}
"""How many a week, before and after the step."""
_AVOIDED = (0.8, 1.6)
_CLUMPING = 0.45
_BUSY_DAY = (1.0, 1.0, 1.05, 1.1, 1.15, 0.9, 0.8)


def happenings(rng: Random, span: Span, people: tuple[Stay, ...]) -> tuple[Happening, ...]:
    """Everything that happened in *span*, in order of time."""
    return tuple(sorted(_all(rng, span, people), key=lambda each: each.answers["started_at"]))


def _all(rng: Random, span: Span, people: tuple[Stay, ...]) -> Iterator[Happening]:
    yield from _landmarks(rng, span, people)
    alone: set[tuple[str, date]] = set()
    for week, count in enumerate(_weekly(rng)):
        days = [span.monday(week) + number * DAY for number in range(7)]
        likely = [rng.gammavariate(_CLUMPING, 1) * busy for busy in _BUSY_DAY]
        likely = [
            chance if day <= span.last_restraint else 0 for day, chance in zip(days, likely, strict=True)
        ]
        if not any(likely):
            continue
        already = sum(week_of(day) == days[0] for day in (span.last_restraint, span.last_seclusion))
        for number, day in enumerate(rng.choices(days, likely, k=max(0, count - already))):
            often = week == UNUSUAL_WEEK and number < _ABOUT_ONE_PERSON
            person = _most_often(people, day) if often else _whom(rng, span, people, day)
            free = day < span.last_seclusion and (person.key, day) not in alone
            happening = details.restrictive(rng, person, happens_at(rng, day), secluded=free)
            if "seclusion" in happening.answers["kinds"]:
                alone |= {(person.key, near) for near in (day - DAY, day, day + DAY)}
            yield happening
        for kind, day in _others(rng, week, days, likely):
            yield details.other(rng, kind, _whom(rng, span, people, day), happens_at(rng, day))


def _weekly(rng: Random) -> list[int]:
    before = rng.sample(_BEFORE, len(_BEFORE))
    before.insert(UNUSUAL_WEEK, _UNUSUAL)
    return before + rng.sample(_AFTER, WEEKS - WORKING_IDEA) + [1]


def _others(rng: Random, week: int, days: list[date], likely: list[float]) -> Iterator[tuple[str, date]]:
    rates = {kind: rate[week >= WORKING_IDEA] for kind, rate in _OTHERS.items()}
    rates["near_miss"] = _AVOIDED[week >= OTHER_IDEA]
    share = sum(chance > 0 for chance in likely) / 7
    for kind, rate in rates.items():
        for day in rng.choices(days, likely, k=about(rng, rate * share)):
            yield kind, day


def _landmarks(rng: Random, span: Span, people: tuple[Stay, ...]) -> Iterator[Happening]:
    by_code = {stay.answers["ward_code"]: stay for stay in people}
    yield details.segregation(rng, by_code["P-040"], at(span.last_seclusion, time(16, 20)))
    yield details.hurried(rng, by_code["P-031"], starts_at(span.last_restraint, time(2, 10)), NURSE)
    for day in clock_changes(span):
        began = at(day, time(1, 40), second=True) if day.month == 10 else at(day, time(0, 50))
        yield details.other(rng, "violence", _whom(rng, span, people, day), began)


def _whom(rng: Random, span: Span, people: tuple[Stay, ...], day: date) -> Stay:
    here = [stay for stay in people if stay.here(day)]
    if day >= span.last_seclusion:
        here = [stay for stay in here if stay.answers["ward_code"] != "P-040"]
    return rng.choices(here, [stay.weight for stay in here])[0]


def _most_often(people: tuple[Stay, ...], day: date) -> Stay:
    return max((stay for stay in people if stay.here(day)), key=lambda stay: (stay.weight, stay.admitted))
