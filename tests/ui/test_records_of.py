"""The ward's other records and the leave board, driven by keys against a real ward."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_desktop.forms.library import FORMS
from rrp_desktop.people import Role
from rrp_ui.parts.cards import Words
from rrp_ui.screens.record_board import due_words
from rrp_ui.screens.records_of import RecordsOf, make
from rrp_ui.screens.records_of_read import REGISTERS
from tests.ui.rig import TODAY, Rig, focused

ENTER = Qt.Key.Key_Return


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot)
    yield rig
    rig.close()


def cells(screen: RecordsOf) -> list[list[str]]:
    model = screen.widget.lines
    return [
        [str(model.data(model.index(row, column))) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def heads(screen: RecordsOf) -> list[str]:
    return [column.title for column in screen.widget.lines.columns]


def out(rig: Rig, code: str, planned: datetime | None, **more: Any) -> str:
    """Somebody who went out an hour ago."""
    [person] = rig.people(code).values()
    back = {"planned_return": planned} if planned else {}
    return rig.save("leave", {"person": person, "started_at": rig.ago(60), **back, **more})


def test_every_form_without_a_screen_of_its_own_has_a_register():
    own = {"incident", "huddle", "confirmation", "chart_decision"}
    assert {each.form.name for each in REGISTERS.values()} - own == set(FORMS) - own


@pytest.mark.parametrize("code", REGISTERS)
def test_the_columns_of_a_register_fit_the_smallest_screen(code: str):
    columns = REGISTERS[code].columns()
    assert sum(column.width or 150 for column in columns) <= 1120
    assert sum(not column.width for column in columns) == 1


def test_a_debrief_is_listed_with_the_words_of_its_incident(rig: Rig):
    incident = rig.save("incident", {"kinds": ("violence",), "started_at": at(TODAY, time(2, 10))})
    debrief = {"incident": incident, "party": "staff", "state": "offered", "offered_at": rig.ago(30)}
    rig.save("debrief", debrief)
    screen: RecordsOf = rig.show(make, form="debrief")
    assert heads(screen) == ["Day", "Incident", "Debrief with", "Debrief", "Held at", "State", "By"]
    assert cells(screen) == [
        ["21 Nov 2026", "21 Nov 02:10 violence", "Staff", "Offered", "–", "Complete", "L. W."]
    ]
    assert screen.widget.found.text() == "1 record"


def test_enter_opens_a_record_and_comes_back_here(rig: Rig):
    key = rig.save("census", {"day": TODAY - timedelta(days=1), "occupied": 17})
    rig.show(make, form="census")
    rig.press(ENTER)
    assert rig.went == [("record", {"form": "census", "key": key, "then": "records_of"})]


def test_the_arrow_keys_change_the_register(rig: Rig):
    rig.save("restriction", {"rule": "No lighters", "review_due": TODAY})
    screen: RecordsOf = rig.show(make, form="hazard_review")
    screen.widget.registers.setFocus()
    rig.press(Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert screen.widget.title.text() == "Restrictions"
    assert cells(screen)[0][1] == "No lighters"
    assert screen.widget.new.accessibleName() == "New: restriction for everybody"
    screen.widget.new.setFocus()
    rig.press(ENTER)
    assert rig.went == [("record", {"form": "restriction", "then": "records_of"})]


def test_the_register_shown_last_is_there_again(rig: Rig):
    screen: RecordsOf = rig.show(make, form="hazard")
    screen.leave()
    rig.show(make)
    assert screen.widget.title.text() == "Ligature hazards"


def test_incidents_with_the_police_open_among_the_incidents(rig: Rig):
    quiet = {"kinds": ("violence",), "started_at": rig.ago(90)}
    rig.save("incident", quiet)
    key = rig.save("incident", {**quiet, "started_at": rig.ago(40), "police_called": "yes"})
    screen: RecordsOf = rig.show(make, form="police")
    assert [line[1] for line in cells(screen)] == ["Violence"]
    assert screen.widget.new.isHidden()
    rig.press(ENTER)
    assert rig.went == [("incidents", {"key": key})]


def test_a_long_register_is_read_page_by_page(rig: Rig):
    for number in range(130):
        rig.save("restriction", {"rule": f"Rule {number}", "review_due": TODAY, "since": TODAY})
    screen: RecordsOf = rig.show(make, form="restriction")
    model = screen.widget.lines
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert (model.rowCount(), screen.widget.found.text()) == (128, "128 records, more below")
    model.fetchMore(model.index(-1, -1))
    rig.settle()
    assert (model.rowCount(), screen.widget.found.text()) == (130, "130 records")
    assert len({line[1] for line in cells(screen)}) == 130
    tester.deleteLater()


def test_a_coach_sees_ideas_and_no_care(rig: Rig):
    rig.save("idea", {"title": "Mutual help meeting", "status": "planned"})
    out(rig, "P-031", None)
    rig.me = rig.store(lambda store: store.add_staff("Coach", Role.COACH, "1357", by=rig.manager))
    screen: RecordsOf = rig.show(make, form="leave")
    assert cells(screen) == []
    assert "not-allowed" in screen.widget.problem.text()
    assert screen.widget.board.isHidden()
    rig.show(make, form="idea")
    assert cells(screen)[0][0] == "Mutual help meeting"
    assert screen.widget.new.isHidden()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (-95, "due back 13:34, in 1 h 35"),
        (0, "due back 13:34, now"),
        (10, "due back 13:34, 10 min ago: still on time"),
        (11, "11 min late, due back 13:34"),
        (1440, "24 h 00 late, due back 21 Nov 13:34"),
    ],
)
def test_late_begins_more_than_ten_minutes_after_the_agreed_time(minutes: int, words: str):
    planned = at(TODAY, time(13, 34))
    assert due_words(planned, planned + timedelta(minutes=minutes)) == words


def test_the_board_shows_who_is_out_late_ones_first_with_a_sign(rig: Rig):
    out(rig, "P-040", rig.ago(-30), kind="section_17", escort="unescorted")
    out(rig, "P-031", rig.ago(25))
    out(rig, "P-019", None)
    screen: RecordsOf = rig.show(make, form="leave")
    assert screen.widget.board.lines() == (
        "P-031: 25 min late, due back 13:09, went out 12:34",
        "P-040: due back 14:04, in 30 min, Section 17, Unescorted, went out 12:34",
        "P-019: no time back agreed, went out 12:34",
    )
    marked = [each.text() for each in screen.widget.board.findChildren(Words) if each.text().startswith("▲")]
    assert marked == ["▲ 25 min late, due back 13:09"]


def test_back_ends_a_leave_now_and_can_be_undone(rig: Rig):
    key = out(rig, "P-031", rig.ago(25))
    screen: RecordsOf = rig.show(make, form="leave")
    back = screen.widget.board.findChild(QWidget, "back")
    assert back is not None
    back.setFocus()
    rig.press(ENTER)
    rig.qtbot.waitUntil(lambda: screen.widget.board.lines() == ())
    now = rig.clock.moment.replace(second=0, microsecond=0)
    assert rig.store(lambda store: store.read("leave", key)).answers["returned_at"] == now
    assert rig.said == ["Back from leave."]
    assert rig.undo is not None
    rig.undo()
    rig.qtbot.waitUntil(lambda: len(screen.widget.board.lines()) == 1)
    assert "returned_at" not in rig.store(lambda store: store.read("leave", key)).answers


def test_the_board_keeps_the_focus_while_minutes_pass(rig: Rig):
    out(rig, "P-031", rig.ago(-30))
    screen: RecordsOf = rig.show(make, form="leave")
    screen.widget.board.findChild(QWidget, "back").setFocus()  # type: ignore[union-attr]
    rig.clock.moment += timedelta(minutes=1)
    screen._minute.timeout.emit()
    rig.settle()
    assert screen.widget.board.lines()[0].startswith("P-031: due back 14:04, in 29 min")
    assert focused().accessibleName() == "Back: P-031"


def test_nothing_about_anybody_stays_on_a_page_that_is_left(rig: Rig):
    out(rig, "P-031", rig.ago(25))
    screen: RecordsOf = rig.show(make, form="leave")
    screen.leave()
    rig.settle()
    assert (cells(screen), screen.widget.board.lines()) == ([], ())
