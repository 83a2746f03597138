"""Chips: one Tab stop, arrow keys, Space and Enter, quiet while filled in."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rrp_ui.parts.chips import Chip, ChipRow

OPTIONS = (("a", "Restraint"), ("b", "Seclusion"), ("c", "Violence"), ("d", "Self-harm"))


class _Page(QWidget):
    def __init__(self, *, several: bool) -> None:
        super().__init__()
        self.row = ChipRow(OPTIONS, several=several, name="What happened")
        layout = QVBoxLayout(self)
        layout.addWidget(self.row)
        layout.addWidget(QLineEdit())

    def kept(self, _page: object) -> None:
        """Hold on to the page until it is closed: qtbot does not."""


def _row(qtbot: QtBot, *, several: bool) -> ChipRow:
    page = _Page(several=several)
    row = page.row
    qtbot.addWidget(page, before_close_func=page.kept)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    row.setFocus()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), Chip))
    return row


def _press(*keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(_here(), key)


def _here() -> QWidget:
    here = QApplication.focusWidget()
    assert here is not None
    return here


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_key_chooses_and_takes_back(qtbot: QtBot, key: Qt.Key) -> None:
    row = _row(qtbot, several=False)
    _press(key)
    assert row.code() == "a"
    _press(key)
    assert row.code() is None


@pytest.mark.parametrize(
    ("keys", "there"),
    [
        ((Qt.Key.Key_Right,), "b"),
        ((Qt.Key.Key_Down, Qt.Key.Key_Down), "c"),
        ((Qt.Key.Key_End,), "d"),
        ((Qt.Key.Key_End, Qt.Key.Key_Left), "c"),
        ((Qt.Key.Key_End, Qt.Key.Key_Right), "d"),
        ((Qt.Key.Key_End, Qt.Key.Key_Home), "a"),
        ((Qt.Key.Key_Up,), "a"),
    ],
    ids=lambda value: value if isinstance(value, str) else "-".join(key.name for key in value),
)
def test_arrows_home_and_end_move_the_focus_and_choose_nothing(
    qtbot: QtBot, keys: tuple[Qt.Key, ...], there: str
) -> None:
    row = _row(qtbot, several=True)
    _press(*keys)
    assert _here().objectName() == there
    assert row.codes() == ()


def test_of_one_answer_the_last_chosen_stays(qtbot: QtBot) -> None:
    row = _row(qtbot, several=False)
    _press(Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Space)
    assert row.codes() == ("b",)


def test_of_several_answers_all_stay_in_the_order_of_the_row(qtbot: QtBot) -> None:
    row = _row(qtbot, several=True)
    _press(Qt.Key.Key_End, Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_Space)
    assert row.codes() == ("a", "d")


def test_the_row_is_one_tab_stop_and_tab_comes_back_to_what_was_used_last(qtbot: QtBot) -> None:
    row = _row(qtbot, several=True)
    _press(Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Tab)
    assert isinstance(_here(), QLineEdit)
    QTest.keyClick(_here(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert _here() is row.chips()[1]


def test_filling_in_is_not_editing(qtbot: QtBot) -> None:
    row = _row(qtbot, several=True)
    with qtbot.assertNotEmitted(row.edited):
        row.show_codes(("b", "c"))
        row.offer(OPTIONS[1:])
    assert row.codes() == ("b", "c")
    with qtbot.waitSignal(row.edited):
        row.chips()[0].click()
    assert row.codes() == ("c",)


def test_choosing_a_chip_moves_nothing(qtbot: QtBot) -> None:
    row = _row(qtbot, several=True)
    before = [chip.geometry() for chip in row.chips()]
    row.show_codes("abcd")
    QApplication.processEvents()
    assert [chip.geometry() for chip in row.chips()] == before


def test_chips_wrap_where_there_is_no_room_and_none_is_cut(qtbot: QtBot) -> None:
    row = _row(qtbot, several=True)
    row.window().resize(220, 300)
    qtbot.waitUntil(lambda: row.width() < 220)
    boxes = [chip.geometry() for chip in row.chips()]
    assert len({box.top() for box in boxes}) > 1
    assert all(row.rect().contains(box) for box in boxes)
    assert all(chip.width() == chip.sizeHint().width() for chip in row.chips())


def test_a_screen_reader_hears_question_answer_and_whether_it_is_chosen(qtbot: QtBot) -> None:
    row = _row(qtbot, several=True)
    row.show_codes("b")
    heard = [QAccessible.queryAccessibleInterface(chip) for chip in row.chips()]
    assert [each.text(QAccessible.Text.Name) for each in heard] == [
        f"What happened: {words}" for _, words in OPTIONS
    ]
    assert {each.role() for each in heard} == {QAccessible.Role.CheckBox}
    assert [bool(each.state().checked) for each in heard] == [False, True, False, False]
