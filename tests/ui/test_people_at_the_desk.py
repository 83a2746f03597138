"""What people do about PINs and backups, in the real window with the product's own doors to a ward.

Times are keystroke-level estimates, as in test_monday.
"""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import PcClock
from rrp_desktop.events import Bus
from rrp_desktop.people import Role
from rrp_desktop.store import Home, make_ward, new_recovery_code
from rrp_ui.app import doors, makers
from rrp_ui.desk import Desk
from rrp_ui.screens.settings import Settings
from tests.ui.rig import PIN, VALUES
from tests.ui.test_monday import ENTER, SPACE, TAB, Monday, called, named

CODE = new_recovery_code()
_MADE: dict[str, bytes] = {}
"""The files of a ward with two incidents, and a backup from before the second."""


def _make(folder: Path) -> None:
    if not _MADE:
        store = make_ward(
            Home(folder / "ward", folder / "keys"),
            VALUES | {"ward.live_from": "2026-01-05"},
            manager="L. W.",
            pin=PIN,
            recovery_code=CODE,
            clock=PcClock(),
            bus=Bus(),
            new_id=lambda: str(uuid.uuid4()),
        )
        with closing(store):
            [manager] = store.staff()
            store.add_staff("A. C.", Role.SHIFT, PIN, by=manager)
            store.add_staff("S. O.", Role.FACILITATOR, PIN, by=manager)
            happened = {"kinds": ("violence",), "started_at": datetime.now(UTC) - timedelta(hours=2)}
            store.save("incident", happened | {"note": "before"}, by=manager)
            store.back_up()
            store.save("incident", happened | {"note": "after"}, by=manager)
        files = (file for file in folder.rglob("*") if file.is_file())
        _MADE.update({str(file.relative_to(folder)): file.read_bytes() for file in files})
    for name, content in _MADE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


class _Hands(Monday):
    """Hands at the desk of a ward; its names on the locked screen are in the order of the alphabet."""

    def sign_in(self, number: str, pin: str = PIN) -> None:
        self.press(number, pin, ENTER)
        assert self.desk.who() is not None, self.words()

    def lock(self) -> None:
        self.press(Qt.Key.Key_L, ctrl=True)

    def notes(self) -> set[str]:
        return {record.answers["note"] for record in self.store(lambda store: store.find("incident"))}

    def begun(self) -> None:
        self.qtbot.waitUntil(lambda: "Who are you?" in self.words(), timeout=30_000)
        self.settle()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _make(tmp_path)
    return tmp_path


@pytest.fixture
def hands(folder: Path, qtbot: QtBot) -> Iterator[_Hands]:
    bus = Bus()
    desk = Desk(doors(Home(folder / "ward", folder / "keys"), bus), makers, bus=bus, clock=PcClock())
    desk.start()
    desk.window.resize(1366, 768)
    desk.window.show()
    desk.window.activateWindow()
    hands = _Hands(desk, qtbot)
    hands.begin("At the desk")
    yield hands
    desk.close()
    desk.window.close()
    desk.window.deleteLater()


def test_the_nurse_in_charge_gives_an_agency_nurse_a_pin_for_the_shift_within_a_minute(hands: _Hands):
    """product.md, section 2: 60 seconds, from the locked screen on"""
    hands.begun()
    hands.sign_in("3")
    hands.to("settings")
    for name, typed in (("shown", "Agency RN"), ("pin", "1357"), ("again", "1357")):
        hands.walk(called(name))
        hands.press(typed)
    hands.walk(named("Let in"))
    hands.press(SPACE)
    assert "Agency RN may sign in now." in hands.words()
    assert hands.steps[-1].seconds <= 60, str(hands.steps[-1])
    hands.lock()
    hands.begun()
    names = [tile.accessibleName() for tile in hands.desk.locked.widget._tiles]
    agency = names.index("Agency RN · shift worker")
    hands.sign_in(str(agency + 1), "1357")


def test_a_shift_worker_changes_a_pin_of_their_own_in_the_window(hands: _Hands):
    hands.begun()
    hands.sign_in("1")
    hands.to("settings")
    hands.walk(named("New PIN"))
    hands.press(SPACE)
    hands.press(PIN, TAB, "8642", TAB, "8642", ENTER)
    assert "The new PIN holds." in hands.words()
    hands.lock()
    hands.begun()
    hands.press("1", PIN, ENTER)
    assert "That PIN is not right" in hands.words()
    hands.press("8642", ENTER)
    assert hands.desk.who() is not None


def test_the_manager_restores_a_backup_from_the_settings(hands: _Hands, folder: Path):
    hands.begun()
    hands.sign_in("2")
    assert hands.notes() == {"before", "after"}
    hands.desk.go("settings", part="safe")
    hands.settle()
    screen = hands.desk.screen()
    assert isinstance(screen, Settings)
    [backup, *_] = sorted((folder / "ward" / "backups").glob("ward-*.rrp"))
    hands.answer(backup, True)
    screen.safe.restore_asked.emit()
    hands.begun()
    assert hands.desk.who() is None
    hands.sign_in("2")
    assert hands.notes() == {"before"}
    assert list((folder / "ward" / "aside").iterdir())


@pytest.fixture
def damaged(folder: Path) -> None:
    (folder / "ward" / "ward.rrp").write_bytes(b"nothing of a ward" * 1_000)


@pytest.mark.usefixtures("damaged")
def test_a_damaged_ward_is_restored_from_the_door_that_says_so(hands: _Hands):
    hands.qtbot.waitUntil(lambda: "(code file-damaged)" in hands.words(), timeout=30_000)
    hands.answer(True)
    assert named("Restore the last backup")(hands.focus())
    hands.press(SPACE)
    hands.begun()
    hands.sign_in("2")
    assert hands.notes() == {"before"}


@pytest.fixture
def lost(folder: Path) -> None:
    shutil.move(folder / "ward" / "backups", folder / "second")
    shutil.rmtree(folder / "ward")
    shutil.rmtree(folder / "keys")


@pytest.mark.usefixtures("lost")
def test_after_a_pc_was_lost_a_backup_is_restored_on_another_with_the_recovery_code(
    hands: _Hands, folder: Path
):
    hands.qtbot.waitUntil(lambda: "Step 1 of 5" in hands.words(), timeout=30_000)
    [backup] = (folder / "second").glob("ward-*.rrp")
    hands.answer(backup, "ABCD", CODE.lower())
    hands.walk(named("Restore a backup from another PC"))
    hands.press(SPACE)
    hands.begun()
    hands.sign_in("2")
    assert hands.notes() == {"before"}
    assert "The recovery code was used" in hands.words()
