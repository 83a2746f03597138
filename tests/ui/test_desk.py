"""The desk with a real ward: in and out, from screen to screen, by keys alone."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_desktop.errors import Unavailable
from rrp_desktop.events import Bus
from rrp_desktop.people import Role
from rrp_desktop.store import Home, Store, make_ward, new_recovery_code, open_ward
from rrp_desktop.store.for_it import report_for_it
from rrp_ui.desk import Desk
from rrp_ui.doors import Doors
from rrp_ui.help import Help
from rrp_ui.screens import Screen, Session
from rrp_ui.screens.cross_print import Of
from rrp_ui.screens.locked import FEW, Tile
from rrp_ui.screens.setup import NewWard
from tests.ui.rig import PIN, TODAY, VALUES, Told

NOW = at(TODAY, time(13, 34))
RECOVERY = new_recovery_code()
_MADE: dict[str, bytes] = {}
"""The files of a ward that was made and closed, to begin from."""


class _Notes(QObject):
    """A screen that only takes notes, with a line to type in."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.widget = QLineEdit()
        self.notes: list[tuple[str, dict[str, Any]]] = []

    def open(self, **where: Any) -> None:
        self.notes.append(("open", where))
        self.widget.setText(where.get("draft", ""))
        self.widget.setFocus()

    def leave(self) -> None:
        self.notes.append(("leave", {}))
        if typed := self.widget.text():
            by = self.session.who()
            assert by is not None
            self.session.work.store(
                lambda store: store.keep_draft(None, "incident", {"note": typed}, by=by),
                owner=self,
                failed=self._failed,
            )
        self.widget.clear()

    def save(self) -> None:
        self.notes.append(("save", {}))

    def back(self) -> None:
        self.notes.append(("back", {}))

    def _failed(self, error: Exception) -> None:
        raise error


class _Ward:
    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.folder, self.qtbot = folder, qtbot
        self.home, self.bus, self.clock = Home(folder / "ward", folder / "keys"), Bus(), Told(NOW)
        self.opened = 0
        self.desk = Desk(
            Doors(
                self.home.exists, self._open, self._make, report=lambda said: report_for_it(self.home, said)
            ),
            self._makers,
            bus=self.bus,
            clock=self.clock,
        )

    def prepare(self, *staff: str) -> "_Ward":
        """Have a ward beforehand, with more *staff*."""
        if not _MADE:
            self._make(NewWard(VALUES, "L. W.", PIN, RECOVERY)).close()
            _MADE.update(_files(self.folder))
        for name, content in _MADE.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_bytes(content)
        if staff:
            store = self._open(None)
            [manager] = store.staff()
            for shown in staff:
                store.add_staff(shown, Role.SHIFT, PIN, by=manager)
            store.close()
        self.opened = 0
        return self

    def start(self) -> "_Ward":
        self.desk.start()
        self.desk.window.show()
        self.desk.window.activateWindow()
        self.settle()
        return self

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: self.opened > 0 or self.wizard() is not None, timeout=60_000)
        self.qtbot.waitUntil(lambda: not self.desk.work.busy, timeout=60_000)
        QApplication.processEvents()

    def press(self, *keys: str | Qt.Key, ctrl: bool = False) -> None:
        held = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        for key in keys:
            where = QApplication.focusWidget()
            assert where is not None
            if isinstance(key, str):
                QTest.keyClicks(where, key, held)
            else:
                QTest.keyClick(where, key, held)
        self.settle()

    def enter(self, number: str = "1") -> None:
        self.press(number, PIN, Qt.Key.Key_Return)

    def notes(self, name: str) -> list[tuple[str, dict[str, Any]]]:
        screen = self.desk.stage.made.get(name)
        assert screen is None or isinstance(screen, _Notes)
        return screen.notes if screen is not None else []

    def wizard(self) -> QWidget | None:
        return self.desk.window.findChild(QWidget, "setup")

    def words(self) -> str:
        labels = self.desk.window.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def close(self) -> None:
        self.desk.close()
        self.desk.window.close()
        self.desk.window.deleteLater()

    def _open(self, code: str | None) -> Store:
        self.opened += 1
        return open_ward(self.home, clock=self.clock, bus=self.bus, new_id=_id, words=code)

    def _make(self, new: NewWard) -> Store:
        self.opened += 1
        return make_ward(
            self.home,
            new.values,
            manager=new.manager,
            pin=new.pin,
            recovery_code=new.recovery_code,
            clock=self.clock,
            bus=self.bus,
            new_id=_id,
        )

    @staticmethod
    def _makers() -> Mapping[str, Callable[[Session], Screen]]:
        return dict.fromkeys(("today", "incident", "huddle", "charts"), _Notes)


def _files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def _id() -> str:
    return str(uuid.uuid4())


@pytest.fixture
def ward(tmp_path: Path, qtbot: QtBot) -> Iterator[_Ward]:
    ward = _Ward(tmp_path, qtbot)
    yield ward
    ward.close()


def test_a_name_and_a_pin_let_somebody_in_within_eight_keys(ward: _Ward) -> None:
    """product.md, section 5"""
    ward.prepare().start()
    ward.enter()
    who = ward.desk.who()
    assert who is not None
    assert who.shown == "L. W."
    assert 1 + len(PIN) + 1 <= 8
    assert ward.notes("today") == [("open", {})]


def test_a_wrong_pin_is_told_beside_the_field_and_the_sixth_has_to_wait(ward: _Ward) -> None:
    ward.prepare().start()
    ward.press("1")
    for _ in range(5):
        ward.press("9999", Qt.Key.Key_Return)
        assert "That PIN is not right" in ward.words()
    ward.press(PIN, Qt.Key.Key_Return)
    assert "Try again in" in ward.words()
    assert ward.desk.who() is None
    assert ward.notes("today") == []


def test_a_pin_without_a_name_is_not_tried(ward: _Ward) -> None:
    ward.prepare().start()
    ward.press("0", "9")
    assert ward.desk.locked.widget.chosen() == ""
    ward.desk.locked.widget.pin.setFocus()
    ward.press(PIN, Qt.Key.Key_Return)
    assert "Choose your name first" in ward.words()


def test_log_an_incident_now_goes_straight_to_the_form(ward: _Ward) -> None:
    ward.prepare().start()
    ward.desk.locked.widget.incident.click()
    ward.enter()
    assert ward.notes("incident") == [("open", {})]
    assert ward.notes("today") == []


def test_more_names_come_after_someone_else(ward: _Ward) -> None:
    ward.prepare(*(f"N{number:02}" for number in range(12))).start()
    tiles = [tile for tile in ward.desk.window.findChildren(Tile) if tile.isVisible()]
    assert [tile.accessibleName() for tile in tiles][-1] == "Someone else…"
    assert len(tiles) == FEW + 1
    tiles[-1].click()
    QApplication.processEvents()
    assert len([tile for tile in ward.desk.window.findChildren(Tile) if tile.isVisible()]) == 13


def test_keys_open_screens_and_reach_the_one_that_is_open(ward: _Ward) -> None:
    ward.prepare().start()
    ward.enter()
    ward.press(Qt.Key.Key_F2)
    ward.press(Qt.Key.Key_S, ctrl=True)
    ward.press(Qt.Key.Key_Escape)
    ward.press(Qt.Key.Key_F9)
    assert ward.notes("incident") == [
        ("open", {"kind": "restraint"}),
        ("save", {}),
        ("back", {}),
        ("leave", {}),
    ]
    assert ward.notes("huddle") == [("open", {})]


def test_locked_no_key_opens_anything_and_no_word_of_the_work_is_in_sight(ward: _Ward) -> None:
    ward.prepare().start()
    ward.enter()
    ward.press(Qt.Key.Key_F2)
    ward.press("P-031 hit somebody")
    ward.desk.session.say("Draft kept.")
    ward.press(Qt.Key.Key_L, ctrl=True)
    before = len(ward.notes("incident"))
    ward.press(Qt.Key.Key_F2, Qt.Key.Key_F9)
    ward.press(Qt.Key.Key_S, ctrl=True)
    assert len(ward.notes("incident")) == before
    assert ward.desk.who() is None
    seen = ward.words() + "".join(
        line.text() for line in ward.desk.window.findChildren(QLineEdit) if line.isVisible()
    )
    assert "P-031" not in seen
    assert "Draft kept" not in seen
    assert "L. W." not in "".join(_words(ward.desk.window.header))


def test_the_same_person_finds_the_draft_after_the_lock_and_another_person_does_not(ward: _Ward) -> None:
    ward.prepare("A. C.").start()
    for number, name in (("1", "A. C."), ("2", "L. W.")):
        ward.enter(number)
        who = ward.desk.who()
        assert who is not None
        assert who.shown == name
        if number == "1":
            ward.press(Qt.Key.Key_F2)
            ward.press("half a sentence")
            ward.press(Qt.Key.Key_L, ctrl=True)
            ward.enter()
            assert set(ward.notes("incident")[-1][1]) == {"draft"}
            ward.press(Qt.Key.Key_L, ctrl=True)
    assert ward.notes("today")[-1] == ("open", {})
    assert ward.notes("incident")[-1] == ("leave", {})


def test_nobody_there_locks_the_screen_and_closes_a_question(ward: _Ward) -> None:
    ward.prepare().start()
    ward.enter()
    QTimer.singleShot(0, partial(ward.desk._idle.start, 0))
    assert not ward.desk.ask.yes("Void this?", "It stays in the history.")
    ward.settle()
    assert ward.desk.who() is None


def test_what_was_saved_last_is_not_undone_from_the_next_page_or_by_the_next_person(ward: _Ward) -> None:
    ward.prepare().start().enter()
    foot = ward.desk.window.foot
    for move_on in (lambda: ward.desk.go("charts"), ward.desk.lock):
        ward.desk.session.say("Saved.", undo=lambda: None)
        move_on()
        ward.settle()
        assert foot.said() == ""


def test_a_setting_changed_is_read_again(ward: _Ward) -> None:
    ward.prepare().start()
    ward.enter()
    who = ward.desk.who()
    assert who is not None
    ward.desk.work.store(
        lambda store: store.change_setting("ward.beds", 20, by=who), owner=ward.desk, failed=_raise
    )
    ward.qtbot.waitUntil(lambda: ward.desk.session.ward().beds == 20)
    assert "Acute adult · 20 beds" in ward.words()


def test_a_second_window_is_told_so_and_gets_in_when_the_first_has_gone(ward: _Ward) -> None:
    ward.prepare()
    other = Home(ward.home.folder, ward.home.keys)
    other.lock()
    ward.start()
    assert "(code already-open)" in ward.words()
    copy = ward.desk.locked.widget.copy
    ward.qtbot.waitUntil(copy.isVisible)
    copy.click()
    assert "(code already-open)\nRelease: " in QGuiApplication.clipboard().text()
    other.unlock()
    ward.desk.locked.widget._help.click()
    ward.settle()
    assert "Who are you?" in ward.words()


def test_a_pc_without_its_key_asks_for_the_recovery_code(ward: _Ward) -> None:
    ward.prepare()
    for key in ward.home.keys.iterdir():
        key.unlink()
    ward.start()
    assert "(code key-wrong)" in ward.words()
    ward.desk.ask.answer_next("ABCD", RECOVERY.lower())
    ward.desk.locked.widget._help.click()
    ward.settle()
    assert "(code recovery-mistyped)" in ward.words()
    ward.desk.locked.widget._help.click()
    ward.settle()
    assert "Who are you?" in ward.words()


def test_a_new_ward_is_set_up_by_keys_alone_and_nothing_is_written_before_the_end(ward: _Ward) -> None:
    ward.start()
    ward.press("Bronte Ward", Qt.Key.Key_Tab, "BRONTE", Qt.Key.Key_Tab, "ZZZ")
    ward.press(Qt.Key.Key_S, ctrl=True)
    assert "Step 2 of 5" in ward.words()
    ward.press(Qt.Key.Key_S, ctrl=True)
    assert "Step 3 of 5" in ward.words()
    ward.press(Qt.Key.Key_S, ctrl=True)
    ward.press("L. W.", Qt.Key.Key_Tab, "1234", Qt.Key.Key_Tab, "4321")
    ward.press(Qt.Key.Key_S, ctrl=True)
    assert "The two PINs differ" in ward.words()
    for _ in range(4):
        ward.press(Qt.Key.Key_Backspace)
    ward.press("1234")
    ward.press(Qt.Key.Key_S, ctrl=True)
    code = next(
        label.text()
        for label in ward.desk.window.findChildren(QLabel)
        if label.isVisible() and label.accessibleName() == "Recovery code"
    )
    ward.press("wrong")
    ward.press(Qt.Key.Key_S, ctrl=True)
    assert "not the recovery code" in ward.words()
    assert not ward.home.folder.exists()
    for _ in range(5):
        ward.press(Qt.Key.Key_Backspace)
    ward.press(code.lower().replace("-", " "))
    ward.press(Qt.Key.Key_S, ctrl=True)
    ward.qtbot.waitUntil(lambda: "Who are you?" in ward.words(), timeout=60_000)
    ward.press("1", "1234", Qt.Key.Key_Return)
    assert ward.desk.who() is not None
    assert ward.desk.session.ward().name == "Bronte Ward"
    assert [shift.title for shift in ward.desk.session.ward().shifts] == ["Morning", "Afternoon", "Night"]
    assert ward.desk.session.ward().live_from == TODAY


def test_a_step_that_is_not_right_is_not_left(ward: _Ward) -> None:
    ward.start()
    ward.press(Qt.Key.Key_S, ctrl=True)
    assert "Step 1 of 5" in ward.words()
    assert "Enter: name of the ward." in ward.words()


def test_a_ward_that_cannot_be_made_leaves_everything_typed(ward: _Ward) -> None:
    ward.start()
    setup = ward.desk.entrance.wizard()
    assert setup is not None
    setup.show_failure(Unavailable("disk-full", "There is no room to save."))
    assert setup.next.isEnabled()
    assert setup.ward.answers()["beds"] == 18


def _words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel)]


def _raise(error: Exception) -> None:
    raise error


def test_before_an_audience_nobody_is_signed_in_and_escape_leads_to_the_locked_screen(ward: _Ward) -> None:
    ward.prepare().start()
    ward.enter()
    ward.desk.go("meeting", of=Of(TODAY.replace(day=1), ""))
    ward.settle()
    assert ward.desk.who() is None
    assert "November 2026" in ward.words()
    assert not ward.desk.window.header.isVisible()
    ward.press(Qt.Key.Key_F2)
    assert ward.notes("incident") == []
    ward.press(Qt.Key.Key_Escape)
    assert ward.desk.window.header.isVisible()
    assert "Who are you?" in ward.words()
    ward.enter()
    assert ward.desk.who() is not None


@pytest.mark.parametrize(
    ("at", "words"), [("", "shows nothing about any person"), ("huddle", "Five minutes, standing")]
)
def test_f1_opens_the_page_of_where_one_is_and_leaves_the_work_as_it_is(
    ward: _Ward, at: str, words: str
) -> None:
    """product.md, section 5"""
    ward.prepare().start()
    if at:
        ward.enter()
        ward.press(Qt.Key.Key_F9)
    ward.press(Qt.Key.Key_F1)
    help_ = ward.desk.window.findChild(Help)
    assert help_ is not None
    assert words in help_.words.toPlainText()
    assert ward.notes("huddle") == ([("open", {})] if at else [])
