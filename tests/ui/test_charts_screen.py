"""The charts page, driven by keys against a real ward."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import DAY, at
from rrp_desktop.measures import MEASURES
from rrp_desktop.people import Role
from rrp_desktop.store import Store
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.cards import Card
from rrp_ui.screens.charts import Charts, make
from rrp_ui.screens.charts_view import ChartsView
from tests.ui.rig import TODAY, Rig


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot, Role.MANAGER)
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


def told(charts: Charts) -> str:
    """Every word of what the chart says."""
    return " ".join(label.text() for label in charts.widget.says.findChildren(QLabel))


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


def test_a_long_title_takes_nothing_from_the_chart_on_a_small_screen(rig: Rig) -> None:
    view: ChartsView = rig.show(make).widget
    figure = view.chart.figure
    assert figure is not None
    view.resize(605, 332)
    view.show_figure(replace(figure, title="All restrictive practice on a ward with a long name, " * 3))
    [area] = [each for each in view.findChildren(QScrollArea) if each.isAncestorOf(view.chart)]
    [card] = [each for each in view.findChildren(Card) if each.isAncestorOf(view.chart)]

    def low() -> int:
        return view.chart.mapTo(card, view.chart.rect().bottomLeft()).y()

    rig.qtbot.waitUntil(lambda: view.chart.height() >= 300 and low() < card.height())
    assert area.horizontalScrollBar().maximum() == 0
    assert view.title.heightForWidth(view.title.width()) <= view.title.height()


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
    assert "Anhøj" in told(charts)
    charts.widget.as_table.click()
    table = charts.widget.table
    assert table.rowCount() == len(drawn(charts))
    last = table.columnCount() - 1
    table.item(0, last).setText("part of a shift down, and much else that is known of it; " * 4)
    rig.qtbot.waitUntil(lambda: table.columnWidth(last) >= table.sizeHintForColumn(last))
    charts.widget.table.setFocus()
    rig.press(Qt.Key.Key_Tab)
    assert not charts.widget.table.hasFocus()


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
    charts.widget.out.chosen.emit("copy")
    assert not QGuiApplication.clipboard().image().isNull()


def test_the_chart_prints_to_a_pdf(rig: Rig, tmp_path: Path) -> None:
    charts = rig.show(make)
    rig.session.ask.answer_next(tmp_path / "chart.pdf")
    charts.widget.out.chosen.emit("pdf")
    assert (tmp_path / "chart.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("way", "begins"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("csv", b"\xef\xbb\xbf")])
def test_the_chart_is_saved_as_a_file(rig: Rig, tmp_path: Path, way: str, begins: bytes) -> None:
    charts = rig.show(make)
    rig.session.ask.answer_next(tmp_path / f"chart.{way}")
    charts.widget.out.chosen.emit(way)
    assert (tmp_path / f"chart.{way}").read_bytes().startswith(begins)
    assert rig.said[-1] == f"Saved as chart.{way}."


def test_thinking_better_of_saving_writes_nothing(rig: Rig, tmp_path: Path) -> None:
    charts = rig.show(make)
    rig.session.ask.answer_next(None)
    charts.widget.out.chosen.emit("csv")
    assert not list(tmp_path.glob("*.csv"))


def decide(rig: Rig, charts: Charts, code: str, reason: str | None) -> None:
    rig.session.ask.answer_next(reason)
    redraws = charts.widget.chart.redraws
    charts.widget.says.point.chosen.emit(code)
    if reason is not None:
        rig.qtbot.waitUntil(lambda: charts.widget.chart.redraws > redraws)
    rig.settle()


def test_a_point_reached_by_keys_is_left_out_with_a_reason_and_taken_back(rig: Rig) -> None:
    charts = rig.show(make)
    charts.widget.grain.chips()[0].click()
    rig.settle()
    charts.widget.chart.setFocus()
    rig.press(Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Left)
    decide(rig, charts, "leave_out", "the alarm was broken")
    [record] = rig.store(lambda store: store.find("chart_decision"))
    assert record.answers["day"] == TODAY - 2 * DAY
    assert (record.answers["grain"], record.recorded_by) == ("day", rig.manager.key)
    assert f"{(TODAY - 2 * DAY).day} Nov 2026 left out: the alarm was broken" in told(charts)
    rig.session.ask.answer_next("it was not")
    [button] = [each for each in charts.widget.says.findChildren(LinkButton) if each.text().endswith("back…")]
    button.click()
    rig.qtbot.waitUntil(lambda: "left out" not in told(charts))
    assert [each.reason for each in rig.store(lambda store: store.history("chart_decision", record.key))] == [
        "",
        "it was not",
    ]


def test_a_decision_without_a_reason_is_none(rig: Rig) -> None:
    charts = rig.show(make)
    decide(rig, charts, "rebase", None)
    assert rig.store(lambda store: store.find("chart_decision")) == ()


def test_only_who_may_improve_is_offered_decisions(tmp_path: Path, qtbot: QtBot) -> None:
    rig = Rig(tmp_path, qtbot, Role.SHIFT)
    log(rig, TODAY - DAY)
    charts = rig.show(make)
    assert charts.widget.says.point.codes() == ("incidents",)
    rig.close()


def test_the_chart_may_be_shown_per_bed_day_where_midnights_are_known(rig: Rig) -> None:
    rig.save("census", {"day": TODAY - DAY, "occupied": 20})
    rig.store(
        lambda store: [
            store.confirm_shift(TODAY - days * DAY, code, by=rig.manager)
            for days in (1, 2)
            for code in ("morning", "afternoon", "night")
            if days == 2 or code != "night"
        ]
    )
    charts = rig.show(make, measure="restraint")
    charts.widget.rate.chips()[1].click()
    rig.settle()
    figure = charts.widget.chart.figure
    assert figure is not None
    assert figure.unit == "incidents per 1,000 bed days"
    charts.widget.measure_chosen.emit("debriefs_held")
    rig.settle()
    assert not charts.widget.rate.isEnabled()


def test_rules_are_chosen_for_each_sort_of_chart(rig: Rig) -> None:
    charts = rig.show(make)
    charts.widget.shown.chips()[1].click()
    rig.settle()
    assert "Making Data Count rules" in told(charts)
    charts.widget.says.kind_chosen.emit("c")
    rig.settle()
    charts.widget.shown.chips()[0].click()
    rig.settle()
    assert "Anhøj" in told(charts)
    charts.widget.shown.chips()[1].click()
    rig.settle()
    assert charts.widget.says.kind.currentText() == "c chart"


def test_days_between_are_one_click_away_when_most_weeks_are_zero(rig: Rig) -> None:
    def confirm(store: Store) -> None:
        for days in range(1, 21):
            for code in ("morning", "afternoon", "night"):
                store.confirm_shift(TODAY - days * DAY, code, by=rig.manager)

    rig.store(confirm)
    charts = rig.show(make, measure="self_harm")
    assert charts.widget.says.between.isVisible()
    charts.widget.says.between.click()
    rig.settle()
    assert charts.widget.title.text().endswith("days between")
    assert not charts.widget.grain.isEnabled()


def test_a_chart_can_be_seen_as_it_was_known(rig: Rig) -> None:
    charts = rig.show(make, measure="restraint")
    charts.widget.grain.chips()[0].click()
    rig.settle()
    assert len(drawn(charts)) == TODAY.day
    charts.widget.known_on_chosen.emit(QDate(2026, 11, 10))
    rig.settle()
    assert len(drawn(charts)) == 11
    assert not any(drawn(charts))
    assert charts.widget.covered.text().endswith("as known at the end of 10 Nov 2026")
    assert charts.widget.says.point.codes() == ("incidents",)
    charts.widget.look_back.click()
    rig.settle()
    assert len(drawn(charts)) == TODAY.day
    charts.widget.known_on_chosen.emit(QDate(2026, 11, 10))
    rig.settle()
    charts.leave()
    charts.open()
    rig.settle()
    assert "as known" not in charts.widget.covered.text()
    assert charts.widget.known_on.isHidden()


def test_all_measures_are_shown_at_once_and_escape_comes_back(rig: Rig) -> None:
    charts = rig.show(make)
    charts.widget.many_button.click()
    rig.settle()
    small = charts.widget.many.charts()
    assert set(small) == set(MEASURES)
    assert all(chart.redraws == 1 for chart in small.values())
    charts.back()
    rig.settle()
    assert not charts.widget.many.isVisible()
    assert rig.went == []


def test_the_card_says_who_is_affected_or_why_it_cannot(rig: Rig) -> None:
    charts = rig.show(make, measure="restraint")
    assert "Nothing yet" in charts.widget.affected.note_line.text()
    charts.leave()
    rig.clock.moment = at(date(2027, 2, 1), time(9))
    charts = rig.show(make, measure="restraint")
    assert (
        "Incidents per 1,000 bed days, 1 Nov 2026 to 31 Dec 2026" in charts.widget.affected.note_line.text()
    )
    charts.widget.affected.more_asked.emit()
    assert rig.went[-1] == ("affected", {"measure": "restraint"})
    charts.widget.measure_chosen.emit("huddles_held")
    rig.settle()
    assert "Only incidents and interventions" in charts.widget.affected.note_line.text()


def test_the_rules_are_explained_with_their_source(rig: Rig) -> None:
    charts = rig.show(make)
    rig.session.ask.answer_next(None)
    charts.widget.says.help_asked.emit()
    assert rig.session.ask.asked[-1] == "Anhøj rules"
