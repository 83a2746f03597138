"""The idle lock, what Windows says of who has gone, and the collector on the window's thread."""

import ctypes
import gc
import threading
import weakref
from ctypes import wintypes
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QAbstractEventDispatcher, QByteArray, QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import PcClock
from rrp_ui.away import Away
from rrp_ui.guard import Collector, Copied, IdleWatch
from tests.ui.rig import Told

SOON = 60 / 60_000
"""60 milliseconds, in minutes."""


def _window(qtbot: QtBot) -> QLineEdit:
    line = QLineEdit()
    qtbot.addWidget(line)
    with qtbot.waitExposed(line):
        line.show()
    line.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWindow() is not None)
    return line


def test_nobody_there_is_noticed_once(qtbot: QtBot, qapp: QApplication) -> None:
    _window(qtbot)
    watch = IdleWatch(qapp, PcClock())
    with qtbot.waitSignal(watch.idle):
        watch.start(SOON)
    with qtbot.assertNotEmitted(watch.idle, wait=100):
        pass


def test_every_key_begins_the_wait_again(qtbot: QtBot, qapp: QApplication) -> None:
    line, clock = _window(qtbot), Told(datetime(2026, 11, 21, 13, 34, tzinfo=UTC))
    watch = IdleWatch(qapp, clock)
    watch.start(2)
    with qtbot.assertNotEmitted(watch.idle):
        for _ in range(8):
            clock.moment += timedelta(seconds=119)
            QTest.keyClick(line.windowHandle(), Qt.Key.Key_A)
            watch.look()
    assert line.text() == "a" * 8
    watch.stop()


def test_what_nobody_did_is_not_taken_for_use(qtbot: QtBot, qapp: QApplication) -> None:
    line, clock = _window(qtbot), Told(datetime(2026, 11, 21, 13, 34, tzinfo=UTC))
    watch = IdleWatch(qapp, clock)
    watch.start(2)
    with qtbot.waitSignal(watch.idle):
        for _ in range(2):
            clock.moment += timedelta(seconds=60)
            qapp.sendEvent(line.windowHandle(), QEvent(QEvent.Type.UpdateRequest))
        watch.look()


def test_a_watch_that_was_stopped_says_nothing(qtbot: QtBot, qapp: QApplication) -> None:
    watch = IdleWatch(qapp, PcClock())
    watch.start(SOON)
    watch.stop()
    with qtbot.assertNotEmitted(watch.idle, wait=100):
        pass


@pytest.mark.parametrize(
    ("message", "told", "gone"),
    [
        pytest.param(0x2B1, 7, True, id="locked"),
        pytest.param(0x2B1, 2, True, id="another account"),
        pytest.param(0x2B1, 8, False, id="unlocked"),
        pytest.param(0x218, 4, True, id="sleep"),
        pytest.param(0x218, 7, False, id="woken"),
        pytest.param(0x200, 7, False, id="the mouse"),
    ],
)
def test_what_windows_says_of_who_has_gone_is_heard_through_qt(
    qtbot: QtBot, message: int, told: int, gone: bool
) -> None:
    heard: list[None] = []
    away = Away(lambda: heard.append(None))
    away.start(_window(qtbot))
    said = wintypes.MSG(message=message, wParam=told)
    where = shiboken6.VoidPtr(ctypes.addressof(said))
    # The stubs do not know of the last argument.
    dispatcher: Any = QAbstractEventDispatcher.instance()
    for kind in (b"windows_generic_MSG", b"xcb_generic_event_t"):
        assert not dispatcher.filterNativeEvent(QByteArray(kind), where, 0)
    away.stop()
    dispatcher.filterNativeEvent(QByteArray(b"windows_generic_MSG"), where, 0)
    assert len(heard) == int(gone)


def test_what_another_program_copied_stays_on_the_clipboard(qtbot: QtBot, qapp: QApplication) -> None:
    line, copied, clipboard = _window(qtbot), Copied(), qapp.clipboard()
    picture = QImage(2, 2, QImage.Format.Format_RGB32)
    clipboard.setImage(picture)
    copied.forget()
    assert clipboard.image() == picture
    clipboard.setText("ours")
    with QSignalBlocker(clipboard):
        clipboard.setText("theirs")
    copied.forget()
    assert clipboard.text() == "theirs"
    line.close()


class _Loop:
    def __init__(self) -> None:
        self.me = self


def test_garbage_waits_for_the_windows_thread(qtbot: QtBot) -> None:
    collector = Collector(pause=20)
    collector.start()
    gone = weakref.ref(_Loop())
    thread = threading.Thread(target=lambda: [_Loop() for _ in range(5_000)])
    thread.start()
    thread.join()
    assert gone() is not None
    qtbot.waitUntil(lambda: gone() is None)
    collector.stop()
    assert gc.isenabled()
