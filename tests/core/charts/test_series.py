"""From a log to periods."""

from datetime import UTC, date, datetime, timedelta

import pytest

from rrp_desktop.charts.picture import analyse_series, figure_of
from rrp_desktop.charts.presets import Chart, Direction, Options
from rrp_desktop.charts.series import (
    Frequency,
    Period,
    Series,
    better_as_waits,
    count_periods,
    days_between,
    frequency_of,
    grid,
    period_of,
)

MONDAY = date(2026, 3, 2)


def test_a_week_without_an_incident_is_a_zero():
    events = [MONDAY, MONDAY + timedelta(days=15), MONDAY + timedelta(days=16)]
    periods = count_periods(events, MONDAY, MONDAY + timedelta(days=27), Frequency.WEEK)
    assert [one.value for one in periods] == [1, 0, 2, 0]


def test_twelve_weeks_with_three_empty_ones_are_twelve_points():
    weeks = (0, 0, 1, 1, 1, 2, 4, 4, 5, 5, 5, 7, 8, 8, 9, 9, 9, 11, 11, 11)
    events = [MONDAY + timedelta(weeks=week, days=week % 7) for week in weeks]
    periods = count_periods(events, MONDAY, MONDAY + timedelta(days=83), Frequency.WEEK)
    series = Series("", "events", Frequency.WEEK, Direction.LOWER, periods)
    found = analyse_series(series, Options(chart=Chart.XMR))
    assert [one.value for one in periods].count(0) == 3
    assert found.centre == pytest.approx([20 / 12] * 12, abs=1e-9)


def test_a_week_with_an_unconfirmed_day_has_no_value():
    blank = MONDAY + timedelta(days=9)
    periods = count_periods(
        [MONDAY], MONDAY, MONDAY + timedelta(days=20), Frequency.WEEK, unconfirmed={blank}
    )
    assert [one.value for one in periods] == [1, None, 0]
    assert periods[1].unconfirmed == "1 of 7 days not confirmed"


def test_first_and_last_periods_that_were_seen_in_part_are_part_periods():
    periods = count_periods([], MONDAY + timedelta(days=2), MONDAY + timedelta(days=15), Frequency.WEEK)
    assert [(one.start, one.complete, one.days_seen) for one in periods] == [
        (MONDAY, False, 5),
        (MONDAY + timedelta(days=7), True, None),
        (MONDAY + timedelta(days=14), False, 2),
    ]


def test_a_period_is_not_complete_until_late_reports_have_settled():
    last = MONDAY + timedelta(days=13)
    settled = [
        one.complete
        for one in count_periods(
            [], MONDAY, last, Frequency.WEEK, today=last + timedelta(days=3), settle_days=5
        )
    ]
    assert settled == [True, False]


def test_bed_days_need_every_day():
    daily = {MONDAY + timedelta(days=at): 18.0 for at in range(14) if at != 9}
    periods = count_periods([], MONDAY, MONDAY + timedelta(days=13), Frequency.WEEK, denominators=daily)
    assert [one.denominator for one in periods] == [126, None]


def test_weeks_cross_both_clock_changes_whole():
    spring = list(grid(date(2026, 3, 23), date(2026, 4, 5), Frequency.WEEK))
    autumn = list(grid(date(2026, 10, 19), date(2026, 11, 1), Frequency.WEEK))
    assert [(end - start).days for start, end in spring + autumn] == [6, 6, 6, 6]


def test_months_quarters_and_weeks_that_start_elsewhere():
    assert period_of(date(2028, 2, 29), Frequency.MONTH) == (date(2028, 2, 1), date(2028, 2, 29))
    assert period_of(date(2026, 12, 31), Frequency.MONTH) == (date(2026, 12, 1), date(2026, 12, 31))
    assert period_of(date(2026, 11, 21), Frequency.QUARTER) == (date(2026, 10, 1), date(2026, 12, 31))
    assert period_of(MONDAY, Frequency.WEEK, week_starts=6) == (date(2026, 3, 1), date(2026, 3, 7))
    assert period_of(MONDAY, Frequency.DAY) == (MONDAY, MONDAY)


def test_the_frequency_of_dates_is_seen_from_their_distance():
    firsts = [date(2026, month, 1) for month in range(1, 13)]
    assert frequency_of(firsts) is Frequency.MONTH
    assert frequency_of(firsts[::3]) is Frequency.QUARTER
    assert frequency_of([MONDAY, MONDAY + timedelta(days=7)]) is Frequency.WEEK
    assert frequency_of([MONDAY, MONDAY + timedelta(days=1)]) is Frequency.DAY
    assert frequency_of([]) is Frequency.DAY


def test_a_missing_denominator_says_how_many_days_are_known():
    daily = {MONDAY + timedelta(days=at): 18.0 for at in range(14) if at not in (9, 10)}
    periods = count_periods([], MONDAY, MONDAY + timedelta(days=13), Frequency.WEEK, denominators=daily)
    assert [one.unconfirmed for one in periods] == ["", "denominator known on 5 of 7 days"]


def test_waits_between_moments_are_fractions_of_days():
    first = datetime(2026, 3, 2, 12, tzinfo=UTC)
    events = [(first + timedelta(hours=36), "b"), (first, "a"), (first + timedelta(hours=36), "c")]
    periods = days_between(events, until=first + timedelta(days=2))
    assert [(one.value, one.key) for one in periods] == [(None, "a"), (1.5, "b"), (0, "c"), (0.5, None)]
    assert periods[1].start == date(2026, 3, 4)


def test_waits_between_events_close_with_the_one_still_running():
    events = [(MONDAY + timedelta(days=at), at) for at in (5, 0, 5, 12)]
    periods = days_between(events, until=MONDAY + timedelta(days=20))
    assert [one.value for one in periods] == [None, 5, 0, 7, 8]
    assert [one.key for one in periods] == [0, 5, 5, 12, None]
    assert [one.complete for one in periods] == [True, True, True, True, False]


def test_days_between_are_offered_when_half_of_the_confirmed_weeks_are_zero():
    def weekly(values: list[float | None]) -> list[Period]:
        return [Period(MONDAY, MONDAY, value) for value in values]

    assert better_as_waits(weekly([0, 0, 1, 2]))
    assert not better_as_waits(weekly([0, 3, 1, 2]))
    assert not better_as_waits(weekly([0, None, None, 2, 1]))
    assert not better_as_waits([])


def test_a_part_week_and_an_unconfirmed_week_enter_no_number():
    full = [
        Period(MONDAY + timedelta(weeks=at), MONDAY + timedelta(weeks=at, days=6), 5.0) for at in range(6)
    ]
    odd = [
        Period(MONDAY + timedelta(weeks=6), MONDAY + timedelta(weeks=6, days=6), None),
        Period(MONDAY + timedelta(weeks=7), MONDAY + timedelta(weeks=7, days=6), 400.0, days_seen=3),
    ]
    series = Series("", "events", Frequency.WEEK, Direction.LOWER, (*full, *odd))
    found = analyse_series(series)
    assert (found.phases[0].points, found.phases[0].centre) == (6, 5)
    figure = figure_of(series, Options())
    assert figure.points[6].value is None
    assert figure.points[7].days == (3, 7)
    assert "3 of 7 days so far" in figure.points[7].says
    assert "1 week not confirmed, 1 week not complete" in figure.note
