"""Runs, crossings, shifts and trends."""

import math
from datetime import date, timedelta
from itertools import accumulate, pairwise

import pytest

from rrp_desktop.charts.engine import analyse
from rrp_desktop.charts.figure import Tone
from rrp_desktop.charts.presets import PERLA, Options
from rrp_desktop.charts.rules import (
    HIGH,
    LOW,
    fewest_crossings,
    longest_allowed,
    runs_allowed,
    trends,
)

WEEKS = [7, 5, 9, 6, 8, 6, 10, 7, 5, 6, 9, 8, 6, 4, 5, 3, 4, 6, 5, 3, 4, 2, 5, 3]
CROSSINGS = """
10:2 11:2 12:3 13:3 14:4 15:4 16:4 17:5 18:5 19:6 20:6 21:6 22:7 23:7 24:8 25:8 26:8 27:9 28:9 29:10
30:10 31:11 32:11 33:11 34:12 35:12 36:13 37:13 38:14 39:14 40:14 41:15 42:15 43:16 44:16 45:17 46:17
47:17 48:18 49:18 50:19 51:19 52:20 53:20 54:21 55:21 56:21 57:22 58:22 59:23 60:23 70:28 80:32 90:37
100:41 120:51 156:67 200:88
"""
RUNS = """
10:3-9 11:4-9 12:4-10 13:4-11 14:4-12 15:5-12 16:5-13 17:6-13 18:6-14 19:6-15 20:7-15 21:7-16 22:8-16
23:8-17 24:8-18 25:9-18 26:9-19 27:10-19 28:10-20 29:10-21 30:11-21 31:11-22 32:12-22 33:12-23 34:12-24
35:13-24 36:13-25 37:14-25 38:14-26 39:14-26 40:15-27 41:15-28 42:16-28 43:16-29 44:17-29 45:17-30
46:17-31 47:18-31 48:18-32 49:19-32 50:19-33 51:20-33 52:20-34 53:20-35 54:21-35 55:21-36 56:22-36
57:22-37 58:23-37 59:23-38 60:24-38 70:28-44 80:32-50 90:37-55 100:41-61 120:50-72 156:67-91 200:87-115
"""


def weeks(n: int) -> list[date]:
    return [date(2026, 1, 5) + timedelta(weeks=at) for at in range(n)]


def exact_crossings(longest: int) -> list[int]:
    """For every length: the fewest crossings, by Pascal's triangle."""
    found: list[int] = []
    row = [1]
    for n in range(1, longest + 1):
        found.append(next(k for k, so_far in enumerate(accumulate(row)) if 20 * so_far >= 2 ** (n - 1)))
        row = [1, *(one + other for one, other in pairwise(row)), 1]
    return found


def test_the_longest_run_is_log2_rounded_and_three_for_every_length():
    assert [longest_allowed(n) for n in range(1, 1001)] == [round(math.log2(n)) + 3 for n in range(1, 1001)]


def test_the_fewest_crossings_agree_with_pascal_s_triangle_for_every_length():
    assert [fewest_crossings(n) for n in range(1, 1001)] == exact_crossings(1000)


@pytest.mark.parametrize("pair", CROSSINGS.split())
def test_the_fewest_crossings_agree_with_the_printed_table(pair: str):
    n, least = map(int, pair.split(":"))
    assert fewest_crossings(n) == least


@pytest.mark.parametrize("row", RUNS.split())
def test_the_runs_table_agrees_with_the_printed_one(row: str):
    n, limits = row.split(":")
    assert runs_allowed(int(n) // 2, (int(n) + 1) // 2) == tuple(map(int, limits.split("-")))


def test_runs_limits_of_unequal_halves_agree_with_counting_every_order():
    for above in range(1, 7):
        for below in range(1, 7):
            counted = _count_orders(above, below)
            whole = math.comb(above + below, above)
            low = next(r for r in range(1, 20) if sum(counted.get(k, 0) for k in range(r + 1)) * 40 > whole)
            high = next(
                r for r in range(20, 0, -1) if sum(counted.get(k, 0) for k in range(r, 30)) * 40 > whole
            )
            assert runs_allowed(above, below) == (low, high)


def test_the_runs_limits_agree_with_the_formula_in_whole_numbers_up_to_a_thousand_points():
    for n in (*range(2, 40), *range(40, 1001, 60), 999, 1000):
        for above in {n // 2, max(1, n // 3)}:
            assert runs_allowed(above, n - above) == by_formula(above, n - above), n


def by_formula(above: int, below: int) -> tuple[int, int]:
    """As the specification writes it down, without dividing."""
    a, b = _row(above - 1), _row(below - 1)
    ways = {2 * k: 2 * a[k - 1] * b[k - 1] for k in range(1, min(above, below) + 1)}
    for k in range(1, min(above, below) + 1):
        ways[2 * k + 1] = a[k - 1] * (b[k] if k < below else 0) + (a[k] if k < above else 0) * b[k - 1]
    whole = math.comb(above + below, above)
    up = list(accumulate(ways.get(r, 0) for r in range(above + below + 1)))
    low = next(r for r, so_far in enumerate(up) if 40 * so_far > whole)
    high = max(r for r in range(len(up)) if 40 * (whole - (up[r - 1] if r else 0)) > whole)
    return low, high


def _row(n: int) -> list[int]:
    return [math.comb(n, k) for k in range(n + 1)]


def _count_orders(above: int, below: int) -> dict[int, int]:
    counted: dict[int, int] = {}
    n = above + below
    for order in range(1 << n):
        if order.bit_count() == above:
            runs = 1 + sum((order >> k & 1) != (order >> (k + 1) & 1) for k in range(n - 1))
            counted[runs] = counted.get(runs, 0) + 1
    return counted


def test_all_points_on_one_side_are_one_run():
    assert runs_allowed(7, 0) == (1, 1)
    assert runs_allowed(0, 0) is None


def test_a_floating_median_sees_too_few_crossings():
    phase = analyse(weeks(24), WEEKS).phases[0]
    assert (phase.centre, phase.useful, phase.runs, phase.longest, phase.crossings) == (5.5, 24, 8, 6, 7)
    assert (phase.longest_allowed, phase.crossings_allowed) == (8, 8)
    assert (phase.long_run, phase.few_crossings) == (False, True)


def test_a_floating_median_by_perla_sees_two_shifts():
    found = analyse(weeks(24), WEEKS, options=Options(rules=PERLA))
    assert found.shift == (0, 0, 1, 1, 1, 1, 1, 1, *(0,) * 10, -1, -1, -1, -1, -1, -1)
    assert found.trend == (0,) * 24
    assert found.phases[0].runs_allowed == (8, 18)
    assert not found.phases[0].few_runs


def test_a_frozen_median_sees_the_long_run():
    found = analyse(weeks(24), WEEKS, options=Options(freeze=12))
    phase = found.phases[0]
    assert (phase.centre, phase.useful, phase.runs, phase.longest, phase.crossings) == (7, 22, 9, 12, 8)
    assert (phase.longest_allowed, phase.long_run, phase.few_crossings) == (7, True, False)
    assert found.long_run == (0,) * 12 + (-1,) * 12
    assert found.tone == (Tone.COMMON,) * 12 + (Tone.IMPROVEMENT,) * 12


def test_a_frozen_median_by_perla_sees_the_shift_and_both_runs_limits():
    found = analyse(weeks(24), WEEKS, options=Options(freeze=12, rules=PERLA))
    assert found.shift == (0,) * 12 + (-1,) * 12
    assert found.phases[0].runs_allowed == (8, 16)
    assert found.phases[0].runs_allowed_observed == runs_allowed(5, 17)


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        pytest.param([3, 4, 4, 5, 6, 7, 2], [HIGH] * 6 + [0], id="a rise with a tie"),
        pytest.param([9, 8, 8, 7, 7, 6, 5, 8], [LOW] * 7 + [0], id="a fall with two ties"),
        pytest.param([3, 4, 5, 6, 6, 6, 5], [0] * 7, id="four different values only"),
    ],
)
def test_ties_are_one_value_in_a_run_chart_trend(values: list[float], flags: list[int]):
    assert trends(values, 5, ties_collapse=True) == flags


def test_a_missing_week_neither_breaks_nor_lengthens_a_run():
    gapped = [*WEEKS[:15], None, *WEEKS[15:]]
    found, plain = (analyse(weeks(len(v)), v, options=Options(freeze=12)) for v in (gapped, WEEKS))
    assert found.phases[0].longest == plain.phases[0].longest
    assert found.long_run[:15] + found.long_run[16:] == plain.long_run
    assert (found.values[15], found.counts[15], found.long_run[15]) == (None, False, 0)


def test_points_on_the_line_all_the_way_give_no_signal():
    phase = analyse(weeks(12), [4] * 12).phases[0]
    assert (phase.useful, phase.runs, phase.longest, phase.crossings) == (0, 0, 0, 0)
    assert not phase.long_run
    assert not phase.few_crossings


def test_runs_start_again_in_a_new_phase():
    found = analyse(weeks(24), WEEKS, options=Options(phases=(weeks(24)[12],)))
    assert [phase.centre for phase in found.phases] == [7, 4]
    assert found.phase == (0,) * 12 + (1,) * 12
