"""Corners of the engine."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from rrp_desktop.charts.alarms import false_alarms, spoken_alarms
from rrp_desktop.charts.analysis import Analysis, Assurance, Variation
from rrp_desktop.charts.engine import analyse
from rrp_desktop.charts.figure import Tone
from rrp_desktop.charts.findings import verdict
from rrp_desktop.charts.presets import (
    ANHOEJ,
    MDC,
    MDC_SQL,
    PERLA,
    PLOT_THE_DOTS,
    QICHARTS,
    RARE_EVENTS,
    SCOTLAND,
    Chart,
    Conflict,
    Direction,
    Options,
    Rule,
    Target,
    Wording,
)

FLAT = [20, 23, 18, 21, 22, 19, 24, 20, 21, 18, 23, 20, 22]
BUSY = [2, 3, 2, 4, 3, 2, 3, 2, 4, 3, 2, 3, 2, 30]
MIXED = [30, 28, 26, 24, 22, 20, 18, 20, 22, 24, 26, 28, 30, 29, 27, 28, 26, 27]


def weeks(n: int) -> list[date]:
    return [date(2026, 1, 5) + timedelta(weeks=at) for at in range(n)]


def chart(values: list[Any], sizes: list[Any] | None = None, **choices: Any) -> Analysis:
    arrays = {name: choices.pop(name) for name in ("ghosts", "incomplete") if name in choices}
    return analyse(weeks(len(values)), values, sizes, **arrays, options=Options(**choices))


def test_twelve_points_have_a_mean_and_no_limits_colours_or_icons():
    found = chart([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], chart=Chart.XMR, targets=(Target(3),))
    assert found.centre[0] == 6.5
    assert found.upper == (None,) * 12
    assert set(found.tone) == {Tone.COMMON}
    assert (found.variation, found.assurance) == (Variation.TOO_FEW, Assurance.NONE)
    assert "Too few points for limits: they need 13." in found.warnings
    assert verdict(found).headline == "Too few to judge."


def test_the_thirteenth_point_brings_limits_and_icons():
    found = chart(FLAT, chart=Chart.XMR, targets=(Target(30),))
    assert found.upper[0] is not None
    assert (found.variation, found.assurance) == (Variation.COMMON, Assurance.PASS)


def test_thirteen_are_counted_over_the_whole_chart_and_a_short_phase_is_on_trial():
    found = chart(FLAT, chart=Chart.XMR, phases=(weeks(13)[8],))
    assert None not in found.upper
    assert "The phase from 2 Mar 2026 is on trial until it has 13 points; it has 5." in found.warnings


def test_a_ghost_is_bridged_and_a_missing_row_is_not():
    values = [*FLAT[:6], 90, *FLAT[6:]]
    ghosted = chart(values, chart=Chart.XMR, ghosts=[at == 6 for at in range(14)])
    plain = chart(FLAT, chart=Chart.XMR)
    assert ghosted.upper[0] == plain.upper[0]
    assert ghosted.values[6] == 90
    assert (ghosted.single[6], ghosted.tone[6]) == (0, Tone.COMMON)
    missing = chart([*FLAT[:6], None, *FLAT[6:]], chart=Chart.XMR)
    assert missing.moving_range[7] is None
    assert missing.upper[0] != plain.upper[0]


def test_limits_are_drawn_over_a_gap_unless_they_depend_on_its_denominator():
    values = [*FLAT[:6], None, *FLAT[6:]]
    assert chart(values, chart=Chart.XMR).upper[6] is not None
    assert chart(values, [100] * 14, chart=Chart.U).upper[6] is None


def test_a_denominator_of_zero_makes_no_rate():
    found = chart([1, 0, 2], [10, 0, 10], chart=Chart.U, multiplier=1000)
    assert found.values == (100, None, 200)
    assert found.upper[1] is None
    assert found.centre == (150, 150, 150)


@pytest.mark.parametrize(
    ("kind", "values", "edge"), [(Chart.U, [0] * 5, 0), (Chart.P, [9] * 5, 1), (Chart.C, [0] * 5, 0)]
)
def test_without_any_spread_the_limits_fall_on_the_centre(kind: Chart, values: list[int], edge: int):
    found = chart(values, [9] * 5 if kind is not Chart.C else None, chart=kind)
    assert set(found.upper + found.lower + found.centre) == {edge}
    assert set(found.tone) == {Tone.COMMON}
    assert "No limits are drawn: they fall on the centre line." in found.warnings


def test_primes_without_any_spread_have_a_centre_only():
    for kind in (Chart.U_PRIME, Chart.P_PRIME):
        found = chart([0] * 5, [9] * 5, chart=kind)
        assert (found.centre[0], found.upper[0]) == (0, None)
    assert chart([3] * 5, [9] * 5, chart=Chart.I_PRIME, screening=True).upper[0] is None
    assert chart([3] * 5, [9] * 5, chart=Chart.I_PRIME, screening=False).upper[0] == pytest.approx(1 / 3)


def test_a_constant_series_is_common_cause_and_any_other_point_outside():
    same = chart([100] * 14, chart=Chart.XMR, direction=Direction.HIGHER, targets=(Target(95),))
    assert (same.variation, same.assurance) == (Variation.COMMON, Assurance.PASS)
    screened = chart([100] * 14, chart=Chart.XMR, rules=PLOT_THE_DOTS)
    assert screened.upper[0] == 100


def test_screening_that_would_drop_everything_drops_nothing():
    found = chart([5, 5, 5, 5], chart=Chart.XMR, rules=QICHARTS)
    assert (found.phases[0].mean_range, found.phases[0].screened) == (0, 0)


def test_a_freeze_belongs_to_each_phase():
    values = [10, 12, 10, 12, 40, 40, 20, 22, 20, 22, 60, 60]
    found = chart(values, freeze=4, phases=(weeks(12)[6],))
    assert [phase.centre for phase in found.phases] == [11, 21]
    assert [phase.baseline for phase in found.phases] == [4, 4]
    assert "A baseline of 4 is short: 12 points or more are better." in found.warnings


def test_frozen_i_prime_limits_use_the_baseline_s_ranges_alone():
    calm, wild = [10, 11, 10, 11, 10, 11], [30, 5, 40, 2, 50, 1]
    frozen = chart(calm + wild, [50] * 12, chart=Chart.I_PRIME, freeze=6)
    assert frozen.upper[0] == pytest.approx(chart(calm, [50] * 6, chart=Chart.I_PRIME).upper[0])


def test_a_phase_date_without_data_moves_to_the_next_and_says_so():
    found = chart(FLAT, phases=(date(2026, 2, 4), date(2027, 1, 1)))
    assert found.phase == (0,) * 5 + (1,) * 8
    assert found.warnings[:2] == (
        "The new phase of 4 Feb 2026 starts at 9 Feb 2026.",
        "No data from 1 Jan 2027: the new phase was not started.",
    )


def test_two_rows_of_one_date_are_refused_by_number_but_events_may_share_a_day():
    days = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 12)]
    assert analyse(days, [1, 2, 3]).refused == "Rows 2 and 3 have the same date."
    assert analyse(days, [None, 7, 0], options=Options(chart=Chart.T)).refused == ""


def test_arrays_of_different_lengths_are_refused():
    found = analyse(weeks(3), [1, 2])
    assert (found.refused, found.values) == ("There are 3 dates and 2 values.", (None,) * 3)
    found = analyse(weeks(2), [1, 2], [1, 2, 3], ghosts=[True])
    assert found.refused == "There are 2 dates and 3 denominators."


@pytest.mark.parametrize("times", [0.0, -1.0, float("nan"), float("inf")])
def test_a_multiplier_that_means_nothing_is_refused(times: float):
    found = chart([1, 2, 3], multiplier=times)
    assert (found.refused, found.values) == ("The multiplier must be above zero.", (None,) * 3)


def test_arrays_of_numpy_and_pandas_are_as_good_as_lists():
    pd = pytest.importorskip("pandas")
    values, sizes = [3.0, None, 5.0, 4.0] * 4, [40.0] * 16
    ghosts = [at == 3 for at in range(16)]
    options = Options(chart=Chart.U, multiplier=1000)
    plain = analyse(weeks(16), values, sizes, ghosts=ghosts, options=options)
    days = pd.date_range("2026-01-05", periods=16, freq="7D")
    framed = pd.DataFrame({"value": pd.array(values, dtype="Float64"), "size": sizes})
    found = analyse(
        list(days),
        framed["value"],
        np.array(sizes),  # type: ignore[arg-type]
        ghosts=np.array(ghosts),  # type: ignore[arg-type]
        options=options,
    )
    assert found == plain


def test_a_chart_of_counts_divides_by_nothing_and_a_chart_of_rates_asks_for_denominators():
    assert chart([3, 5, 4], [10, 20, 10], chart=Chart.C) == chart([3, 5, 4], chart=Chart.C)
    assert chart([None, 5, 4], [10, 20, 10], chart=Chart.T).values == (None, 5, 4)
    bare = chart([3, 5, 4], chart=Chart.U)
    assert (bare.values, bare.warnings) == ((None,) * 3, ("A u chart needs denominators.",))


@pytest.mark.parametrize("kind", [Chart.XMR, Chart.I_PRIME])
def test_drawing_from_zero_changes_no_flag_and_no_icon(kind: Chart):
    values = [3, 1, 4, 1, 5, 0, 2, 6, 5, 3, 5, 0, 9, 1]
    plain, floored = (
        chart(values, [1] * 14, chart=kind, targets=(Target(0),), from_zero=one) for one in (False, True)
    )
    assert plain.lower[0] is not None
    assert plain.lower[0] < 0
    assert set(floored.lower) == {0}
    assert floored.assurance is plain.assurance is Assurance.HIT_OR_MISS
    assert (floored.single, floored.two_of_three) == (plain.single, plain.two_of_three)


def test_longer_is_better_between_events_unless_told_otherwise():
    waits = [5] * 12 + [20] * 6
    better, worse = (chart(waits, chart=Chart.T, freeze=12, direction=one) for one in (None, Direction.LOWER))
    assert (better.tone[-1], worse.tone[-1]) == (Tone.IMPROVEMENT, Tone.CONCERN)
    assert chart(BUSY, chart=Chart.XMR).tone[-1] is Tone.CONCERN


def test_each_phase_may_have_a_baseline_of_its_own():
    values = [10, 12, 10, 12, 40, 40, 20, 22, 20, 22, 60, 60]
    found = chart(values, freeze=(4, None), phases=(weeks(12)[6],))
    assert [(phase.centre, phase.baseline) for phase in found.phases] == [(11, 4), (22, 6)]


def test_the_spread_of_i_prime_may_be_taken_from_every_row():
    calm, wild = [10, 11, 10, 11, 10, 11], [30, 5, 40, 2, 50, 1]
    sizes = [50] * 12
    ours, theirs = (
        chart(calm + wild, sizes, chart=Chart.I_PRIME, freeze=6, i_prime_unfrozen=one)
        for one in (False, True)
    )
    assert ours.centre == theirs.centre
    assert theirs.phases[0].mean_range == chart(calm + wild, sizes, chart=Chart.I_PRIME).phases[0].mean_range
    assert theirs.phases[0].mean_range != ours.phases[0].mean_range


def test_a_chart_whose_points_all_lie_on_the_median_says_so():
    assert verdict(chart([4] * 12)).sentence == "Every point lies on the median of 4."


def test_a_long_run_of_too_few_points_is_not_announced():
    found = chart([9, 9, 1, 1, 1, 1, 1, 1, 1], freeze=4)
    assert found.phases[0].long_run
    assert verdict(found).headline == "Too few to judge."
    assert found.reasons == ()
    judged = chart([9, 8, 9, 8, 1, 1, 1, 1, 1, 1, 1, 1], freeze=4)
    assert verdict(judged).headline == "Improving."


def test_between_events_a_line_crossed_too_seldom_is_told_beside_the_shift():
    waits = [3, 4, 3, 5, 4, 3, 5, 4, 30, 40, 35, 30, 45, 38, 36, 41]
    headlines = [one.headline for one in chart(waits, chart=Chart.G, rules=RARE_EVENTS).reasons]
    assert headlines[0] == "Shift, improving."
    assert "Too few crossings, improving." in headlines
    assert len([one for one in headlines if one.startswith("Shift")]) == 2


def test_events_on_one_day_are_no_range_of_their_own_and_get_a_hint():
    found = chart([None, 4, 0, 6, 0, 9], chart=Chart.T)
    assert found.centre[0] is not None
    assert "Some events fell on the same day: record times, or use the g chart." in found.warnings


def test_a_time_under_zero_is_refused_with_its_row():
    for kind in (Chart.T, Chart.G):
        found = chart([3, -1, 4], chart=kind)
        assert found.refused == "Row 2 is under zero, as no time between events can be."
        assert (found.values, found.centre) == ((None,) * 3, (None,) * 3)


def test_a_long_open_wait_is_good_news_and_enters_no_line():
    waits = [12, 3, 25, 8, 1, 40, 6, 17, 9, 30, 2, 14, 75, 21]
    open_ = [*waits, 300]
    found = chart(open_, chart=Chart.T, direction=Direction.HIGHER, incomplete=[False] * 14 + [True])
    assert found.centre[0] == chart(waits, chart=Chart.T).centre[0]
    assert found.already_above
    assert found.reasons[0].headline == "Already above the upper limit."
    assert found.reasons[0].tone is Tone.IMPROVEMENT
    assert verdict(found) == found.reasons[0]


def test_a_part_month_counts_only_when_it_is_already_too_many():
    def last(value: int) -> Analysis:
        return chart([*FLAT, value], chart=Chart.XMR, incomplete=[False] * 13 + [True])

    assert last(40).already_above
    assert last(40).reasons[0].tone is Tone.CONCERN
    assert not last(1).already_above
    assert set(last(1).tone) == {Tone.COMMON}


def test_a_rate_of_a_part_month_can_still_fall_and_is_not_already_above():
    found = chart([*FLAT, 90], [100] * 14, chart=Chart.XMR, incomplete=[False] * 13 + [True])
    assert not found.already_above


def test_targets_change_with_their_dates():
    days = weeks(13)
    targets = (Target(18, since=days[9]), Target(25), Target(21, since=days[4]))
    found = chart(FLAT, chart=Chart.XMR, targets=targets)
    assert found.target == (25,) * 4 + (21,) * 5 + (18,) * 4


def test_neutral_measures_have_one_colour_and_no_assurance():
    found = chart([*FLAT, 60], chart=Chart.XMR, direction=Direction.NEUTRAL, targets=(Target(90),))
    assert found.tone[-1] is Tone.NEITHER
    assert (found.variation, found.assurance) == (Variation.NEITHER_HIGH, Assurance.NONE)


@pytest.mark.parametrize(
    ("direction", "value", "icon"),
    [
        (Direction.LOWER, 60, Variation.CONCERN_HIGH),
        (Direction.LOWER, 0, Variation.IMPROVEMENT_LOW),
        (Direction.HIGHER, 60, Variation.IMPROVEMENT_HIGH),
        (Direction.HIGHER, 0, Variation.CONCERN_LOW),
    ],
)
def test_the_icon_names_the_signal_s_own_direction(direction: Direction, value: int, icon: Variation):
    assert chart([*FLAT, value], chart=Chart.XMR, direction=direction).variation is icon


def test_a_conflict_goes_as_the_rule_set_says():
    def tones(**more: Any) -> tuple[Tone, ...]:
        found = chart(MIXED, chart=Chart.XMR, direction=Direction.HIGHER, rules=replace(MDC, **more))
        return found.tone[7:10]

    assert tones() == (Tone.IMPROVEMENT,) * 3
    assert tones(conflict=Conflict.CONCERN) == (Tone.CONCERN,) * 3
    assert tones(conflict=Conflict.ORDER, order=(Rule.SHIFT, Rule.TREND)) == (Tone.CONCERN,) * 3
    assert tones(conflict=Conflict.ORDER, order=MDC_SQL.order) == (Tone.IMPROVEMENT,) * 3


def test_a_point_of_two_trends_takes_the_later_one_in_the_r_package():
    values = [30, 28, 26, 24, 22, 20, 18, 20, 22, 24, 26, 28, 30]
    assert chart(values, chart=Chart.XMR, rules=MDC).trend[6] == 2
    assert chart(values, chart=Chart.XMR, rules=PLOT_THE_DOTS).trend[6] == 1


def test_a_repeat_breaks_a_trend_on_an_xmr_chart():
    found = chart([20, 21, 22, 22, 23, 24, 25, *FLAT], chart=Chart.XMR)
    assert not any(found.trend)


def test_a_value_on_the_mean_breaks_an_xmr_shift_and_is_stepped_over_by_perla():
    values = [10, 12, 10, 12, 10, 12, 10, 14, 14, 14, 11, 14, 14, 14]
    assert not any(chart(values, chart=Chart.XMR, freeze=2).shift)
    stepped = chart(values, rules=PERLA, freeze=2).shift
    assert stepped[7:] == (1, 1, 1, 0, 1, 1, 1)


def test_scotland_colours_the_points_on_the_line_inside_a_shift():
    values = [10, 12, 10, 12, 10, 12, 10, 14, 14, 14, 11, 14, 14, 14]
    assert chart(values, rules=SCOTLAND, freeze=2).shift[7:] == (1,) * 7


def test_last_digit_noise_is_on_the_line():
    found = chart([0.1 + 0.2, 0.3, 0.3, 0.3])
    assert found.phases[0].useful == 0


def test_the_length_of_a_scottish_trend_grows_with_the_series():
    rules = replace(PERLA, trend_by_length=True)
    rising = [1, 2, 3, 4, 5]
    assert any(chart(rising, rules=rules).trend)
    assert not any(chart([*rising, 1, 5, 1, 5], rules=rules).trend)


def test_an_unusual_point_is_offered_and_never_coloured():
    found = chart([5, 6, 5, 7, 6, 5, 40, 6, 5, 7, 6, 5])
    assert found.phases[0].unusual == (6,)
    assert found.tone[6] is Tone.COMMON
    assert found.reasons[-1].headline == "One unusual point?"


def test_more_than_half_at_zero_offers_days_between():
    hint = "More than half of the points are at the extreme: days between events would say more."
    assert hint in chart([0, 0, 0, 1, 2]).warnings
    assert hint not in chart([0, 0, 1, 2]).warnings


def test_a_spread_too_wide_for_u_offers_the_prime_chart():
    found = chart([200, 400] * 8, [1000] * 16, chart=Chart.U)
    assert "The points spread wider than a u chart expects: try u'." in found.warnings


def test_false_alarms_lie_between_those_counted():
    assert false_alarms(Options(), 24) == (2.6, None)
    assert false_alarms(Options(), 30)[0] == pytest.approx(3.6)
    assert false_alarms(Options(chart=Chart.XMR), 52) == (60.4, 3.0)
    assert false_alarms(Options(chart=Chart.XMR), 500) == (87.5, 4.0)
    assert false_alarms(Options(chart=Chart.XMR, rules=ANHOEJ), 52) == (None, None)
    assert false_alarms(Options(), 11) == (None, None)
    assert false_alarms(Options(chart=Chart.XMR, screening=True), 52) == (None, None)
    assert false_alarms(Options(chart=Chart.XMR, rules=PLOT_THE_DOTS), 52) == (41.2, 1.8)


def test_false_alarms_are_said_as_people_count():
    weekly = Wording("week", "weeks")
    assert spoken_alarms(Options(chart=Chart.XMR, wording=weekly), 52) == (
        "If nothing changed, about 6 in 10 charts of 52 weeks would still show a signal, "
        "and 3 in 100 at the last point."
    )
    assert spoken_alarms(Options(wording=weekly), 24) == (
        "If nothing changed, about 3 in 100 charts of 24 weeks would still show a signal."
    )
