"""Aims, change ideas and cycles against a real ward."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import DAY
from rrp_desktop.people import Role
from rrp_desktop.reports.figures import figure_for
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.screens.ideas import PARTS, Ideas, make
from rrp_ui.screens.ideas_now import IdeasNow
from rrp_ui.screens.ideas_rows import RowPart
from tests.ui.rig import TODAY, Rig, focused

AIM = {
    "measure": "restraint",
    "better": "lower",
    "by_how": "percent",
    "percent": 25,
    "by_day": date(2027, 3, 31),
    "baseline_from": date(2026, 11, 1),
}
IDEA = {"title": "Sensory room open", "status": "testing", "started": TODAY, "measures": ("restraint",)}
CYCLE = {"number": 1, "measure": "restraint", "prediction": "Fewer", "predicted": 5, "scale": "one_week"}


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot, Role.MANAGER)
    yield rig
    rig.close()


def words(screen: Ideas) -> list[str]:
    return [label.text() for label in screen.widget.findChildren(QLabel) if label.isVisible()]


def now(screen: Ideas) -> IdeasNow:
    part = screen.part()
    assert isinstance(part, IdeasNow)
    return part


def row(screen: Ideas, title: str) -> RowPart:
    parts = (*now(screen).widget.aims.parts, *now(screen).widget.ideas.parts)
    return next(part for part in parts if part.row.title == title)


def button(screen: Ideas, title: str, code: str) -> LinkButton:
    found = row(screen, title).button(code)
    assert found is not None
    return found


def test_aims_ideas_and_cycles_are_told_in_words(rig: Rig):
    rig.save("aim", AIM)
    idea = rig.save("idea", IDEA)
    ended = {"started": TODAY - 14 * DAY, "ends": TODAY - 8 * DAY, "decision": "adopt"}
    studied = {"fidelity": "mostly", "happened": "Calm.", "learned": "Keep the door open"}
    rig.save("cycle", CYCLE | {"idea": idea} | ended | studied)
    screen: Ideas = rig.show(make)
    said = words(screen)
    for sentence in (
        "Restraint: 25% fewer by 31 Mar 2027",
        "No baseline yet: its weeks are not all known. 18 weeks left, until 31 Mar 2027.",
        "Sensory room open",
        "Being tested · since 21 Nov 2026 · Restraint",
        "Cycle 1: Fewer",
    ):
        assert sentence in said
    told = row(screen, "Cycle 1: Fewer").row.detail
    assert told.startswith(
        "7 Nov 2026 to 13 Nov 2026 · Then: adopt · Done as planned: most times · "
        "Learned: Keep the door open · "
        "Predicted: 5 incidents a week. Measured 7 Nov 2026 to 13 Nov 2026: not known (0 of 7 days known)."
    )


def test_an_idea_is_added_by_key(rig: Rig):
    screen: Ideas = rig.show(make)
    assert focused() is now(screen).widget.add_idea
    rig.press(Qt.Key.Key_Return)
    assert rig.went == [("record", {"form": "idea", "then": "ideas", "there": {"part": "now"}})]


def test_an_aim_begins_from_a_template_with_its_number_its_day_and_its_baseline(rig: Rig):
    screen: Ideas = rig.show(make)
    now(screen).widget.add_aim.setFocus()
    rig.press(Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Return)
    [(name, where)] = rig.went
    preset = where["preset"]
    assert (name, where["form"]) == ("record", "aim")
    assert (preset["percent"], preset["by_day"]) == (33, date(2028, 5, 22))
    assert (preset["baseline_from"], preset["baseline_until"]) == (date(2026, 11, 2), date(2026, 11, 15))


def test_the_first_test_of_an_idea_knows_its_measure_and_the_next_copies_the_last_forward(rig: Rig):
    idea = rig.save("idea", IDEA)
    screen: Ideas = rig.show(make)
    button(screen, "Sensory room open", "next").click()
    assert rig.went[-1][1]["preset"] == {
        "idea": idea,
        "number": 1,
        "started": TODAY,
        "measure": "restraint",
    }
    rig.save("cycle", CYCLE | {"idea": idea, "started": TODAY - 7 * DAY, "ends": TODAY - DAY})
    screen.open()
    rig.settle()
    button(screen, "Sensory room open", "next").click()
    preset = rig.went[-1][1]["preset"]
    assert (preset["number"], preset["prediction"], preset["ends"]) == (2, "Fewer", TODAY + 6 * DAY)


def test_work_begins_at_the_test_that_waits_to_be_studied(rig: Rig):
    idea = rig.save("idea", IDEA)
    key = rig.save("cycle", CYCLE | {"idea": idea, "started": TODAY - 7 * DAY, "ends": TODAY - DAY})
    screen: Ideas = rig.show(make)
    assert "▲ Ended 20 Nov 2026: say what happened" in words(screen)
    assert focused() is row(screen, "Cycle 1: Fewer").button("study")
    rig.press(Qt.Key.Key_Return)
    assert rig.went == [("record", {"form": "cycle", "key": key, "then": "ideas", "there": {"part": "now"}})]


@pytest.mark.parametrize(
    ("code", "label", "more"),
    [
        ("adopted", "Sensory room open: adopted", {"decided": TODAY}),
        ("abandoned", "Sensory room open: abandoned", {"decided": TODAY, "stopped": TODAY}),
    ],
)
def test_a_decision_is_one_choice_marks_the_charts_and_can_be_undone(
    rig: Rig, code: str, label: str, more: dict[str, Any]
):
    key = rig.save("idea", IDEA)
    screen: Ideas = rig.show(make)
    row(screen, "Sensory room open")._chosen(code)
    rig.settle()
    assert rig.store(lambda store: store.read("idea", key)).answers == IDEA | {"status": code} | more
    figure = rig.store(lambda store: figure_for(store, "restraint", now=rig.clock.now()))
    assert label in {mark.label for mark in figure.marks}
    assert rig.undo is not None
    rig.undo()
    rig.settle()
    assert rig.store(lambda store: store.read("idea", key)).answers == IDEA


def test_a_patient_s_words_stand_beside_the_idea_they_led_to(rig: Rig):
    idea = rig.save("idea", IDEA)
    rig.save("voice", {"day": TODAY, "heard": "community", "words": "It is so loud.", "idea": idea})
    screen: Ideas = rig.show(make)
    assert "A patient said: “It is so loud.”" in row(screen, "Sensory room open").row.detail


def test_an_idea_that_is_saved_appears_by_itself_and_the_focus_stays(rig: Rig):
    rig.save("idea", IDEA)
    screen: Ideas = rig.show(make)
    button(screen, "Sensory room open", "change").setFocus()
    rig.save("idea", IDEA | {"title": "Soft words"})
    rig.qtbot.waitUntil(lambda: "Soft words" in words(screen))
    assert focused() is row(screen, "Sensory room open").button("change")


@pytest.mark.parametrize("part", PARTS)
def test_a_coach_reads_every_page_and_changes_nothing(rig: Rig, part: str):
    idea = rig.save("idea", IDEA)
    rig.save("voice", {"day": TODAY, "heard": "debrief", "words": "Zebra-canary", "idea": idea})
    rig.save("aim", AIM)
    coach = rig.store(lambda store: store.add_staff("Coach", Role.COACH, "1357", by=rig.manager))
    rig.me = rig.store(lambda store: store.sign_in(coach.key, "1357"))
    screen: Ideas = rig.show(make, part=part)
    assert not any("Zebra" in word or "not-allowed" in word for word in words(screen))
    assert any("Sensory room open" in word for word in words(screen)) or part != "now"
    offered = {
        button.accessibleName().partition(":")[0]
        for button in screen.widget.findChildren(LinkButton)
        if button.isVisible()
    }
    assert offered <= {"Open the chart", "Save ▾"}


def test_a_page_is_kept_from_one_visit_to_the_next(rig: Rig):
    screen: Ideas = rig.show(make, part="library")
    screen.leave()
    screen.open()
    rig.settle()
    assert screen.widget.parts.codes() == ("library",)


def test_a_page_is_turned_by_keys_and_pressing_it_again_stays_there(rig: Rig):
    screen: Ideas = rig.show(make)
    screen.widget.parts.setFocus()
    rig.press(Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert screen.widget.parts.codes() == ("drivers",)
    rig.press(Qt.Key.Key_Space)
    assert screen.widget.parts.codes() == ("drivers",)
