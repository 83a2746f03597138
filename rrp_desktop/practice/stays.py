"""The people of the practice year: who they are, and when they were on the ward."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from rrp_desktop.clock import DAY, midnight
from rrp_desktop.practice.bronte import BEDS, MANAGER, NURSE
from rrp_desktop.practice.chance import moment_in, new_key, weighted
from rrp_desktop.practice.entry import Entry
from rrp_desktop.practice.span import Span

_ETHNIC = {"A": 56, "B": 2, "C": 7, "D": 2, "E": 1, "F": 1, "G": 1, "H": 3, "J": 4, "K": 2}
_ETHNIC |= {"L": 2, "M": 5, "N": 6, "P": 3, "R": 1, "S": 2, "Z": 1, "99": 1}
_AGE = {"18_24": 17, "25_34": 26, "35_44": 21, "45_54": 18, "55_64": 13, "65_over": 5}
_GENDER = {"1": 50, "2": 49, "X": 1}
_LEGAL = {"01": 24, "02": 38, "03": 33, "05": 2, "10": 2, "09": 1}
_BLACK = ("M", "N", "P")


@dataclass(frozen=True, slots=True)
class Stay:
    """A person's time on the ward, and how readily things happen around them."""

    key: str
    answers: dict[str, Any]
    admitted: date
    discharged: date | None
    weight: float

    @property
    def detained(self) -> bool:
        """Whether the person may not simply leave."""
        return bool(self.answers["legal_status"] != "01")

    def here(self, day: date) -> bool:
        """Whether the person is on the ward at some time of *day*, admission and discharge aside."""
        return self.admitted < day and (self.discharged is None or day < self.discharged)

    def slept(self, night: date) -> bool:
        """Whether the person had a bed at the midnight that ends *night*."""
        return self.admitted <= night and (self.discharged is None or night < self.discharged)


@dataclass(frozen=True, slots=True)
class _Set:
    """Somebody whose stay is set, because the shape of the year depends on it."""

    number: int
    weeks: tuple[int, int | None]
    answers: dict[str, str]
    weight: float


_OFTEN = 52.0
_SET = (
    _Set(7, (-3, 22), {"ethnic_category": "M", "gender": "1", "age_band": "25_34"}, _OFTEN),
    _Set(12, (18, 37), {"ethnic_category": "A", "gender": "2", "age_band": "18_24"}, _OFTEN),
    _Set(31, (35, None), {"ethnic_category": "A", "gender": "1", "age_band": "35_44"}, _OFTEN),
    _Set(19, (43, None), {"ethnic_category": "J", "gender": "1", "age_band": "25_34"}, 4.0),
    _Set(40, (47, None), {"ethnic_category": "C", "gender": "2", "age_band": "18_24"}, 4.0),
)


def stays(rng: Random, span: Span) -> tuple[Stay, ...]:
    """Everybody who was on the ward in *span*: one person after another in each bed."""
    taken = {person.number for person in _SET}
    numbers = (number for number in itertools.count(1) if number not in taken)
    found: list[Stay] = []
    for bed in range(BEDS):
        since = span.first - DAY * rng.randint(1, 60)
        if bed < len(_SET):
            stay = _set_stay(rng, _SET[bed], span)
            found += _one_after_another(rng, numbers, span, since, stay.admitted)
            found.append(stay)
            if stay.discharged is None:
                continue
            since = stay.discharged + DAY
        found += _one_after_another(rng, numbers, span, since, None)
    return tuple(sorted(found, key=lambda stay: (stay.admitted, stay.answers["ward_code"])))


def entries(rng: Random, span: Span, people: tuple[Stay, ...]) -> Iterator[Entry]:
    """Each person as entered on admission (or as recording began), and amended on discharge."""
    for stay in people:
        there = stay.admitted < span.first
        entered = midnight(span.first) if there else moment_in(rng, stay.admitted, 9, 20)
        yield Entry(entered, "person", stay.key, stay.answers, MANAGER if there else NURSE)
        if stay.discharged is not None:
            yield Entry(
                moment_in(rng, stay.discharged, 11, 17),
                "person",
                stay.key,
                stay.answers | {"discharged": stay.discharged},
                MANAGER,
                reason="Discharged",
            )


def _one_after_another(
    rng: Random, numbers: Iterator[int], span: Span, since: date, until: date | None
) -> Iterator[Stay]:
    day = since
    while day < (until or span.end):
        leaves: date | None = day + DAY * round(min(200, max(3, rng.lognormvariate(4.0, 0.75))))
        assert leaves is not None
        gap = DAY * weighted(rng, {1: 8, 2: 3, 4: 1})
        if until is not None:
            leaves = min(leaves, until)
        if leaves > span.first:
            answers = _anybody(rng)
            weight = rng.paretovariate(1.6) * (2.2 if answers["ethnic_category"] in _BLACK else 1.0)
            yield _stay(
                rng, next(numbers), answers, day, None if leaves > span.end else leaves, min(weight, 12)
            )
        day = leaves + gap


def _set_stay(rng: Random, person: _Set, span: Span) -> Stay:
    came, left = person.weeks
    return _stay(
        rng,
        person.number,
        _anybody(rng) | person.answers | {"legal_status": "03"},
        span.monday(came) + 2 * DAY,
        None if left is None else span.monday(left) + DAY,
        person.weight,
    )


def _stay(
    rng: Random, number: int, answers: dict[str, Any], admitted: date, discharged: date | None, weight: float
) -> Stay:
    answers = {"ward_code": f"P-{number:03}"} | answers | {"admitted": admitted}
    return Stay(new_key(rng), answers, admitted, discharged, weight)


def _anybody(rng: Random) -> dict[str, Any]:
    return {
        "age_band": weighted(rng, _AGE),
        "ethnic_category": weighted(rng, _ETHNIC),
        "gender": weighted(rng, _GENDER),
        "learning_disability": weighted(rng, {"no": 93, "yes": 4, "unknown": 3}),
        "autism": weighted(rng, {"no": 88, "yes": 7, "unknown": 5}),
        "legal_status": weighted(rng, _LEGAL),
    }
