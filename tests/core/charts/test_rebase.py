"""Suggested new phases."""

import pytest

from rrp_desktop.charts.presets import AUTOSPC, Chart, Options
from rrp_desktop.charts.rebase import stable_shifts, sustained_runs

FALLING = [20, 22, 19, 21, 23, 20, 18, 22, 21, 20, 19, 22, 21]
FALLING += [20, 24, 21, 17, 16, 18, 15, 21, 17, 16, 14, 18, 15, 17, 16, 15, 18, 17]
STABLE = [20, 23, 18, 21, 22, 19, 24, 20, 21, 18, 23, 20, 22, 19, 21, 20, 24, 18, 22, 21, 20]
RAISED = [22, 19, 21, 27, 29, 26, 30, 28, 27, 29, 26, 28, 31, 27, 28, 26, 29, 30, 27, 28, 29, 26, 27, 28, 30]


def test_nine_useful_points_below_suggest_their_own_median():
    found = sustained_runs(FALLING, wanted=-1)
    (only,) = found.suggestions
    assert (only.row, only.found, only.centre) == (16, 25, 16)
    assert found.centre == (21,) * 16 + (16,) * 15


def test_the_unwanted_side_suggests_nothing():
    assert sustained_runs(FALLING, wanted=1).suggestions == ()
    assert sustained_runs(FALLING).suggestions == sustained_runs(FALLING, wanted=-1).suggestions


def test_a_missing_row_is_stepped_over():
    gapped = [*FALLING[:18], None, *FALLING[18:]]
    (only,) = sustained_runs(gapped, wanted=-1).suggestions
    assert (only.row, only.found, only.centre) == (16, 26, 16)


def test_a_short_series_is_left_alone():
    assert sustained_runs(FALLING[:21], wanted=-1).suggestions == ()


def test_the_search_goes_on_after_a_new_median():
    steps = [20.0, 21] * 7 + [15.0, 16] * 5 + [10.0, 11] * 5
    assert [one.centre for one in sustained_runs(steps, wanted=-1).suggestions] == [15, 10]


def test_a_median_of_eight_of_nine_points_after_a_baseline_of_eight_values():
    values = [None, 20, 21, 20, 22, 20, 21, 23, 20, *range(10, 1, -1)]
    found = sustained_runs(values, baseline=8, run=9, taken=8, observed=True, least=0)
    (only,) = found.suggestions
    assert (only.row, only.found, only.centre) == (9, 17, 6.5)


def test_a_stable_shift_sets_new_limits_without_its_extreme():
    found = stable_shifts(STABLE + RAISED)
    (only,) = found.suggestions
    assert only.row == 23
    assert only.left_out == (23,)
    assert (only.lower, only.centre, only.upper) == pytest.approx((22.020941, 27.9, 33.779059), abs=1e-6)
    assert (found.lower[0], found.centre[0], found.upper[0]) == pytest.approx(
        (12.783181, 20.761905, 28.740628), abs=1e-6
    )
    assert found.centre[22] == found.centre[0]
    assert found.centre[23] == only.centre


def test_a_shift_that_swings_back_is_not_stable():
    back = [*STABLE, 28, 29, 27, 30, 28, 29, 27, 28, 29, 28, 14, 15, 13, 14, 15, 13, 14, 13, 14, 15, 14]
    assert stable_shifts(back).suggestions == ()


def test_a_shift_that_may_be_swinging_back_is_suggested_only_by_those_without_regrets_to_come():
    risky = [*STABLE, 28, 29, 27, 30, 28, 29, 27, 28, 29, 28, 27, 29, 28, 27, 29, 28, 27, 29, 20, 21, 20]
    assert stable_shifts(risky).suggestions == ()
    assert [one.row for one in stable_shifts(risky, no_regrets=False).suggestions] == [21]


def test_fewer_points_than_a_period_have_no_limits():
    found = stable_shifts(STABLE[:20])
    assert found.suggestions == ()
    assert found.centre == (None,) * 20


def test_a_rate_shifts_on_its_own_scale():
    counts = [*STABLE, *RAISED[3:], 27]
    found = stable_shifts(
        counts, [100] * len(counts), options=Options(chart=Chart.U_PRIME, rules=AUTOSPC, multiplier=1000)
    )
    assert found.suggestions
    assert found.centre[0] == pytest.approx(sum(STABLE) / 2100 * 1000, abs=1e-9)


@pytest.mark.parametrize(
    "values", [[], [None] * 40, [5] * 60, [0] * 60], ids=["none", "missing", "same", "zero"]
)
def test_nothing_to_find_is_found_in_peace(values: list[float | None]):
    assert stable_shifts(values).suggestions == ()
    assert sustained_runs(values).suggestions == ()
