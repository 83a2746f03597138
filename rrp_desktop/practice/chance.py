"""Seeded chance in a ward's terms: a weighted code, a moment of a day, a record's key."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from rrp_desktop.clock import starts_at
from rrp_desktop.forms.lists import SHIPPED

T = TypeVar("T")

_HOURS = (4, 3, 2, 1, 1, 1, 2, 4, 5, 6, 7, 8, 8, 8, 9, 11, 14, 16, 17, 16, 13, 11, 8, 5)
"""How often something begins in each hour of the day: most from late afternoon into the evening."""


def weighted(rng: Random, choices: Mapping[T, float]) -> T:
    """One of *choices*, each as likely as its weight says."""
    return rng.choices(tuple(choices), tuple(choices.values()))[0]


def some(rng: Random, list_name: str, choices: Mapping[str, float], most: int = 2) -> tuple[str, ...]:
    """One to *most* different codes of *choices*, in the order of their list."""
    return in_order(list_name, {weighted(rng, choices) for _ in range(rng.randint(1, most))})


def in_order(list_name: str, codes: set[str]) -> tuple[str, ...]:
    """*codes* in the order of their list."""
    return tuple(option.code for option in SHIPPED[list_name] if option.code in codes)


def happens_at(rng: Random, day: date) -> datetime:
    """A likely moment of *day* for something to begin, on five minutes as people remember it."""
    hour = rng.choices(range(24), _HOURS)[0]
    return starts_at(day, time(hour, rng.randrange(0, 60, 5)))


def moment_in(rng: Random, day: date, since: int, until: int) -> datetime:
    """A moment of *day* between two hours."""
    return starts_at(day, time(rng.randrange(since, until), rng.randrange(60)))


def minutes(rng: Random, least: int, most: int) -> timedelta:
    """A length of time in whole minutes, both ends included."""
    return timedelta(minutes=rng.randint(least, most))


def new_key(rng: Random) -> str:
    """A record's key within the practice year."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def about(rng: Random, rate: float) -> int:
    """How often something that happens *rate* times a week happened in one."""
    return sum(rng.random() < rate / 14 for _ in range(14))
