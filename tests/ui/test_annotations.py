"""A change idea is on every chart it should move: alive within one redraw, in print, and in the bundle."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from rrp_desktop.charts.svg import svg_of
from rrp_desktop.clock import DAY
from rrp_desktop.people import Role
from rrp_desktop.reports.figures import figure_for
from rrp_desktop.reports.slide import Board
from rrp_ui.screens.charts import Charts, make
from tests.ui.rig import TODAY, Rig

SVG = "{http://www.w3.org/2000/svg}"
IDEA = {"title": "Soft words", "status": "testing", "measures": ("restraint", "violence")}


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot, Role.MANAGER)
    yield rig
    rig.close()


@pytest.mark.parametrize("measure", ["restraint", "violence"])
def test_a_new_idea_is_on_the_chart_that_is_shown_within_one_redraw(rig: Rig, measure: str):
    screen: Charts = rig.show(make, measure=measure)
    chart = screen.widget.chart
    before = chart.redraws
    rig.save("idea", IDEA | {"started": TODAY - 3 * DAY})
    rig.qtbot.waitUntil(lambda: chart.redraws > before, timeout=20_000)
    assert chart.redraws == before + 1
    assert chart.figure is not None
    assert [mark.label for mark in chart.figure.marks] == ["Soft words"]


def test_an_idea_is_not_on_the_chart_of_what_it_should_not_move(rig: Rig):
    rig.save("idea", IDEA | {"started": TODAY - 3 * DAY})
    figure = rig.store(lambda store: figure_for(store, "self_harm", now=rig.clock.now()))
    assert figure.marks == ()


def test_an_idea_leaves_the_ward_with_its_days_and_measures_and_without_its_words(rig: Rig):
    days = {"started": TODAY - 9 * DAY, "decided": TODAY - 3 * DAY, "stopped": TODAY - DAY}
    rig.save("idea", IDEA | {"status": "abandoned", "library": "sw_soft_words", **days})
    [row] = rig.store(lambda store: store.snapshot(TODAY.replace(day=1)).sections["ideas"])
    assert {name: row[name] for name in days} == {name: day.isoformat() for name, day in days.items()}
    assert (row["library"], row["measures"]) == ("sw_soft_words", ["restraint", "violence"])
    assert "Soft words" not in str(row)


def test_twelve_ideas_have_labels_that_do_not_overlap_on_a_page_of_a4(rig: Rig):
    for number in range(12):
        title = f"Change idea number {number}"
        rig.save("idea", IDEA | {"title": title, "started": TODAY - 19 * DAY + number * DAY})
    figure = rig.store(lambda store: figure_for(store, "restraint", now=rig.clock.now()))
    page = Board("A page", sideways=False)
    page.picture(figure, 48, 100, page.width - 96, 500)
    boxes = _labels(svg_of(figure, page.width - 96, 500))
    assert len(boxes) == 12
    for at, (left, right, row) in enumerate(boxes):
        assert left >= 0
        assert right <= page.width - 96
        assert all(row != other[2] or right <= other[0] or other[1] <= left for other in boxes[at + 1 :])
    assert page.svg().count("Change idea number") >= 12


def _labels(svg: str) -> list[tuple[float, float, float]]:
    """Where the words of each mark stand: left, right, and the line they are on."""
    found = []
    for words in ET.fromstring(svg).iterfind(f"{SVG}text"):
        text = words.text or ""
        if text.startswith("Change idea number"):
            x, wide = float(words.attrib["x"]), len(text) * 0.54 * 13
            left = x - wide if words.attrib["text-anchor"] == "end" else x
            found.append((left, left + wide, float(words.attrib["y"])))
    return found
