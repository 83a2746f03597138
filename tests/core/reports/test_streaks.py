"""Waits without an incident: withheld while anything is unconfirmed, right over ends of months and clocks."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rrp_desktop.clock import DAY, Shift, at, shifts_between
from rrp_desktop.reports.certificate import certificate
from rrp_desktop.reports.streaks import (
    Streak,
    chance_of,
    chance_words,
    fresh,
    read_streak,
    streak,
    waiting_words,
)
from rrp_desktop.store import DayState, ShiftState, Store
from tests.core.reports.diary import confirm, who
from tests.core.store.conftest import Ward, copy_of, made  # noqa: F401

TIERS = (7, 14, 21, 30, 50, 100)
TODAY = date(2026, 11, 21)
SHIFTS = (Shift("day", "Day", time(7)), Shift("night", "Night", time(19)))


def days(
    number: int, happened: Mapping[int, int], *, blank: tuple[int, ...] = (), closed: tuple[int, ...] = ()
) -> list[DayState]:
    """So many days up to TODAY; *happened* are incidents, by days ago; nobody spoke for those *blank*."""
    first = TODAY - (number - 1) * DAY
    turns = list(shifts_between(SHIFTS, first - DAY, TODAY))

    def state(ago: int) -> DayState:
        day = TODAY - ago * DAY
        shifts = tuple(
            ShiftState(turn, "unconfirmed" if (TODAY - turn.day).days in blank else "nil", True, 0, None)
            for turn in turns
            if day in turn.days() and ago not in closed
        )
        count = happened.get(ago, 0)
        known = ago not in blank and ago not in closed
        return DayState(day, known, {"restraint": count} if count else {}, shifts, ago in closed)

    return [state(ago) for ago in reversed(range(number))]


def of(*given, **more) -> Streak:
    return streak(days(*given, **more), {"restraint"}, TIERS)


@pytest.mark.parametrize(
    ("ago", "milestone"),
    [(0, 0), (6, 0), (7, 7), (13, 7), (14, 14), (29, 21), (30, 30), (99, 50), (101, 100)],
)
def test_the_milestone_is_the_longest_tier_reached(ago: int, milestone: int):
    wait = of(120, {ago: 1})
    assert (wait.days, wait.milestone, wait.last) == (ago, milestone, TODAY - ago * DAY)
    assert wait.earned == (milestone > 0)


def test_a_milestone_is_news_for_three_days():
    assert [fresh(days, TIERS) for days in (29, 30, 32, 33)] == [False, True, True, False]


def test_one_unconfirmed_shift_withholds_it_and_is_named():
    wait = of(120, {30: 1}, blank=(12,))
    assert (wait.milestone, wait.earned) == (30, False)
    assert waiting_words(wait) == "Not confirmed: day of 9 Nov 2026, night of 9 Nov 2026"


def test_what_nobody_spoke_for_before_the_last_incident_withholds_nothing():
    assert of(120, {30: 1}, blank=(35,)).earned


def test_closed_days_do_not_count_and_the_day_it_was_reached_is_later():
    wait = of(120, {33: 1}, closed=(5, 6, 7))
    assert (wait.days, wait.milestone, wait.reached) == (30, 30, TODAY)
    assert of(120, {33: 1}).reached == TODAY - 3 * DAY


def test_without_any_incident_the_wait_is_since_the_ward_began():
    wait = of(31, {})
    assert (wait.last, wait.began, wait.days, wait.milestone) == (None, TODAY - 30 * DAY, 30, 30)
    assert chance_words(wait) == ""


def test_the_chance_of_a_wait_agrees_with_the_worked_figures():
    """programme-practice.md, 2.4: 30 days at one in 5 is 0.2 %, at one in 10 is 5 %"""
    shares = [0.18127, 0.095163]
    assert [round(chance_of(30, share), 3) for share in shares] == [0.002, 0.05]


@given(st.integers(0, 400), st.integers(0, 400), st.floats(0.001, 1))
def test_a_longer_wait_is_never_likelier(one: int, other: int, share: float):
    short, long = sorted((one, other))
    assert 0 <= chance_of(long, share) <= chance_of(short, share) <= 1


def test_how_unusual_it_is_is_told_once_enough_is_known():
    few = of(120, {30: 1, **dict.fromkeys((40, 50, 60, 70), 1)})
    enough = of(131, {30: 1, **dict.fromkeys(range(31, 131, 5), 2)})
    assert chance_words(few) == ""
    assert enough.share == pytest.approx(0.2)
    assert chance_words(enough) == (
        "Before it there was an incident on 1 day in 5.0: about 1 wait in 808 would be as long by chance."
    )


def test_a_certificate_names_the_wait_and_refuses_one_that_is_withheld():
    page = certificate("Brontë Ward", "restraint", of(120, {30: 1})).svg()
    for words in ("days without restraint", ">30<", "22 October 2026 to 21 November 2026", "Brontë Ward"):
        assert words in page
    with pytest.raises(AssertionError):
        certificate("Brontë Ward", "restraint", of(120, {30: 1}, blank=(3,)))


@pytest.fixture
def ward(made: Path, tmp_path: Path) -> Iterator[Ward]:  # noqa: F811
    ward = Ward(copy_of(made, tmp_path))
    yield ward
    ward.close()


def _restraint(store: Store, day: date, wall: time = time(10)) -> str:
    answers = {"kinds": ("restraint",), "started_at": at(day, wall), "interventions": ({"type": "07"},)}
    return store.save("incident", answers, by=who(store)).key


def _read(store: Store, today: date) -> Streak:
    return read_streak(store, ("restraint",), TIERS, today)


@pytest.mark.parametrize(
    "last",
    [date(2026, 3, 27), date(2026, 10, 23), date(2026, 1, 30)],
    ids=["over spring", "over autumn", "over February"],
)
def test_a_wait_counts_days_over_months_and_clock_changes(ward: Ward, last: date):
    ward.clock.at = at(last + 30 * DAY, time(12))
    store = ward.open()
    _restraint(store, last)
    confirm(store, last, last + 29 * DAY)
    wait = _read(store, last + 30 * DAY)
    assert (wait.days, wait.milestone, wait.reached, wait.waiting) == (30, 30, last + 30 * DAY, ())


def test_a_late_entry_ends_the_wait_a_void_brings_it_back_and_both_are_as_known_then(ward: Ward):
    first = TODAY - 30 * DAY
    ward.clock.at = at(TODAY, time(6))
    store = ward.open()
    _restraint(store, first)
    confirm(store, first, TODAY - DAY)
    assert _read(store, TODAY).earned
    ward.clock.goes_on(days=1)
    late = _restraint(store, TODAY - 10 * DAY)
    assert (_read(store, TODAY).days, _read(store, TODAY).milestone) == (10, 7)
    with store.as_known_on(TODAY):
        assert (_read(store, TODAY).days, _read(store, TODAY).milestone) == (30, 30)
    ward.clock.goes_on(days=1)
    store.void("incident", late, "another ward's", by=who(store))
    confirm(store, TODAY, TODAY)
    assert _read(store, TODAY).earned
    with store.as_known_on(TODAY + DAY):
        assert _read(store, TODAY).days == 10


def test_undoing_a_confirmation_withholds_the_milestone_again(ward: Ward):
    first = TODAY - 7 * DAY
    ward.clock.at = at(TODAY, time(6))
    store = ward.open()
    _restraint(store, first)
    confirm(store, first, TODAY - DAY)
    state = store.shift_states(first + DAY, first + DAY)[-1]
    assert state.confirmation_key is not None
    store.void("confirmation", state.confirmation_key, "not sure", by=who(store))
    wait = _read(store, TODAY)
    assert (wait.milestone, wait.earned, wait.waiting) == (7, False, (state.turn,))
