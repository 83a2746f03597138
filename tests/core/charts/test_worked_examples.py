"""Every worked example of the specification, at 1e-9 or as far as it was printed."""

from datetime import date, timedelta

import numpy as np
import pytest

from rrp_desktop.charts.analysis import Analysis, Assurance, Variation
from rrp_desktop.charts.engine import analyse
from rrp_desktop.charts.figure import Tone
from rrp_desktop.charts.presets import (
    MDC,
    MDC_SINGLE_CHART,
    MDC_SQL,
    PLOT_THE_DOTS,
    QICHARTS,
    RULE_SETS,
    Chart,
    Direction,
    Options,
    RuleSet,
    Target,
)

XMR = [12, 15, 11, 14, 13, 16, 12, 30, 14, 13, 15, 12, 14, 16, 15, 18, 20]
ASSURED = [20, 23, 18, 21, 22, 19, 24, 20, 21, 18, 23, 20, 22, 19, 21]
DIFFER = [18, 21, 19, 22, 20, 17, 21, 19, 23, 20, 18, 22, 20, 15, 14, 16, 13, 15, 12, 14, 24, 25, 21]
BEYOND = [20, 24, 21, 23, 22, 20, 24, 22, 21, 23, 20, 24, 22, 23, 21, 20, 24, 22, 38, 31, 25, 22, 21, 23]
CROSSING = [20, 22, 21, 19, 20, 22, 21, 20, 19, 21, 20, 22, 21, 23, 24, 23, 22]
AFTER = [30, 31, 29, 30, 28, 31, 30, 29, 31, 30, 29, 30]
MIXED = [30, 28, 26, 24, 22, 20, 18, 20, 22, 24, 26, 28, 30, 29, 27, 28, 26, 27]
COUNTS = [4, 2, 6, 3, 5, 4, 1, 7, 3, 4, 2, 14]
INCIDENTS = [5, 3, 8, 4, 6, 2, 7, 5, 9, 4, 6, 3]
BED_DAYS = [540, 496, 612, 480, 560, 510, 605, 588, 620, 470, 555, 498]
DONE = [18, 20, 15, 22, 19, 17, 21, 16, 20, 23, 12, 19]
CHANCES = [24, 25, 20, 26, 25, 22, 26, 21, 25, 27, 24, 23]
GAPS = [12, 3, 25, 8, 1, 40, 6, 17, 9, 30, 2, 14, 75, 21]
PRINTED = 1.01e-6


def weeks(n: int) -> list[date]:
    return [date(2024, 1, 1) + timedelta(weeks=at) for at in range(n)]


def chart(values: list[int], denominators: list[int] | None = None, **choices: object) -> Analysis:
    return analyse(weeks(len(values)), values, denominators, options=Options(**choices))  # type: ignore[arg-type]


def flagged(flags: tuple[int, ...]) -> list[int]:
    """Rows counted from 1, as the specification counts them."""
    return [at for at, flag in enumerate(flags, start=1) if flag]


def special(found: Analysis) -> list[int]:
    return [at for at, tone in enumerate(found.tone, start=1) if tone is not Tone.COMMON]


@pytest.mark.parametrize(
    ("rules", "screening", "limits"),
    [
        pytest.param(MDC, False, (3.989118, 26.599118), id="2.66, unscreened"),
        pytest.param(QICHARTS, False, (3.990926, 26.597309), id="3/1.128, unscreened"),
        pytest.param(MDC, True, (8.834118, 21.754118), id="2.66, screened"),
        pytest.param(QICHARTS, True, (8.835151, 21.753084), id="3/1.128, screened"),
    ],
)
def test_xmr_limits(rules: RuleSet, screening: bool, limits: tuple[float, float]):
    found = chart(XMR, chart=Chart.XMR, rules=rules, screening=screening)
    mean, width = 260 / 17, 34 / 14 if screening else 4.25
    spread = rules.spread * width
    assert list(found.centre) == pytest.approx([mean] * 17, abs=1e-9)
    assert list(found.upper) == pytest.approx([mean + spread] * 17, abs=1e-9)
    assert list(found.lower) == pytest.approx([mean - spread] * 17, abs=1e-9)
    assert list(found.upper_2) == pytest.approx([mean + spread * 2 / 3] * 17, abs=1e-9)
    assert list(found.lower_1) == pytest.approx([mean - spread / 3] * 17, abs=1e-9)
    assert (found.lower[0], found.upper[0]) == pytest.approx(limits, abs=PRINTED)
    assert found.phases[0].screened == (2 if screening else 0)
    assert flagged(found.single) == [8]


def test_moving_range_chart():
    found = chart(XMR, chart=Chart.MR)
    assert found.values[:3] == (None, 3, 4)
    assert found.centre[0] == pytest.approx(4.25, abs=1e-9)
    assert found.upper[0] == pytest.approx(13.88475, abs=1e-9)
    assert found.lower[0] == 0
    assert flagged(found.single) == [8, 9]
    assert special(found) == [8, 9]


@pytest.mark.parametrize(
    ("target", "higher", "lower"),
    [
        (12, Assurance.PASS, Assurance.FAIL),
        (25, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        (30, Assurance.FAIL, Assurance.PASS),
    ],
)
def test_assurance(target: float, higher: Assurance, lower: Assurance):
    for direction, verdict in ((Direction.HIGHER, higher), (Direction.LOWER, lower)):
        found = chart(ASSURED, chart=Chart.XMR, direction=direction, targets=(Target(target),))
        assert found.assurance is verdict
        assert found.centre[0] == pytest.approx(311 / 15, abs=1e-9)
        assert found.phases[0].mean_range == pytest.approx(43 / 14, abs=1e-9)
        assert (found.lower[0], found.upper[0]) == pytest.approx((12.563333, 28.903333), abs=PRINTED)


def test_a_target_on_a_limit_is_outside_unless_the_preset_says_otherwise():
    limit = chart(ASSURED, chart=Chart.XMR).lower[0]
    assert limit is not None
    for rules, verdict in ((MDC, Assurance.PASS), (PLOT_THE_DOTS, Assurance.HIT_OR_MISS)):
        edge = chart(ASSURED, chart=Chart.XMR, rules=rules).lower[0]
        assert edge is not None
        found = chart(
            ASSURED, chart=Chart.XMR, rules=rules, direction=Direction.HIGHER, targets=(Target(edge),)
        )
        assert found.assurance is verdict


def test_presets_differ():
    mdc = chart(DIFFER, chart=Chart.XMR)
    assert mdc.centre[0] == pytest.approx(429 / 23, abs=1e-9)
    assert (mdc.lower[0], mdc.upper[0]) == pytest.approx((10.551264, 26.753083), abs=PRINTED)
    assert flagged(mdc.shift) == [14, 15, 16, 17, 18, 19, 20]
    assert flagged(mdc.two_of_three) == [17, 19]
    assert mdc.tone[20:22] == (Tone.COMMON, Tone.COMMON)
    assert mdc.variation is Variation.COMMON
    dots = chart(DIFFER, chart=Chart.XMR, rules=PLOT_THE_DOTS)
    assert (dots.lower[0], dots.upper[0]) == pytest.approx((11.4322, 25.8722), abs=6e-5)
    assert set(flagged(dots.two_of_three)) >= {21, 22}
    assert dots.tone[20:22] == (Tone.CONCERN, Tone.CONCERN)


def test_two_of_three_with_a_point_beyond_three_sigma():
    found = chart(BEYOND, chart=Chart.XMR)
    assert found.centre[0] == pytest.approx(23.1667, abs=6e-5)
    assert (found.upper_2[0], found.upper[0]) == pytest.approx((28.9493, 31.8406), abs=6e-5)
    assert flagged(found.two_of_three) == [19, 20]
    single_chart = chart(BEYOND, chart=Chart.XMR, rules=MDC_SINGLE_CHART)
    assert flagged(single_chart.two_of_three) == []
    assert special(single_chart) == [19]
    lower = [*BEYOND[:20], 21, *BEYOND[21:]]
    for rules in (MDC, MDC_SINGLE_CHART):
        assert 20 not in special(chart(lower, chart=Chart.XMR, rules=rules))


@pytest.mark.parametrize("rules", [MDC, MDC_SINGLE_CHART, MDC_SQL, PLOT_THE_DOTS], ids=lambda one: one.name)
def test_crossing_a_recalculation(rules: RuleSet):
    found = chart(CROSSING + AFTER, chart=Chart.XMR, rules=rules, phases=(weeks(29)[17],))
    assert [phase.centre for phase in found.phases] == pytest.approx([360 / 17, 358 / 12], abs=1e-9)
    shifted = [14, 15, 16, 17, 18, 19] if rules is MDC_SINGLE_CHART else []
    assert flagged(found.shift) == shifted
    assert special(found) == shifted


def test_mixed_points():
    found = chart(MIXED, chart=Chart.XMR, direction=Direction.HIGHER)
    assert [at for at, mixed in enumerate(found.mixed, start=1) if mixed] == [7, 8, 9, 10]
    assert found.tone[6:10] == (Tone.IMPROVEMENT,) * 4
    assert found.trend[6] == 2
    assert found.shift[7:10] == (-1, -1, -1)


def test_c_chart():
    found = chart(COUNTS, chart=Chart.C)
    assert found.centre[0] == pytest.approx(55 / 12, abs=1e-9)
    assert (found.upper[0], found.lower[0], found.upper_2[0]) == pytest.approx(
        (11.005950, 0, 8.865078), abs=PRINTED
    )
    assert flagged(found.single) == [12]


def test_u_chart_pools_its_centre():
    found = chart(INCIDENTS, BED_DAYS, chart=Chart.U, multiplier=1000)
    assert found.centre[0] == pytest.approx(62 / 6534 * 1000, abs=1e-9)
    assert (found.values[0], found.upper[0]) == pytest.approx((9.259259, 22.064484), abs=PRINTED)
    assert (found.values[9], found.upper[9]) == pytest.approx((8.510638, 22.968477), abs=PRINTED)
    assert found.lower == (0,) * 12
    assert found.lower_2[0] == pytest.approx(1.105057, abs=PRINTED)


def test_u_prime_chart():
    found = chart(INCIDENTS, BED_DAYS, chart=Chart.U_PRIME, multiplier=1000)
    assert found.phases[0].mean_range == pytest.approx(1.183214, abs=PRINTED)
    assert found.phases[0].sz == pytest.approx(1.048949, abs=PRINTED)
    assert (found.upper[0], found.upper[9]) == pytest.approx((22.680045, 23.628288), abs=PRINTED)


def test_i_prime_chart():
    found = chart(INCIDENTS, BED_DAYS, chart=Chart.I_PRIME, multiplier=1000)
    assert (found.lower[0], found.upper[0]) == pytest.approx((-3.630970, 22.608625), abs=PRINTED)


def test_p_chart():
    found = chart(DONE, CHANCES, chart=Chart.P)
    assert found.centre[0] == pytest.approx(222 / 288, abs=1e-9)
    assert (found.values[10], found.lower[10]) == pytest.approx((0.5, 0.513455), abs=PRINTED)
    assert found.upper[0] == 1
    assert flagged(found.single) == [11]


def test_p_prime_chart():
    plain = chart(DONE, CHANCES, chart=Chart.P_PRIME)
    assert plain.phases[0].sz == pytest.approx(1.088163, abs=PRINTED)
    found = chart(DONE, CHANCES, chart=Chart.P_PRIME, screening=True)
    assert found.phases[0].sz == pytest.approx(0.828320, abs=PRINTED)
    assert found.phases[0].screened == 1
    assert (found.lower[10], found.upper[10]) == pytest.approx((0.557642, 0.984025), abs=PRINTED)


def test_t_chart():
    found = chart(GAPS, chart=Chart.T)
    phase = found.phases[0]
    assert phase.mean_range == pytest.approx(0.937754, abs=PRINTED)
    assert 3.267 * (phase.mean_range or 0) == pytest.approx(3.063641, abs=3e-6)
    assert chart(GAPS, chart=Chart.T, screening=True).phases[0].screened == 0
    assert (found.centre[0], found.upper[0], found.lower[0], found.lower_2[0]) == pytest.approx(
        (13.022656, 230.864056, 0, 0.029944), abs=PRINTED
    )


def test_g_chart():
    found = chart(GAPS, chart=Chart.G)
    assert (found.centre[0], found.lower[0]) == (13, 0)
    assert found.upper[0] == pytest.approx(76.623409, abs=PRINTED)
    assert chart(GAPS, chart=Chart.G, g_mean_centre=True).centre[0] == pytest.approx(
        0.693 * 263 / 14, abs=1e-9
    )


def test_probability_limits():
    time = chart(GAPS, chart=Chart.T, probability_limits=True)
    assert (time.lower[0], time.upper[0], time.centre[0]) == pytest.approx(
        (0.025378, 124.129437, 13.021265), abs=PRINTED
    )
    chances = chart(GAPS, chart=Chart.G, probability_limits=True)
    assert (chances.lower[0], chances.upper[0], chances.centre[0]) == (0, 127, 13)


def test_limits_that_vary_agree_with_arithmetic_done_apart():
    y, n = np.array(INCIDENTS) / np.array(BED_DAYS), np.array(BED_DAYS)
    centre = sum(INCIDENTS) / sum(BED_DAYS)
    sigma = np.sqrt(centre / n)
    widening = np.abs(np.diff((y - centre) / sigma)).mean() / 1.128
    ranges = np.sqrt(np.pi / 2) * np.abs(np.diff(y)) / np.sqrt(1 / n[1:] + 1 / n[:-1])
    p, m = np.array(DONE) / np.array(CHANCES), np.array(CHANCES)
    share = sum(DONE) / sum(CHANCES)
    spread = np.sqrt(share * (1 - share) / m)
    for kind, upper in (
        (Chart.U, centre + 3 * sigma),
        (Chart.U_PRIME, centre + 3 * sigma * widening),
        (Chart.I_PRIME, centre + 3 * ranges.mean() / np.sqrt(n)),
    ):
        found = chart(INCIDENTS, BED_DAYS, chart=kind, multiplier=1000)
        assert list(found.upper) == pytest.approx(list(1000 * upper), abs=1e-9)
    for kind, wide in ((Chart.P, 1.0), (Chart.P_PRIME, np.abs(np.diff((p - share) / spread)).mean() / 1.128)):
        found = chart(DONE, CHANCES, chart=kind)
        assert list(found.lower) == pytest.approx(list(share - 3 * spread * wide), abs=1e-9)
        assert list(found.upper) == pytest.approx(list(np.minimum(1, share + 3 * spread * wide)), abs=1e-9)


def test_rare_event_limits_agree_with_arithmetic_done_apart():
    x = np.array(GAPS) ** (1 / 3.6)
    sigma = np.abs(np.diff(x)).mean() / 1.128
    t, g = chart(GAPS, chart=Chart.T), chart(GAPS, chart=Chart.G)
    assert (t.centre[0], t.upper[0]) == pytest.approx(
        (x.mean() ** 3.6, (x.mean() + 3 * sigma) ** 3.6), abs=1e-9
    )
    assert t.lower_1[0] == pytest.approx(max(0, x.mean() - sigma) ** 3.6, abs=1e-9)
    mean = np.mean(GAPS)
    assert g.upper_2[0] == pytest.approx(mean + 2 * np.sqrt(mean * (mean + 1)), abs=1e-9)


def test_every_preset_is_found_by_its_name():
    assert {name: rules.name for name, rules in RULE_SETS.items()} == {name: name for name in RULE_SETS}
    assert {"anhoej", "perla", "mdc", "mdc_single_chart_v5", "mdc_sql_2_6", "plotthedots_r"} <= set(RULE_SETS)
