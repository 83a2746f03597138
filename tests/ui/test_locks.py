"""Locks of the whole window, against a real ward: what stays in sight, and what becomes of what was typed."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.errors import RrpError
from rrp_desktop.people import StaffMember
from rrp_desktop.store import Store
from rrp_desktop.store.sealed import seal
from rrp_ui.desk import Desk
from rrp_ui.doors import Doors
from tests.ui.rig import PIN
from tests.ui.test_desk import _Ward

T = TypeVar("T")
CANARIES = ("P-931", "told in confidence")


class Ward(_Ward):
    """A ward that is kept, with its window."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        super().__init__(folder, qtbot)
        self.desk.close()
        self.desk.window.deleteLater()
        doors = Doors(self.home.exists, self._open, self._make, kept=True, seal=self._seal)
        self.desk = Desk(doors, self._makers, bus=self.bus, clock=self.clock)

    def store(self, task: Callable[[Store], T]) -> T:
        got: list[T] = []
        self.desk.work.store(task, owner=self.desk, done=got.append, failed=self._failed)
        self.settle()
        return got[0]

    def _seal(self, answers: Mapping[str, Any], by: str) -> None:
        seal(self.home, "incident", answers, by=by, at=self.clock.now())

    @staticmethod
    def _failed(error: RrpError) -> None:
        raise error


@pytest.fixture
def ward(tmp_path: Path, qtbot: QtBot) -> Iterator[Ward]:
    ward = Ward(tmp_path, qtbot)
    ward.prepare()
    yield ward
    ward.close()


def in_sight(ward: Ward) -> str:
    """Every word that the window holds where somebody could see it, or have it read out."""
    found = [ward.desk.window.windowTitle()]
    for part in ward.desk.window.findChildren(QWidget):
        if part.isVisible():
            found += [part.accessibleName(), part.accessibleDescription(), part.toolTip()]
            if isinstance(part, QLabel | QLineEdit | QPushButton):
                found.append(part.text())
            if isinstance(part, QPlainTextEdit):
                found.append(part.toPlainText())
    return "\n".join(found)


def nobody_is_in(ward: Ward) -> None:
    """Neither at the desk nor at the ward's records."""
    ward.settle()
    assert ward.desk.who() is None
    assert ward.store(lambda store: store._reader) is None


def test_the_locked_screen_shows_nothing_about_anybody_on_the_ward(ward: Ward):
    ward.start()
    manager = ward.store(lambda store: store.staff()[0])
    ward.enter()

    def write(store: Store) -> None:
        person = store.save("person", {"ward_code": CANARIES[0]}, by=manager).key
        at = store._clock.now()
        told = {"kinds": ("violence",), "started_at": at, "person": person, "note": CANARIES[1]}
        store.save("incident", told, by=manager)
        store.keep_draft(None, "incident", told, by=manager)

    ward.store(write)
    ward.desk.window.foot.say(f"Saved: {CANARIES[0]}")
    ward.desk.lock()
    ward.settle()
    assert not [canary for canary in CANARIES if canary in in_sight(ward)]


def test_what_was_copied_here_is_gone_from_the_clipboard_after_a_lock(ward: Ward):
    ward.start()
    ward.enter()
    QGuiApplication.clipboard().setText(CANARIES[1])
    ward.desk.lock()
    assert QGuiApplication.clipboard().text() == ""


def test_nobody_can_read_through_the_store_once_it_is_locked(ward: Ward):
    ward.start()
    ward.enter()
    ward.store(lambda store: store.find("incident"))
    ward.desk.lock()
    ward.settle()
    assert ward.store(lambda store: store._reader) is None


def test_a_minimised_window_is_locked_where_the_ward_wants_that(ward: Ward):
    ward.start()
    ward.enter()
    ward.desk.window.minimised.emit()
    assert ward.desk.who() is None


def test_after_a_long_time_the_process_is_asked_to_end_with_everything_kept(ward: Ward):
    ward.start()
    ward.enter()
    ended: list[None] = []
    ward.desk.ended.connect(lambda: ended.append(None))
    ward.desk._end.idle.emit()
    assert ended == [None]
    assert ward.desk.who() is None


def test_five_wrong_pins_in_a_row_end_the_process(ward: Ward):
    ward.start()
    ended: list[None] = []
    ward.desk.ended.connect(lambda: ended.append(None))
    for number in range(5):
        assert ended == []
        ward.press(*([] if number else ["1"]), "9753", Qt.Key.Key_Return)
    assert ended == [None]


def test_the_manager_is_told_of_wrong_pins_and_of_a_recovery_code_that_was_used(ward: Ward):
    ward.start()

    def happen(store: Store) -> None:
        with store.writing() as connection:
            store.add(connection, "staff", store.staff()[0].key, "wrong-pins", by="")
            store.add(connection, "ring", "recovery", "recover", by="")

    ward.store(happen)
    ward.enter()
    assert "The recovery code was used: make a new one" in ward.words()
    assert "Ten wrong PINs in a row this week: L. W." in ward.words()


def test_the_next_person_is_in_by_eight_keys_at_most(ward: Ward):
    """A name's number, a PIN of four to six digits, Enter: six to eight keys."""
    ward.start()
    ward.enter()
    QTest.keyClick(ward.desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    ward.settle()
    assert ward.desk.who() is None
    keys = ["1", *"2468", Qt.Key.Key_Return]
    ward.press(*keys)
    assert isinstance(ward.desk.who(), StaffMember)
    assert len(keys) + 1 <= 8


def test_an_entry_is_written_without_signing_in_and_nothing_of_it_stays_in_sight(ward: Ward):
    ward.start()
    ward.desk.locked.widget.entry.click()
    ward.settle()
    entry = ward.desk.outside.entry
    assert entry is not None
    assert entry.widget.isVisible()
    at = ward.clock.now()
    entry.form.show_answers({"by": "A. N.", "kinds": ("violence",), "started_at": at, "note": CANARIES[1]})
    entry.keep.click()
    ward.settle()
    assert not entry.widget.isVisible()
    assert entry.form.answers() == {}
    assert CANARIES[1] not in in_sight(ward)
    assert "sealed" in in_sight(ward)
    ward.enter()
    [waiting] = ward.store(lambda store: store.sealed())
    ward.desk.go("sealed", entry=waiting.name)
    ward.settle()
    [(_, where)] = [note for note in ward.notes("incident") if note[0] == "open"]
    draft = ward.store(lambda store: store.draft(where["draft"]))
    assert (draft.answers["note"], draft.entered_for) == (CANARIES[1], "A. N.")


def test_an_entry_that_somebody_walked_away_from_is_sealed_as_it_is(ward: Ward):
    ward.start()
    ward.desk.locked.widget.entry.click()
    ward.settle()
    entry = ward.desk.outside.entry
    assert entry is not None
    entry.form.show_answers({"note": CANARIES[1]})
    QGuiApplication.clipboard().setText(CANARIES[1])
    ward.desk._idle.idle.emit()
    ward.settle()
    assert CANARIES[1] not in in_sight(ward) + QGuiApplication.clipboard().text()
    assert len(list(ward.home.sealed.glob("*.age"))) == 1


@pytest.mark.parametrize("leave", ["minimised", "close_asked"])
def test_an_entry_that_is_put_out_of_sight_is_sealed_as_it_is(ward: Ward, leave: str):
    ward.start()
    ward.desk.locked.widget.entry.click()
    ward.settle()
    entry = ward.desk.outside.entry
    assert entry is not None
    entry.form.show_answers({"note": CANARIES[1]})
    getattr(ward.desk.window, leave).emit()
    ward.qtbot.waitUntil(lambda: len(list(ward.home.sealed.glob("*.age"))) == 1)


def _key(ward: Ward, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press *key* as the system would, through the window, and wait for nothing."""
    QTest.keyClick(ward.desk.window.windowHandle(), key, held)


def test_enter_pressed_twice_lets_nobody_in_again_after_a_lock(ward: Ward):
    ward.start()
    ward.press("1", PIN)
    _key(ward, Qt.Key.Key_Return)
    _key(ward, Qt.Key.Key_Return)
    ward.qtbot.waitUntil(lambda: ward.desk.who() is not None)
    ward.desk.lock()
    nobody_is_in(ward)


def test_enter_pressed_twice_is_one_try(ward: Ward):
    def failures(store: Store) -> int:
        with store.reading() as connection:
            return int(connection.exec_driver_sql("SELECT max(failures) FROM staff").scalar_one())

    ward.start()
    ward.press("1", "9753")
    for _ in range(2):
        ward.desk.locked.widget.unlock_asked.emit()
    ward.settle()
    assert ward.store(failures) == 1
    ward.press(Qt.Key.Key_Return)
    assert "Enter your PIN." in ward.words()
    assert ward.store(failures) == 1


def test_enter_pressed_while_a_draft_is_fetched_lets_nobody_in_again_after_a_lock(ward: Ward):
    """The names and the PIN are still in sight until the draft is there."""
    ward.start()
    ward.enter()
    _key(ward, Qt.Key.Key_F2)
    ward.desk.lock()
    ward.settle()

    def press_and_lock() -> None:
        pin = ward.desk.locked.widget.pin
        assert pin.isVisible()
        QTest.keyClick(pin, Qt.Key.Key_Return)
        ward.desk.lock()

    ward.desk.locked.entered.connect(press_and_lock, Qt.ConnectionType.SingleShotConnection)
    ward.press("1", PIN, Qt.Key.Key_Return)
    nobody_is_in(ward)


def test_a_window_put_down_while_a_pin_is_tried_lets_nobody_in(ward: Ward):
    ward.start()
    ward.press("1", PIN)
    _key(ward, Qt.Key.Key_Return)
    ward.desk.window.minimised.emit()
    nobody_is_in(ward)
    ward.enter()
    assert ward.desk.who() is not None


def test_the_key_that_wakes_a_pc_after_a_long_sleep_only_locks_it(ward: Ward):
    """No timer runs while a PC sleeps."""
    ward.start()
    ward.enter()
    _key(ward, Qt.Key.Key_F2)
    ward.settle()
    before = [*ward.notes("incident")]
    ward.clock.moment += timedelta(minutes=2)
    _key(ward, Qt.Key.Key_X)
    assert ward.desk.who() is None
    assert ward.notes("incident") == [*before, ("leave", {})]
    ended: list[None] = []
    ward.desk.ended.connect(lambda: ended.append(None))
    ward.clock.moment += timedelta(minutes=30)
    ward.desk._tick.timeout.emit()
    assert ended == [None]


def test_an_idle_time_that_is_changed_holds_at_once(ward: Ward):
    ward.start()
    ward.enter()
    manager = ward.store(lambda store: store.staff()[0])
    ward.store(lambda store: store.change_setting("lock.idle_minutes", 1, by=manager))
    ward.qtbot.waitUntil(lambda: ward.desk.session.values()["lock.idle_minutes"] == 1)
    ward.clock.moment += timedelta(minutes=1)
    ward.desk._tick.timeout.emit()
    assert ward.desk.who() is None


def test_a_screen_that_fails_as_it_is_left_is_locked_nevertheless(
    ward: Ward, monkeypatch: pytest.MonkeyPatch
):
    ward.start()
    ward.enter()

    def fail() -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(ward.desk.screen(), "leave", fail)
        with pytest.raises(ZeroDivisionError):
            ward.desk.lock()
    nobody_is_in(ward)


def test_the_key_that_locks_works_before_a_question(ward: Ward):
    ward.start()
    ward.enter()

    def press() -> None:
        QTest.keyClick(QGuiApplication.focusWindow(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)

    QTimer.singleShot(0, press)
    assert not ward.desk.ask.yes("Void this?", "It stays in the history.")
    assert ward.desk.who() is None


def test_a_question_goes_when_the_pc_is_left_although_nobody_is_in(ward: Ward):
    ward.start()
    QTimer.singleShot(0, ward.desk.put_away)
    assert ward.desk.ask.words("Open the ward", "Type your passphrase.") is None


HARD = """
import os, sys
from PySide6.QtCore import QTimer
import rrp_ui.app as app

start = app.Desk.start

def started(desk):
    start(desk)
    desk.ready.connect(lambda: QTimer.singleShot(0, desk.end))

app.Desk.start = started
sys.exit(app.main(["--data", sys.argv[1]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the lock file is read while it is held")
def test_after_a_long_time_another_process_has_the_ward_and_the_first_is_gone(ward: Ward, tmp_path: Path):
    """Only with its process does the key go."""
    ward.start()
    ward.desk.close()
    shutil.copytree(ward.home.keys, tmp_path / "config" / "rrp-desktop")
    env = os.environ | {"XDG_CONFIG_HOME": str(tmp_path / "config"), "QT_QPA_PLATFORM": "offscreen"}
    first = subprocess.Popen([sys.executable, "-c", HARD, str(ward.home.folder)], env=env)
    assert first.wait(timeout=120) == 0

    def owner() -> int:
        told = ward.home.lock_file.read_bytes().decode().rpartition(" ")[2]
        return int(told) if told.isdecimal() else first.pid

    ward.qtbot.waitUntil(lambda: owner() != first.pid, timeout=60_000)
    os.kill(owner(), signal.SIGTERM)
