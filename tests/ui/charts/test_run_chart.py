"""The live chart."""

import gc
import subprocess
import sys
import weakref
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from rrp_desktop.charts import colours
from rrp_desktop.charts.figure import Figure, Tone
from rrp_desktop.charts.picture import figure_of
from rrp_desktop.charts.presets import Direction, Options, Target
from rrp_desktop.charts.series import Change, Frequency, Period, Series
from rrp_ui.charts.run_chart import RunChart

WEEKS = [7, 5, 9, 6, 8, 6, 10, 7, 5, 6, 9, None, 6, 4, 5, 3, 4, 6, 5, 3, 4, 2, 5, 3]


def weekly(values: Sequence[float | None], changes: tuple[Change, ...] = ()) -> Series:
    start = date(2026, 1, 5)
    periods = tuple(
        Period(
            start + timedelta(weeks=at),
            start + timedelta(weeks=at, days=6),
            value,
            unconfirmed="" if value is not None else "2 of 21 shifts not confirmed",
            key=f"week {at}",
        )
        for at, value in enumerate(values)
    )
    return Series("Restraint, each week", "events", Frequency.WEEK, Direction.LOWER, periods, changes=changes)


@pytest.fixture
def figure() -> Figure:
    return figure_of(
        weekly(WEEKS, (Change(date(2026, 3, 30), "Mutual help meeting"),)),
        Options(freeze=12, targets=(Target(5, label="Aim 5"),)),
    )


@pytest.fixture
def chart(qtbot: QtBot, figure: Figure) -> RunChart:
    chart = RunChart()
    qtbot.addWidget(chart)
    chart.resize(880, 350)
    chart.draw(figure)
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


def canvas(chart: RunChart) -> Any:
    return chart._canvas


def picture(chart: RunChart) -> QImage:
    return chart.grab().toImage()


def colour_at(chart: RunChart, at: int) -> str:
    return QColor(picture(chart).pixel(chart.place_of(at).toPoint())).name()


def test_a_point_of_the_long_run_is_blue_and_one_before_it_white(chart: RunChart):
    assert colour_at(chart, 15) == colours.FILL[Tone.IMPROVEMENT]
    assert colour_at(chart, 2) == colours.PAPER


def test_an_unconfirmed_week_is_a_gap_in_the_line(chart: RunChart):
    image, before, after = picture(chart), chart.place_of(10), chart.place_of(12)
    middle = QPoint(round((before.x() + after.x()) / 2), round((before.y() + after.y()) / 2))
    drawn = {QColor(image.pixel(middle.x(), middle.y() + off)).name() for off in range(-4, 5)}
    assert colours.TRACE not in drawn
    first, second = chart.place_of(15), chart.place_of(16)
    joint = QPoint(round((first.x() + second.x()) / 2), round((first.y() + second.y()) / 2))
    drawn = {QColor(image.pixel(joint.x(), joint.y() + off)).name() for off in range(-4, 5)}
    assert drawn != {colours.PAPER}


def test_every_item_is_made_once_and_moved(chart: RunChart, figure: Figure):
    before = [id(item) for item in canvas(chart).view.items()]
    chart.draw(figure_of(weekly([*WEEKS, 9]), Options(freeze=12)))
    chart.draw(figure)
    assert [id(item) for item in canvas(chart).view.items()] == before
    assert chart.redraws == 3


def test_a_new_value_moves_its_point(chart: RunChart):
    before = chart.place_of(23).y()
    chart.draw(figure_of(weekly([*WEEKS[:-1], 9]), Options(freeze=12)))
    assert chart.place_of(23).y() < before - 50


def test_a_click_gives_the_point_s_key(chart: RunChart, qtbot: QtBot):
    with qtbot.waitSignal(chart.point_chosen) as chosen:
        qtbot.mouseClick(
            canvas(chart).view.viewport(), Qt.MouseButton.LeftButton, pos=chart.place_of(15).toPoint()
        )
    assert chosen.args == ["week 15"]


def test_a_click_far_from_any_point_chooses_nothing(chart: RunChart, qtbot: QtBot):
    with qtbot.assertNotEmitted(chart.point_chosen):
        place = chart.place_of(20).toPoint() - QPoint(0, 120)
        qtbot.mouseClick(canvas(chart).view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_keys_walk_along_the_points_and_speak_each(chart: RunChart, qtbot: QtBot, figure: Figure):
    chart.setFocus()
    spoken: list[str] = []
    chart.point_reached.connect(spoken.append)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Left):
        qtbot.keyClick(chart, key)
    assert spoken == [figure.points[at].says for at in (0, 1, 23, 22, 21)]
    assert chart.accessibleDescription() == figure.points[21].says
    with qtbot.waitSignal(chart.point_chosen) as chosen:
        qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert chosen.args == ["week 21"]


def test_a_week_without_a_value_can_be_reached_by_key_and_says_why(chart: RunChart, qtbot: QtBot):
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    for _ in range(11):
        qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert "2 of 21 shifts not confirmed" in chart.accessibleDescription()


def test_a_screen_reader_is_given_the_verdict(chart: RunChart, figure: Figure):
    assert chart.accessibleName() == figure.title
    assert figure.verdict.sentence in chart.accessibleDescription()


def test_an_empty_series_draws_an_empty_chart(chart: RunChart, qtbot: QtBot):
    chart.draw(figure_of(weekly([])))
    qtbot.keyClick(chart, Qt.Key.Key_End)
    assert chart.reached is None


def test_twelve_change_ideas_have_labels_that_do_not_overlap(chart: RunChart, qtbot: QtBot):
    changes = tuple(
        Change(date(2026, 1, 7) + timedelta(weeks=2 * at), f"Change idea number {at}") for at in range(12)
    )
    chart.draw(figure_of(weekly(WEEKS, changes)))
    chart.grab()
    boxes = [text.mapRectToScene(text.boundingRect()) for text in canvas(chart)._labels]
    assert len(boxes) == 12
    for at, box in enumerate(boxes):
        assert all(not box.adjusted(1, 1, -1, -1).intersects(other) for other in boxes[at + 1 :])


def test_line_labels_do_not_overlap(chart: RunChart, figure: Figure):
    equal = replace(figure, lines=tuple(replace(line, label=f"Line {line.role}") for line in figure.lines))
    chart.draw(equal)
    chart.grab()
    boxes = [text.mapRectToScene(text.boundingRect()) for text in canvas(chart)._names]
    assert len(boxes) == len(equal.lines) == 3
    for at, box in enumerate(boxes):
        assert all(not box.adjusted(1, 1, -1, -1).intersects(other) for other in boxes[at + 1 :])


def test_a_small_chart_leaves_out_labels(qtbot: QtBot, figure: Figure):
    chart = RunChart(compact=True)
    qtbot.addWidget(chart)
    chart.resize(600, 110)
    chart.draw(figure)
    with qtbot.waitExposed(chart):
        chart.show()
    assert canvas(chart)._labels == canvas(chart)._names == []
    assert colour_at(chart, 15) == colours.FILL[Tone.IMPROVEMENT]


def test_nothing_heavy_is_imported_before_the_first_drawing():
    program = (
        "import sys; from rrp_ui.charts.run_chart import RunChart; "
        "from PySide6.QtWidgets import QApplication; app = QApplication([]); RunChart(); "
        "print([one for one in ('numpy', 'pyqtgraph', 'pandas') if one in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_chart_let_go_leaves_nothing_for_the_garbage_collector(qapp: QApplication, figure: Figure):
    """Collected in another order than Qt's, its items crash PySide when the program ends."""
    assert not gc.isenabled()
    chart = RunChart()
    chart.draw(figure)
    chart.grab()
    seen, drawn = weakref.ref(chart), weakref.ref(canvas(chart))
    del chart
    assert seen() is None
    assert drawn() is None
