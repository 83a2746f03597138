"""The driver diagram by keys alone: every change is on disk, in the picture, and can be taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from rrp_desktop.improvement.drivers import starter_set
from rrp_desktop.people import Role
from rrp_ui.screens.drivers import Drivers
from rrp_ui.screens.drivers_view import DriverTree
from rrp_ui.screens.ideas import Ideas, make
from tests.ui.rig import TODAY, Rig, focused

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def rig(tmp_path: Path, qtbot: QtBot) -> Iterator[Rig]:
    rig = Rig(tmp_path, qtbot, Role.MANAGER)
    yield rig
    rig.close()


@pytest.fixture
def screen(rig: Rig) -> Ideas:
    """A diagram of two branches: Rules (Few, Fair) and Care."""
    rules = rig.save("driver", {"title": "Rules", "place": 1})
    rig.save("driver", {"title": "Care", "place": 2})
    for place, title in enumerate(("Few", "Fair"), 1):
        rig.save("driver", {"title": title, "under": rules, "place": place})
    shown: Ideas = rig.show(make, part="drivers")
    return shown


def tree(screen: Ideas) -> DriverTree:
    part = screen.part()
    assert isinstance(part, Drivers)
    return part.widget.tree


def stand_on(screen: Ideas, title: str) -> None:
    there = tree(screen)
    [item] = there.findItems(title, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    there.setCurrentItem(item)
    there.setFocus()


def alt(rig: Rig, key: Qt.Key) -> None:
    QTest.keyClick(focused(), key, ALT)
    rig.settle()
    rig.settle()


def standing(screen: Ideas) -> QTreeWidgetItem:
    item = tree(screen).currentItem()
    assert item is not None
    return item


def titles(screen: Ideas) -> list[str]:
    return tree(screen).titles()


def test_a_new_ward_sees_the_starter_set_and_nothing_is_written(rig: Rig):
    shown: Ideas = rig.show(make, part="drivers")
    assert len(titles(shown)) == len(starter_set())
    assert rig.store(lambda store: store.find("driver")) == ()


def test_the_first_change_makes_the_starter_set_the_ward_s_own(rig: Rig):
    shown: Ideas = rig.show(make, part="drivers")
    assert focused() is tree(shown)
    rig.press(Qt.Key.Key_Return)
    rig.press("Our own plan", Qt.Key.Key_Return)
    rig.settle()
    assert titles(shown)[0] == "Our own plan"
    own = rig.store(lambda store: store.find("driver"))
    assert len(own) == len(starter_set())
    assert standing(shown).text(0) == "Our own plan"


def test_a_driver_is_renamed_where_it_stands(rig: Rig, screen: Ideas):
    stand_on(screen, "Few")
    rig.press(Qt.Key.Key_Return)
    rig.press("Fewer rules", Qt.Key.Key_Return)
    rig.settle()
    assert titles(screen) == ["Rules", "  Fewer rules", "  Fair", "Care"]
    assert rig.undo is not None
    rig.undo()
    rig.settle()
    rig.settle()
    assert titles(screen) == ["Rules", "  Few", "  Fair", "Care"]


def test_a_name_that_is_wiped_out_comes_back(rig: Rig, screen: Ideas):
    stand_on(screen, "Few")
    rig.press(Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_Return)
    rig.settle()
    assert titles(screen) == ["Rules", "  Few", "  Fair", "Care"]


def test_drivers_are_added_beside_and_below(rig: Rig, screen: Ideas):
    stand_on(screen, "Few")
    rig.session.ask.answer_next("Talked through", "Talked about with patients")
    rig.press(Qt.Key.Key_Insert)
    rig.settle()
    assert titles(screen) == ["Rules", "  Few", "  Fair", "  Talked through", "Care"]
    stand_on(screen, "Care")
    alt(rig, Qt.Key.Key_Insert)
    assert titles(screen)[-2:] == ["Care", "  Talked about with patients"]


def test_drivers_change_places_and_branches_by_keys(rig: Rig, screen: Ideas):
    stand_on(screen, "Fair")
    alt(rig, Qt.Key.Key_Up)
    assert titles(screen) == ["Rules", "  Fair", "  Few", "Care"]
    rig.session.ask.answer_next(0)
    alt(rig, Qt.Key.Key_Right)
    assert titles(screen) == ["Rules", "  Few", "Care", "  Fair"]
    alt(rig, Qt.Key.Key_Left)
    assert titles(screen) == ["Rules", "  Few", "Care", "Fair"]


def test_removing_asks_why_takes_the_parts_along_and_can_be_undone(rig: Rig, screen: Ideas):
    stand_on(screen, "Rules")
    rig.session.ask.answer_next("Not ours")
    rig.press(Qt.Key.Key_Delete)
    rig.settle()
    assert titles(screen) == ["Care"]
    gone = [each for each in rig.store(lambda store: store.find("driver")) if "removed" in each.answers]
    history = rig.store(lambda store: [store.history("driver", each.key)[-1] for each in gone])
    assert {each.reason for each in history} == {"Not ours"}
    assert rig.undo is not None
    rig.undo()
    rig.settle()
    rig.settle()
    assert titles(screen) == ["Rules", "  Few", "  Fair", "Care"]


def test_removing_without_a_reason_removes_nothing(rig: Rig, screen: Ideas):
    stand_on(screen, "Care")
    rig.session.ask.answer_next(None)
    rig.press(Qt.Key.Key_Delete)
    assert titles(screen)[-1] == "Care"


def test_an_idea_hangs_on_its_driver_and_opens_with_enter(rig: Rig, screen: Ideas):
    few = next(
        each.key for each in rig.store(lambda store: store.find("driver")) if each.answers["title"] == "Few"
    )
    idea = rig.save("idea", {"title": "Tea at nine", "status": "testing", "started": TODAY, "driver": few})
    rig.qtbot.waitUntil(lambda: "    Idea: Tea at nine (being tested)" in titles(screen))
    stand_on(screen, "Idea: Tea at nine (being tested)")
    rig.press(Qt.Key.Key_Return)
    assert rig.went[-1] == (
        "record",
        {"form": "idea", "key": idea, "then": "ideas", "there": {"part": "drivers"}},
    )


@pytest.mark.parametrize(("way", "begins"), [("pdf", b"%PDF"), ("png", b"\x89PNG")])
def test_the_diagram_is_written_as_a_page_or_a_picture(
    rig: Rig, screen: Ideas, tmp_path: Path, way: str, begins: bytes
):
    part = screen.part()
    assert isinstance(part, Drivers)
    rig.session.ask.answer_next(tmp_path / f"out.{way}")
    part.widget.way_chosen.emit(way)
    assert (tmp_path / f"out.{way}").read_bytes().startswith(begins)
    assert rig.said[-1] == f"Saved as out.{way}."


def test_whoever_may_not_improve_the_ward_changes_nothing_by_key(rig: Rig, screen: Ideas):
    rig.me = rig.store(lambda store: store.add_staff("A. C.", Role.SHIFT, "1357", by=rig.manager))
    screen.open()
    rig.settle()
    stand_on(screen, "Care")
    rig.press(Qt.Key.Key_Delete, Qt.Key.Key_Return)
    assert not tree(screen).isPersistentEditorOpen(standing(screen), 0)
    assert titles(screen)[-1] == "Care"
    assert QApplication.focusWidget() is tree(screen)
