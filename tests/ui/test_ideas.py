"""Aims, change ideas and cycles against a real ward."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from rrp_desktop.people import Role
from rrp_ui.screens.ideas import Ideas, make
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


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot, Role.MANAGER)
    yield rig
    rig.close()


def words(screen: Ideas) -> list[str]:
    return [label.text() for label in screen.widget.findChildren(QLabel) if label.isVisible()]


def test_aims_ideas_and_cycles_are_told_in_words(rig: Rig):
    rig.save("aim", AIM)
    idea = rig.save("idea", IDEA)
    cycle = {"idea": idea, "number": 1, "measure": "restraint", "prediction": "Fewer", "predicted": 5}
    rig.save("cycle", cycle | {"started": TODAY, "decision": "adopt"})
    screen: Ideas = rig.show(make)
    said = words(screen)
    for sentence in (
        "Restraint: 25% fewer by 31 Mar 2027",
        "Baseline since 1 Nov 2026",
        "Sensory room open",
        "Being tested · since 21 Nov 2026 · Restraint",
        "Cycle 1: Fewer",
        "since 21 Nov 2026 · Then: adopt",
    ):
        assert sentence in said


def test_an_idea_is_added_by_key(rig: Rig):
    screen: Ideas = rig.show(make)
    assert focused() is screen.widget.ideas.add_button
    rig.press(Qt.Key.Key_Return)
    assert rig.went == [("record", {"form": "idea", "then": "ideas"})]


def test_the_next_cycle_knows_its_idea_and_its_number(rig: Rig):
    idea = rig.save("idea", IDEA)
    screen: Ideas = rig.show(make)
    screen.widget.ideas.parts[0].test.click()
    assert rig.went == [("record", {"form": "cycle", "preset": {"idea": idea, "number": 1}, "then": "ideas"})]


def test_an_idea_that_is_saved_appears_by_itself(rig: Rig):
    screen: Ideas = rig.show(make)
    rig.save("idea", IDEA)
    rig.qtbot.waitUntil(lambda: "Sensory room open" in words(screen))


def test_a_coach_reads_and_changes_nothing(rig: Rig):
    rig.save("idea", IDEA)
    rig.me = rig.store(lambda store: store.add_staff("Coach", Role.COACH, "1357", by=rig.manager))
    screen: Ideas = rig.show(make)
    assert "Sensory room open" in words(screen)
    part = screen.widget.ideas.parts[0]
    assert part.edit.isHidden()
    assert part.test.isHidden()
    assert screen.widget.ideas.add_button.isHidden()
