"""Time on a ward: nights, both clock changes, days and weeks."""

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rrp_desktop.clock import (
    DAY,
    Shift,
    at,
    day_of,
    local,
    midnight,
    next_month,
    offset_minutes,
    readings,
    shift_at,
    shifts_between,
    spoken_length,
    week_of,
)
from rrp_desktop.errors import Refused

THREE = (
    Shift("morning", "Morning", time(7)),
    Shift("afternoon", "Afternoon", time(13, 30)),
    Shift("night", "Night", time(21)),
)
FIRST, LAST = datetime(2015, 1, 1, tzinfo=UTC), datetime(2040, 12, 31, tzinfo=UTC)
moments = st.integers(0, int((LAST - FIRST).total_seconds())).map(
    lambda seconds: FIRST + timedelta(seconds=seconds)
)


def test_a_summer_time_is_an_hour_ahead_of_utc():
    assert at(date(2026, 7, 1), time(14)) == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert offset_minutes(at(date(2026, 7, 1), time(14))) == 60
    assert offset_minutes(at(date(2026, 1, 1), time(14))) == 0


def test_the_hour_that_spring_skips_is_refused_with_the_reason():
    with pytest.raises(Refused, match="clocks went forward") as refusal:
        at(date(2026, 3, 29), time(1, 30))
    assert refusal.value.code == "time-skipped"


def test_the_hour_that_autumn_repeats_asks_which_one():
    night = date(2026, 10, 25)
    with pytest.raises(Refused) as refusal:
        at(night, time(1, 30))
    assert refusal.value.code == "time-twice"
    first, second = at(night, time(1, 30), second=False), at(night, time(1, 30), second=True)
    assert second - first == timedelta(hours=1)
    assert readings(night, time(1, 30)) == (first, second)


@pytest.mark.parametrize("year", range(2015, 2041))
def test_every_change_of_the_clocks_has_one_skipped_and_one_repeated_hour(year):
    """Last Sundays of March and October, 01:00 UTC."""
    spring, autumn = (
        max(date(year, month, day) for day in range(25, 32) if date(year, month, day).weekday() == 6)
        for month in (3, 10)
    )
    assert readings(spring, time(1, 30)) == ()
    assert len(readings(spring, time(0, 59))) == len(readings(spring, time(2))) == 1
    assert len(readings(autumn, time(1))) == len(readings(autumn, time(1, 59))) == 2
    assert len(readings(autumn, time(2))) == 1


def test_a_night_shift_belongs_to_the_day_it_starts():
    turn = shift_at(THREE, at(date(2026, 11, 22), time(2, 40)))
    assert (turn.day, turn.shift.code) == (date(2026, 11, 21), "night")
    assert turn.days() == (date(2026, 11, 21), date(2026, 11, 22))


def test_a_shift_that_ends_at_midnight_touches_one_day():
    two = (Shift("day", "Day", time(0)), Shift("late", "Late", time(12)))
    assert [turn.days() for turn in shifts_between(two, date(2026, 11, 21), date(2026, 11, 21))] == [
        (date(2026, 11, 21),),
        (date(2026, 11, 21),),
    ]


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 10, 24), 11), (date(2026, 3, 28), 9), (date(2026, 6, 1), 10)],
    ids=["clocks-back", "clocks-forward", "ordinary"],
)
def test_a_night_lasts_as_long_as_it_lasts(day, hours):
    night = list(shifts_between(THREE, day, day))[-1]
    assert night.ends - night.starts == timedelta(hours=hours)


@given(moments)
def test_every_moment_is_in_exactly_one_shift(moment):
    around = shifts_between(THREE, day_of(moment) - timedelta(days=2), day_of(moment) + timedelta(days=1))
    assert [turn for turn in around if turn.covers(moment)] == [shift_at(THREE, moment)]


@given(moments)
def test_a_wall_clock_reading_leads_back_to_its_moment(moment):
    shown = local(moment)
    assert moment in readings(shown.date(), shown.time())


def test_midnight_belongs_to_the_new_day():
    assert day_of(at(date(2026, 6, 2), time(0))) == date(2026, 6, 2)


def test_weeks_start_on_monday_and_months_follow_each_other():
    assert week_of(date(2026, 11, 22)) == date(2026, 11, 16)
    assert next_month(date(2026, 12, 1)) == date(2027, 1, 1)


def test_lengths_are_spoken_in_hours_and_minutes():
    assert [spoken_length(timedelta(minutes=minutes)) for minutes in (25, 60, 185)] == [
        "25 min",
        "1 h 00",
        "3 h 05",
    ]


@pytest.mark.parametrize("year", range(2015, 2041))
def test_shifts_and_days_fit_together_over_every_change_of_the_clocks(year):
    """A night is an hour longer or shorter, a day 25 or 23 hours, and no moment is lost or told twice."""
    spring, autumn = (
        max(date(year, month, day) for day in range(25, 32) if date(year, month, day).weekday() == 6)
        for month in (3, 10)
    )
    for change, hours, night in ((spring, 23, 9), (autumn, 25, 11)):
        assert midnight(change + DAY) - midnight(change) == timedelta(hours=hours)
        turns = list(shifts_between(THREE, change - DAY, change + DAY))
        assert all(turn.ends == after.starts for turn, after in itertools.pairwise(turns))
        assert turns[2].ends - turns[2].starts == timedelta(hours=night)
        half_past_twelve, half_past_two = at(change, time(0, 30)), at(change, time(2, 30))
        assert half_past_two - half_past_twelve == timedelta(hours=hours - 22)
