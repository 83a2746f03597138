"""The page of who is affected, driven by keys against a real ward."""

import csv
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import DAY, at
from rrp_desktop.people import Role
from rrp_ui.screens.affected import WhoIsAffected, make
from tests.ui.rig import Rig

OCTOBER = date(2026, 10, 1)
SETTLED = date(2027, 2, 1)
"""October's half-year, and a month, are over."""
GROUPS = {"A": (12, 8), "M": (9, 8), "H": (7, 2)}
"""By ethnic category: people here, and people affected."""


def filled(folder: Path, qtbot: QtBot, role: Role) -> Rig:
    rig = Rig(folder, qtbot, role)
    rig.store(lambda store: store.change_setting("ward.live_from", OCTOBER.isoformat(), by=rig.manager))
    for code, (here, hurt) in GROUPS.items():
        for number in range(here):
            person = rig.save(
                "person", {"ward_code": f"P-{code}{number}", "ethnic_category": code, "admitted": OCTOBER}
            )
            if number < hurt:
                began = at(OCTOBER + number * DAY, time(8 + ord(code) % 12))
                rig.save("incident", {"kinds": ("violence",), "started_at": began, "person": person})
    rig.clock.moment = at(SETTLED, time(9))
    return rig


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = filled(tmp_path, qtbot, Role.FACILITATOR)
    yield rig
    rig.close()


def told(page: WhoIsAffected) -> list[str]:
    """Every word that can be seen."""
    return [label.text() for label in page.widget.findChildren(QLabel) if not label.isHidden()]


def test_the_few_are_hidden_until_somebody_who_may_asks_for_every_number(rig: Rig):
    page = rig.show(make, measure="violence")
    assert told(page).count("too few to show") == 2
    assert "White" in told(page)
    page.widget.own.setFocus()
    rig.press(Qt.Key.Key_Space)
    assert "too few to show" not in told(page)
    assert not page.widget.csv.isEnabled()


def test_every_visit_begins_with_what_anybody_may_see(rig: Rig):
    page = rig.show(make, measure="violence")
    page.widget.own.click()
    rig.settle()
    page.leave()
    rig.show(make)
    assert not page.widget.own.isChecked()
    assert told(page).count("too few to show") == 2


def test_a_coach_is_never_offered_every_number(tmp_path: Path, qtbot: QtBot):
    rig = filled(tmp_path, qtbot, Role.COACH)
    page = rig.show(make, measure="violence")
    assert page.widget.own.isHidden()
    page.widget.own_chosen.emit(True)
    rig.settle()
    assert told(page).count("too few to show") == 2
    rig.close()


def test_what_is_saved_holds_stars_and_no_small_number(rig: Rig, tmp_path: Path):
    page = rig.show(make, measure="violence")
    rig.session.ask.answer_next(tmp_path / "tables.csv")
    page.widget.csv.click()
    lines = (tmp_path / "tables.csv").read_text("utf-8-sig").splitlines()
    ethnic = [row for row in csv.reader(lines) if row[0] == "Ethnic group"]
    assert [row[2] for row in ethnic] == ["10", "*", "*"]
    assert ethnic[0][:6] == ["Ethnic group", "White", "10", "1105", "10", "10"]


def test_a_measure_of_shifts_is_not_offered_and_the_page_leads_back(rig: Rig):
    page = rig.show(make, measure="shifts_confirmed")
    assert page.widget.measure.findData("shifts_confirmed") == -1
    page.widget.measure_chosen.emit("violence")
    rig.settle()
    page.back()
    assert rig.went[-1] == ("charts", {"measure": "violence"})


def test_the_page_says_how_sure_it_is_and_by_which_method(rig: Rig):
    page = rig.show(make, measure="violence")
    words = " ".join(told(page))
    assert "Glynn and Buring" in words
    assert "shifts were not confirmed" in words


def test_another_measure_is_shown_as_tall_as_it_is(rig: Rig):
    """The rows that took the place of others took no room, so that only their heads were seen."""
    page = rig.show(make, measure="violence")
    page.widget.own.click()
    rig.settle()
    for area in page.widget.findChildren(QScrollArea):
        if area.accessibleName() in ("Ethnic group", "Gender"):
            assert area.height() >= area.widget().sizeHint().height() > 40
            assert all(label.isVisible() for label in area.findChildren(QLabel))
