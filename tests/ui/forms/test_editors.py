"""Every kind of question has an editor that shows what it is given, gives it back, and stays quiet."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from rrp_desktop.clock import at
from rrp_desktop.forms.incident import INTERVENTION
from rrp_desktop.forms.lists import SHIPPED, CodeList, Lists, Option
from rrp_desktop.forms.spec import Field, Kind
from rrp_ui.forms.editor import Editor
from rrp_ui.forms.editors import MenuEditor, RecordEditor, editor_for
from rrp_ui.forms.rows import RowsEditor
from rrp_ui.forms.view import FormView
from rrp_ui.parts.buttons import LinkButton
from rrp_ui.parts.chips import Chip
from tests.ui.rig import TODAY, Told

CLOCK = Told(at(TODAY, time(13, 34)))
KEY = "6b1f0d3e-5a0c-4f0e-9a3b-0c2f7d1e8a54"
PEOPLE = CodeList("person", "Person", "1", "the ward", True, (Option(KEY, "P-031"), Option("k2", "P-019")))
LISTS: Lists = {**SHIPPED, "person": PEOPLE}

NUMBER = Field("nhs_number", "NHS number", Kind.NHS_NUMBER)

CASES: tuple[tuple[Field, Any], ...] = (
    (Field("place", "Injury", Kind.CHOICE, "injury"), "minor"),
    (Field("status", "Legal status", Kind.CHOICE, "legal_status"), "03"),
    (Field("led_up", "What led up to it", Kind.CHOICES, "led_up"), ("leave", "noise")),
    (Field("staff", "Staff", Kind.WHOLE), 3),
    (Field("plan", "Plan", Kind.TEXT, longest=200), "1:1 in the garden"),
    (Field("note", "Note", Kind.NOTE), "Two lines\nof words"),
    (NUMBER, "9434765919"),
    (Field("started_at", "Started", Kind.MOMENT), at(TODAY, time(13, 5))),
    (Field("started_at", "Started", Kind.MOMENT), at(TODAY - timedelta(days=40), time(2, 10))),
    (Field("day", "Day", Kind.DAY), TODAY),
    (Field("day", "Day", Kind.DAY), date(2025, 2, 28)),
    (Field("done", "Done", Kind.FLAG), True),
    (Field("done", "Done", Kind.FLAG), False),
    (Field("person", "Person", Kind.RECORD, record="person"), KEY),
    (Field("rows", "Rows", Kind.ROWS, rows=INTERVENTION), ({"type": "11", "staff_count": 2}, {"type": "14"})),
)


def _rows(field: Field) -> Editor:
    return RowsEditor(field, lambda form: FormView(form, LISTS, CLOCK, in_row=True))


def _editor(qtbot: QtBot, field: Field) -> Editor:
    editor = editor_for(field, LISTS, CLOCK, _rows)
    qtbot.addWidget(editor)
    return editor


def _id(value: object) -> str:
    return value.kind.value if isinstance(value, Field) else str(value)[:12]


def test_the_cases_below_cover_every_kind() -> None:
    assert {field.kind for field, _ in CASES} == set(Kind)


@pytest.mark.parametrize(("field", "answer"), CASES, ids=_id)
def test_what_is_shown_is_given_back_and_filling_in_is_not_editing(
    qtbot: QtBot, field: Field, answer: Any
) -> None:
    editor = _editor(qtbot, field)
    with qtbot.assertNotEmitted(editor.edited):
        assert editor.answer() is None
        editor.show_answer(answer)
        assert editor.answer() == answer
        assert type(editor.answer()) is type(answer)
        editor.show_answer(None)
        assert editor.answer() is None


@pytest.mark.parametrize("field", [field for field, _ in CASES], ids=_id)
def test_an_editor_is_found_by_the_field_s_name_and_heard_by_its_title(qtbot: QtBot, field: Field) -> None:
    editor = _editor(qtbot, field)
    assert (editor.objectName(), editor.accessibleName()) == (field.name, field.title)
    assert editor.stops()
    assert all(stop.accessibleName() for stop in editor.stops())


def _inner(editor: Editor, kind: type[QWidget]) -> Any:
    return next(part for part in editor.findChildren(kind) if not part.isHidden())


@pytest.mark.parametrize(
    ("field", "typed", "answer"),
    [
        (Field("staff", "Staff", Kind.WHOLE), "12", 12),
        (Field("staff", "Staff", Kind.WHOLE), "0", 0),
        (Field("staff", "Staff", Kind.WHOLE), "two", "two"),
        (Field("staff", "Staff", Kind.WHOLE), "-1", "-1"),
        (Field("staff", "Staff", Kind.WHOLE), "  ", None),
        (Field("by", "By", Kind.TEXT, longest=5), "Noon today", "Noon"),
        (Field("note", "Note", Kind.NOTE), " words ", "words"),
        (NUMBER, " 943 476-5919", "9434765919"),
        (NUMBER, "943x", "943x"),
    ],
    ids=_id,
)
def test_what_is_typed_is_the_answer_and_says_so(
    qtbot: QtBot, field: Field, typed: str, answer: object
) -> None:
    editor = _editor(qtbot, field)
    editor.show()
    line = _inner(editor, QPlainTextEdit if field.kind is Kind.NOTE else QLineEdit)
    with qtbot.waitSignal(editor.edited):
        QTest.keyClicks(line, typed)
    assert editor.answer() == answer


def test_a_number_stands_there_as_dots_until_somebody_asks_to_see_it(qtbot: QtBot) -> None:
    editor = _editor(qtbot, NUMBER)
    editor.show_answer("9434765919")
    line, button = _inner(editor, QLineEdit), _inner(editor, LinkButton)
    assert set(line.displayText()) == {line.displayText()[0]} != {"9"}
    assert len(line.displayText()) == 10
    button.click()
    assert line.displayText() == "943 476 5919"
    assert button.accessibleName() == "Hide: NHS number"
    editor.show_answer("9434765870")
    assert "9" not in line.displayText()


def test_a_retired_code_is_shown_where_it_was_and_not_offered_anew(qtbot: QtBot) -> None:
    field = Field("type", "Type", Kind.CHOICE, "intervention_type", families=frozenset({"restraint"}))
    editor = _editor(qtbot, field)
    assert "02" not in {chip.code for chip in editor.findChildren(Chip)}
    editor.show_answer("02")
    assert editor.answer() == "02"
    assert "Physical restraint: other (v4)" in {chip.words for chip in editor.findChildren(Chip)}


def test_only_the_families_of_a_field_are_offered(qtbot: QtBot) -> None:
    field = Field("type", "Type", Kind.CHOICE, "intervention_type", families=frozenset({"seclusion"}))
    assert {chip.code for chip in _editor(qtbot, field).findChildren(Chip)} == {"05", "06"}


def test_a_long_list_is_a_menu_that_opens_on_nothing(qtbot: QtBot) -> None:
    editor = _editor(qtbot, Field("status", "Legal status", Kind.CHOICE, "legal_status"))
    assert isinstance(editor, MenuEditor)
    menu = _inner(editor, QComboBox)
    with qtbot.waitSignal(editor.edited):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    assert editor.answer() == "01"


def test_a_new_record_is_asked_for_and_the_one_chosen_stays(qtbot: QtBot) -> None:
    editor = _editor(qtbot, Field("person", "Person", Kind.RECORD, record="person"))
    assert isinstance(editor, RecordEditor)
    editor.show_answer(KEY)
    new = next(chip for chip in editor.findChildren(Chip) if chip.words == "New…")
    with qtbot.assertNotEmitted(editor.edited), qtbot.waitSignal(editor.new_asked) as asked:
        new.click()
    assert asked.args == ["person"]
    assert editor.answer() == KEY
    editor.offer([("k9", "P-099")])
    assert [chip.words for chip in editor.findChildren(Chip) if not chip.isHidden()] == [
        "P-099",
        "New…",
        "P-031",
    ]


def test_times_that_cannot_be_read_are_given_as_typed(qtbot: QtBot) -> None:
    editor = _editor(qtbot, Field("started_at", "Started", Kind.MOMENT))
    editor.show()
    QTest.keyClicks(_inner(editor, QLineEdit), "2570")
    assert editor.answer() == "2570"
    assert editor.complaint()
    editor.show_answer(datetime(2026, 11, 21, 9, tzinfo=UTC))
    assert editor.complaint() == ""
