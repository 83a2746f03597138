"""The cross: colour, sign and number for every day; a keyboard and a screen reader reach all of them."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from rrp_desktop.reports.cross import CrossDay, Mark
from rrp_ui import theme
from rrp_ui.parts.cross import SafetyCross

TODAY = date(2026, 11, 21)
DAYS = (
    CrossDay(date(2026, 11, 1), Mark.NIL),
    CrossDay(date(2026, 11, 2), Mark.PHYSICAL, 2),
    CrossDay(date(2026, 11, 3), Mark.OTHER, 1),
    CrossDay(date(2026, 11, 4), Mark.UNCONFIRMED),
)


def _cross(qtbot: QtBot) -> SafetyCross:
    cross = SafetyCross()
    qtbot.addWidget(cross)
    cross.resize(cross.sizeHint())
    cross.show_month(DAYS, TODAY)
    with qtbot.waitExposed(cross):
        cross.show()
    cross.activateWindow()
    return cross


def _cell(cross: SafetyCross, number: int) -> QPushButton:
    return next(cell for cell in cross.findChildren(QPushButton) if cell.objectName() == str(number))


@pytest.mark.parametrize(
    ("number", "colour"),
    [(1, theme.GREEN), (2, theme.RED), (3, theme.AMBER), (4, theme.LINE), (5, theme.WHITE)],
)
def test_a_day_has_its_colour(qtbot: QtBot, number: int, colour: str) -> None:
    cross = _cross(qtbot)
    picture = _cell(cross, number).grab().toImage()
    assert picture.pixelColor(picture.width() - 8, picture.height() - 8) == QColor(colour)


def test_every_day_of_the_month_is_in_words_and_no_other(qtbot: QtBot) -> None:
    cross = _cross(qtbot)
    words = cross.words()
    assert len(words) == 30
    assert words[0] == "1 November: nothing happened, confirmed"
    assert words[3] == "4 November: not confirmed yet"
    assert words[20].startswith("21 November")
    assert words[20].endswith("today")
    cross.show_month((CrossDay(date(2027, 2, 1), Mark.NIL),), TODAY)
    assert len(cross.words()) == 28


def test_a_month_lies_in_the_shape_of_a_cross(qtbot: QtBot) -> None:
    cross = _cross(qtbot)
    cross.show_month((CrossDay(date(2026, 12, 1), Mark.NIL),), TODAY)
    rows: dict[int, int] = {}
    for number in range(1, 32):
        top = _cell(cross, number).y()
        rows[top] = rows.get(top, 0) + 1
    assert [rows[top] for top in sorted(rows)] == [3, 3, 7, 7, 7, 3, 1]


@pytest.mark.parametrize(
    ("key", "there"),
    [
        (Qt.Key.Key_Left, 20),
        (Qt.Key.Key_Right, 22),
        (Qt.Key.Key_Up, 14),
        (Qt.Key.Key_Down, 28),
        (Qt.Key.Key_Home, 1),
        (Qt.Key.Key_End, 30),
    ],
)
def test_keys_go_from_today_to_other_days(qtbot: QtBot, key: Qt.Key, there: int) -> None:
    cross = _cross(qtbot)
    cross.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is _cell(cross, 21))
    QTest.keyClick(_cell(cross, 21), key)
    assert QApplication.focusWidget() is _cell(cross, there)


def test_enter_chooses_the_day(qtbot: QtBot) -> None:
    cross = _cross(qtbot)
    with qtbot.waitSignal(cross.day_chosen) as chosen:
        QTest.keyClick(_cell(cross, 4), Qt.Key.Key_Return)
    assert chosen.args == [date(2026, 11, 4)]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (CrossDay(TODAY, Mark.PHYSICAL, 2, 1), "2 physical, 1 not physical"),
        (CrossDay(TODAY, Mark.PHYSICAL, 1), "1 incident, physical"),
        (CrossDay(TODAY, Mark.OTHER, 1, whole=False), "1 incident, not physical; not confirmed yet"),
        (CrossDay(TODAY, Mark.NIL), "nothing happened, confirmed"),
        (CrossDay(TODAY, Mark.BEFORE), "before the ward began to record"),
    ],
    ids=["both sorts", "physical", "perhaps more", "nil", "before"],
)
def test_a_day_is_put_into_words(day: CrossDay, words: str) -> None:
    assert day.state() == words


def test_a_day_of_both_sorts_has_both_colours(qtbot: QtBot) -> None:
    cross = SafetyCross()
    qtbot.addWidget(cross)
    cross.resize(420, 420)
    cross.show_month([CrossDay(TODAY.replace(day=9), Mark.PHYSICAL, 1, 1)], TODAY)
    cross.show()
    picture = _cell(cross, 9).grab().toImage()
    wide, tall = picture.width(), picture.height()
    seen = [picture.pixelColor(*at).name() for at in ((6, tall // 2), (wide - 6, tall - 6))]
    assert seen == [theme.RED, theme.AMBER]
