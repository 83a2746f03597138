"""Parts side by side, or one below the other."""

from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from rrp_ui.parts.columns import Columns


def test_parts_go_below_each_other_where_there_is_no_room_beside(qtbot: QtBot):
    columns, first, second = Columns(needs=400), QPushButton("First"), QPushButton("Second")
    for part in (first, second):
        columns.add(part)
    qtbot.addWidget(columns)
    columns.resize(500, 200)
    columns.show()
    qtbot.waitUntil(lambda: second.x() > first.x())
    assert first.y() == second.y()
    columns.resize(columns.minimumSizeHint().width(), 200)
    qtbot.waitUntil(lambda: second.y() > first.y())
    assert first.x() == second.x()
