"""T12 and T26: a clock that jumps lets nobody try more PINs, and puts nothing in another order."""

import os
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from argon2 import PasswordHasher

from campaigns import wards
from campaigns.outcome import Asked, Outcome
from rrp_desktop.errors import Refused
from rrp_desktop.store import Home, Store, make_ward, open_ward, staff
from rrp_desktop.store.staff import FIRST_WAIT, FREE_TRIES, LONGEST_WAIT

NOW = datetime(2026, 11, 21, 13, 34, tzinfo=UTC)
STEPS = 16
WRONG = "1357"


@dataclass
class ToldClock:
    """The time is what it is told to be."""

    at: datetime = NOW
    ticks: float = 1_000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.ticks


def wrong_pins(asked: Asked) -> Outcome:
    """T12: tries, waits, restarts and jumps of the clock in any order."""
    chance = random.Random(asked.seed)
    counts, faults = {"sequences": asked.times, "tries let through": 0}, {"too many let through": 0}
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with patch.object(staff, "_HASHER", quick), wards.in_memory(asked.folder) as folder, wards.quickly():
        clock = ToldClock()
        home = _made(folder / "t12", clock)
        for _ in range(asked.times):
            tries, waited = _tries(home, clock, chance)
            counts["tries let through"] += tries
            faults["too many let through"] += tries > _allowed(waited)
    return Outcome("T12", counts, faults)


def _tries(home: Home, clock: ToldClock, chance: random.Random) -> tuple[int, float]:
    """How many wrong PINs were looked at, and the seconds that went by."""
    store = _opened(home, clock)
    manager = wards.manager_of(store)
    store.reset_pin(manager.key, wards.PIN, by=manager)
    tries, waited = 0, 0.0
    for _ in range(STEPS):
        match chance.randrange(5):
            case 0:
                clock.at = NOW + timedelta(seconds=chance.randint(-(10**7), 10**7))
            case 1:
                store.close()
                clock.ticks = chance.uniform(0, 10**6)
                store = _opened(home, clock)
            case 2:
                passed = chance.uniform(0, 2 * LONGEST_WAIT)
                waited, clock.ticks = waited + passed, clock.ticks + passed
            case _:
                try:
                    store.sign_in(manager.key, WRONG)
                except Refused as error:
                    tries += error.code == "pin-wrong"
    store.close()
    return tries, waited


def _allowed(waited: float) -> int:
    """How many tries so many seconds are enough for."""
    tries, wait = FREE_TRIES, FIRST_WAIT
    while waited >= wait:
        waited, tries, wait = waited - wait, tries + 1, min(2 * wait, LONGEST_WAIT)
    return tries


@dataclass(frozen=True, slots=True)
class _Trick:
    """What a clock shows when each of some incidents is saved, and what is said in the end."""

    moments: Sequence[datetime]
    said: frozenset[str] = frozenset()
    zone: str = "Europe/London"


def tricks_of_clocks(asked: Asked) -> Outcome:
    """T26: events stay in the order in which they were entered, each at its own moment."""
    counts = {"tricks": 0, "incidents": 0}
    faults = {"in another order": 0, "at another moment": 0, "wrongly warned": 0}
    for name, trick in _TRICKS.items():
        clock = ToldClock(trick.moments[0] - timedelta(hours=1))
        home = _made(asked.folder / f"t26-{counts['tricks']}", clock)
        counts["tricks"] += 1
        store = _opened(home, clock)
        manager = wards.manager_of(store)
        saved = {}
        for clock.at in trick.moments:
            began = clock.at - timedelta(minutes=1)
            answers = {"kinds": ("violence",), "started_at": began}
            saved[store.save("incident", answers, by=manager).key] = began
        with _zone(trick.zone):
            said = {finding.code for finding in store.health().findings}
        said |= {"clock-warning"} if store.clock_warning() else set()
        store.close()
        rows = _entered(home, clock)
        counts["incidents"] += len(rows)
        wrong = [key for key, _ in rows] != list(saved), dict(rows) != saved, said != trick.said
        for fault, found in zip(faults, wrong, strict=True):
            faults[fault] += found
        if any(wrong):
            print(f"T26 {name}: {said}", flush=True)
    return Outcome("T26", counts, faults)


def _entered(home: Home, clock: ToldClock) -> list[tuple[str, datetime]]:
    """Each incident and when it began, by the number of its event, once the chain was found sound."""
    store = _opened(home, clock)
    store.sign_in(wards.manager_of(store).key, wards.PIN)
    store.check_chain()
    with store.reading() as connection:
        keys = connection.exec_driver_sql("SELECT key FROM revision WHERE form = 'incident' ORDER BY number")
        rows = [(key, store.read("incident", key).answers["started_at"]) for key in keys.scalars().all()]
    store.close()
    return rows


def _moments(*told: str) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(each).replace(tzinfo=UTC) for each in told)


_BEHIND = frozenset({"clock-behind", "clock-warning"})
_TRICKS = {
    "three days back": _Trick((NOW, NOW - timedelta(days=3)), _BEHIND),
    "three days back and on again": _Trick((NOW, NOW - timedelta(days=3), NOW + timedelta(minutes=5))),
    "thirty days on": _Trick((NOW, NOW + timedelta(days=30))),
    "the hour that comes twice": _Trick(
        _moments("2026-10-25T00:31", "2026-10-25T00:59", "2026-10-25T01:01", "2026-10-25T01:31")
    ),
    "the hour that never comes": _Trick(
        _moments("2026-03-29T00:31", "2026-03-29T00:59", "2026-03-29T01:01", "2026-03-29T01:31")
    ),
    "another zone": _Trick((NOW, NOW + timedelta(hours=1)), frozenset({"zone-other"}), "Asia/Tokyo"),
    "a leap day": _Trick(
        _moments("2028-02-28T23:59", "2028-02-29T00:01", "2028-02-29T12:00", "2028-03-01T00:01")
    ),
}


@contextmanager
def _zone(name: str) -> Iterator[None]:
    """Let this PC show the time of the zone *name*."""
    with patch.dict(os.environ, {"TZ": name}):
        time.tzset()
        yield
    time.tzset()


def _made(folder: Path, clock: ToldClock) -> Home:
    values = {"ward.name": "Fault Ward", "ward.code": "FAULT", "ward.live_from": "2026-01-01"}
    home = wards.home_in(folder)
    make_ward(home, values, manager="A. B.", pin=wards.PIN, recovery_code=wards.CODE, **_needs(clock)).close()
    return home


def _opened(home: Home, clock: ToldClock) -> Store:
    return open_ward(home, **_needs(clock))


def _needs(clock: ToldClock) -> dict[str, Any]:
    return {**wards.needs(), "clock": clock}
