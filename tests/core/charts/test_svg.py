"""The chart on paper, before anything draws it."""

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from rrp_desktop.charts import colours
from rrp_desktop.charts.layout import lanes, spread
from rrp_desktop.charts.picture import figure_of
from rrp_desktop.charts.presets import Chart, Direction, Options, Target
from rrp_desktop.charts.series import Change, Frequency, Period, Series
from rrp_desktop.charts.svg import svg_of

SVG = "{http://www.w3.org/2000/svg}"


def series(values: Sequence[float | None], *changes: Change) -> Series:
    start = date(2026, 1, 5)
    periods = tuple(
        Period(start + timedelta(weeks=at), start + timedelta(weeks=at, days=6), value)
        for at, value in enumerate(values)
    )
    return Series(
        "Restraint & <seclusion>", "events", Frequency.WEEK, Direction.LOWER, periods, changes=changes
    )


def test_every_point_with_a_value_is_there_and_says_what_it_is():
    root = ET.fromstring(svg_of(figure_of(series([4, None, 6, 5]))))
    says = [one.text for one in root.iterfind(f"{SVG}g/{SVG}title")]
    assert says == [
        "Week of 5 Jan 2026: 4 events.",
        "Week of 19 Jan 2026: 6 events.",
        "Week of 26 Jan 2026: 5 events.",
    ]


def test_words_from_the_ward_are_escaped():
    root = ET.fromstring(svg_of(figure_of(series([4, 6], Change(date(2026, 1, 6), 'A "<b>" & c')))))
    written = {one.text for one in root.iterfind(f"{SVG}text")}
    assert {"Restraint & <seclusion>", 'A "<b>" & c'} <= written


@pytest.mark.parametrize("values", [[], [None], [0, 0, 0], [3]], ids=str)
@pytest.mark.parametrize("chart", [Chart.RUN, Chart.XMR, Chart.C])
def test_a_chart_of_next_to_nothing_is_still_a_chart(values: list[float | None], chart: Chart):
    text = svg_of(figure_of(series(values), Options(chart=chart, targets=(Target(2),))))
    assert "nan" not in text
    assert len(list(ET.fromstring(text).iterfind(f"{SVG}g"))) == sum(one is not None for one in values)


def test_the_line_of_no_note_crosses_the_words_of_another():
    changes = [
        Change(date(2026, 1, 6) + timedelta(weeks=at), f"A note that is long {at}") for at in range(12)
    ]
    root = ET.fromstring(svg_of(figure_of(series([4.0] * 13, *changes))))
    lines = [at for at, one in enumerate(root) if one.get("stroke") == colours.MARK]
    words = [at for at, one in enumerate(root) if (one.text or "").startswith("A note")]
    assert (len(lines), len(words)) == (12, 12)
    assert max(lines) < min(words)


def test_equal_figures_make_equal_text():
    assert svg_of(figure_of(series([4, 6, 5]))) == svg_of(figure_of(series([4, 6, 5])))


def test_spread_keeps_order_gap_and_bounds():
    assert spread([5, 5, 5], 2, 0, 10) == [5, 7, 9]
    assert spread([9, 10, 8], 2, 0, 10) == [8, 10, 6]
    assert spread([1, 7], 2, 0, 10) == [1, 7]


def test_lanes_reuse_the_first_free_one():
    assert lanes([(0, 10), (5, 15), (11, 20), (12, 13)]) == [0, 1, 0, 2]
