"""The idle lock, and the collector that works on the window's thread."""

import gc
import threading
import weakref

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import PcClock
from rrp_ui.guard import Collector, IdleWatch

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
    line = _window(qtbot)
    watch = IdleWatch(qapp, PcClock())
    watch.start(2 * SOON)
    with qtbot.assertNotEmitted(watch.idle):
        for _ in range(8):
            QTest.keyClick(line.windowHandle(), Qt.Key.Key_A)
            qtbot.wait(30)
    assert line.text() == "a" * 8
    watch.stop()


def test_a_watch_that_was_stopped_says_nothing(qtbot: QtBot, qapp: QApplication) -> None:
    watch = IdleWatch(qapp, PcClock())
    watch.start(SOON)
    watch.stop()
    with qtbot.assertNotEmitted(watch.idle, wait=100):
        pass


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
