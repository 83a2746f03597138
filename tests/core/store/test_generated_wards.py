"""Wards made up at random: whatever was logged, a shift nobody spoke for never becomes a zero.

    RRP_WARDS=10000 python -m pytest tests/core/store/test_generated_wards.py

Each ward is typed into a real file and taken back again, so that ten thousand of them take minutes.
"""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from statistics import median
from typing import Any

import pytest

from rrp_desktop.charts.figure import Role
from rrp_desktop.clock import DAY, ShiftOn, day_of, midnight, month_of, shifts_between
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import StaffMember
from rrp_desktop.reports.figures import figure_for
from rrp_desktop.store import Store
from tests.core.store.conftest import ToldClock

WARDS = int(os.environ.get("RRP_WARDS", "60"))
BATCHES = 4
STARTS = (date(2026, 1, 5), date(2026, 3, 9), date(2026, 6, 1), date(2026, 10, 5))
"""Weeks in winter, over the spring change, in summer, over the autumn change."""
SPAN = 14 * DAY
KINDS = ("restraint", "seclusion", "violence", "self_harm")
TYPES = {"restraint": "11", "seclusion": "05"}
COUNTED = [MEASURES[name] for name in ("restrictive", "restraint", "violence", "restraint_positions")]


class _TakenBack(Exception):
    pass


@dataclass
class Oracle:
    """What was said of a ward, kept apart from the store."""

    shifts: list[ShiftOn]
    now: datetime
    incidents: list[tuple[datetime, tuple[str, ...]]] = field(default_factory=list)
    confirmed: set[tuple[date, str]] = field(default_factory=set)

    def known(self, turn: ShiftOn) -> bool:
        return turn.ends <= self.now and (
            (turn.day, turn.shift.code) in self.confirmed
            or any(turn.covers(moment) for moment, _ in self.incidents)
        )

    @cached_property
    def by_day(self) -> dict[date, list[bool]]:
        """Whether each shift that touches a day is known."""
        found: dict[date, list[bool]] = {}
        for turn in self.shifts:
            known = self.known(turn)
            for day in turn.days():
                found.setdefault(day, []).append(known)
        return found

    def blank(self, since: date, until: date) -> bool:
        """Whether anything of these days is not known."""
        days = (since + DAY * number for number in range((until - since).days + 1))
        touched = [known for day in days for known in self.by_day.get(day, ())]
        return not touched or not all(touched)

    def count(self, kinds: frozenset[str], since: date, until: date) -> int:
        return sum(
            since <= day_of(moment) <= until and bool(kinds & set(said)) for moment, said in self.incidents
        )


def typed_in(rng: Random, store: Store, clock: ToldClock, by: StaffMember, first: date) -> Oracle:
    """Type a ward's fortnight: how busy, how faithful and how late are all left to chance."""
    last = first + SPAN - DAY
    now = midnight(first) + SPAN * rng.uniform(0.6, 1.3)
    clock.at = now.replace(second=0, microsecond=0)
    shifts = store.ward().shifts
    turns = list(shifts_between(shifts, month_of(first) - 7 * DAY, last + 35 * DAY))
    oracle = Oracle([turn for turn in turns if turn.day >= store.ward().live_from], clock.at)
    busy, faithful = rng.choice((0, 0.02, 0.1, 0.4)), rng.choice((0, 0.7, 0.97, 1))
    for turn in turns:
        if turn.day < first or turn.day > last or turn.starts >= clock.at:
            continue
        while rng.random() < busy:
            minutes = (min(turn.ends, clock.at) - turn.starts) // timedelta(minutes=1)
            _incident(rng, store, by, turn.starts + timedelta(minutes=rng.randrange(minutes)), oracle)
        if turn.ends <= clock.at and rng.random() < faithful:
            said = {"day": turn.day, "shift": turn.shift.code, "confirmation": "nil"}
            store.save("confirmation", said, by=by)
            oracle.confirmed.add((turn.day, turn.shift.code))
    for day in (first + number * DAY for number in range(SPAN // DAY)):
        if midnight(day + DAY) <= clock.at and rng.random() < faithful:
            store.save("census", {"day": day, "occupied": rng.randrange(19)}, by=by)
    return oracle


def _incident(rng: Random, store: Store, by: StaffMember, began: datetime, oracle: Oracle) -> None:
    kinds = tuple(kind for kind in KINDS if rng.random() < 0.4) or ("violence",)
    rows = tuple({"type": TYPES[kind]} for kind in kinds if kind in TYPES)
    answers: dict[str, Any] = {"kinds": kinds, "started_at": began} | (
        {"interventions": rows} if rows else {}
    )
    saved = store.save("incident", answers, by=by)
    if rng.random() < 0.1:
        store.void("incident", saved.key, "entered twice", by=by)
    else:
        oracle.incidents.append((began, kinds))


@contextmanager
def taken_back(store: Store) -> Iterator[None]:
    try:
        with store.many():
            yield
            raise _TakenBack
    except _TakenBack:
        pass


@pytest.mark.timeout(0)
@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_unconfirmed_period_is_ever_counted_averaged_or_sent_as_zero(
    store: Store, clock: ToldClock, manager: StaffMember, batch: int
):
    seen: Counter[str] = Counter()
    for seed in range(batch, WARDS, BATCHES):
        rng = Random(seed)
        first = rng.choice(STARTS)
        with taken_back(store):
            oracle = typed_in(rng, store, clock, manager, first)
            _compare(store, oracle, first, seen)
    assert seen["blank"] > 0
    assert seen["nought"] > 0
    assert store.find("incident") == ()


def _compare(store: Store, oracle: Oracle, first: date, seen: Counter[str]) -> None:
    last = first + SPAN - DAY
    for measure in COUNTED:
        for grain in ("day", "week", "month"):
            for period in store.counts(measure, first, last, grain):
                blank = oracle.blank(period.start, period.end)
                assert (period.count is None) == blank
                seen["blank" if blank else "nought" if period.count == 0 else "some"] += 1
                if measure.name != "restraint_positions":
                    assert period.seen == oracle.count(measure.codes, period.start, period.end)
                    assert blank or period.count == period.seen
    for day in store.days(first, last):
        assert day.known == (not oracle.blank(day.day, day.day))
    _compare_sent(store, oracle, first)
    _compare_chart(store, oracle)


def _compare_sent(store: Store, oracle: Oracle, first: date) -> None:
    sections = store.snapshot(first).sections
    for row in sections["counts"]:
        day = date.fromisoformat(row["day"])
        if MEASURES[row["measure"]].per_cent:
            continue
        blank = oracle.blank(day, day)
        assert not (blank and row["known"])
        assert blank or row["known"] or not MEASURES[row["measure"]].happens
        assert (row["count"] is None) == (not row["known"])
    for row in sections["days"]:
        day = date.fromisoformat(row["day"])
        begun = [turn for turn in oracle.shifts if turn.day == day]
        assert row["unconfirmed"] == sum(not oracle.known(turn) for turn in begun)
        assert row["nil"] + row["incident"] + row["unconfirmed"] == row["shifts"] == len(begun)
    counted = {record.answers["day"].isoformat() for record in store.find("census", limit=100)}
    assert {row["day"] for row in sections["days"] if row["occupied"] is not None} <= counted


def _compare_chart(store: Store, oracle: Oracle) -> None:
    figure = figure_for(store, "restrictive", now=oracle.now, grain="week")
    whole = [point for point in figure.points if point.days is None and point.value is not None]
    assert not any(oracle.blank(point.start, point.start + 6 * DAY) for point in whole)
    for line in figure.lines:
        if line.role is Role.CENTRE:
            assert set(line.values) <= {
                None,
                median(point.value for point in whole if point.value is not None),
            }
