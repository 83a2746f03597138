"""The charts page, driven by keys against a real ward."""

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import DAY, at
from rrp_desktop.measures import MEASURES
from rrp_ui.screens.charts import Charts, make
from tests.ui.rig import TODAY, Rig


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot)
    for days in range(1, 4):
        log(rig, TODAY - days * DAY)
    yield rig
    rig.close()


def log(rig: Rig, day: date) -> None:
    """A restraint at eight in the morning of *day*."""
    started = at(day, time(8))
    rig.save("incident", {"kinds": ("restraint",), "started_at": started, "interventions": ({"type": "07"},)})


def drawn(charts: Charts) -> list[float | None]:
    figure = charts.widget.chart.figure
    assert figure is not None
    return [point.value for point in figure.points]


def test_a_day_nobody_confirmed_is_a_gap_and_never_a_zero(rig: Rig) -> None:
    charts = rig.show(make)
    charts.widget.grain.chips()[0].click()
    rig.settle()
    assert 0 not in drawn(charts)
    assert drawn(charts)[0] is None


def test_the_chart_moves_when_a_restraint_is_saved_elsewhere(rig: Rig) -> None:
    charts = rig.show(make)
    redraws = charts.widget.chart.redraws
    log(rig, TODAY)
    rig.qtbot.waitUntil(lambda: charts.widget.chart.redraws > redraws)


def test_a_burst_of_changes_is_drawn_once(rig: Rig) -> None:
    charts = rig.show(make)
    redraws = charts.widget.chart.redraws
    rig.store(
        lambda store: [
            store.confirm_shift(TODAY - DAY, code, by=rig.manager) for code in ("morning", "night")
        ]
    )
    rig.qtbot.waitUntil(lambda: charts.widget.chart.redraws > redraws)
    rig.settle()
    assert charts.widget.chart.redraws == redraws + 1


def test_the_arrow_keys_choose_the_measure(rig: Rig) -> None:
    charts = rig.show(make)
    rig.press(Qt.Key.Key_Down)
    second = list(MEASURES.values())[1].title
    assert charts.widget.title.text().startswith(f"{second} — Brontë Ward")


def test_the_page_names_its_rules_and_has_every_point_in_a_table(rig: Rig) -> None:
    charts = rig.show(make)
    assert "Anhøj" in charts.widget.rules.text()
    assert charts.widget.table.rowCount() == len(drawn(charts))


def test_choosing_a_point_opens_its_incidents(rig: Rig) -> None:
    charts = rig.show(make)
    charts.widget.chart.setFocus()
    rig.press(Qt.Key.Key_End, Qt.Key.Key_Return)
    name, where = rig.went[-1]
    assert name == "incidents"
    assert where["since"] <= TODAY <= where["until"]


def test_the_picture_goes_to_the_clipboard(rig: Rig) -> None:
    charts = rig.show(make)
    QGuiApplication.clipboard().clear()
    charts.widget.copy_asked.emit()
    assert not QGuiApplication.clipboard().image().isNull()


def test_the_chart_prints_to_a_pdf(rig: Rig, tmp_path: Path) -> None:
    charts = rig.show(make)
    rig.session.ask.answer_next(tmp_path / "chart.pdf")
    charts.widget.print_asked.emit()
    assert (tmp_path / "chart.pdf").read_bytes().startswith(b"%PDF")
