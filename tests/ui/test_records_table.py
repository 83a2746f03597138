"""The table of records, wide and narrow."""

from pytestqt.qtbot import QtBot

from rrp_ui.screens.records_of_read import REGISTERS
from rrp_ui.screens.records_table import INCIDENTS, Column, RecordTable, RecordTableView


def _shown(qtbot: QtBot, columns: tuple[Column, ...], width: int) -> list[str]:
    model = RecordTable(columns)
    table = RecordTableView(model, "Records")
    qtbot.addWidget(table)
    table.resize(width, 300)
    table.show()
    assert table.horizontalScrollBar().maximum() == 0
    return [each.title for place, each in enumerate(columns) if not table.isColumnHidden(place)]


def test_a_narrow_table_leaves_out_columns_rather_than_scroll_sideways(qtbot: QtBot):
    every = [column.title for column in INCIDENTS]
    assert _shown(qtbot, INCIDENTS, 1100) == every
    assert _shown(qtbot, INCIDENTS, 557) == [title for title in every if title not in ("Where", "By")]


def test_every_register_keeps_its_day_its_widest_column_and_its_state_when_narrow(qtbot: QtBot):
    for register in REGISTERS.values():
        columns = register.columns()
        [wide] = [column.title for column in columns if not column.width]
        assert {columns[0].title, wide, "State"} <= set(_shown(qtbot, columns, 557))
