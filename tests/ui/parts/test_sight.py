"""What stands in a scroll area."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea, QSizePolicy, QTableWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from rrp_ui.parts.chips import ChipRow
from rrp_ui.parts.sight import Inside, bring_into_sight

_MANY = [(str(number), f"An answer, the {number}.") for number in range(14)]


def _page(qtbot: QtBot, *parts: QWidget) -> QScrollArea:
    inside = Inside()
    layout = QVBoxLayout(inside)
    for part in parts:
        layout.addWidget(part)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(inside)
    area.resize(400, 160)
    qtbot.addWidget(area)
    area.show()
    qtbot.waitExposed(area)
    return area


def test_chips_on_several_lines_are_not_cut_for_a_part_that_takes_what_is_left(qtbot: QtBot):
    """A table that is as high as there is room asks for nothing, and yet has a least height."""
    row, table = ChipRow(_MANY), QTableWidget()
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
    table.setMinimumHeight(130)

    page = _page(qtbot, row, table)

    assert page.verticalScrollBar().maximum() > 0
    assert row.heightForWidth(row.width()) == row.height()
    assert row.height() > 3 * row.chips()[0].height()
    assert table.height() == 130


def test_a_line_is_seen_whole_and_not_its_cursor_alone(qtbot: QtBot):
    above, line, below = QWidget(), QLineEdit(), QWidget()
    for part, tall in ((above, 300), (line, 36), (below, 300)):
        part.setFixedHeight(tall)
    page = _page(qtbot, above, line, below)
    qtbot.waitUntil(lambda: page.verticalScrollBar().maximum() > 0)
    page.verticalScrollBar().setValue(line.y() + 30 - page.viewport().height())
    assert line.visibleRegion().boundingRect().height() == 30
    line.setFocus()
    bring_into_sight(line)
    assert line.visibleRegion().boundingRect() == line.rect()


def test_arrow_keys_bring_the_chip_they_reach_into_sight(qtbot: QtBot):
    row = ChipRow(_MANY)
    page = _page(qtbot, row)
    row.setFocus()
    last = row.chips()[-1]
    assert page.verticalScrollBar().value() == 0
    assert last.visibleRegion().isEmpty()

    for chip in row.chips()[:-1]:
        QTest.keyClick(chip, Qt.Key.Key_Right)

    assert last.visibleRegion().boundingRect() == last.rect()
