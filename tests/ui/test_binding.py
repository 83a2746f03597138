"""The binding to Qt keeps count of what it hands out; PySide6 6.12.0 on Python 3.11 does not, and aborts."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLabel

CALLS = 200
DRIFT = 20


class Bell(QObject):
    """Something to ring."""

    rung = Signal()


def test_calls_that_return_nothing_keep_the_references_of_none(qapp: QApplication) -> None:
    label = QLabel()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setText("x")
    assert sys.getrefcount(None) >= before - DRIFT


def test_signals_keep_the_references_of_true(qapp: QApplication) -> None:
    bell = Bell()
    before = sys.getrefcount(True)
    for _ in range(CALLS):
        bell.rung.emit()
    assert sys.getrefcount(True) >= before - DRIFT


def test_the_screen_is_the_smallest_we_support(qapp: QApplication) -> None:
    size = qapp.primaryScreen().size()
    assert (size.width(), size.height()) == (1366, 768)


def test_letters_are_letters_and_not_boxes(qapp: QApplication) -> None:
    """Boxes are all of one width."""
    metrics = QLabel("x").fontMetrics()
    assert metrics.horizontalAdvance("iiii") < metrics.horizontalAdvance("WWWW") / 2
