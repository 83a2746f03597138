"""What must hold for any chart of any data."""

import math
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rrp_desktop.charts.analysis import Analysis
from rrp_desktop.charts.engine import analyse
from rrp_desktop.charts.presets import RULE_SETS, Chart, Direction, Options, Target
from rrp_desktop.charts.rebase import stable_shifts, sustained_runs

FLAGS = ("single", "shift", "trend", "two_of_three", "long_run")
LEVELS = ("values", "centre", "upper", "lower", "upper_2", "lower_2", "upper_1", "lower_1")
PLAIN = (Chart.RUN, Chart.XMR, Chart.MR)
MIRRORED = {0: 0, 1: -1, -1: 1, 2: 2}

counts = st.lists(st.integers(0, 30), min_size=0, max_size=60)
gapped = st.lists(st.none() | st.integers(0, 30), min_size=0, max_size=60)
rule_sets = st.sampled_from(list(RULE_SETS.values()))
wild = st.none() | st.floats() | st.integers(-3, 3).map(float) | st.sampled_from([10**400, 1e60, -1e-60])


def weeks(n: int) -> list[date]:
    return [date(2024, 1, 1) + timedelta(weeks=at) for at in range(n)]


def chart(values: list[Any], **more: Any) -> Analysis:
    return analyse(weeks(len(values)), values, options=Options(**more))


def flags_of(found: Analysis) -> dict[str, tuple[int, ...]]:
    return {name: getattr(found, name) for name in FLAGS}


@st.composite
def messes(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(0, 40))
    column = st.lists(wild, min_size=n, max_size=n)
    marks = st.lists(st.booleans(), min_size=n, max_size=n)
    days = draw(st.one_of(st.just(weeks(n)), st.lists(st.dates(), min_size=n, max_size=n)))
    return {
        "dates": days,
        "values": draw(column),
        "denominators": draw(st.none() | column),
        "ghosts": draw(marks),
        "incomplete": draw(marks),
        "options": Options(
            chart=draw(st.sampled_from(list(Chart))),
            rules=draw(rule_sets),
            direction=draw(st.sampled_from(list(Direction))),
            multiplier=draw(st.sampled_from([1.0, 100.0, 1000.0])),
            freeze=draw(
                st.none()
                | st.integers(-1, 45)
                | st.lists(st.none() | st.integers(-1, 45), max_size=4).map(tuple)
            ),
            phases=tuple(draw(st.lists(st.dates(date(2023, 1, 1), date(2026, 1, 1)), max_size=3))),
            targets=tuple(Target(value) for value in draw(st.lists(st.floats(), max_size=2))),
            from_zero=draw(st.booleans()),
            i_prime_unfrozen=draw(st.booleans()),
            screening=draw(st.none() | st.booleans()),
            bridge_missing=draw(st.booleans()),
            probability_limits=draw(st.booleans()),
            g_mean_centre=draw(st.booleans()),
        ),
    }


@settings(max_examples=200, deadline=None)
@given(messes())
def test_no_data_makes_it_raise_and_every_array_is_as_long_as_the_data(mess: dict[str, Any]):
    found = analyse(
        mess["dates"],
        mess["values"],
        mess["denominators"],
        ghosts=mess["ghosts"],
        incomplete=mess["incomplete"],
        options=mess["options"],
    )
    n = len(mess["dates"])
    for name in (*LEVELS, *FLAGS, "counts", "phase", "moving_range", "target", "tone", "mixed"):
        assert len(getattr(found, name)) == n
    for name in LEVELS:
        assert all(one is None or math.isfinite(one) for one in getattr(found, name))
    for at, counted in enumerate(found.counts):
        assert found.refused or not (
            counted and (mess["ghosts"][at] or mess["incomplete"][at] or mess["values"][at] is None)
        )
        assert counted or not any(getattr(found, name)[at] for name in FLAGS)


@settings(max_examples=50, deadline=None)
@given(st.lists(wild, max_size=60), st.none() | st.lists(wild, max_size=60))
def test_suggesting_phases_never_raises(values: list[float | None], sizes: list[float | None] | None):
    assert len(sustained_runs(values).centre) == len(values)
    assert len(stable_shifts(values).centre) == len(values)
    if sizes is not None:
        rates = stable_shifts(values, (sizes + [1.0] * len(values))[: len(values)])
        assert len(rates.centre) == len(values)


@settings(max_examples=60, deadline=None)
@given(counts, st.sampled_from(PLAIN), rule_sets, st.sampled_from([0.25, 3.0, 1000.0]))
def test_scaling_the_data_scales_the_lines_and_changes_no_flag(
    values: list[int], kind: Chart, rules: Any, times: float
):
    plain = chart(values, chart=kind, rules=rules)
    scaled = chart([value * times for value in values], chart=kind, rules=rules)
    assert flags_of(scaled) == flags_of(plain)
    for name in LEVELS:
        for one, other in zip(getattr(plain, name), getattr(scaled, name), strict=True):
            assert (one is None) is (other is None)
            assert one is None or other == pytest.approx(one * times, rel=1e-9, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(counts, st.sampled_from([Chart.RUN, Chart.XMR]), rule_sets, st.integers(-20, 200))
def test_shifting_the_data_shifts_the_lines_and_changes_no_flag(
    values: list[int], kind: Chart, rules: Any, by: int
):
    plain = chart(values, chart=kind, rules=rules)
    moved = chart([value + by for value in values], chart=kind, rules=rules)
    assert flags_of(moved) == flags_of(plain)
    assert [phase.useful for phase in moved.phases] == [phase.useful for phase in plain.phases]
    for one, other in zip(plain.upper, moved.upper, strict=True):
        assert one is None or other == pytest.approx(one + by, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(counts, st.sampled_from([Chart.RUN, Chart.XMR]), rule_sets)
def test_a_mirrored_series_mirrors_its_flags_and_keeps_its_tones(values: list[int], kind: Chart, rules: Any):
    up = chart(values, chart=kind, rules=rules, direction=Direction.HIGHER)
    down = chart([-value for value in values], chart=kind, rules=rules, direction=Direction.LOWER)
    assert flags_of(down) == {
        name: tuple(MIRRORED[flag] for flag in flags) for name, flags in flags_of(up).items()
    }
    assert down.tone == up.tone
    assert down.mixed == up.mixed


@settings(max_examples=60, deadline=None)
@given(counts, st.sampled_from([Chart.RUN, Chart.C]), rule_sets, st.data())
def test_a_missing_row_changes_nothing_but_the_gap(
    values: list[int], kind: Chart, rules: Any, data: st.DataObject
):
    at = data.draw(st.integers(0, len(values)))
    plain = chart(values, chart=kind, rules=rules)
    holed = chart([*values[:at], None, *values[at:]], chart=kind, rules=rules)
    for name in FLAGS:
        kept = list(getattr(holed, name))
        assert kept.pop(at) == 0
        assert tuple(kept) == getattr(plain, name)
    if values:
        one, other = plain.phases[0], holed.phases[0]
        assert replace(other, last=one.last, unusual=(), mean_range=None) == replace(
            one, unusual=(), mean_range=None
        )


@settings(max_examples=60, deadline=None)
@given(gapped, st.sampled_from(list(Chart)), rule_sets, st.data())
def test_the_value_of_a_ghost_or_an_unfinished_period_enters_no_number(
    values: list[int | None], kind: Chart, rules: Any, data: st.DataObject
):
    n = len(values)
    left_out = data.draw(st.lists(st.sampled_from(["", "ghost", "part"]), min_size=n, max_size=n))
    ghosts, parts = [one == "ghost" for one in left_out], [one == "part" for one in left_out]
    other = [
        999 if mark and value is not None else value for value, mark in zip(values, left_out, strict=True)
    ]
    sizes = [40.0] * n
    options = Options(chart=kind, rules=rules)
    first, second = (
        analyse(weeks(n), column, sizes, ghosts=ghosts, incomplete=parts, options=options)
        for column in (values, other)
    )
    for field in fields(first):
        if field.name not in ("values", "already_above", "reasons"):
            assert getattr(first, field.name) == getattr(second, field.name), field.name


@settings(max_examples=50, deadline=None)
@given(counts, rule_sets)
def test_no_centre_line_or_limit_is_computed_across_an_unconfirmed_week(values: list[int], rules: Any):
    """The range from before a gap to after it is not a moving range, unless asked for."""
    half = len(values) // 2
    holed = [*values[:half], None, *values[half:]]
    apart = chart(holed, chart=Chart.XMR, rules=rules)
    assert apart.moving_range[half] is None
    if half + 1 < len(holed):
        assert apart.moving_range[half + 1] is None
    bridged = chart(holed, chart=Chart.XMR, rules=rules, bridge_missing=True)
    plain = chart(values, chart=Chart.XMR, rules=rules)
    assert [one for at, one in enumerate(bridged.moving_range) if at != half] == list(plain.moving_range)
    assert bridged.upper[:half] == plain.upper[:half]
