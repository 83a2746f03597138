"""Everything larger and as it was again, by keys."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rrp_ui import theme, zoom
from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.cross import SafetyCross
from rrp_ui.window import NARROW, Window

CTRL = Qt.KeyboardModifier.ControlModifier


class _Screen(QWidget):
    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        self.fixed, self.sheet, self.plain = QLabel("Score"), QLabel("5"), QLabel("Words")
        self.fixed.setFixedWidth(80)
        self.sheet.setStyleSheet("font-size: 30px; font-weight: 700")
        self.chips = ChipRow([("hca", "HCAs")])
        for part in (self.fixed, self.sheet, self.plain, self.chips):
            layout.addWidget(part)

    def sizes(self) -> tuple[int, ...]:
        chip = self.chips.chips()[0]
        letters = (self.sheet.font().pixelSize(), self.plain.font().pixelSize())
        return (self.fixed.width(), *letters, chip.width(), chip.height())


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    window = Window()
    window.show()
    window.activateWindow()
    yield window
    zoom.step(0)
    window.close()
    window.deleteLater()


def shown(window: Window) -> _Screen:
    screen = _Screen()
    window.show_screen(screen)
    QApplication.processEvents()
    return screen


def press(window: Window, key: Qt.Key) -> None:
    QTest.keyClick(window, key, CTRL)
    QApplication.processEvents()


def test_letters_widths_and_chips_grow_together_and_come_back(window: Window):
    screen = shown(window)
    before = screen.sizes()
    for _ in range(2):
        press(window, Qt.Key.Key_Plus)
    assert theme.times() == 1.5
    assert screen.sizes() == tuple(pytest.approx(1.5 * each, abs=2) for each in before)
    press(window, Qt.Key.Key_0)
    assert screen.sizes() == before


def test_a_screen_opened_later_is_as_large_as_the_others(window: Window):
    early = shown(window)
    press(window, Qt.Key.Key_Plus)
    assert shown(window).sizes() == early.sizes()


def test_a_width_told_while_all_is_larger_is_larger_once_only(window: Window):
    press(window, Qt.Key.Key_Plus)
    screen = shown(window)
    row = QLabel("Who", screen)
    theme.fix_width(row, 100)
    assert row.width() == 125
    press(window, Qt.Key.Key_Plus)
    assert row.width() == 150


def test_letters_of_their_own_grow_in_a_part_of_fixed_width_too(window: Window):
    screen = shown(window)
    theme.fix_width(screen.sheet, 60)
    press(window, Qt.Key.Key_Plus)
    press(window, Qt.Key.Key_Plus)
    assert (screen.sheet.width(), screen.sheet.font().pixelSize()) == (90, 45)


def test_what_is_said_anew_while_all_is_larger_leaves_its_width_alone(window: Window):
    screen = shown(window)
    screen.sheet.setMinimumWidth(100)
    press(window, Qt.Key.Key_Plus)
    screen.sheet.setStyleSheet("font-size: 20px")
    press(window, Qt.Key.Key_Plus)
    assert (screen.sheet.minimumWidth(), screen.sheet.font().pixelSize()) == (150, 30)


def test_the_head_of_the_window_grows_with_its_letters(window: Window):
    before = window.header.height()
    press(window, Qt.Key.Key_Plus)
    assert window.header.height() == round(1.25 * before)
    press(window, Qt.Key.Key_0)
    assert window.header.height() == before


def test_the_days_of_a_cross_that_has_little_room_grow_too(window: Window, qtbot: QtBot):
    cross = SafetyCross()
    qtbot.addWidget(cross)
    least = cross.minimumSizeHint()
    press(window, Qt.Key.Key_Plus)
    assert cross.minimumSizeHint() == least * 1.25


def test_it_ends_at_twice_and_never_goes_below_what_it_was(window: Window):
    for _ in range(9):
        press(window, Qt.Key.Key_Plus)
    assert theme.times() == 2
    for _ in range(9):
        press(window, Qt.Key.Key_Minus)
    assert theme.times() == 1


def test_a_window_too_narrow_for_what_is_larger_gives_its_room_to_the_screen(window: Window):
    window.resize(NARROW + 50, 700)
    QApplication.processEvents()
    wide = window.nav.width()
    press(window, Qt.Key.Key_Plus)
    assert window.nav.width() < wide
    press(window, Qt.Key.Key_0)
    assert window.nav.width() == wide
